"""How soon the Super Admin is told: from the commit that fails to Slack and the mail server, over the real queue."""

import re
import time
from email import message_from_bytes

import pytest
from django.core.files import File
from django.db import transaction

from hirepilot.incidents import reports_incident
from leads.services import importing
from support.models import Ticket
from support.sandbox.slack import slack_server
from tests.benchmarks.files import write_upload
from tests.factories.hirepilot import UserFactory
from tests.factories.leads import LeadFactory
from tests.factories.mail import smtp_server
from tests.faults.workers import Worker, eventually

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

CASES, OF_A_HUNDRED, SECONDS = 100, 95, 60
REFERENCE = re.compile(r"\(T-(\d+)\)")


class Stamped(list):
    """Keeps when each item came in."""

    def __init__(self):
        super().__init__()
        self.at = []

    def append(self, item):
        self.at.append(time.monotonic())
        super().append(item)


class Servers:
    """Slack and a mail server on the loopback, which note when each ticket's message comes in."""

    def __init__(self, slack, mail):
        self.slack, self.mail = slack, mail
        slack.messages, mail.taken = Stamped(), Stamped()

    def arrived(self):
        """[{ticket: when}] for Slack and for email; the first message counts."""
        texts = [message["text"] for message in self.slack.messages]
        subjects = [str(message_from_bytes(envelope.content)["Subject"]) for envelope in self.mail.taken]
        return [_first(texts, self.slack.messages.at), _first(subjects, self.mail.taken.at)]


def _first(texts, moments):
    found = {}
    for text, moment in zip(texts, moments, strict=False):
        found.setdefault(int(REFERENCE.search(" ".join(text.split()))[1]), moment)
    return found


class Broken(Exception):
    pass


def fail(number):
    """Break a transaction as a request would; when it broke."""
    try:
        with (
            reports_incident("lead_creation_failed", cause=f"fault {number}", about="a draft"),
            transaction.atomic(),
        ):
            LeadFactory(name="Half Made")
            failed_at = time.monotonic()
            raise Broken
    except Broken:
        return failed_at


@pytest.fixture
def servers(settings):
    with slack_server() as slack, smtp_server(settings) as mail:
        settings.SLACK_WEBHOOK_URL, settings.OUTBOUND_ALLOW = slack.url, [slack.place]
        yield Servers(slack, mail)


@pytest.fixture
def worker(servers, settings):
    """A worker with the leases and sweeps of the product, not the short ones of the other tests."""
    return Worker(
        JOB_LEASE_SECONDS="30",
        JOB_SWEEP_SECONDS="10",
        SLACK_WEBHOOK_URL=servers.slack.url,
        OUTBOUND_ALLOW=servers.slack.place,
        EMAIL_URL=f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
        TEST_EMAIL_BACKEND=settings.EMAIL_BACKEND,
    )


@pytest.fixture
def big_import(workspace, member, tmp_path):
    """Something else for the worker to do meanwhile."""
    write_upload(tmp_path / "upload.csv", 20_000)
    with open(tmp_path / "upload.csv", "rb") as file:
        upload = importing.upload(File(file, name="upload.csv"), by=member)
    return importing.start(upload, by=member, mapping=upload.mapping)


@pytest.mark.proves("TICK-024")
@pytest.mark.usefixtures("big_import")
def test_both_alerts_arrive_within_a_minute_of_the_failure(workspace, servers, worker):
    """While an import keeps one of the two pool children busy, and the worker is killed once with alerts in hand."""
    UserFactory(email="root@hire.example", is_superuser=True, is_staff=True)

    with worker:
        failed = []
        for number in range(CASES):
            failed.append(fail(number))
            if number == CASES // 2:
                eventually(servers.mail.taken.__len__)
                worker.kill_group()
                worker.start()
            time.sleep(0.05)
        numbers = dict(Ticket.objects.values_list("cause", "pk"))
        failed = {numbers[f"fault {number}"]: moment for number, moment in enumerate(failed)}
        in_time = eventually(lambda: _in_time(servers, failed), within=SECONDS + 30, every=0.5)

    assert len(in_time) >= OF_A_HUNDRED


def _in_time(servers, failed):
    """The seconds of those of whom both messages came within the time, once enough came or the time is over."""
    slack, mail = servers.arrived()
    both = [
        max(slack[ticket], mail[ticket]) - failed_at
        for ticket, failed_at in failed.items()
        if ticket in slack.keys() & mail.keys()
    ]
    over = time.monotonic() > max(failed.values()) + SECONDS
    return sorted(seconds for seconds in both if seconds <= SECONDS) if over or len(both) == CASES else None
