"""Taking back as a person asks for it: at once when it is quick, else as a job that a page can wait for."""

from django.db import transaction

from hirepilot.models import Change, Job
from hirepilot.permissions import require
from hirepilot.queue import enqueue
from hirepilot.services.undo import check_in_sight, check_undoable, undo
from hirepilot.services.undo_tables import journaled_tables

ROWS_IN_REQUEST = 5_000
OVER = (Job.State.DONE, Job.State.PARKED, Job.State.CANCELLED)


def request_undo(operation, *, by, asked_in=None):
    """Take the operation back and return the undo; a large one is left to a Job, which is returned.

    Raises NothingToUndo, and NotAllowed for a member who may not (`refusal_for`). Asked for a second time, a large one
    finds the job that is at it. `asked_in` is an operation that says for whom, where no member asks.
    """
    if by is not None:
        require(by, "undo", operation)
    if not is_large(operation):
        return undo(operation, by=by)
    check_in_sight(operation, by)
    check_undoable(operation)
    name = _name(operation)
    with transaction.atomic():
        Job.objects.filter(once=name, state__in=OVER).update(
            once=None
        )  # it ended without taking anything back
        asked = {"asked_in": asked_in} if asked_in else {}
        enqueue("hirepilot.undo", once=name, operation_id=operation.pk, **asked)
        return Job.objects.get(once=name)


def undo_job(operation):
    """The job that last tried to take a large operation back, or None."""
    return Job.objects.filter(once=_name(operation)).first()


def is_large(operation):
    """Whether more rows are concerned than a request should wait for. Counted no further than that."""
    room = ROWS_IN_REQUEST
    made = (table.model.objects.filter(created_in=operation.pk) for table in journaled_tables().values())
    for rows in (Change.objects.filter(operation=operation), *made):
        room -= rows.order_by()[: room + 1].count()
        if room < 0:
            return True
    return False


def _name(operation):
    return f"hirepilot.undo:{operation.pk}"
