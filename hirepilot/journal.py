"""The one journal: every change belongs to an operation, and an operation can be taken back.

Triggers write `Change` rows (see `isolation.journaled`); this module opens operations and reads the history of a lead.
Undo is in `services/undo.py`.
"""

from contextlib import contextmanager

from django.db import transaction

from hirepilot import context
from hirepilot.context import Actor
from hirepilot.errors import ATTEMPTED
from hirepilot.models import Change, Membership, Operation
from hirepilot.tenancy import writable_workspace


def open_operation():
    """The operation that changes belong to now, or None."""
    return context.operation.get()


@contextmanager
def operation(kind, *, by=None, summary="", reason="", by_person=True, undoes=None):
    """Open an operation and a transaction; inside another operation, join it instead.

    `by` is a Membership; without it the actor of the request or job is taken.
    """
    if (opened := open_operation()) is not None:
        with transaction.atomic():
            yield opened
        return
    # The operation goes with the transaction, so the error carries away what was attempted.
    told = {"by": by, "summary": summary, "reason": reason, "by_person": by_person, "undoes": undoes}
    try:
        with transaction.atomic(), resumed(begin(kind, **told)) as opened:
            yield opened
    except Exception as error:
        vars(error).setdefault(ATTEMPTED, f"{kind}: {summary}" if summary else kind)
        raise


def begin(kind, *, by=None, summary="", reason="", by_person=True, undoes=None):
    """Write an operation without opening it: for work of many transactions, which opens it again in each."""
    actor = context.actor.get() or Actor()
    if isinstance(by, Membership):
        actor = Actor(member_id=by.pk, token_id=actor.token_id, job_id=actor.job_id, reason=actor.reason)
    return Operation.objects.create(
        workspace_id=writable_workspace().pk,
        kind=kind,
        summary=summary[:300],
        reason=(reason or actor.reason)[:300],
        by_id=actor.member_id,
        staff_id=actor.staff_id,
        token_id=actor.token_id,
        job_id=actor.job_id,
        by_person=by_person,
        undoes=undoes,
    )


@contextmanager
def resumed(opened):
    """Open an existing operation again for the statements inside."""
    token = context.operation.set(opened)
    try:
        yield opened
    finally:
        context.operation.reset(token)


@contextmanager
def acting(actor):
    """Everything inside is done by this actor unless a service is told otherwise."""
    token = context.actor.set(actor)
    try:
        yield actor
    finally:
        context.actor.reset(token)


def history_of(lead, limit=200):
    """The changes of a lead and of everything that hangs on it, newest first, each with its operation."""
    return list(
        Change.objects.filter(subject_id=lead.pk)
        .select_related("operation__by__user", "operation__staff")
        .order_by("-id")[:limit]
    )
