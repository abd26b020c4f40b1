import threading
from contextlib import contextmanager

import pytest
from django.db import DataError, connection, transaction
from structlog.testing import capture_logs

from hirepilot.context import Actor
from hirepilot.errors import NotAllowed
from hirepilot.incidents import (
    KINDS,
    Incident,
    cause_of,
    describe,
    incident_reported,
    report,
    reports_incident,
)
from hirepilot.journal import acting
from hirepilot.models import Workspace
from hirepilot.permissions import require
from hirepilot.tenancy import EVERY_WORKSPACE, workspace_scope
from support.models import HOUSE, Ticket
from tests.factories.hirepilot import WorkspaceFactory


class Broken(Exception):
    pass


@contextmanager
def listening(listener=None):
    heard = []
    listener = listener or (lambda sender, incident, **kwargs: heard.append(incident))
    incident_reported.connect(listener, weak=False)
    try:
        yield heard
    finally:
        incident_reported.disconnect(listener)


def tickets(workspace):
    with workspace_scope(workspace):
        return list(Ticket.objects.order_by("pk"))


# --- What is reported -------------------------------------------------------------------------------------------------


def test_the_error_is_reported_with_all_that_is_known_and_raised_again(workspace, plain_member):
    def work():
        with reports_incident(
            "apollo_failed", lead=7, provider="apollo", steps=["asked by the list"], about="row 3"
        ) as story:
            story.step("page 2")
            raise Broken("no\nway")

    with listening() as heard, acting(Actor(member_id=plain_member.pk)), pytest.raises(Broken):
        work()

    [incident] = heard
    assert incident.began_at <= incident.failed_at
    assert incident == Incident(
        "apollo_failed",
        workspace.pk,
        plain_member.user_id,
        7,
        None,
        "apollo",
        ("asked by the list", "page 2"),
        "Broken: no\nway",
        "Member",
        "Broken",
        "row 3",
        plain_member.pk,
        incident.began_at,
        incident.failed_at,
    )
    assert incident.severity == "S3"


def test_a_person_is_known_by_user_or_membership_and_their_role_is_looked_up(workspace, plain_member):
    with listening() as heard:
        for who in (plain_member.user, plain_member, plain_member.user_id):
            with acting(None), pytest.raises(Broken), reports_incident("apollo_failed", user=who):
                raise Broken

    assert {(incident.user_id, incident.role) for incident in heard} == {(plain_member.user_id, "Member")}


def test_success_reports_nothing(workspace):
    with listening() as heard, reports_incident("apollo_failed"):
        pass

    assert heard == []


def test_an_expected_no_is_raised_and_not_reported(workspace):
    with (
        listening() as heard,
        pytest.raises(NotAllowed),
        reports_incident("apollo_failed", expected=(NotAllowed,)),
    ):
        raise NotAllowed

    assert heard == []


def test_an_error_is_reported_once_by_the_innermost(workspace):
    with (
        listening() as heard,
        pytest.raises(Broken),
        reports_incident("job_parked"),
        reports_incident("apollo_failed"),
    ):
        raise Broken

    assert [incident.kind for incident in heard] == ["apollo_failed"]


def test_an_unknown_kind_is_found_before_anything_breaks(workspace):
    with pytest.raises(ValueError, match="no such kind"), reports_incident("everything_failed"):
        pytest.fail("must not begin")


def raised_by(act):
    try:
        act()
    except Exception as error:  # noqa: BLE001  whatever it is
        return error


def test_the_cause_is_the_error_and_the_function_of_ours_it_came_up_in_and_no_value():
    first = raised_by(lambda: require(None, "see leads"))
    second = raised_by(lambda: require(None, "export leads"))

    assert str(first) != str(second)
    assert cause_of(first) == cause_of(second) == "NotAllowed in hirepilot.permissions.require"
    assert describe(first).startswith(f"NotAllowed: {first} (hirepilot.permissions:")
    assert describe(first).endswith(" in require)")


def test_an_error_from_outside_our_code_is_its_own_cause():
    assert cause_of(raised_by(lambda: 1 / 0)) == "ZeroDivisionError"


def test_secrets_are_taken_out_of_error_and_steps(workspace):
    with (
        listening() as heard,
        pytest.raises(Broken),
        reports_incident("apollo_failed", steps=["called with api_key=k-123456"]),
    ):
        raise Broken("401 for Authorization: Bearer k-123456")

    assert "k-123456" not in heard[0].error + heard[0].steps[0]


def test_texts_that_the_database_cannot_store_do_not_lose_the_report(workspace):
    with (
        pytest.raises(Broken),
        reports_incident("apollo_failed", steps=["a\x00\ud800b"], about="\x00", cause="c\x00"),
    ):
        raise Broken("bad\x00\udfff" + "x" * 10_000)

    [ticket] = tickets(workspace)
    assert (ticket.steps, ticket.about, ticket.cause, ticket.errors[0][:11]) == (
        ["a?b"],
        [],
        "c",
        "Broken: bad",
    )
    assert len(ticket.errors[0]) < 4_000


@pytest.mark.proves("TICK-027", "TICK-028", "TICK-029")
def test_every_kind_says_what_happened_and_what_was_not_lost():
    assert {
        severity: sorted(name for name, kind in KINDS.items() if kind.severity == severity)
        for severity in ("S1", "S2", "S3")
    } == {
        "S1": ["enrichment_double_charge", "leads_disappeared", "merge_corrupts", "tenancy_breach"],
        "S2": [
            "campaign_mapping_broken",
            "candidate_conversion_failed",
            "client_conversion_failed",
            "job_not_heard",
            "job_parked",
            "lead_creation_failed",
            "no_room",
        ],
        "S3": ["apollo_failed", "sniper_failed"],
    }
    assert all(kind.title and kind.kept.endswith(".") for kind in KINDS.values())


# --- The report survives ----------------------------------------------------------------------------------------------


def test_a_listener_that_fails_hides_neither_the_error_nor_the_other_listeners(workspace):
    def fails(sender, incident, **kwargs):
        raise RuntimeError("listener")

    with listening(fails), listening() as heard, pytest.raises(Broken), reports_incident("apollo_failed"):
        raise Broken

    assert len(heard) == 1
    assert len(tickets(workspace)) == 1


def test_a_report_is_logged_even_when_nobody_can_store_it(workspace):
    with (
        capture_logs() as logs,
        pytest.raises(Broken),
        reports_incident("apollo_failed", lead=7, about="Ada, ada@mail.example"),
    ):
        raise Broken("no way")

    [line] = [line for line in logs if line["event"] == "incident"]
    assert (line["kind"], line["severity"], line["lead_id"], line["error"]) == (
        "apollo_failed",
        "S3",
        "7",
        "Broken: no way",
    )
    assert "ada@mail.example" not in str(line)


def half_make_a_workspace():
    Workspace.objects.create(name="half made", slug="half-made")
    raise Broken


@pytest.mark.django_db(transaction=True)
def test_the_transaction_is_gone_and_the_ticket_exists():
    workspace = WorkspaceFactory()

    with (
        workspace_scope(workspace),
        pytest.raises(Broken),
        reports_incident("lead_creation_failed"),
        transaction.atomic(),
    ):
        half_make_a_workspace()

    assert not Workspace.objects.filter(slug="half-made").exists()
    assert [(ticket.kind, ticket.count) for ticket in tickets(workspace)] == [("lead_creation_failed", 1)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", ("SELECT 1", "SELECT 1/0"))
def test_the_ticket_exists_even_when_somebody_has_a_transaction_open_around_the_report(statement):
    """Also when the fault has left that transaction in a state in which nothing more can be asked of it."""
    workspace = WorkspaceFactory()

    def work():
        Workspace.objects.create(name="half made", slug="half-made")
        with reports_incident("lead_creation_failed"):
            connection.cursor().execute(statement)
            raise Broken

    with workspace_scope(workspace), pytest.raises((Broken, DataError)), transaction.atomic():
        work()

    assert not Workspace.objects.filter(slug="half-made").exists()
    assert [(ticket.kind, ticket.count) for ticket in tickets(workspace)] == [("lead_creation_failed", 1)]


@pytest.mark.django_db(transaction=True)
def test_a_workspace_that_went_with_the_transaction_leaves_its_ticket_in_the_house():
    made = []

    def work():
        made.append(WorkspaceFactory())
        with workspace_scope(made[0]), reports_incident("lead_creation_failed"):
            raise Broken

    with pytest.raises(Broken), transaction.atomic():
        work()

    [ticket] = tickets(HOUSE)
    assert ticket.about == [f"workspace {made[0].pk}, which does not exist"]


@pytest.mark.django_db(transaction=True)
def test_a_report_from_inside_leaves_no_connection_and_no_thread_behind():
    threads, connected = set(threading.enumerate()), connections_here()

    with pytest.raises(Broken), transaction.atomic(), reports_incident("job_parked"):
        raise Broken

    assert set(threading.enumerate()) <= threads
    assert connections_here() <= connected


def connections_here():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return {pid for (pid,) in cursor}


@pytest.mark.django_db(transaction=True)
def test_a_report_that_waits_for_our_own_lock_gives_up_and_the_error_stays(monkeypatch):
    monkeypatch.setattr("hirepilot.incidents.LOCK_TIMEOUT", "200ms")
    workspace = WorkspaceFactory()
    with workspace_scope(workspace):
        report(Incident("apollo_failed", workspace.pk, cause="Broken"))
        [ticket] = Ticket.objects.all()

        def work():
            Ticket.objects.select_for_update().get(pk=ticket.pk)
            with reports_incident("apollo_failed", cause="Broken"):
                raise Broken

        with pytest.raises(Broken), transaction.atomic():
            work()

    assert [ticket.count for ticket in tickets(workspace)] == [1]


def test_a_report_without_workspace_is_of_the_house(db):
    with pytest.raises(Broken), reports_incident("job_parked"):
        raise Broken
    with workspace_scope(EVERY_WORKSPACE), pytest.raises(Broken), reports_incident("job_parked"):
        raise Broken

    assert [(ticket.workspace_id, ticket.count) for ticket in tickets(HOUSE)] == [(0, 2)]
