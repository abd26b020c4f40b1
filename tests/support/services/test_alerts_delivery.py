"""Every alert is delivered once: again and again until it has worked, and never a second time."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from hirepilot.models import Job
from hirepilot.tenancy import workspace_scope
from support.models import Alert
from support.sandbox.slack import slack_server
from support.services import alerts
from support.services.tickets import resolve
from tests.factories.hirepilot import UserFactory, WorkspaceFactory
from tests.factories.mail import smtp_server
from tests.factories.support import break_something, told, work_off


@pytest.fixture
def root(db):
    return UserFactory(email="root@hire.example", is_superuser=True, is_staff=True)


@pytest.fixture
def slack(settings):
    with slack_server() as slack:
        settings.SLACK_WEBHOOK_URL, settings.OUTBOUND_ALLOW = slack.url, [slack.place]
        yield slack


# --- Until it has worked once -----------------------------------------------------------------------------------------


@pytest.mark.proves("TICK-022", "TICK-023")
def test_a_slack_that_is_busy_or_broken_is_asked_again_until_it_takes_the_message(workspace, root, slack):
    slack.will_answer((429, "rate_limited", {"Retry-After": "30"}), (500, "rollup_error", {}))
    break_something(workspace)

    work_off()
    first = Job.objects.filter(state="queued").get()
    assert 25 < (first.run_after - timezone.now()).total_seconds() <= 30
    assert told()[0] == ("slack", "webhook", 1, "waiting", 1, "429 rate_limited")

    work_off()
    assert slack.requests == 1, "asked before its time"

    work_off(due_only=False)
    assert told()[0] == ("slack", "webhook", 1, "waiting", 2, "500 rollup_error")
    work_off(due_only=False)
    assert told()[0] == ("slack", "webhook", 1, "delivered", 3, "")
    assert (len(slack.messages), len(mail.outbox)) == (1, 1)
    assert not Job.objects.exclude(state="done").exists()


def test_waits_grow_and_end_at_a_quarter_of_an_hour(workspace, slack):
    slack.will_answer(*[(503, "down", {})] * 14)
    break_something(workspace)
    waits = []
    for _ in range(14):
        work_off(due_only=False)
        waits.append(round((Job.objects.get(state="queued").run_after - timezone.now()).total_seconds()))

    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900, 900]


def test_a_dead_channel_is_given_up_with_a_note_and_the_email_arrives(workspace, root, slack):
    slack.will_answer((410, "channel_is_archived", {}))
    break_something(workspace)

    work_off()
    work_off(due_only=False)

    assert told() == [
        ("slack", "webhook", 1, "refused", 1, "410 channel_is_archived; told by email to 1"),
        ("email", "root@hire.example", 1, "delivered", 1, ""),
    ]
    assert slack.requests == 1


def test_a_dead_channel_without_anybody_to_mail_says_so(workspace, slack):
    slack.will_answer((404, "no_service", {}))
    break_something(workspace)
    work_off()

    assert told()[0][-1] == "404 no_service; nobody to tell by email"


@pytest.mark.proves("TICK-022", "TICK-023")
def test_a_mail_server_that_is_down_is_asked_again_and_slack_does_not_wait_for_it(
    workspace, root, slack, settings
):
    with smtp_server(settings):
        pass
    break_something(workspace)
    work_off()

    assert [row[3] for row in told()] == ["delivered", "waiting"]
    with smtp_server(settings) as server:
        work_off(due_only=False)
    assert [row[3:] for row in told()] == [("delivered", 1, ""), ("delivered", 2, "")]
    assert len(server.taken) == 1


def test_a_resolved_ticket_is_no_longer_told_to_a_broken_channel(workspace, slack):
    slack.will_answer((500, "rollup_error", {}))
    resolve(break_something(workspace), by=UserFactory(is_staff=True))
    work_off()

    assert not Job.objects.filter(state="queued").exists()


# --- Never twice ------------------------------------------------------------------------------------------------------


def only_alert():
    return Alert.objects.select_related("ticket").get()


def test_a_job_that_runs_again_sends_nothing(workspace, slack):
    break_something(workspace)
    for _ in range(3):
        alerts.deliver(only_alert())
    work_off()

    assert (slack.requests, told()[0][3:5]) == (1, ("delivered", 1))


def test_an_alert_that_another_worker_is_sending_is_left_alone_and_looked_at_later(workspace, slack):
    break_something(workspace)
    Job.objects.all().delete()
    Alert.objects.update(claimed_at=timezone.now() - timedelta(seconds=60), attempts=1)

    alerts.deliver(only_alert())

    assert slack.requests == 0
    assert 55 < (Job.objects.get().run_after - timezone.now()).total_seconds() <= 60


def test_an_alert_whose_worker_died_is_sent_by_the_next(workspace, slack):
    break_something(workspace)
    Alert.objects.update(claimed_at=timezone.now() - alerts.CLAIM - timedelta(seconds=1), attempts=1)

    alerts.deliver(only_alert())

    assert (slack.requests, told()) == (1, [("slack", "webhook", 1, "delivered", 2, "")])


def test_an_alert_that_fails_for_good_in_our_own_code_does_not_ring_for_ever(workspace, root, monkeypatch):
    """Its parked job opens a ticket, whose alerts park too: the same ticket counts up, and nobody is told again."""

    def broken(alert):
        raise RuntimeError("our fault")

    monkeypatch.setattr(alerts, "_send", broken)
    break_something(workspace)
    for _ in range(30):
        work_off(due_only=False)

    assert not Job.objects.filter(state="queued").exists()
    assert [row[2:4] for row in told()] == [(1, "waiting"), (1, "waiting")]


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_alert_send_it_once(slack):
    workspace = WorkspaceFactory()
    break_something(workspace)
    together = threading.Barrier(2)

    def work():
        try:
            with workspace_scope(workspace):
                alert = only_alert()
                together.wait(10)
                alerts.deliver(alert)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert (slack.requests, told()) == (1, [("slack", "webhook", 1, "delivered", 1, "")])
