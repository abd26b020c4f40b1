"""Whatever reaches for another workspace is refused, and HirePilot is told at once, whoever refused it and wherever.

The tests commit, because the database refuses with errors that end a transaction.
"""

import pytest
from django.db import IntegrityError, ProgrammingError, connection

from hirepilot import queue, tenancy
from hirepilot.breaches import is_breach
from hirepilot.errors import ForeignRow, HirePilotError, OutsideWorkspace
from hirepilot.incidents import reports_incident
from hirepilot.journal import operation
from hirepilot.models import Workspace
from hirepilot.queue import enqueue
from hirepilot.tenancy import EVERY_WORKSPACE, link, workspace_scope
from leads.api import lead_actions as api
from leads.models import Lead, Note, Tag
from leads.views import lead_actions
from support.models import Ticket
from tests.factories.api import Program
from tests.factories.leads import CompanyFactory, LeadFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def theirs(neighbour):
    with workspace_scope(neighbour.workspace):
        return CompanyFactory(name="Hidden")


@pytest.fixture
def ours(workspace):
    return LeadFactory(name="Our Own")


def raised_by(reach, *args):
    try:
        with operation("probe"):
            reach(*args)
    except Exception as error:  # noqa: BLE001  whatever it is
        return error


def save_a_link(ours, theirs):
    ours.company = theirs
    ours.save()


def link_by_number(ours, theirs):
    Lead.objects.filter(pk=ours.pk).update(company_id=theirs.pk)


def insert_for_them(ours, theirs):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO leads_tag (workspace_id, name, key, hue, created_at) VALUES (%s, 'x', 'x', 1, now())",
            [theirs.workspace_id],
        )


def take_twice(ours, theirs):
    Tag.objects.bulk_create([Tag(name="Same", key="same"), Tag(name="Same", key="same")])


def find_nothing(ours, theirs):
    Note.objects.get(pk=0)


REACHES = [(save_a_link, ForeignRow), (link_by_number, IntegrityError), (insert_for_them, ProgrammingError)]


@pytest.mark.parametrize(("reach", "refusal"), REACHES)
def test_a_refusal_of_the_guard_or_of_the_database_is_a_breach(ours, theirs, reach, refusal):
    error = raised_by(reach, ours, theirs)

    assert (type(error), is_breach(error)) == (refusal, True)


def test_a_refusal_of_the_database_alone_is_a_breach(ours, theirs, monkeypatch):
    monkeypatch.setattr(tenancy.WorkspaceModel, "refuse_foreign", lambda self: None)

    assert is_breach(raised_by(save_a_link, ours, theirs))


@pytest.mark.parametrize(("fault", "kind"), [
    (take_twice, IntegrityError), (find_nothing, Note.DoesNotExist), (lambda *rows: 1 / 0, ZeroDivisionError),
])  # fmt: skip
def test_other_faults_are_none(ours, theirs, fault, kind):
    error = raised_by(fault, ours, theirs)

    assert (type(error), is_breach(error)) == (kind, False)


def test_work_without_a_workspace_reaches_for_none():
    assert not is_breach(OutsideWorkspace())


def the_ticket(workspace):
    with workspace_scope(workspace):
        return Ticket.objects.get()


@pytest.mark.proves("TICK-027")
@pytest.mark.parametrize(("reach", "refusal"), REACHES)
def test_a_breach_is_told_as_one_whatever_it_interrupted_and_whoever_expected_it(
    workspace, member, ours, theirs, reach, refusal
):
    with (
        pytest.raises(refusal),
        reports_incident("apollo_failed", expected=HirePilotError, lead=ours),
        operation("lead.edit", summary="Edited Our Own"),
    ):
        reach(ours, theirs)

    ticket = the_ticket(workspace)
    assert (ticket.kind, ticket.severity, ticket.count) == ("tenancy_breach", "S1", 1)
    assert (ticket.lead_ids, ticket.user_ids, ticket.roles) == ([ours.pk], [member.user_id], ["Owner"])
    assert ticket.attempted == ["lead.edit: Edited Our Own"]
    with workspace_scope(theirs.workspace):
        assert not Ticket.objects.exists()


@pytest.mark.proves("TICK-027")
def test_a_breach_in_a_page_is_told(client, workspace, member, ours, theirs, monkeypatch):
    monkeypatch.setattr(lead_actions.statuses, "move", lambda *args, **kwargs: save_a_link(ours, theirs))

    with pytest.raises(ForeignRow):
        client.post(link("leads:status", ours.pk), {"status": "qualified"})

    ticket = the_ticket(workspace)
    assert (ticket.kind, ticket.severity, ticket.user_ids) == ("tenancy_breach", "S1", [member.user_id])
    assert ticket.cause.startswith("ForeignRow in leads.views.")


@pytest.mark.proves("TICK-027")
def test_a_breach_in_the_api_is_told(workspace, member, ours, theirs, monkeypatch):
    def move(*args, **kwargs):
        with operation("lead.status"):
            link_by_number(ours, theirs)

    monkeypatch.setattr(api, "move", move)
    with pytest.raises(IntegrityError):  # the test client hands it on
        Program(member).post(f"leads/{ours.pk}/status/", {"to": "qualified"})

    ticket = the_ticket(workspace)
    assert (ticket.kind, ticket.severity, ticket.user_ids) == ("tenancy_breach", "S1", [member.user_id])
    assert ticket.attempted == ["lead.status"]


@pytest.mark.proves("TICK-027")
def test_a_breach_in_a_job_is_told_when_it_happens_and_not_when_the_job_is_parked(
    workspace, member, ours, theirs, monkeypatch
):
    monkeypatch.setattr(queue, "ring", lambda job_id: None)
    monkeypatch.setitem(queue.TASKS, "test", lambda: insert_for_them(ours, theirs))
    made = enqueue("test")

    queue.work(made.pk)

    ticket = the_ticket(workspace)
    assert (ticket.kind, ticket.severity, ticket.user_ids) == ("tenancy_breach", "S1", [member.user_id])
    assert ticket.attempted == [f"job {made.pk} test {{}}"]


def test_a_page_that_only_fails_is_no_breach(client, workspace, ours, monkeypatch):
    monkeypatch.setattr(lead_actions.statuses, "move", lambda *args, **kwargs: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        client.post(link("leads:status", ours.pk), {"status": "qualified"})

    with workspace_scope(EVERY_WORKSPACE):
        assert (Ticket.objects.count(), Workspace.objects.count()) == (0, 1)
