import pytest

from hirepilot.journal import operation
from hirepilot.models import Operation
from hirepilot.services.undo import undo
from leads.models import Identity, Lead
from leads.services import merging, opting_out, organising, statuses
from leads.services.history import history
from leads.services.history_lines import Line
from leads.services.intake import take_in
from leads.sources.base import LeadDraft
from tests.factories.leads import ActivityFactory, CustomFieldFactory, LeadFactory

BIDI = "\u202etxt.exe"


def told(lead, tab="all"):
    """The history as (title, text, lines), newest first, without how the lead came in."""
    return [
        (entry.title, entry.text, entry.lines)
        for entry in history(lead, tab)
        if not entry.title.startswith("Came in")
    ]


def fresh(lead):
    return Lead.objects.get(pk=lead.pk)


@pytest.mark.parametrize(("summary", "text"), [
    ("Entered by hand", "Entered by hand"), ("From the fair", "Entered by hand: From the fair"), ("", "Entered by hand"),
])  # fmt: skip
def test_a_lead_begins_with_how_it_came_in(workspace, member, summary, text):
    take_in([LeadDraft(full_name="Ada Byron")], source="manual", by=member, summary=summary)
    lead = Lead.objects.get()

    (entry,) = history(lead)

    assert (entry.title, entry.text, entry.by, entry.at) == (
        "Came in", text, str(member), Operation.objects.get(pk=lead.created_in).started_at,
    )  # fmt: skip


@pytest.mark.proves("LEAD-159")
def test_a_lead_of_a_file_says_that_it_was_imported_and_of_which_file(workspace, member):
    with operation("lead.import", by=member, summary="Import of people.csv"):
        take_in([LeadDraft(full_name="Ada Byron")], source="file", by=member)

    (entry,) = history(Lead.objects.get())

    assert (entry.title, entry.text, entry.by) == (
        "Came in",
        "File import: Import of people.csv",
        str(member),
    )


@pytest.mark.proves("LEAD-156", "LEAD-157")
def test_every_entry_has_its_time_and_its_operation(workspace, member):
    take_in([LeadDraft(full_name="Ada Byron", emails=("ada@x.example",))], source="file", by=member)
    lead = Lead.objects.get()
    statuses.move(lead, "contacted", by=member)
    organising.tag(lead, ["Austin"], by=member)
    organising.edit(lead, {"title": "Chief"}, by=member)
    undo(Operation.objects.get(kind="lead.edit"), by=member)
    opting_out.opt_out(lead, "email", by=member)
    merging.merge(lead, LeadFactory(name="Ada King", tags=["Remote"]), by=member)
    organising.add_note(fresh(lead), "Likes tea.", by=member)
    ActivityFactory(lead=lead, kind="call", text="Called, no answer.")

    entries = history(fresh(lead))

    kinds = {
        "lead.intake",
        "lead.status",
        "lead.tag",
        "lead.edit",
        "undo",
        "lead.opt_out",
        "lead.merge",
        "note.add",
        "setup",
    }
    assert {entry.operation.kind for entry in entries} == kinds
    assert len(entries) == len(kinds) + 1  # the call and the other lead are of two operations "setup"
    for entry in entries:
        happened = entry.operation.started_at
        assert abs((entry.at - happened).total_seconds()) < 5, entry


def test_each_operation_is_one_entry_that_says_from_what_to_what(workspace, member, plain_member):
    lead = LeadFactory(name="Ada Byron", title="CTO", custom={"shoe": "38"})
    CustomFieldFactory(key="shoe", label="Shoe size")
    statuses.move(lead, "contacted", by=member, why="met at the fair")
    organising.assign(lead, plain_member, by=member)
    organising.edit(lead, {"title": "Chief", "location": "Berlin", "custom.shoe": "39"}, by=member)

    assert told(lead) == [
        ("Edited", "", (
            Line("Title", "CTO", "Chief"), Line("Location", "(empty)", "Berlin"), Line("Shoe size", "38", "39"),
        )),
        ("Owner", "", (Line("", "(empty)", str(plain_member)),)),
        ("Status", "", (Line("", "New", "Contacted"),)),
    ]  # fmt: skip
    assert [(entry.by, entry.why) for entry in history(lead)[:3]] == [
        (str(member), ""), (str(member), ""), (str(member), "met at the fair"),
    ]  # fmt: skip


@pytest.mark.proves("LEAD-162")
def test_what_was_added_and_what_was_taken_away_are_both_told(workspace, member):
    lead = LeadFactory(name="Ada Byron", email="ada@x.example", tags=["Old"])
    organising.tag(lead, ["Austin", "Remote"], by=member)
    organising.untag(lead, ["Austin", "Old"], by=member)
    organising.edit(lead, {"emails": ["new@x.example"]}, by=member)

    assert told(lead) == [
        (
            "Edited",
            "",
            (Line("Email added", "", "new@x.example"), Line("Email removed", "ada@x.example", "")),
        ),
        ("Tag removed", "", (Line("", "Austin, Old", ""),)),
        ("Tag added", "", (Line("", "", "Austin, Remote"),)),
    ]


def test_archiving_and_coming_back(workspace, member):
    lead = LeadFactory()
    organising.archive(lead, by=member)
    organising.restore(lead, by=member)

    (back, away) = told(lead)

    assert (back[0], back[2][0].after, away[0], away[2][0].before) == (
        "Archived",
        "(empty)",
        "Archived",
        "(empty)",
    )


@pytest.mark.proves("LEAD-154")
def test_a_note_is_told_in_the_words_of_that_moment(workspace, member, admin_member):
    lead = LeadFactory()
    note = organising.add_note(lead, "Likes tea.", by=member)
    before = history(lead)
    organising.edit_note(note, "Likes coffee.", by=admin_member)
    organising.edit_note(note, "Likes water.", by=member)
    undo(Operation.objects.filter(kind="note.edit").latest("pk"), by=member)

    assert [(entry.title, entry.text, entry.by, entry.note) for entry in history(lead, "notes")] == [
        ("Note put back", "Likes coffee.", str(member), note),
        ("Note rewritten", "Likes water.", str(member), None),
        ("Note rewritten", "Likes coffee.", str(admin_member), None),
        (str(member), "Likes tea.", "", None),
    ]
    assert told(lead, "changes") == []
    assert [(entry.at, entry.title, entry.text) for entry in history(lead)[-2:]] == [
        (entry.at, entry.title, entry.text) for entry in before
    ]


def test_a_rewritten_note_keeps_its_words_in_a_merge(workspace, member):
    lead, other = LeadFactory(name="Ada"), LeadFactory(name="Ada King")
    organising.edit_note(organising.add_note(other, "Likes tea.", by=member), "Likes coffee.", by=member)
    merging.merge(lead, other, by=member)

    assert [entry.text for entry in history(fresh(lead), "notes")] == ["Likes coffee.", "Likes tea."]


@pytest.mark.proves("LEAD-154")
def test_a_deleted_note_was_added_rewritten_and_removed(workspace, member):
    lead = LeadFactory()
    note = organising.add_note(lead, "Right person.", by=member)
    organising.edit_note(note, "Wrong person.", by=member)
    organising.delete_note(note, by=member)

    assert told(lead) == [
        ("Note removed", "", (Line("", "Wrong person.", ""),)),
        ("Note rewritten", "", (Line("", "Right person.", "Wrong person."),)),
        ("Note added", "", (Line("", "", "Right person."),)),
    ]


@pytest.mark.proves("LEAD-167")
def test_a_merge_is_one_entry_and_brings_the_other_leads_past_with_it(workspace, member):
    survivor = LeadFactory(name="Helena Voss", email="h@x.example")
    other = LeadFactory(name="Helena Voss-Marsh", email="m@x.example", title="CTO", tags=["Austin"])
    statuses.move(other, "contacted", by=member)
    merging.merge(survivor, other, by=member, reasons=["same phone"])

    survivor = fresh(survivor)
    titles = [entry.title for entry in history(survivor)]

    assert titles == [
        "Merged Helena Voss-Marsh into Helena Voss",
        "Status",
        "Came in as Helena Voss-Marsh",
        "Came in",
    ]
    assert Line("Title", "(empty)", "CTO") in history(survivor)[0].lines


def test_an_unmerge_is_told_on_both(workspace, member):
    survivor, other = LeadFactory(name="Helena Voss"), LeadFactory(name="Helena Marsh", tags=["Austin"])
    done = merging.merge(survivor, other, by=member)
    merging.unmerge(done, by=member)

    assert history(fresh(other))[0].title == "Taken back"
    assert [(entry.title, entry.text) for entry in history(fresh(survivor))[:2]] == [
        ("Taken back", "Merged Helena Marsh into Helena Voss"), ("Merged Helena Marsh into Helena Voss", ""),
    ]  # fmt: skip


@pytest.mark.proves("LEAD-169")
def test_an_undo_says_what_it_took_back(workspace, member):
    lead = LeadFactory(title="CTO")
    organising.edit(lead, {"title": "Chief"}, by=member)
    undo(Operation.objects.get(kind="lead.edit"), by=member)

    assert told(lead)[0] == ("Taken back", f"Edited {lead}", (Line("Title", "Chief", "CTO"),))


@pytest.mark.proves("LEAD-169")
def test_an_unmerge_is_told_where_only_addresses_went_back(workspace, member):
    survivor, other = (
        LeadFactory(name="Ada", email="a@x.example"),
        LeadFactory(name="Ada", email="b@x.example"),
    )
    merging.unmerge(merging.merge(survivor, other, by=member), by=member)

    for lead in (survivor, other):
        assert told(fresh(lead))[0][:2] == ("Taken back", "Merged Ada into Ada")


def test_an_opt_out_and_a_call_are_told_by_their_activity(workspace, member):
    lead = LeadFactory(name="Ada Byron", email="ada@x.example")
    opting_out.opt_out(lead, "email", reason="asked by mail", by=member)
    ActivityFactory(lead=lead, kind="call", text="Called, no answer.")

    assert [(title, text) for title, text, _ in told(lead)] == [
        ("Call", "Called, no answer."), ("Do not contact (Email): asked by mail", ""),
    ]  # fmt: skip


def test_derived_columns_and_marks_say_nothing(workspace, member):
    lead = LeadFactory(title="CTO")
    with operation("lead.edit", by=member):
        Lead.objects.filter(pk=lead.pk).update(typed=["title"], title_normal="cto", seniority="c_level")

    assert told(lead) == []


def test_somebody_else_is_not_in_it(workspace, member):
    lead, other = LeadFactory(), LeadFactory()
    statuses.move(other, "qualified", by=member)
    organising.add_note(other, "Not here.", by=member)

    assert told(lead) == []


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "=HYPERLINK(1)", BIDI])
def test_hostile_text_comes_through_as_text(workspace, member, text):
    lead = LeadFactory(title="CTO")
    with operation("lead.edit", by=member):
        Lead.objects.filter(pk=lead.pk).update(title=text)

    assert told(lead)[0][2] == (Line("", "CTO", text),)


@pytest.mark.parametrize("times", (1, 3))
def test_it_costs_the_same_however_much_happened(
    workspace, member, plain_member, times, django_assert_num_queries
):
    lead = LeadFactory(email="ada@x.example")
    for number in range(times):
        statuses.move(lead, "contacted", by=member)
        organising.assign(lead, (plain_member, None, member)[number], by=member)
        organising.tag(lead, [f"Tag {number}"], by=member)
        organising.untag(lead, [f"Tag {number}"], by=member)
        organising.add_note(lead, f"Note {number}", by=member)
        merging.merge(lead, LeadFactory(name="Ada", email=f"a{number}@x.example"), by=member)
        lead = fresh(lead)

    with django_assert_num_queries(15):
        history(lead)


def test_only_the_latest_are_told_when_there_are_many(workspace, member):
    lead = LeadFactory()
    for number in range(5):
        organising.edit(lead, {"title": f"Title {number}"}, by=member)

    assert [entry.lines[0].after for entry in history(lead, most=3)] == ["Title 4", "Title 3", "Title 2"]


def test_a_check_of_an_address_is_told_in_words(workspace, member):
    lead = LeadFactory(email="ada@x.example")
    with operation("address.check", by=member):
        Identity.objects.filter(lead=lead).update(verification="valid")

    assert told(lead) == [("Address checked", "", (Line("", "Not verified", "Verified"),))]
