"""The list: what it shows of a lead, its controls, what htmx gets, and the ways to be empty."""

import re

import pytest
from django.db import OperationalError

from hirepilot.journal import operation
from hirepilot.models import Workspace
from hirepilot.tenancy import link
from leads.models import Identity, Lead
from leads.services import merging, opting_out, organising
from leads.services.searching import Search
from tests.factories.hirepilot import MembershipFactory, UserFactory
from tests.factories.leads import LeadFactory

HTMX = {"HX-Request": "true"}
SCRIPT = "<script>alert(1)</script>"


def text_of(answer):
    return answer.content.decode()


def names(answer):
    return [str(lead) for lead in answer.context["page"].rows]


@pytest.mark.parametrize("leads", (1, 3))
@pytest.mark.parametrize(
    ("query", "queries"),
    [({"q": "person"}, 28), ({"tag": "austin"}, 28), ({"archived": "1", "sort": "name"}, 31)],
)
def test_a_narrowed_list_costs_the_same_for_any_number(
    client, workspace, member, leads, query, queries, django_assert_num_queries
):
    for number in range(leads):
        LeadFactory(
            name=f"Person {number}", email=f"p{number}@x.example", tags=["Austin", f"T{number}"], owner=member
        )
    client.get(link("leads:list"))

    with django_assert_num_queries(queries):
        assert len(names(client.get(link("leads:list"), query))) == leads


def test_the_title_says_how_many_of_how_many(client, workspace):
    for number in range(3):
        LeadFactory(name=f"Person {number}", tags=["Austin"] if number else [])

    everybody, some = client.get(link("leads:list")), client.get(link("leads:list"), {"tag": "Austin"})

    counts = [
        " ".join(re.search(r'id="lead-count">(.*?)</span>', text_of(answer))[1].split())
        for answer in (everybody, some)
    ]
    assert counts == ["3", "2 <small>of 3</small>"]


def test_a_row_shows_what_a_recruiter_looks_for(client, workspace, member):
    lead = LeadFactory(
        name="Ada Byron", email="ada@x.example", title="CTO", company="Engines", tags=["Austin"], owner=member
    )
    with operation("address.check", by=member):
        Identity.objects.filter(lead=lead).update(verification="valid")
    opting_out.opt_out(lead, "email", by=member)

    page = text_of(client.get(link("leads:list")))

    for part in (
        "Ada Byron",
        "CTO",
        "Engines",
        "ada@x.example",
        "Austin",
        str(member),
        "Verified:",
        "Opted out of email:",
    ):
        assert part in page


def test_hostile_values_are_text(client, workspace):
    LeadFactory(name=SCRIPT, title="\u202eevil", company=SCRIPT, tags=[SCRIPT], email="a@x.example")

    page = text_of(client.get(link("leads:list"), {"q": SCRIPT, "tag": SCRIPT}))

    assert SCRIPT not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert page.count('dir="auto"') >= 3


@pytest.mark.parametrize(("query", "tab"), [
    ({}, "All"), ({"owner": "me"}, "Mine"), ({"status": "new"}, "New"), ({"status": "replied"}, "Replied"),
    ({"status": "bad_fit"}, "Bad fit"), ({"archived": "only"}, "Archived"), ({"status": "new", "q": ""}, "New"),
    ({"status": ["new", "replied"]}, None), ({"q": "ada"}, None),
])  # fmt: skip
def test_a_tab_is_current_when_the_list_is_exactly_it(client, workspace, query, tab):
    LeadFactory()
    tabs = client.get(link("leads:list"), query).context["state"].tabs()
    assert [one["label"] for one in tabs if one["current"]] == ([tab] if tab else [])


def test_several_values_of_one_parameter_are_an_or_that_more_can_be_added_to(client, workspace):
    for status in ("new", "replied", "qualified"):
        LeadFactory(name=status, status=status)

    page = client.get(link("leads:list"), {"status": ["new", "replied"]})
    state = page.context["state"]

    assert set(names(page)) == {"new", "replied"}
    assert state.chips() == [{"label": "Status is", "value": "New or Replied", "remove_url": "?"}]
    assert state.kept() == [("status", "new"), ("status", "replied")]
    offered = next(adder for adder in state.adders() if adder["name"] == "status")
    assert {value for value, _ in offered["choices"]} == {
        "enriched",
        "contacted",
        "qualified",
        "bad_fit",
        "converted",
    }


def test_chips_name_things_and_not_their_numbers(client, workspace, member):
    lead = LeadFactory(company="Engines", tags=["Austin"], lists=["Fair"], owner=member)
    with operation("lead.import", summary="Import of people.csv") as brought:
        pass

    query = {
        "company": lead.company.pk, "tag": lead.tags.get().pk, "owner": member.pk, "import": brought.pk,
        "has_email": "1", "source": "file", "list": lead.list_members.get().list_id,
    }  # fmt: skip
    chips = client.get(link("leads:list"), query).context["state"].chips()

    assert {chip["label"]: chip["value"] for chip in chips} == {
        "Owner is": str(member), "Tag is": "Austin", "Source is": "File import", "Company is": "Engines",
        "List is": "Fair",
        "Has an email:": "Yes", "Came in by": "Import of people.csv",
    }  # fmt: skip


def test_a_tag_of_digits_is_a_name_and_not_a_number(client, workspace):
    other = LeadFactory(name="Grace Hopper", tags=["Austin"]).tags.get()
    LeadFactory(name="Ada Byron", tags=[str(other.pk)])

    page = client.get(link("leads:list"), {"tag": other.pk})

    assert (names(page), page.context["state"].chips()[0]["value"]) == (["Ada Byron"], str(other.pk))


def test_columns_sort_the_list_and_say_how_it_is_sorted(client, workspace):
    for name in ("Zoë", "Ada"):
        LeadFactory(name=name)

    page = client.get(link("leads:list"), {"sort": "name"})

    assert names(page) == ["Ada", "Zoë"]
    assert 'aria-sort="ascending"><a href="?sort=-name">Name' in text_of(page)
    assert 'aria-sort="descending"' in text_of(client.get(link("leads:list")))


def test_htmx_gets_the_part_and_the_clean_address(client, workspace):
    LeadFactory(name="Ada Byron")
    headers = HTMX | {"HX-Trigger": "lead-filters", "HX-Target": "lead-list"}

    part = client.get(
        link("leads:list"), {"q": "ada", "status": "", "owner": "", "sort": ""}, headers=headers
    )

    assert "<html" not in text_of(part)
    for name in ("lead-count", "lead-tabs", "lead-adders", "lead-said", "toasts"):
        assert f'id="{name}"' in text_of(part)
    assert part["HX-Push-Url"] == f"{link('leads:list')}?q=ada"
    assert "HX-Request" in part["Vary"]


def test_a_page_that_htmx_restores_from_its_history_is_whole(client, workspace):
    LeadFactory()
    answer = client.get(link("leads:list"), headers=HTMX | {"HX-History-Restore-Request": "true"})
    assert "<html" in text_of(answer)


def test_a_place_in_another_order_leads_to_the_beginning_and_keeps_the_filters(client, workspace):
    answer = client.get(link("leads:list"), {"q": "ada", "after": "rubbish"})
    assert (answer.status_code, answer["Location"]) == (302, f"{link('leads:list')}?q=ada")


def test_a_peek_shows_the_lead_and_the_latest_of_its_history(client, workspace, member):
    lead = LeadFactory(name="Ada Byron", email="ada@x.example", title=SCRIPT, tags=["Austin"])
    organising.add_note(lead, "Likes tea.", by=member)

    page = text_of(client.get(link("leads:peek", lead.pk)))

    for part in ("Ada Byron", "ada@x.example", "Austin", "Likes tea.", "Came in", "data-peek-close"):
        assert part in page
    assert SCRIPT not in page
    assert "<html" not in page


@pytest.mark.parametrize("addresses", (1, 3))
def test_a_peek_costs_the_same_however_much_is_known(
    client, workspace, member, addresses, django_assert_num_queries
):
    lead = LeadFactory(name="Ada Byron", email="ada@x.example")
    emails = [f"a{number}@x.example" for number in range(addresses)]
    organising.edit(lead, {"emails": emails, "title": "CTO"}, by=member)
    client.get(link("leads:peek", lead.pk))

    with django_assert_num_queries(21):
        client.get(link("leads:peek", lead.pk))


def test_the_peek_of_a_merged_lead_is_that_of_its_survivor(client, workspace, member):
    old, new = LeadFactory(name="Old"), LeadFactory(name="New")
    merging.merge(old, new, by=member)
    assert client.get(link("leads:peek", new.pk)).url == link("leads:peek", old.pk)


@pytest.mark.parametrize(("query", "says"), [
    ({"q": "ada"}, ("Nothing matches", "1 archived matches", "1 merged into others matches")),
    ({"q": "nobody of this name"}, ("Nothing matches", "No lead that you may see matches.")),
    ({"tag": "no such tag"}, ("Nothing matches", "A filter in this address is not known here.", "There is no tag")),
])  # fmt: skip
def test_a_filter_that_finds_nobody_says_who_would_match(client, workspace, member, query, says):
    LeadFactory(name="Grace Hopper")
    archived, survivor, merged = (
        LeadFactory(name="Ada One"),
        LeadFactory(name="Ann"),
        LeadFactory(name="Ada Two"),
    )
    organising.archive(archived, by=member)
    merging.merge(survivor, merged, by=member)
    with operation("lead.edit", by=member):
        Lead.objects.filter(pk=survivor.pk).update(full_name="Ann")

    page = " ".join(text_of(client.get(link("leads:list"), query)).split())
    assert (page.count("Clear filters"), page.count("Clear all")) == (1, 0)

    for sentence in says:
        assert sentence in page


def test_when_all_are_archived_nobody_is_told_that_there_are_none(client, workspace, member):
    organising.archive(LeadFactory(), by=member)
    page = text_of(client.get(link("leads:list")))
    assert "1 lead is archived." in page
    assert "No leads yet" not in page


def test_a_member_with_no_lead_in_sight_has_none_yet(as_member, workspace, member, plain_member):
    LeadFactory(name="Secret Person", owner=member)
    page = text_of(as_member(plain_member).get(link("leads:list"), {"q": "secret"}))
    assert "No leads yet" in page
    assert "Secret Person" not in page


def test_a_guest_is_told_by_name_who_can_give_access(as_member, workspace, member, guest):
    answer = as_member(guest).get(link("leads:list"))
    assert answer.status_code == 403
    assert f"{member} (Owner)" in text_of(answer)


def test_a_list_that_does_not_load_says_so_with_its_reference(client, workspace, monkeypatch):
    def too_slow(*args, **kwargs):
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr(Search, "page", too_slow)
    answer = client.get(link("leads:list"), {"q": "ada"})

    assert answer.status_code == 503
    assert "The list did not load" in text_of(answer)
    assert answer["X-Request-ID"] in text_of(answer)
    assert f"{link('leads:list')}?q=ada" in text_of(answer)


def test_archived_leads_are_restored_where_others_are_archived(client, workspace, member):
    organising.archive(LeadFactory(), by=member)
    page = text_of(client.get(link("leads:list"), {"archived": "only"}))
    assert 'value="restore"' in page
    assert 'value="archive"' not in page
    assert '<span class="badge">Archived</span>' in text_of(client.get(link("leads:list"), {"archived": "1"}))


def test_the_palette_finds_archived_people_too_and_shows_the_state(client, workspace, member):
    LeadFactory(name="Ada Byron", status="replied")
    organising.archive(LeadFactory(name="Ada Archived"), by=member)

    page = text_of(client.get(link("leads:find"), {"q": "ada"}))

    assert ("Ada Byron" in page, "Replied" in page, "Ada Archived" in page, "Archived</span>" in page) == (
        True,
    ) * 4


def test_the_palette_shows_nothing_of_a_colleague(as_member, workspace, member, plain_member):
    LeadFactory(name="Ada Byron", owner=member)
    workspace.refresh_from_db()
    assert workspace.lead_visibility == Workspace.LeadVisibility.OWN
    assert "Ada" not in text_of(as_member(plain_member).get(link("leads:find"), {"q": "ada"}))


def test_owners_to_filter_by_are_those_who_may_own(client, workspace, guest):
    gone = MembershipFactory(
        workspace=workspace, role="member", user=UserFactory(name="Gone"), removed_at="2026-01-01T00:00Z"
    )
    LeadFactory()
    owners = client.get(link("leads:list")).context["state"].owners
    assert str(guest.pk) not in owners
    assert str(gone.pk) not in owners
