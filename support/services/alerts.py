"""Alerts: who is told of a ticket, and telling each of them until it has worked once."""

from contextlib import closing
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from hirepilot.http import HttpClient
from hirepilot.incidents import Severity
from hirepilot.models import User
from hirepilot.queue import enqueue
from support.channels.base import Notice, harmless
from support.channels.email import Email
from support.channels.slack import Slack
from support.errors import Refused, TryLater
from support.models import HOUSE, Alert

WEBHOOK = "webhook"
CLAIM = timedelta(
    seconds=120
)  # longer than any channel may take; a claim older than this is of a worker that died
LONGEST_WAIT = 900
SLACK_SECONDS = 10


def raise_alerts(ticket):
    """Write down who is to be told of the ticket's latest occurrence; nobody, when it is a repeat that is folded."""
    if ticket.severity != Severity.S1 and not _is_power_of_ten(ticket.count):
        return
    # A job for each, so that a dead channel does not hold up the other.
    for channel, recipient in recipients():
        _enqueue(
            Alert.objects.create(ticket=ticket, channel=channel, recipient=recipient, occurrence=ticket.count)
        )


def _is_power_of_ten(count):
    return str(count).strip("0") == "1"


def recipients():
    """(channel, whom) of all who are told."""
    if settings.SLACK_WEBHOOK_URL:
        yield Alert.Channel.SLACK, WEBHOOK
    for address in (
        User.objects.filter(is_superuser=True, is_active=True).order_by("pk").values_list("email", flat=True)
    ):
        yield Alert.Channel.EMAIL, address


def _enqueue(alert, run_after=None):
    enqueue("support.alert", alert_id=alert.pk, run_after=run_after)


def deliver(alert):
    """Send it unless it is sent, refused or being sent; on failure come back later. Safe to call again."""
    now = timezone.now()
    claimed = (
        Alert.objects.pending()
        .unclaimed(before=now - CLAIM)
        .filter(pk=alert.pk)
        .update(claimed_at=now, attempts=F("attempts") + 1, last_error="")
    )
    alert.refresh_from_db()
    if not claimed:
        if alert.outcome == "waiting":
            # Somebody is sending it, or died while sending it: look again when that must be decided.
            _enqueue(alert, alert.claimed_at + CLAIM)
        return
    try:
        _send(alert)
    except TryLater as error:
        _put_off(alert, error)
    except Refused as error:
        _give_up(alert, error)
    else:
        Alert.objects.filter(pk=alert.pk).update(delivered_at=timezone.now())
    finally:
        # Also after a fault of our own, so that the job's next try is one.
        Alert.objects.pending().filter(pk=alert.pk, claimed_at=now).update(claimed_at=None)


def _send(alert):
    notice = notice_of(alert)
    if alert.channel == Alert.Channel.EMAIL:
        Email(alert.recipient, key=f"alert-{alert.workspace_id}-{alert.pk}").send(notice)
        return
    with closing(HttpClient(settings.SLACK_WEBHOOK_URL, deadline=SLACK_SECONDS, max_bytes=10_000)) as http:
        Slack(http).send(notice)


def notice_of(alert):
    """The alert in words, built from numbers and our own titles, so that nobody's data can be in it."""
    ticket = alert.ticket
    facts = {
        "Severity": ticket.severity,
        "Happened": f"{alert.occurrence} times" if alert.occurrence > 1 else "once",
        "Last seen": f"{ticket.last_seen:%Y-%m-%d %H:%M:%S} UTC",
        "Workspace": str(ticket.workspace_id) if ticket.workspace_id != HOUSE.pk else HOUSE.name,
        "Users": _numbers(ticket.user_ids),
        "Leads": _numbers(ticket.lead_ids),
        "Operations": _numbers(ticket.operation_ids),
        "Provider": harmless(ticket.provider),
        "Cause": harmless(ticket.cause),
    }
    return Notice(
        title=f"[{ticket.severity}] {ticket.title}",
        facts=tuple((name, value) for name, value in facts.items() if value),
        url=f"{settings.BASE_URL}{reverse('admin:index')}support/ticket/{ticket.pk}/change/",
        reference=ticket.reference,
    )


def _numbers(ids):
    shown = ", ".join(map(str, ids[:10]))
    return f"{shown} and {len(ids) - 10} more" if len(ids) > 10 else shown


@transaction.atomic
def _put_off(alert, error):
    """Come back after the time the channel asks for, else after longer and longer waits."""
    Alert.objects.filter(pk=alert.pk).update(last_error=error.detail[:300])
    if alert.ticket.is_resolved:
        return
    wait = error.retry_after if error.retry_after is not None else 2 ** min(alert.attempts, 10)
    _enqueue(alert, timezone.now() + timedelta(seconds=min(max(wait, 1), LONGEST_WAIT)))


def _give_up(alert, error):
    said = error.detail
    if alert.channel == Alert.Channel.SLACK:
        mails = Alert.objects.filter(
            ticket=alert.ticket, channel=Alert.Channel.EMAIL, occurrence=alert.occurrence
        ).count()
        said += f"; told by email to {mails}" if mails else "; nobody to tell by email"
    Alert.objects.filter(pk=alert.pk).update(refused_at=timezone.now(), last_error=said[:300])
