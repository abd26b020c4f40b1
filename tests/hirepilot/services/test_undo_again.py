"""An undo is undone, and that again; two people undo at once; somebody edits meanwhile."""

import threading

import pytest
from django.db import connection, transaction

from hirepilot.errors import NothingToUndo
from hirepilot.journal import operation
from hirepilot.models import Operation
from hirepilot.services import undo as service
from hirepilot.services.undo import plan_undo, undo
from hirepilot.tenancy import workspace_scope
from leads.models import Activity, Company, Identity, Lead, LeadTag, Note, Tag
from tests.factories.journal import by_machine, dump
from tests.factories.leads import CompanyFactory, IdentityFactory, LeadFactory, NoteFactory, TagFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]


def everything_at_once():
    """An operation that creates, changes and deletes rows of every kind that refer to each other."""
    edited = LeadFactory(
        name="Edited", title="Clerk", tags=["Fair"], company="Looms", email="edited@x.example"
    )
    deleted = LeadFactory(
        name="Deleted", tags=["Fair", "Old"], company="Gone", email="deleted@x.example", phone="+15550100"
    )
    NoteFactory(lead=deleted)
    with by_machine():
        Activity.objects.create(lead=deleted, kind="call")
    with operation("lead.import", summary="Everything") as opened:
        Lead.objects.filter(pk=edited.pk).update(title="CFO", company=CompanyFactory(name="Engines"))
        Identity.objects.filter(lead=edited).update(value="new@x.example", shown="New@x.example")
        LeadTag.objects.filter(lead=edited).delete()
        LeadTag.objects.create(lead=edited, tag=TagFactory(name="New"))
        deleted.delete()
        Tag.objects.get(name="Old").delete()
        Company.objects.get(name="Gone").delete()
        made = LeadFactory(name="Made", email="edited@x.example", tags=["New", "Fair"], company="Engines")
        NoteFactory(lead=made)
        Activity.objects.create(lead=made, kind="imported")
        Lead.objects.filter(pk=made.pk).update(title="CTO")
    return opened


def standing(*operations):
    return [Operation.objects.get(pk=opened.pk).undone_by_id for opened in operations]


def test_undo_of_undo_of_undo_brings_everything_back_each_time():
    opened = everything_at_once()
    after = dump()

    first = undo(opened)
    before = dump()
    assert (plan_undo(first).kept.total, plan_undo(first).blocked.total) == (0, 0)
    second = undo(first)
    assert dump() == after
    third = undo(second)
    assert dump() == before
    undo(third)
    assert dump() == after


def test_an_undone_undo_can_be_done_once_more():
    opened = everything_at_once()
    after = dump()
    first = undo(opened)
    before = dump()
    undo(first)

    again = undo(opened)

    assert dump() == before
    assert undo(again).plan.counts
    assert dump() == after


def test_undoing_an_undo_lets_the_first_operation_stand_again():
    opened = everything_at_once()
    first = undo(opened)
    assert standing(opened, first) == [first.pk, None]
    second = undo(first)
    assert standing(opened, first, second) == [None, second.pk, None]
    third = undo(second)
    assert standing(opened, first, second, third) == [first.pk, None, third.pk, None]
    fourth = undo(third)
    assert standing(opened, first, second, third, fourth) == [None, second.pk, None, fourth.pk, None]
    again = undo(opened)
    assert standing(opened, first, second, third, fourth, again) == [
        again.pk,
        second.pk,
        None,
        fourth.pk,
        None,
        None,
    ]


def test_what_a_machine_added_comes_back_with_the_undo_of_the_undo_and_goes_again():
    with operation("lead.import") as opened:
        lead = LeadFactory()
    with by_machine("enrichment"):
        IdentityFactory(lead=lead)
    after = dump()

    first = undo(opened)
    second = undo(first)
    assert dump() == after
    undo(second)
    assert dump() == {}


def test_a_row_that_came_back_and_was_edited_since_stays():
    lead, _ = LeadFactory(email="ada@engines.example"), LeadFactory()
    with operation("delete") as deleted:
        Lead.objects.all().delete()
    first = undo(deleted)
    with operation("edit"):
        Lead.objects.filter(pk=lead.pk).update(title="CFO")

    plan = undo(first).plan

    assert list(Lead.objects.values_list("pk", flat=True)) == [lead.pk]
    assert Identity.objects.get().lead == lead
    assert (plan.counts, plan.kept.groups) == ({"leads_lead": {"remove": 1}}, {("leads_lead", "edited"): 1})


def test_what_was_done_to_a_row_before_it_went_does_not_keep_it_after_it_came_back():
    lead = LeadFactory()
    with operation("edit"):
        Lead.objects.update(title="CFO")
        NoteFactory(lead=lead)
        Activity.objects.create(lead=lead, kind="call")
    with operation("delete") as deleted:
        lead.delete()

    undo(undo(deleted))

    assert dump() == {}


def test_an_edit_that_was_kept_by_the_undo_is_kept_by_its_undo_too():
    lead = LeadFactory(title="Clerk", location="Rome")
    with operation("edit") as opened:
        Lead.objects.update(title="CFO", location="Bonn")
    with operation("edit"):
        Lead.objects.update(title="By hand")

    first = undo(opened)
    assert Lead.objects.values_list("title", "location").get() == ("By hand", "Rome")
    undo(first)
    assert Lead.objects.values_list("title", "location").get(pk=lead.pk) == ("By hand", "Bonn")


# --- at the same time -------------------------------------------------------------------------------------------------
class Colleague(threading.Thread):
    """Does something in a connection of its own, and keeps what it raised."""

    def __init__(self, workspace, work):
        super().__init__()
        self.workspace, self.work, self.raised = workspace, work, None

    def run(self):
        try:
            with workspace_scope(self.workspace):
                self.work()
        except NothingToUndo as error:
            self.raised = error
        finally:
            connection.close()


def waits_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.02), count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[1] > 0


@pytest.mark.django_db(transaction=True)
def test_of_two_undos_at_once_one_wins(workspace):
    lead = LeadFactory(title="Clerk")
    with operation("edit") as opened:
        Lead.objects.update(title="CFO")

    colleagues = [Colleague(workspace, lambda: undo(opened)) for _ in range(2)]
    for colleague in colleagues:
        colleague.start()
    for colleague in colleagues:
        colleague.join(20)

    assert sorted(type(colleague.raised) for colleague in colleagues if colleague.raised) == [NothingToUndo]
    assert Operation.objects.filter(kind="undo").count() == 1
    assert Lead.objects.get(pk=lead.pk).title == "Clerk"


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_undos_waits_and_then_finds_it_undone(workspace):
    LeadFactory(title="Clerk")
    with operation("edit") as opened:
        Lead.objects.update(title="CFO")
    second = Colleague(workspace, lambda: undo(opened))

    with transaction.atomic():
        undo(opened)
        second.start()
        while not waits_for_a_lock():
            pass
    second.join(20)

    assert isinstance(second.raised, NothingToUndo)
    assert Operation.objects.filter(kind="undo").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("work", ["edits the lead", "writes a note"])
def test_an_undo_waits_for_who_is_writing_and_keeps_what_they_wrote(workspace, work):
    with operation("lead.import") as opened:
        lead, other = LeadFactory(title="Clerk"), LeadFactory()
    undoing = Colleague(workspace, lambda: undo(opened))

    with operation("edit"):
        if work == "edits the lead":
            Lead.objects.filter(pk=lead.pk).update(title="By hand")
        else:
            NoteFactory(lead=lead)
        undoing.start()
        while not waits_for_a_lock():
            pass
    undoing.join(20)

    assert list(Lead.objects.values_list("pk", flat=True)) == [lead.pk]
    assert Note.objects.count() == (work == "writes a note")
    assert other.pk not in Lead.objects.values_list("pk", flat=True)


@pytest.mark.django_db(transaction=True)
def test_a_value_written_while_the_undo_waited_is_not_overwritten(workspace):
    lead = LeadFactory(title="Clerk", location="Rome")
    with operation("edit") as opened:
        Lead.objects.update(title="CFO", location="Bonn")
    undoing = Colleague(workspace, lambda: undo(opened))

    with operation("edit"):
        Lead.objects.update(title="By hand")
        undoing.start()
        while not waits_for_a_lock():
            pass
    undoing.join(20)

    assert Lead.objects.values_list("title", "location").get(pk=lead.pk) == ("By hand", "Rome")


@pytest.mark.django_db(transaction=True)
def test_a_key_that_is_taken_between_look_and_write_is_looked_at_again(workspace, monkeypatch):
    lead = LeadFactory(email="ada@engines.example")
    with operation("delete") as deleted:
        Identity.objects.get().delete()
        Lead.objects.update(title="CFO")
    described, taken = service._described, []

    def look_and_let_a_colleague_write(*args):
        plan = described(*args)
        if not taken:
            taken.append(Colleague(workspace, lambda: LeadFactory(email="ada@engines.example")))
            taken[0].start()
            taken[0].join(20)
        return plan

    monkeypatch.setattr(service, "_described", look_and_let_a_colleague_write)

    plan = undo(deleted).plan

    assert Identity.objects.get().lead != lead
    assert Lead.objects.get(pk=lead.pk).title == ""
    assert plan.blocked.groups == {("leads_identity", "taken"): 1}


def test_a_plan_reads_and_changes_nothing():
    opened = everything_at_once()
    before = dump(), Operation.objects.count()

    first, second = plan_undo(opened), plan_undo(opened)

    assert first == second
    assert (dump(), Operation.objects.count()) == before
    assert undo(opened).plan == first
