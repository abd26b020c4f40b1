"""Staff enter a workspace with a reason, which is asked once a session, logged, and read by the Owner in the history."""

import time
from contextlib import contextmanager
from datetime import timedelta

from django import forms

from hirepilot.context import Actor
from hirepilot.journal import acting, operation
from hirepilot.models import Workspace
from hirepilot.tenancy import workspace_scope

KEPT = timedelta(hours=8)
IN_SESSION = "staff_reasons"  # {workspace id as text: [reason, until when]}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=300,
        help_text="The Owner of the workspace reads it in the history.",
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )


class WorkspaceField(forms.ModelChoiceField):
    """A workspace by the word in its address; there may be thousands, so nobody picks from a list."""

    def __init__(self, **kwargs):
        kwargs = {"label": "Workspace", "help_text": "The word in its address, as in /w/northgate/."} | kwargs
        super().__init__(Workspace.objects.all(), to_field_name="slug", widget=forms.TextInput, **kwargs)


def reason_for(request, workspace_id):
    """Why this session is in the workspace; "" when it has not said so, or too long ago."""
    reason, until = request.session.get(IN_SESSION, {}).get(str(workspace_id), ("", 0))
    return reason if until > time.time() else ""


def entered(request):
    """[(workspace, reason)] where this session is inside now."""
    reasons = {int(pk): reason_for(request, pk) for pk in request.session.get(IN_SESSION, {})}
    found = Workspace.objects.filter(pk__in=[pk for pk, reason in reasons.items() if reason])
    return [(workspace, reasons[workspace.pk]) for workspace in found]


def enter(request, workspace, reason):
    """Let the session in, and leave a line in the workspace's history that says who and why."""
    with (
        inside(request, workspace, reason),
        operation("staff.enter", summary="Entered the workspace as HirePilot staff"),
    ):
        pass
    _remember(request, {str(workspace.pk): [reason, time.time() + KEPT.total_seconds()]})


def leave(request, workspace_id):
    _remember(request, {str(workspace_id): ["", 0]})


def _remember(request, said):
    reasons = request.session.get(IN_SESSION, {}) | said
    request.session[IN_SESSION] = {pk: one for pk, one in reasons.items() if one[1] > time.time()}


@contextmanager
def inside(request, workspace, reason=""):
    """In one workspace, acting as this person of the staff, for the reason given here or at the door."""
    actor = Actor(staff_id=request.user.pk, reason=reason or reason_for(request, workspace.pk))
    with workspace_scope(workspace), acting(actor):
        yield
