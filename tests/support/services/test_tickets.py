import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from hirepilot.incidents import Incident
from hirepilot.journal import operation
from hirepilot.models import Job
from hirepilot.tenancy import EVERY_WORKSPACE, workspace_scope
from leads.models import Lead
from support.errors import AlreadyResolved
from support.models import HOUSE, Alert, Ticket
from support.services.tickets import KEPT, acknowledge, open_ticket, resolve
from tests.factories.hirepilot import UserFactory, WorkspaceFactory
from tests.factories.leads import LeadFactory


def incident(workspace, kind="apollo_failed", cause="Broken in leads.sources.apollo.ask", **known):
    return Incident(kind, workspace and workspace.pk, cause=cause, **known)


def everywhere():
    with workspace_scope(EVERY_WORKSPACE):
        return list(Ticket.objects.order_by("pk"))


@pytest.mark.proves("TICK-011", "TICK-012", "TICK-013", "TICK-014", "TICK-015", "TICK-016", "TICK-017")
def test_a_ticket_holds_all_that_is_needed_to_look_into_it(workspace, member):
    with operation("import", by=member, summary="Imported people.csv"):
        lead = Lead.objects.create(full_name="Ada Byron")
    with operation("edit", by=member, summary="Corrected the name") as edit:
        lead.full_name = "Ada King"
        lead.save()
    began, failed = datetime(2026, 5, 4, 8, 0, tzinfo=UTC), datetime(2026, 5, 4, 8, 1, tzinfo=UTC)

    ticket = open_ticket(
        incident(
            workspace,
            lead_id=lead.pk,
            user_id=member.user_id,
            operation_id=edit.pk,
            provider="apollo",
            role="Owner",
            steps=("asked Apollo for page 2",),
            error="Broken: 500 (leads.sources.apollo:12 in ask)",
            about="import 3, row 17",
            began_at=began,
            failed_at=failed,
        )
    )

    assert {
        name: getattr(ticket, name)
        for name in (
            "kind",
            "severity",
            "status",
            "count",
            "workspace_id",
            "lead_ids",
            "user_ids",
            "operation_ids",
            "provider",
            "roles",
            "errors",
            "about",
            "began_at",
            "first_seen",
            "last_seen",
        )
    } == {
        "kind": "apollo_failed",
        "severity": "S3",
        "status": "open",
        "count": 1,
        "workspace_id": workspace.pk,
        "lead_ids": [lead.pk],
        "user_ids": [member.user_id],
        "operation_ids": [edit.pk],
        "provider": "apollo",
        "roles": ["Owner"],
        "errors": ["Broken: 500 (leads.sources.apollo:12 in ask)"],
        "about": ["import 3, row 17"],
        "began_at": began,
        "first_seen": failed,
        "last_seen": failed,
    }
    assert [step.partition(" UTC, ")[2] for step in ticket.steps[:2]] == [
        f"{member}: Imported people.csv",
        f"{member}: Corrected the name",
    ]
    assert ticket.steps[2:] == ["asked Apollo for page 2"]


@pytest.mark.proves("TICK-010")
def test_repeats_of_one_fault_are_one_ticket_that_counts_and_remembers_everybody(
    workspace, member, plain_member
):
    first = open_ticket(incident(workspace, user_id=member.user_id, lead_id=1, error="a", role="Owner"))
    second = open_ticket(
        incident(workspace, user_id=plain_member.user_id, lead_id=2, error="b", role="Member")
    )
    third = open_ticket(incident(workspace, user_id=member.user_id, lead_id=1, error="a", role="Owner"))

    assert first.pk == second.pk == third.pk
    assert (third.count, third.user_ids, third.lead_ids, third.errors, third.roles) == (
        3,
        [member.user_id, plain_member.user_id],
        [1, 2],
        ["a", "b"],
        ["Owner", "Member"],
    )


def test_another_cause_kind_or_workspace_is_another_ticket(workspace, neighbour):
    for one in (
        incident(workspace),
        incident(workspace, cause="Other"),
        incident(workspace, kind="sniper_failed"),
        incident(neighbour.workspace),
        incident(None),
    ):
        open_ticket(one)

    assert [(ticket.workspace_id, ticket.kind, ticket.cause, ticket.count) for ticket in everywhere()] == [
        (workspace.pk, "apollo_failed", "Broken in leads.sources.apollo.ask", 1),
        (workspace.pk, "apollo_failed", "Other", 1),
        (workspace.pk, "sniper_failed", "Broken in leads.sources.apollo.ask", 1),
        (neighbour.workspace_id, "apollo_failed", "Broken in leads.sources.apollo.ask", 1),
        (0, "apollo_failed", "Broken in leads.sources.apollo.ask", 1),
    ]


@pytest.mark.proves("TICK-010")
@pytest.mark.django_db(transaction=True)
def test_twenty_reports_at_once_are_one_ticket_with_count_twenty():
    workspace = WorkspaceFactory()
    ready = threading.Barrier(20)
    faults = []

    def tell(number):
        try:
            connection.ensure_connection()
            ready.wait(10)
            open_ticket(incident(workspace, lead_id=number, error=f"e{number}"))
        except Exception as error:  # noqa: BLE001  shown by the test
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=tell, args=(number,)) for number in range(1, 21)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert faults == []
    [ticket] = everywhere()
    assert (ticket.count, sorted(ticket.lead_ids), len(ticket.errors)) == (20, list(range(1, 21)), 20)


def test_a_storm_is_counted_in_full_and_kept_in_part(workspace):
    for number in range(1, KEPT + 11):
        ticket = open_ticket(incident(workspace, lead_id=number))

    assert (ticket.count, len(ticket.lead_ids)) == (KEPT + 10, KEPT)


@pytest.mark.proves("TICK-030")
def test_a_resolved_ticket_stays_closed_and_the_same_fault_opens_a_new_one(workspace):
    staff = UserFactory(is_staff=True)
    old = open_ticket(incident(workspace))

    acknowledge(old, by=staff)
    resolve(old, by=staff, note="Apollo's key was renewed.")
    new = open_ticket(incident(workspace))

    old.refresh_from_db()
    assert (old.status, old.handled_by, old.note, old.count) == (
        "resolved",
        staff,
        "Apollo's key was renewed.",
        1,
    )
    assert old.handled_at is not None
    assert (new.status, new.count, new.pk == old.pk) == ("open", 1, False)
    with pytest.raises(AlreadyResolved):
        acknowledge(old, by=staff)


def test_staff_handle_tickets_of_any_workspace_and_of_the_house_from_the_list_of_all(workspace, neighbour):
    staff = UserFactory(is_staff=True)
    open_ticket(incident(neighbour.workspace))
    open_ticket(incident(None))

    with workspace_scope(EVERY_WORKSPACE):
        for ticket in Ticket.objects.select_related("workspace").order_by("pk"):
            acknowledge(ticket, by=staff)

    assert [(str(ticket.desk), ticket.status) for ticket in everywhere()] == [
        ("Harbour Talent", "acknowledged"),
        ("HirePilot itself", "acknowledged"),
    ]


def test_a_member_cannot_open_the_house(workspace):
    open_ticket(incident(None))

    assert list(Ticket.objects.all()) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM support_ticket")
        assert cursor.fetchone() == (0,)


def test_a_ticket_about_somebody_elses_lead_tells_nothing_of_it(workspace, neighbour):
    with workspace_scope(neighbour.workspace):
        lead = LeadFactory()

    ticket = open_ticket(incident(workspace, lead_id=lead.pk))

    assert (ticket.lead_ids, ticket.steps) == ([lead.pk], [])


def test_steps_without_a_lead_are_those_of_the_operation_only(workspace, member):
    with operation("edit", by=member, summary="something else"):
        LeadFactory()
    with operation("import", by=member, summary="Imported people.csv") as doing:
        pass

    ticket = open_ticket(incident(workspace, operation_id=doing.pk))

    assert [step.partition(": ")[2] for step in ticket.steps] == ["Imported people.csv"]


@pytest.mark.django_db(transaction=True)
def test_a_ticket_that_is_rolled_back_takes_its_alerts_and_jobs_along(settings):
    settings.SLACK_WEBHOOK_URL = "https://hooks.slack.example/x"
    workspace = WorkspaceFactory()

    with transaction.atomic():
        open_ticket(incident(workspace))
        transaction.set_rollback(True)

    with workspace_scope(EVERY_WORKSPACE):
        assert (Ticket.objects.count(), Alert.objects.count(), Job.objects.count()) == (0, 0, 0)


def test_very_long_and_hostile_texts_are_kept_as_they_are(workspace):
    hostile = "<script>alert(1)</script>\r\n& ' OR 1=1 --\x1b[31m" + "x" * 10_000

    ticket = open_ticket(incident(workspace, cause=hostile, error=hostile))
    again = open_ticket(incident(workspace, cause=hostile, error=hostile))

    assert (again.pk, again.count, again.errors, len(again.cause)) == (ticket.pk, 2, [hostile], 300)


def test_the_house_is_no_place_for_anybody(workspace):
    assert (str(HOUSE), HOUSE.pk) == ("HirePilot itself", 0)
