"""Twenty ways to reach into another workspace, each refused by the guard, and by the database with the guard switched off.

The tests commit, because a policy or a deferred key that only holds inside a test's transaction would hold nothing.
"""

import pytest
from django.db import DatabaseError, connection, models, transaction

from hirepilot import tenancy
from hirepilot.errors import ForeignRow, OutsideWorkspace
from hirepilot.journal import operation
from hirepilot.models import Operation
from hirepilot.tenancy import EVERY_WORKSPACE, workspace_scope
from leads.models import Company, Identity, Lead, LeadTag, Note, Tag
from tests.factories.leads import CompanyFactory, LeadFactory, NoteFactory, TagFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proves("PRO-11")]

REFUSED = (
    ForeignRow,
    OutsideWorkspace,
    Lead.DoesNotExist,
    Company.DoesNotExist,
    Note.DoesNotExist,
    DatabaseError,
)


class Theirs:
    """What the neighbour has."""

    def __init__(self, neighbour):
        self.workspace = neighbour.workspace
        with workspace_scope(neighbour.workspace):
            self.lead = LeadFactory(
                name="Secret Person", email="secret@person.example", tags=["Theirs"], company="Hidden"
            )
            self.company, self.tag = self.lead.company, Tag.objects.get()
            self.note = NoteFactory(lead=self.lead)

    def dump(self):
        with workspace_scope(self.workspace):
            return [
                list(model.objects.order_by("pk").values())
                for model in (Lead, Company, Tag, LeadTag, Note, Identity)
            ]


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def link(ours, **values):
    for name, value in values.items():
        setattr(ours, name, value)
    ours.save()


PROBES = {
    "read a row by its id": lambda ours, theirs: list(Lead.objects.filter(pk=theirs.lead.pk)),
    "get a row by its id": lambda ours, theirs: Lead.objects.get(pk=theirs.lead.pk),
    "ask whether a row exists": lambda ours, theirs: Lead.objects.filter(pk=theirs.lead.pk).exists(),
    "count rows": lambda ours, theirs: Lead.objects.filter(full_name="Secret Person").count(),
    "aggregate rows": lambda ours, theirs: Lead.objects.filter(pk=theirs.lead.pk).aggregate(
        top=models.Max("pk")
    )["top"],
    "follow a join": lambda ours, theirs: list(Lead.objects.filter(lead_tags__tag=theirs.tag)),
    "follow a reverse relation": lambda ours, theirs: list(theirs.lead.notes.all()),
    "follow a forward key": lambda ours, theirs: Note.objects.get(pk=theirs.note.pk).lead,
    "refresh a foreign row": lambda ours, theirs: theirs.lead.refresh_from_db(),
    "read in bulk": lambda ours, theirs: Lead.objects.in_bulk([theirs.lead.pk]),
    "read by raw SQL": lambda ours, theirs: sql("SELECT 1 FROM leads_lead WHERE id = %s", theirs.lead.pk),
    "read by Model.raw": lambda ours, theirs: list(
        Lead.objects.raw("SELECT * FROM leads_lead WHERE id = %s", [theirs.lead.pk])
    ),
    "save a foreign row": lambda ours, theirs: link(theirs.lead, title="Changed"),
    "update foreign rows": lambda ours, theirs: Lead.objects.filter(pk=theirs.lead.pk).update(
        title="Changed"
    ),
    "update by raw SQL": lambda ours, theirs: sql(
        "UPDATE leads_lead SET title = 'x' WHERE id = %s", theirs.lead.pk
    ),
    "delete a foreign row": lambda ours, theirs: theirs.note.delete()[0],
    "delete by raw SQL": lambda ours, theirs: sql("DELETE FROM leads_note WHERE id = %s", theirs.note.pk),
    "create a row for them": lambda ours, theirs: Lead.objects.create(
        full_name="x", workspace=theirs.workspace
    ),
    "create rows for them in bulk": lambda ours, theirs: Lead.objects.bulk_create(
        [Lead(full_name="x", workspace_id=theirs.workspace.pk)]
    ),
    "move our row to them": lambda ours, theirs: Lead.objects.filter(pk=ours.pk).update(
        workspace=theirs.workspace
    ),
    "link our row to theirs": lambda ours, theirs: link(ours, company=theirs.company),
    "link our row to theirs by id": lambda ours, theirs: link(ours, company_id=theirs.company.pk),
    "link by update": lambda ours, theirs: Lead.objects.filter(pk=ours.pk).update(company=theirs.company),
    "hang our note on their lead": lambda ours, theirs: Note.objects.create(lead=theirs.lead, text="x"),
    "add their tag to our lead": lambda ours, theirs: ours.tags.add(theirs.tag),
}


@pytest.fixture(params=["guard", "database alone"])
def guard(request, monkeypatch):
    if request.param == "database alone":
        monkeypatch.setattr(
            tenancy.InActiveWorkspace, "as_sql", lambda self, compiler, connection, **extra: ("TRUE", [])
        )
        monkeypatch.setattr(tenancy.WorkspaceModel, "refuse_foreign", lambda self: None)
        monkeypatch.setattr(tenancy.WorkspaceModel, "check_links", classmethod(lambda cls, values: None))
        monkeypatch.setattr(tenancy.WorkspaceQuerySet, "update", models.QuerySet.update)
    return request.param


@pytest.mark.proves("PRO-73", "WHO-005")
@pytest.mark.parametrize("probe", PROBES.values(), ids=PROBES.keys())
def test_a_neighbour_stays_out_of_reach(workspace, neighbour, guard, probe):
    theirs, ours = Theirs(neighbour), LeadFactory(name="Our Own")
    before = theirs.dump()

    try:
        with operation("probe"):
            reached = probe(ours, theirs)
    except REFUSED:
        reached = None

    assert not reached
    assert theirs.dump() == before
    assert list(Lead.objects.filter(workspace=workspace).values_list("company", flat=True)) == [None]


def test_without_a_workspace_nothing_is_read_or_written(workspace, neighbour):
    lead = LeadFactory()
    unread = Lead.objects.all()
    stack = workspace_scope(neighbour.workspace)
    with stack:
        pass

    for attempt in (
        lambda: list(unread),
        lambda: unread.exists(),
        lambda: unread.count(),
        lambda: unread.explain(),
        lambda: Lead.objects.create(full_name="x"),
        lambda: lead.save(),
        lambda: Lead.objects.update(title="x"),
    ):
        with _no_workspace(), pytest.raises(OutsideWorkspace):
            attempt()
    with _no_workspace():
        assert sql("SELECT count(*) FROM leads_lead") == [(0,)]
        assert sql("UPDATE leads_lead SET title = 'x'") == 0


def _no_workspace():
    class Closed:
        def __enter__(self):
            self.token = tenancy.context.workspace.set(None)

        def __exit__(self, *error):
            tenancy.context.workspace.reset(self.token)

    return Closed()


def test_every_workspace_reads_all_and_writes_nothing(workspace, neighbour):
    LeadFactory()
    with workspace_scope(neighbour.workspace):
        LeadFactory()

    with workspace_scope(EVERY_WORKSPACE):
        assert Lead.objects.count() == 2
        for write in (
            lambda: Lead.objects.update(title="x"),
            lambda: Lead.objects.all().delete(),
            lambda: Lead.objects.create(full_name="x"),
            lambda: Operation.objects.create(kind="x"),
        ):
            with pytest.raises(OutsideWorkspace):
                write()
        with pytest.raises(DatabaseError), transaction.atomic():
            sql(
                "INSERT INTO hirepilot_operation (workspace_id, kind, summary, reason, by_person, started_at)"
                " VALUES (%s, 'x', '', '', true, now())",
                workspace.pk,
            )
        assert sql("UPDATE leads_lead SET title = 'x'") == 0
        assert sql("DELETE FROM leads_lead") == 0


def test_the_two_walls_hold_again_after_a_rollback(workspace, neighbour):
    """A rollback silently gives the session its old workspace back; the next statement must not run under it."""
    with workspace_scope(neighbour.workspace):
        LeadFactory(name="Theirs")
        with pytest.raises(ZeroDivisionError), transaction.atomic(), workspace_scope(workspace):
            assert sql("SELECT count(*) FROM leads_lead") == [(0,)]
            raise ZeroDivisionError
        assert sql("SELECT full_name FROM leads_lead") == [("Theirs",)]
    assert sql("SELECT count(*) FROM leads_lead") == [(0,)]


def test_a_company_of_the_neighbour_cannot_be_named_even_by_copying_its_key(workspace, neighbour):
    with workspace_scope(neighbour.workspace):
        CompanyFactory(name="Hidden")
        TagFactory(name="Theirs")

    ours = CompanyFactory(name="Hidden")

    assert ours.workspace == workspace
    assert list(Company.objects.all()) == [ours]
