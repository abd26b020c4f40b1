"""The page of a lead: what is known and from where, its history, what can be done, and what htmx gets of it."""

import pytest
from django.template.loader import render_to_string

from hirepilot.journal import operation
from hirepilot.models import Operation
from hirepilot.tenancy import link
from leads.models import Identity, Lead
from leads.panels import lead_panels
from leads.services import merging, opting_out, organising, statuses
from leads.services.intake import take_in
from leads.sources.base import LeadDraft
from tests.factories.leads import CustomFieldFactory, LeadFactory

HTMX = {"HX-Request": "true"}
SCRIPT = "<script>alert(1)</script>"
BIDI = "\u202egnp.exe"


def text_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def imported(workspace, member):
    with operation("lead.import", by=member, summary="Import of people.csv"):
        take_in([LeadDraft(
            full_name="Ada Byron", emails=("Ada@x.example", "jobs@x.example"), phones=("+44 20 7946 0991",),
            linkedin=("https://www.linkedin.com/in/ada-byron",), title="CTO", company="Engines", location="London",
        )], source="file", by=member)  # fmt: skip
    return Lead.objects.get()


def test_each_value_says_where_it_comes_from_and_can_be_copied(client, member, imported):
    organising.edit(imported, {"title": "Chief"}, by=member)

    answer = client.get(link("leads:detail", imported.pk))
    facts = answer.context["facts"]

    assert [(fact.label, fact.value, fact.source.kind, fact.source.locked) for fact in facts.contact] == [
        ("Email", "Ada@x.example", "file", False), ("Email", "jobs@x.example", "file", False),
        ("Phone", "+44 20 7946 0991", "file", False), ("LinkedIn", "in/ada-byron", "file", False), ("Location", "London", "file", False),
    ]  # fmt: skip
    assert [(fact.label, fact.value, fact.source.kind, fact.source.locked) for fact in facts.work] == [
        ("Title", "Chief", "person", True), ("Company", "Engines", "file", False),
    ]  # fmt: skip
    page = text_of(answer)
    assert 'data-copy="Ada@x.example"' in page
    assert f"Import of people.csv, by {member}, " in page
    assert f"Typed by {member}, " in page
    assert "Locked: machines may suggest another value" in page


def test_a_checked_address_and_the_fields_of_the_workspace_are_shown(client, member, imported):
    CustomFieldFactory(key="shoe", label="Shoe size")
    organising.edit(imported, {"custom.shoe": "39"}, by=member)
    with operation("lead.edit", by=member):
        Identity.objects.filter(kind="email").update(verification="risky")
        Lead.objects.update(custom={"shoe": "39", "gone": "hidden value"})

    facts = client.get(link("leads:detail", imported.pk)).context["facts"]

    assert [(fact.value, fact.more, fact.state) for fact in facts.contact[:2]] == [
        ("Ada@x.example", "Risky", "risky"), ("jobs@x.example", "Role address", ""),
    ]  # fmt: skip
    assert [(fact.label, fact.value) for fact in facts.work[-1:]] == [("Shoe size", "39")]


def test_only_moves_that_are_allowed_are_offered(client, workspace, member):
    lead = LeadFactory(status="replied")
    assert client.get(link("leads:detail", lead.pk)).context["statuses"] == [
        ("qualified", "Qualified"),
        ("bad_fit", "Bad Fit"),
    ]


def test_a_converted_lead_says_why_it_cannot_be_moved(client, workspace):
    page = text_of(client.get(link("leads:detail", LeadFactory(status="converted").pk)))
    assert "Converted is left only by undoing the conversion." in page
    assert "Change status to" not in page


def test_the_history_is_told_by_days_with_who_and_the_way_back(client, workspace, member):
    lead = LeadFactory(name="Ada Byron")
    statuses.move(lead, "contacted", by=member, why="met at the fair")
    moved = Operation.objects.get(kind="lead.status")

    page = text_of(client.get(link("leads:detail", lead.pk)))

    assert page.count("timeline__day") == 1
    assert "<b>Status</b>" in page
    assert '<span class="soft" dir="auto">New</span> to <b dir="auto">Contacted</b>' in page
    assert "Because: met at the fair" in page
    assert f'href="{link("operation", moved.pk)}">Undo …' in page


def test_a_member_sees_what_a_colleague_did_without_a_link_that_leads_nowhere(
    as_member, workspace, member, plain_member
):
    lead = LeadFactory()
    statuses.move(lead, "contacted", by=member)
    organising.tag(lead, ["Mine"], by=plain_member)

    page = text_of(as_member(plain_member).get(link("leads:detail", lead.pk)))

    theirs, own = (Operation.objects.get(kind=kind).pk for kind in ("lead.status", "lead.tag"))
    assert (link("operation", theirs) in page, link("operation", own) in page) == (False, True)


def test_what_was_taken_back_says_so(client, workspace, member):
    lead = LeadFactory()
    statuses.move(lead, "contacted", by=member)
    client.post(link("operation-undo", Operation.objects.get(kind="lead.status").pk))

    page = text_of(client.get(link("leads:detail", lead.pk)))

    assert '<span class="badge">Taken back</span>' in page
    assert "<b>Taken back</b>" in page


@pytest.mark.parametrize(("tab", "seen", "unseen"), [
    ("all", ["Likes tea.", "Came in"], []), ("notes", ["Likes tea."], ["Came in"]), ("changes", ["Came in"], ["Likes tea."]),
])  # fmt: skip
def test_the_history_has_tabs_that_count(client, workspace, member, tab, seen, unseen):
    lead = LeadFactory()
    organising.add_note(lead, "Likes tea.", by=member)

    answer = client.get(link("leads:detail", lead.pk), {"tab": tab})

    page = text_of(answer)
    assert [part in page for part in seen] == [True] * len(seen)
    assert [part in page for part in unseen] == [False] * len(unseen)
    assert [(one["label"], one["count"]) for one in answer.context["history_tabs"]] == [
        ("All", 2),
        ("Notes", 1),
        ("Changes", 1),
    ]


def test_a_duplicate_is_named_only_where_there_is_one(client, workspace):
    lead = LeadFactory(name="Ada Byron", company="Engines")
    assert "Maybe the same person" not in text_of(client.get(link("leads:detail", lead.pk)))

    twin = LeadFactory(name="A. Byron", company="Engines")
    page = text_of(client.get(link("leads:detail", lead.pk)))

    assert "Same name and company: Engines" in page
    assert link("leads:merge", lead.pk, twin.pk) in page


def test_a_colleagues_twin_is_not_given_away(as_member, workspace, member, plain_member):
    lead = LeadFactory(name="Ada Byron", company="Engines")
    LeadFactory(name="Ada Byron", company="Engines", owner=member)
    assert "Maybe the same person" not in text_of(as_member(plain_member).get(link("leads:detail", lead.pk)))


def test_an_opted_out_lead_says_so_on_top(client, workspace, member):
    lead = LeadFactory(email="ada@x.example")
    opting_out.opt_out(lead, "email", by=member)

    answer = client.get(link("leads:detail", lead.pk))

    assert "Do not contact: Email." in text_of(answer)
    assert [value for value, _ in answer.context["open_channels"]] == ["all", "phone", "linkedin"]
    assert link("leads:opt-out-lift", lead.pk) in text_of(answer)


def test_a_member_is_told_who_can_lift_an_opt_out(as_member, workspace, member, plain_member):
    lead = LeadFactory(email="ada@x.example")
    opting_out.opt_out(lead, "all", by=member)
    page = text_of(as_member(plain_member).get(link("leads:detail", lead.pk)))
    assert "Only an Owner or Admin can lift it" in page
    assert link("leads:opt-out-lift", lead.pk) not in page


def test_panels_of_higher_apps_have_a_place(client, workspace, monkeypatch):
    monkeypatch.setattr(lead_panels, "_entries", {})

    @lead_panels.register("enrichment", label="Enrichment")
    def panel(request, lead):
        return render_to_string("components/why.html", {"text": f"Nothing asked about {lead}."}, request)

    page = text_of(client.get(link("leads:detail", LeadFactory(name="Ada Byron").pk)))

    assert "<h2>Enrichment</h2>" in page
    assert "Nothing asked about Ada Byron." in page


@pytest.mark.parametrize("text", [SCRIPT, BIDI, '"><img src=x>', "=HYPERLINK(1)"])
def test_hostile_values_stay_text_and_keep_their_direction(client, workspace, member, text):
    lead = LeadFactory(name=text, title=text, company=text, location=text, tags=[text[:60]])
    organising.add_note(lead, text, by=member)
    statuses.move(lead, "contacted", by=member, why=text)

    page = client.get(link("leads:detail", lead.pk)).content.decode()

    assert (SCRIPT in page, "<img" in page) == (False, False)
    assert '<h1 dir="auto">' in page


@pytest.mark.parametrize("times", (1, 3))
def test_the_page_costs_the_same_however_much_happened(
    client, workspace, member, times, django_assert_num_queries
):
    lead = LeadFactory(name="Ada Byron", email="ada@x.example", company="Engines", phone="+442079460991")
    for number in range(times):
        organising.tag(lead, [f"Tag {number}"], by=member)
        organising.add_note(lead, f"Note {number}", by=member)
        organising.edit(lead, {"title": f"Title {number}"}, by=member)
        LeadFactory(name="Ada Byron", company="Engines")
    client.get(link("leads:detail", lead.pk))

    with django_assert_num_queries(32):
        client.get(link("leads:detail", lead.pk))


def test_an_action_by_htmx_answers_with_the_parts_and_a_toast_with_undo(client, workspace):
    lead = LeadFactory(name="Ada Byron")

    answer = client.post(link("leads:status", lead.pk), {"status": "contacted"}, headers=HTMX, follow=True)

    page = text_of(answer)
    assert answer.redirect_chain == [(lead.get_absolute_url(), 302)]
    assert "<html" not in page
    for part in ("lead-top", "lead-who", "lead-history", "lead-side"):
        assert f'id="{part}" hx-swap-oob="innerHTML"' in page
    assert "Ada Byron is now Contacted." in page
    assert link("operation-undo", Operation.objects.get(kind="lead.status").pk) in page


def test_a_merged_leads_address_leads_to_the_survivor_who_says_so(client, workspace, member):
    old, new = LeadFactory(name="Ada Byron"), LeadFactory(name="Ada B.")
    merging.merge(old, new, by=member)

    page = text_of(client.get(link("leads:detail", new.pk), follow=True))

    assert f"<b>Ada B.</b> (no. {new.pk})" in page
    assert f"by {member}" in page
    assert link("operation", Operation.objects.get(kind="lead.merge").pk) in page
    by_htmx = client.get(link("leads:detail", new.pk), headers=HTMX)
    assert by_htmx["HX-Redirect"] == f"{old.get_absolute_url()}?merged={new.pk}"


def test_a_merged_lead_does_not_give_its_hidden_survivor_away(as_member, workspace, member, plain_member):
    survivor, merged = LeadFactory(name="Secret", owner=member), LeadFactory(name="Open")
    merging.merge(survivor, merged, by=member)
    browser = as_member(plain_member)
    assert browser.get(link("leads:detail", merged.pk)).status_code == 404
    assert browser.post(link("leads:archive", merged.pk)).status_code == 404


@pytest.mark.parametrize("number", ["rubbish", "9" * 30, "-1", "1 OR 1=1", "٣"])
def test_a_made_up_number_in_the_address_shows_no_band(client, workspace, number):
    answer = client.get(link("leads:detail", LeadFactory().pk), {"merged": number})
    assert (answer.status_code, answer.context["merged"]) == (200, None)
