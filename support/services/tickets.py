"""Tickets: opened by incidents, handled by staff. One fault is one ticket that counts."""

import functools

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hirepilot.models import Change, Operation, Workspace
from hirepilot.tenancy import workspace_scope
from leads.models import Lead
from support.errors import AlreadyResolved, SupportError
from support.models import HOUSE, Ticket
from support.services import alerts

KEPT = 50  # of each list in a ticket; the count goes on
STEPS = 20
ATTEMPTS = 5


@transaction.atomic
def open_ticket(incident, *, tell=True):
    """The ticket of this incident: the open one of the same kind and cause, counted up, or a new one."""
    workspace = Workspace.objects.filter(pk=incident.workspace_id).first() or HOUSE
    with workspace_scope(workspace):
        ticket = _locked(incident)
        _add(ticket, incident, workspace)
        ticket.save()
        if tell:
            alerts.raise_alerts(ticket)
    return ticket


def acknowledge(ticket, *, by, note=""):
    """Somebody of the staff looks into it."""
    return _handle(ticket, Ticket.Status.ACKNOWLEDGED, by=by, note=note)


def resolve(ticket, *, by, note=""):
    """It is over. The same fault opens a new ticket from now on."""
    return _handle(ticket, Ticket.Status.RESOLVED, by=by, note=note)


@transaction.atomic
def _handle(ticket, status, *, by, note):
    with workspace_scope(ticket.desk):
        ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
        if ticket.is_resolved:
            raise AlreadyResolved
        ticket.status, ticket.handled_by, ticket.handled_at = status, by, timezone.now()
        ticket.note = note or ticket.note
        ticket.save(update_fields=["status", "handled_by", "handled_at", "note"])
        return ticket


def _locked(incident):
    """The one unresolved ticket of this cause, locked. The unique constraint and not this code makes it one."""
    same = {"kind": incident.kind, "cause": incident.cause[:300]}
    for _ in range(ATTEMPTS):
        # Again after the insert: somebody else's may have been first, and staff may resolve it in between.
        if ticket := Ticket.objects.unresolved().select_for_update().filter(**same).first():
            return ticket
        new = Ticket(
            **same,
            severity=incident.severity,
            began_at=incident.began_at,
            first_seen=incident.failed_at,
            last_seen=incident.failed_at,
        )
        Ticket.objects.bulk_create([new], ignore_conflicts=True)
    raise SupportError("No ticket could be opened.")


def _add(ticket, incident, workspace):
    ticket.count += 1
    ticket.began_at = min(ticket.began_at, incident.began_at)
    ticket.last_seen = max(ticket.last_seen, incident.failed_at)
    ticket.provider = incident.provider[:40] or ticket.provider
    keep = functools.partial(_kept, ticket)
    keep("user_ids", incident.user_id)
    keep("lead_ids", incident.lead_id)
    keep("operation_ids", incident.operation_id)
    keep("roles", incident.role)
    keep("about", incident.about)
    keep("attempted", incident.attempted)
    keep("errors", incident.error)
    if workspace is HOUSE and incident.workspace_id:
        # Its row went with the transaction, for example a sign-up that failed.
        keep("about", f"workspace {incident.workspace_id}, which does not exist")
    for step in [*steps_before(incident), *incident.steps]:
        keep("steps", step)


def _kept(ticket, name, value):
    """Add what the list does not have yet, up to the limit."""
    known = getattr(ticket, name)
    if value and value not in known and len(known) < KEPT:
        setattr(ticket, name, [*known, value])


def steps_before(incident):
    """What was done to the lead, or in the operation, before it broke: oldest first, from the journal."""
    concerned = Q(pk=incident.operation_id)
    if incident.lead_id:
        concerned |= Q(pk__in=Lead.objects.filter(pk=incident.lead_id).values("created_in"))
        concerned |= Q(pk__in=Change.objects.filter(subject_id=incident.lead_id).values("operation_id"))
    operations = (
        Operation.objects.filter(concerned).select_related("by__user", "staff").order_by("-pk")[:STEPS]
    )
    return [f"{done.started_at:%Y-%m-%d %H:%M:%S} UTC, {done.actor}: {done}" for done in reversed(operations)]
