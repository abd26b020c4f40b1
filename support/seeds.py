"""The desk's part of the demo: a ticket in each state. Nobody is told of them, because nothing broke."""

from datetime import timedelta

from django.utils import timezone

from hirepilot.incidents import Incident
from support.services.tickets import acknowledge, open_ticket, resolve

# kind, days ago, times, what a person of the desk did about it and wrote
TICKETS = (
    (
        "lead_creation_failed",
        12,
        3,
        resolve,
        "A column of the file was longer than we allowed. It is allowed now.",
    ),
    ("job_parked", 4, 1, acknowledge, ""),
    ("lead_creation_failed", 1, 2, None, ""),
)


def seed(workspace, owner):
    for kind, days, times, handle, note in TICKETS:
        ticket = None
        for repeat in range(times):
            ticket = open_ticket(_incident(workspace, owner, kind, days, repeat), tell=False)
        if handle:
            handle(ticket, by=None, note=note)


def _incident(workspace, owner, kind, days, repeat):
    failed = timezone.now() - timedelta(days=days, minutes=-7 * repeat)
    return Incident(
        kind,
        workspace.pk,
        owner.user_id,
        error="DataError: made up for the demo",
        role=owner.get_role_display(),
        cause="made up for the demo",
        about=f"row {repeat + 1} of a file",
        began_at=failed - timedelta(seconds=2),
        failed_at=failed,
    )
