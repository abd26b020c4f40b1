"""Outbox (not sent): what would have gone out by mail, where no mail server is set. Development only."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hirepilot import outbox
from hirepilot.views.doors import open_to


@require_safe
@never_cache
@open_to("any signed-in user")
def outbox_page(request):
    # Before anybody is asked to sign in: in production there is no such page.
    if settings.PRODUCTION or not outbox.replaces_mail_server():
        raise Http404
    return _waiting(request)


@login_required
def _waiting(request):
    return render(
        request, "hirepilot/outbox.html", {"letters": [_letter(message) for message in outbox.waiting()]}
    )


def _letter(message):
    body = message.get_body(("plain", "html"))
    return {
        "to": message.get("To", ""),
        "subject": message.get("Subject", ""),
        "date": message.get("Date", ""),
        "text": body.get_payload(decode=True).decode(errors="replace") if body else "",
    }
