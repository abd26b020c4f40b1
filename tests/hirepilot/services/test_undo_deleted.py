"""What an undo does with the rows that an operation deleted: they come back as they were, if there is room for them."""

import pytest

from hirepilot.errors import NothingToUndo
from hirepilot.journal import operation
from hirepilot.models import Change
from hirepilot.services.undo import plan_undo, undo
from leads.models import Activity, Company, Identity, Lead, LeadTag, Note, Tag
from tests.factories.journal import by_machine, dump, without_trigger
from tests.factories.leads import CompanyFactory, IdentityFactory, LeadFactory, NoteFactory, TagFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]


@pytest.fixture
def ada():
    lead = LeadFactory(
        name="Ada Byron",
        email="ada@engines.example",
        phone="+15550100",
        tags=["Fair"],
        company="Engines",
        custom={"n": [1, None]},
        typed=["title"],
    )
    NoteFactory(lead=lead)
    with by_machine():
        Activity.objects.create(lead=lead, kind="call", text="Called", data={"minutes": 3})
    return lead


def delete(*rows):
    with operation("delete", summary="Delete") as deleted:
        for row in rows:
            type(row).objects.filter(pk=row.pk).delete()
    return deleted


def test_a_deleted_lead_comes_back_with_everything_of_it(ada):
    before = dump()
    deleted = delete(ada)
    assert not Activity.objects.exists()

    plan = plan_undo(deleted)
    undone = undo(deleted)

    assert dump() == before
    assert undone.plan == plan
    assert plan.counts == {
        table: {"reinsert": 1}
        for table in (
            "leads_lead",
            "leads_activity",
            "leads_contactvalue",
            "leads_identity",
            "leads_leadtag",
            "leads_note",
        )
    }
    assert plan.will[0] == "Brings 1 lead back."


def test_a_row_that_came_back_is_in_the_journal(ada):
    row = dump()["leads_lead", ada.pk]

    undone = undo(delete(ada))

    change = Change.objects.get(operation=undone, tbl="leads_lead")
    assert (change.row_id, change.subject_id, change.before) == (ada.pk, ada.pk, None)
    assert {**change.after, **row} == change.after


def test_a_row_comes_back_as_it_was_before_the_operation_first_touched_it(ada):
    before = dump()
    with operation("delete") as deleted:
        Lead.objects.update(title="CFO")
        Note.objects.update(text="Last words")
        Lead.objects.update(title="CTO")
        Note.objects.get().delete()
        Lead.objects.get().delete()

    undo(deleted)

    assert dump() == before


def test_a_new_row_never_takes_the_number_of_one_that_may_come_back(ada):
    deleted = delete(ada)
    other = LeadFactory()

    undo(deleted)

    assert set(Lead.objects.values_list("pk", flat=True)) == {ada.pk, other.pk}


def test_an_address_that_somebody_else_has_now_stays_with_them(ada):
    identity = ada.identities.get()
    deleted = delete(ada)
    other = LeadFactory(email="ada@engines.example")

    plan = undo(deleted).plan

    assert Identity.objects.get().lead == other
    assert Lead.objects.filter(pk=ada.pk).exists()
    assert plan.blocked.groups == {("leads_identity", "taken"): 1}
    (left,) = plan.blocked.sample
    assert (left.row_id, left.lead_id, left.columns) == (identity.pk, ada.pk, ("kind", "value"))
    assert left.sentence == "Kind and value: another email or LinkedIn address has this now."


def test_a_tag_that_exists_again_is_not_doubled_and_its_leads_stay_untagged():
    lead = LeadFactory(tags=["Fair"])
    deleted = delete(Tag.objects.get())
    TagFactory(name="Fair")

    plan = plan_undo(deleted)

    assert (plan.counts, plan.blocked.groups) == (
        {},
        {("leads_leadtag", "orphan"): 1, ("leads_tag", "taken"): 1},
    )
    with pytest.raises(NothingToUndo):
        undo(deleted)
    assert list(lead.tags.all()) == []


def test_a_note_whose_lead_is_gone_cannot_come_back(ada):
    note = ada.notes.get()
    deleted = delete(note)
    delete(ada)

    plan = plan_undo(deleted)

    assert (plan.counts, plan.blocked.groups) == ({}, {("leads_note", "orphan"): 1})
    (left,) = plan.blocked.sample
    assert (left.row_id, left.columns, left.sentence) == (
        note.pk,
        ("lead_id",),
        "Lead: what it pointed to is gone.",
    )


def test_a_lead_whose_company_is_gone_comes_back_without_it(ada):
    deleted = delete(ada)
    delete(Company.objects.get())

    plan = undo(deleted).plan

    lead = Lead.objects.get()
    assert (lead.company, lead.company_name) == (None, "Engines")
    assert plan.counts["leads_lead"] == {"reinsert": 1}
    assert plan.blocked.groups == {("leads_lead", "orphan"): 1}


def test_what_refers_to_each_other_comes_back_together():
    survivor = LeadFactory(company="Engines")
    merged = LeadFactory(company="Engines", merged_into=survivor)
    before = dump()
    with operation("delete") as deleted:
        for row in (merged, survivor, Company.objects.get()):
            row.delete()

    undo(deleted)

    assert dump() == before


def test_a_company_that_a_returning_lead_needs_stays():
    """The lead's company was made by the very operation that is undone twice over: it has to be there for the lead."""
    lead = LeadFactory()
    with operation("edit") as edit:
        Lead.objects.update(company=CompanyFactory(name="Engines"))
    deleted = delete(lead)
    undo(deleted)

    undo(edit)

    assert (Lead.objects.get().company, Company.objects.count()) == (None, 0)


def test_an_activity_alone_does_not_come_back(ada):
    with operation("delete") as deleted, without_trigger("leads_activity_stays"):
        Activity.objects.all().delete()
        Note.objects.all().delete()

    plan = undo(deleted).plan

    assert (Activity.objects.count(), Note.objects.count()) == (0, 1)
    assert (plan.counts, plan.blocked.total) == ({"leads_note": {"reinsert": 1}}, 0)


def test_a_column_that_the_journal_does_not_know_gets_its_default(ada):
    deleted = delete(ada)
    for change in Change.objects.filter(tbl="leads_lead"):
        for younger in ("function", "custom", "source", "company_id"):
            del change.before[younger]
        with without_trigger("hirepilot_change_is_not_rewritten"):
            Change.objects.filter(pk=change.pk).update(before=change.before | {"dropped_column": "x"})

    undo(deleted)

    lead = Lead.objects.get()
    assert (lead.full_name, lead.function, lead.custom, lead.source) == ("Ada Byron", "", {}, "manual")
    assert lead.company is None


def test_a_changed_column_that_no_longer_exists_is_passed_over():
    lead = LeadFactory(title="Clerk")
    with operation("edit") as edit:
        Lead.objects.update(title="CFO")
    change = Change.objects.get()
    with without_trigger("hirepilot_change_is_not_rewritten"):
        Change.objects.update(before=change.before | {"dropped": 1}, after=change.after | {"dropped": 2})

    plan = undo(edit).plan

    assert (Lead.objects.get(pk=lead.pk).title, plan.values, plan.kept.total) == (
        "Clerk",
        {"leads_lead": 1},
        0,
    )


def test_a_deleted_link_row_comes_back_between_rows_that_are_still_there():
    lead = LeadFactory(tags=["Fair"])
    deleted = delete(LeadTag.objects.get())
    IdentityFactory(lead=lead)

    undo(deleted)

    assert [tag.name for tag in lead.tags.all()] == ["Fair"]
