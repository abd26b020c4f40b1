"""Who is told of what, and in which words."""

import pytest
from django.conf import settings as live
from django.core import mail

from hirepilot.tenancy import workspace_scope
from support.models import HOUSE, Alert
from support.sandbox.slack import slack_server
from support.services import alerts
from tests.factories.hirepilot import UserFactory
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


@pytest.mark.proves("WHO-016", "WHO-023", "TICK-020", "TICK-021", "TICK-023")
def test_slack_and_every_active_super_admin_are_told_of_a_new_ticket(workspace, root, slack):
    UserFactory(email="second@hire.example", is_superuser=True)
    UserFactory(email="gone@hire.example", is_superuser=True, is_active=False)
    UserFactory(email="staff@hire.example", is_staff=True)

    break_something(workspace)
    work_off()

    assert told() == [
        ("slack", "webhook", 1, "delivered", 1, ""),
        ("email", "root@hire.example", 1, "delivered", 1, ""),
        ("email", "second@hire.example", 1, "delivered", 1, ""),
    ]
    assert len(slack.messages) == 1
    assert [message.to for message in mail.outbox] == [["root@hire.example"], ["second@hire.example"]]


@pytest.mark.proves("TICK-020", "TICK-021")
def test_both_channels_deliver_to_real_servers(workspace, root, slack, settings):
    with smtp_server(settings) as server:
        ticket = break_something(workspace, "merge_corrupts")
        work_off()

    assert [envelope.rcpt_tos for envelope in server.taken] == [["root@hire.example"]]
    assert [message["text"] for message in slack.messages] == [f"[S1] A merge damaged data (T-{ticket.pk})"]


@pytest.mark.proves("TICK-025")
@pytest.mark.parametrize(
    ("kind", "told_of"),
    [
        ("apollo_failed", [1, 10]), ("job_parked", [1, 10]), ("merge_corrupts", range(1, 13)),
        ("tenancy_breach", range(1, 13)),
    ],
)  # fmt: skip
def test_repeats_are_folded_at_powers_of_ten_and_never_for_the_worst(workspace, root, kind, told_of):
    for _ in range(12):
        break_something(workspace, kind)

    assert [occurrence for _, _, occurrence, *_ in told()] == list(told_of)


def test_without_slack_and_super_admin_the_ticket_is_there_and_nobody_is_told(workspace):
    ticket = break_something(workspace)

    assert (ticket.count, told()) == (1, [])


def test_an_alert_of_the_house_is_delivered_too(root, slack, workspace):
    break_something(None, "job_parked")
    work_off()

    assert [row[3] for row in told()] == ["delivered", "delivered"]
    with workspace_scope(HOUSE):
        assert Alert.objects.count() == 2
    assert "HirePilot itself" in mail.outbox[0].body


@pytest.mark.proves("TICK-026")
def test_an_alert_has_ids_and_a_link_and_nobodys_data(workspace, root, slack):
    hostile = "IntegrityError <!channel> & (ada@mail.example) +49 170 1234567\r\nBcc: all@mail.example"
    ticket = break_something(
        workspace,
        "lead_creation_failed",
        cause=hostile,
        error="Key (value)=(ada@mail.example)",
        about="Ada Byron, ada@mail.example",
        steps=("typed +49 170 1234567",),
        lead_id=7,
        user_id=3,
        operation_id=9,
        provider="apollo\nX: 1",
    )
    work_off()

    [message], [sent] = mail.outbox, slack.messages
    assert message.body.splitlines() == [
        "[S2] A lead could not be created",
        "",
        "Severity: S2",
        "Happened: once",
        f"Last seen: {ticket.last_seen:%Y-%m-%d %H:%M:%S} UTC",
        f"Workspace: {workspace.pk}",
        "Users: 3",
        "Leads: 7",
        "Operations: 9",
        "Provider: apollo X: 1",
        "Cause: IntegrityError <!channel> & ([address]) [number] Bcc: [address]",
        "",
        f"{live.BASE_URL}/admin/support/ticket/{ticket.pk}/change/",
    ]
    assert message.subject == f"[S2] A lead could not be created (T-{ticket.pk})"
    assert "&lt;!channel&gt; &amp; ([address])" in sent["blocks"][1]["text"]["text"]
    for text in (str(sent), message.message().as_string()):
        assert "ada@mail.example" not in text
        assert "1234567" not in text
        assert "Ada" not in text


def test_many_ids_are_cut(workspace, root):
    for number in range(1, 13):
        ticket = break_something(workspace, lead_id=number)

    alert = Alert(ticket=ticket, occurrence=12)
    assert dict(alerts.notice_of(alert).facts)["Leads"] == "1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more"
    assert dict(alerts.notice_of(alert).facts)["Happened"] == "12 times"
