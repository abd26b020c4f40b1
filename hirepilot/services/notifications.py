"""Telling members what they wait for: in the product, and by mail where it matters while they are away."""

from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from hirepilot.models import Membership, Notification
from hirepilot.tenancy import link

log = structlog.get_logger(__name__)


def notify(member, text, view_name, object_id=None, *, mail=False):
    """Put it on the member's list, with the page of the workspace that it is about; with `mail` send a letter after the commit.

    Who has left is told nothing, and None is returned.
    """
    if not Membership.objects.current().filter(pk=member.pk).exists():
        return None
    told = Notification.objects.create(
        member=member, text=text[:400], view_name=view_name, object_id=object_id
    )
    if mail:
        address = f"{settings.BASE_URL}{link('notification', told.pk)}"
        transaction.on_commit(lambda: _mail(member, told, address))
    return told


def notify_waiting(member, text, view_name, object_id, *, took, failed):
    """Tell whoever waits for work how it ended, unless it went well within so few seconds that they have seen it end."""
    if failed or took >= settings.TELL_AFTER_SECONDS:
        notify(member, text, view_name, object_id, mail=took >= settings.MAIL_AFTER_SECONDS)


def read(member, notification=None):
    """Mark one as read, or all of the member's; returns how many were not."""
    unread = Notification.objects.of(member).unread()
    chosen = unread if notification is None else unread.filter(pk=notification.pk)
    return chosen.update(read_at=timezone.now())


def page_of(notification):
    """The address of the page that it is about."""
    return link(notification.view_name, *filter(None, [notification.object_id]))


def _mail(member, told, address):
    letter = {"text": told.text, "link": address, "workspace": member.workspace}
    body = render_to_string("emails/notification.txt", letter)
    subject = f"{member.workspace}: {told.text}"
    try:
        EmailMessage(" ".join(subject.split())[:150], body, to=[member.user.email]).send()
    except (OSError, SMTPException) as error:
        # It stands on their list; the letter is a convenience.
        log.warning("a notification was not mailed", workspace=member.workspace_id, error=str(error))
