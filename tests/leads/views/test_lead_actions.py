"""What is done to one lead: by whom, what is said, and how it is taken back."""

import pytest
from django.contrib.messages import get_messages

from hirepilot.models import Operation
from hirepilot.services.undo import undo
from hirepilot.tenancy import link
from leads.models import Lead, OptOut
from leads.services import merging, opting_out
from tests.factories.leads import LeadFactory


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def undo_offered(answer):
    return [message.extra_tags for message in get_messages(answer.wsgi_request)]


def fresh(lead):
    return Lead.objects.get(pk=lead.pk)


@pytest.mark.parametrize(("name", "values", "kind", "sentence"), [
    ("status", {"status": "qualified", "why": "fits"}, "lead.status", "Ada Byron is now Qualified."),
    ("tags", {"tags": "Austin, VP Sales"}, "lead.tag", "Tagged Austin, VP Sales."),
    ("untag", {"tag": "old"}, "lead.untag", "“old” is off."),
    ("note", {"text": "Likes tea."}, "note.add", "Note saved."),
    ("archive", {}, "lead.archive", "Ada Byron is archived."),
])  # fmt: skip
def test_each_says_what_it_did_and_is_undone_by_its_toast(
    client, workspace, member, name, values, kind, sentence
):
    lead = LeadFactory(name="Ada Byron", tags=["Old"])
    before = fresh(lead)

    answer = client.post(link(f"leads:{name}", lead.pk), values)

    done = Operation.objects.get(kind=kind)
    assert (answer.status_code, answer.url) == (302, lead.get_absolute_url())
    assert (said(answer), undo_offered(answer)) == ([sentence], [link("operation-undo", done.pk)])
    assert (done.by, done.reason) == (member, values.get("why", ""))
    client.post(link("operation-undo", done.pk))
    after = fresh(lead)
    assert (after.status, after.archived_at) == (before.status, before.archived_at)
    assert [tag.name for tag in after.tags.all()] == ["Old"]
    assert not after.notes.exists()


@pytest.mark.parametrize(("name", "values", "sentence"), [
    ("status", {"status": "replied"}, "Ada Byron is Replied already."),
    ("status", {"status": "contacted"}, "Ada Byron cannot go from Replied to Contacted."),
    ("status", {"status": "converted"}, "Select a valid choice. converted is not one of the available choices."),
    ("status", {}, "Choose a status first."),
    ("tags", {"tags": "austin"}, "Ada Byron is tagged so already."),
    ("tags", {"tags": " , "}, "Write a tag first."),
    ("tags", {"tags": "\u200b"}, "A tag needs a name."),
    ("untag", {"tag": ""}, "A tag needs a name."),
    ("owner", {"owner": "999999"}, "Choose somebody who is in this workspace."),
    ("owner", {"owner": "x" * 40}, "Choose somebody who is in this workspace."),
    ("opt-out", {"channel": "pigeon"}, "Select a valid choice. pigeon is not one of the available choices."),
    ("opt-out-lift", {"channel": "email"}, "Say why this person may be contacted again."),
])  # fmt: skip
def test_what_cannot_be_done_is_said_and_leaves_no_operation(client, workspace, name, values, sentence):
    lead = LeadFactory(name="Ada Byron", status="replied", tags=["Austin"])
    before = Operation.objects.count()

    answer = client.post(link(f"leads:{name}", lead.pk), values)

    assert (answer.status_code, said(answer)) == (302, [sentence])
    assert Operation.objects.count() == before


@pytest.mark.parametrize("name", ["archive", "restore"])
def test_twice_is_once(client, workspace, name):
    lead = LeadFactory(archived_at=None if name == "archive" else "2026-01-01T00:00Z")
    for _ in range(2):
        client.post(link(f"leads:{name}", lead.pk))
    assert Operation.objects.filter(kind=f"lead.{name}").count() == 1


def test_somebody_who_is_reopened_is_said_to_be_what_they_became(client, workspace):
    lead = LeadFactory(name="Ada Byron", email="ada@x.example", status="bad_fit")
    assert said(client.post(link("leads:status", lead.pk), {"status": "new"})) == [
        "Ada Byron is now Enriched."
    ]


def test_whoever_gives_a_lead_away_is_led_to_the_list_they_can_see(
    as_member, workspace, admin_member, plain_member
):
    browser = as_member(plain_member)
    for headers, where in (({}, "Location"), ({"HX-Request": "true"}, "HX-Redirect")):
        lead = LeadFactory(name="Ada Byron")
        answer = browser.post(link("leads:owner", lead.pk), {"owner": admin_member.pk}, headers=headers)
        assert answer[where] == link("leads:list")
        assert said(answer)[-1] == f"Ada Byron now belongs to {admin_member}."


def test_a_guest_owns_nothing(client, workspace, guest):
    lead = LeadFactory()
    client.post(link("leads:owner", lead.pk), {"owner": guest.pk})
    assert fresh(lead).owner is None


def test_an_opt_out_offers_no_undo_and_no_undo_lifts_it(client, workspace, member):
    lead = LeadFactory(name="Ada Byron", email="ada@x.example")

    answer = client.post(link("leads:opt-out", lead.pk), {"channel": "email", "reason": "asked by mail"})

    assert (said(answer), undo_offered(answer)) == (["Ada Byron will not be contacted (Email)."], [""])
    again = client.post(link("leads:opt-out", lead.pk), {"channel": "email"})
    assert said(again)[-1] == "Ada Byron is opted out of this already (Email)."
    client.post(link("operation-undo", Operation.objects.get(kind="lead.opt_out").pk))
    assert fresh(lead).opted_out == ["email"]


def test_an_opt_out_is_lifted_by_who_may_and_says_why(client, as_member, workspace, member, plain_member):
    lead = LeadFactory(email="ada@x.example")
    opting_out.opt_out(lead, "email", by=member)
    values = {"channel": "email", "reason": "asked us to write"}

    assert as_member(plain_member).post(link("leads:opt-out-lift", lead.pk), values).status_code == 403
    assert OptOut.objects.exists()
    client.post(link("leads:opt-out-lift", lead.pk), values)

    assert fresh(lead).opted_out == []
    assert Operation.objects.get(kind="lead.lift_opt_out").reason == "asked us to write"


@pytest.mark.parametrize(
    "name", ["status", "tags", "untag", "owner", "note", "archive", "restore", "opt-out", "opt-out-lift"]
)
def test_a_lead_that_was_merged_meanwhile_is_not_changed(client, workspace, member, name):
    survivor, merged = LeadFactory(name="Ada"), LeadFactory(name="Ada Byron")
    merging.merge(survivor, merged, by=member)
    before = Operation.objects.count()

    answer = client.post(
        link(f"leads:{name}", merged.pk), {"status": "qualified", "tags": "x", "text": "x", "channel": "all"}
    )

    assert answer.url == f"{survivor.get_absolute_url()}?merged={merged.pk}"
    assert said(answer) == ["Ada Byron was merged into another lead meanwhile. Nothing was changed."]
    assert Operation.objects.count() == before


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "/w/harbour/leads/", "javascript:alert(1)", ""]
)
def test_only_an_address_of_these_leads_is_gone_back_to(client, workspace, address):
    lead = LeadFactory()
    answer = client.post(link("leads:archive", lead.pk), {"next": address})
    assert answer.url == lead.get_absolute_url()


def test_nothing_is_done_by_looking(client, workspace):
    lead = LeadFactory(name="Ada Byron")
    for name in (
        "status",
        "tags",
        "untag",
        "owner",
        "note",
        "archive",
        "restore",
        "opt-out",
        "opt-out-lift",
        "unmerge",
    ):
        assert client.get(link(f"leads:{name}", lead.pk)).status_code == 405


def test_an_undone_action_can_be_done_again(client, workspace, member):
    lead = LeadFactory(name="Ada Byron")
    client.post(link("leads:archive", lead.pk))
    undo(Operation.objects.get(kind="lead.archive"), by=member)
    assert said(client.post(link("leads:archive", lead.pk)))[-1] == "Ada Byron is archived."


@pytest.mark.parametrize(("to", "summary"), [("bad_fit", "Moved Ada to Bad Fit"), ("new", "Reopened Ada")])
def test_the_history_says_where_somebody_went_and_not_where_they_did_not(client, to, summary):
    lead = LeadFactory(name="Ada", email="ada@x.example", status="bad_fit" if to == "new" else "new")
    client.post(link("leads:status", lead.pk), {"status": to, "why": "a slip"})
    done = Operation.objects.get(kind="lead.status")
    assert (done.summary, done.reason) == (summary, "a slip")
