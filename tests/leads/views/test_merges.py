import pytest
from django.contrib.messages import get_messages

from hirepilot.models import Operation
from hirepilot.tenancy import link
from leads.models import Lead, Merge
from leads.services import merging, organising
from tests.factories.leads import LeadFactory, NoteFactory


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def fresh(lead):
    return Lead.objects.get(pk=lead.pk)


@pytest.fixture
def pair(workspace):
    older = LeadFactory(name="Helena Voss", company="Lumenwerk", phone="+442079460991", title="CTO")
    newer = LeadFactory(
        name="H. Voss", company="Lumenwerk", phone="+442079460991", location="Berlin", tags=["Austin"]
    )
    NoteFactory(lead=newer)
    return older, newer


@pytest.mark.parametrize("swapped", [False, True])
def test_the_two_stand_side_by_side_with_what_comes_out(client, pair, swapped):
    older, newer = pair
    one, two = (newer, older) if swapped else pair

    answer = client.get(link("leads:merge", one.pk, two.pk))

    rows = {row["label"]: (row["left"], row["right"], row["result"]) for row in answer.context["rows"]}
    assert (answer.context["survivor"], answer.context["merged"]) == (older, newer)
    assert rows["Title"] == ("CTO", "", "CTO")
    assert rows["Location"] == ("", "Berlin", "Berlin")
    assert rows["Status"] == ("New", "New", "New")
    assert "Email" not in rows
    page = " ".join(answer.content.decode().split())
    assert "Same phone: +442079460991" in page
    assert "1 phone or role address, 1 tag, 1 note" in page or "1 note" in page
    assert Merge.objects.count() == 0


def test_what_was_announced_is_what_comes_out(client, pair):
    older, newer = pair
    columns = {
        "Name": "full_name",
        "Title": "title",
        "Location": "location",
        "Company": "company_name",
        "Phone": "phone",
    }
    rows = client.get(link("leads:merge", older.pk, newer.pk)).context["rows"]
    announced = {row["label"]: row["result"] for row in rows if row["label"] in columns}

    answer = client.post(link("leads:merge", older.pk, newer.pk), {"survivor": older.pk})

    survivor = fresh(older)
    assert {label: getattr(survivor, columns[label]) for label in announced} == announced
    assert answer.url == older.get_absolute_url()
    assert said(answer) == ["H. Voss is merged into Helena Voss."]
    assert Merge.objects.get().reasons == ["Same phone: +442079460991"]


def test_a_person_may_keep_the_newer_one(client, pair):
    older, newer = pair
    assert (
        client.get(link("leads:merge", older.pk, newer.pk), {"survivor": newer.pk}).context["survivor"]
        == newer
    )
    client.post(link("leads:merge", older.pk, newer.pk), {"survivor": newer.pk})
    assert fresh(older).merged_into == newer


def test_a_merge_is_undone_by_its_toast(client, pair):
    older, newer = pair
    client.post(link("leads:merge", older.pk, newer.pk))
    client.post(link("operation-undo", Operation.objects.get(kind="lead.merge").pk))
    assert fresh(newer).merged_into is None
    assert [tag.name for tag in fresh(newer).tags.all()] == ["Austin"]


def test_names_that_clearly_differ_are_warned_about(client, workspace):
    one, two = LeadFactory(name="Ada Byron"), LeadFactory(name="Grace Hopper")
    assert "The names differ clearly." in client.get(link("leads:merge", one.pk, two.pk)).content.decode()


def test_a_lead_is_not_merged_with_itself(client, pair):
    older, _ = pair
    for ask in (client.get, client.post):
        assert ask(link("leads:merge", older.pk, older.pk)).url == older.get_absolute_url()
    assert Merge.objects.count() == 0


def test_a_pair_that_was_merged_meanwhile_leads_to_the_survivor(client, pair, member):
    older, newer = pair
    merging.merge(older, newer, by=member)
    for ask in (client.get, client.post):
        answer = ask(link("leads:merge", older.pk, newer.pk))
        assert answer.url == f"{older.get_absolute_url()}?merged={newer.pk}"
    assert Merge.objects.count() == 1


def test_a_colleagues_lead_cannot_be_merged_from_either_side(as_member, workspace, member, plain_member):
    seen, hidden = LeadFactory(name="Ada"), LeadFactory(name="Ada Byron", owner=member)
    browser = as_member(plain_member)
    for pks in ((seen.pk, hidden.pk), (hidden.pk, seen.pk)):
        assert browser.get(link("leads:merge", *pks)).status_code == 404
        assert browser.post(link("leads:merge", *pks)).status_code == 404


def test_an_unmerge_says_what_it_did_and_can_be_undone(client, pair, member):
    older, newer = pair
    done = merging.merge(older, newer, by=member)

    answer = client.post(link("leads:unmerge", older.pk), {"merge": done.pk})

    assert said(answer) == ["H. Voss and Helena Voss are two leads again."]
    assert fresh(newer).merged_into is None
    client.post(link("operation-undo", Operation.objects.filter(kind="undo").latest("pk").pk))
    assert fresh(newer).merged_into == older


def test_an_unmerge_tells_what_was_changed_since(client, pair, member):
    older, newer = pair
    done = merging.merge(older, newer, by=member)
    organising.edit(fresh(older), {"location": "Hamburg"}, by=member)

    answer = client.post(link("leads:unmerge", older.pk), {"merge": done.pk})

    assert "Left as it is: " in said(answer)[0]
    assert fresh(older).location == "Hamburg"


@pytest.mark.parametrize("number", ["", "rubbish", "9" * 30, "-1", "٣", "999999"])
def test_a_merge_that_is_none_is_not_found(client, pair, number):
    assert client.post(link("leads:unmerge", pair[0].pk), {"merge": number}).status_code == 404


def test_a_second_unmerge_finds_none(client, pair, member):
    older, newer = pair
    done = merging.merge(older, newer, by=member)
    client.post(link("leads:unmerge", older.pk), {"merge": done.pk})
    assert client.post(link("leads:unmerge", older.pk), {"merge": done.pk}).status_code == 404


@pytest.mark.parametrize("number", ["", "0", "x", "²", "9" * 30, "-1"])
def test_an_old_number_that_led_nowhere_shows_no_merge(client, pair, number):
    assert client.get(f"{pair[0].get_absolute_url()}?merged={number}").context["merged"] is None


def test_the_old_number_of_a_lead_merged_elsewhere_shows_no_merge_here(client, pair, member):
    older, newer = pair
    merging.merge(older, newer, by=member)
    stranger = LeadFactory(name="Ada Byron")

    assert client.get(f"{stranger.get_absolute_url()}?merged={newer.pk}").context["merged"] is None


@pytest.mark.proves("PRO-32", "PRO-35")
def test_a_chain_of_merges_leads_to_its_end_and_names_who_merged_what_when(
    client, pair, member, admin_member
):
    older, newer = pair
    last = LeadFactory(name="Helena Voss-Lind", company="Lumenwerk")
    first_merge = merging.merge(older, newer, by=member)
    middle = fresh(older)
    last_merge = merging.merge(last, middle, by=admin_member)

    page = client.get(newer.get_absolute_url(), follow=True)

    assert page.redirect_chain[-1][0] == f"{last.get_absolute_url()}?merged={newer.pk}"
    assert page.context["merged"]["way"] == [first_merge, last_merge]
    text = " ".join(page.content.decode().split())
    for said_there in (
        f"You followed a link to <b>H. Voss</b> (no. {newer.pk}).",
        f"It was merged into <b>{middle}</b> (no. {older.pk}) on",
        f"<b>{middle}</b> was merged into this lead on",
        f"by {member}.",
        f"by {admin_member}.",
    ):
        assert said_there in text

    client.post(link("leads:unmerge", last.pk), {"merge": last_merge.pk})
    again = client.get(newer.get_absolute_url(), follow=True)
    assert again.redirect_chain[-1][0] == f"{older.get_absolute_url()}?merged={newer.pk}"
    assert again.context["merged"]["way"] == [first_merge]
