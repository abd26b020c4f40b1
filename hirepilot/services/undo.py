"""Taking an operation back: first a plan that says what will happen and what will not, then exactly that plan, applied.

    plan = plan_undo(operation)          # plan.will, plan.wont, plan.kept, plan.blocked
    undone = undo(operation, by=member)  # an operation itself: undo(undone, by=member) brings everything back

Whose operations a member may take back is the caller's question; that they see what it concerns is checked here, where
the rows are locked. A receiver of `operation_undone` runs in the same transaction
and in the undo's operation, and puts right what it derives from the rows that were touched. An operation that is still
being written registers in `unfinished`, and cannot be taken back yet.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import IntegrityError, OperationalError, connection, transaction
from django.dispatch import Signal
from django.utils import timezone
from psycopg.errors import DeadlockDetected

from hirepilot.errors import NotAllowed, NothingToUndo
from hirepilot.journal import begin, resumed
from hirepilot.models import Operation
from hirepilot.registry import Registry
from hirepilot.services.undo_planning import Planner
from hirepilot.services.undo_tables import journaled_tables
from hirepilot.services.undo_words import BLOCKED, KEPT, Leftovers, read_leftovers, will, wont
from hirepilot.tenancy import writable_workspace
from hirepilot.wording import exact

TRIES = 3
SEES_ALL = "Owner or Admin"

operation_undone = Signal()  # operation, undo
unfinished = Registry("operations that are not over")  # work(operation) -> a sentence that says why, or ""
out_of_sight = Registry(
    "what a member may not see"
)  # work(operation, member) -> whether the operation concerns it


@dataclass(frozen=True)
class UndoPlan:
    """What an undo does. `counts` is {table: {"restore": rows, "remove": rows, "reinsert": rows}} without the zeros."""

    operation: Operation
    expires_at: datetime
    counts: dict[str, dict[str, int]]
    values: dict[str, int]  # how many values go back to what they were, by table
    kept: Leftovers
    blocked: Leftovers
    will: list[str]
    wont: list[str]

    def __bool__(self):
        return bool(self.counts)


def expires_at(operation):
    """Until when this operation can be undone."""
    return operation.started_at + timedelta(days=writable_workspace().undo_days)


@transaction.atomic
def plan_undo(operation):
    """What taking this operation back would do now. Raises NothingToUndo when `check_undoable` does."""
    operation = Operation.objects.get(pk=operation.pk)
    check_undoable(operation)
    with connection.cursor() as cursor:
        planner = Planner(cursor, operation, lock=False)
        planner.make()
        plan = _described(cursor, operation)
        planner.drop()
    return plan


def undo(operation, *, by=None):
    """Take an operation back. The plan that was followed is in `undone.plan` of the operation returned."""
    for left in reversed(range(TRIES)):
        try:
            return _undo(operation, by)
        except (IntegrityError, OperationalError) as error:
            # Somebody took a key between our look and our write, or waited for our rows while we waited for theirs.
            again = isinstance(error, IntegrityError) or isinstance(error.__cause__, DeadlockDetected)
            if not left or not again:
                raise


@transaction.atomic
def _undo(operation, by):
    # Two people may press the button at once: the second one waits here and then finds it undone.
    operation = Operation.objects.select_for_update().get(pk=operation.pk)
    check_undoable(operation)
    with connection.cursor() as cursor:
        planner = Planner(cursor, operation, lock=True)
        planner.make()
        check_in_sight(operation, by)
        plan = _described(cursor, operation)
        if not plan:
            raise NothingToUndo("There is nothing left of it that could be taken back.")
        undone = begin("undo", by=by, summary=f"Undo: {operation}", undoes=operation)
        with resumed(undone):
            undone.plan = replace(plan, counts=planner.apply(undone))
            planner.drop()
            _mark(operation, undone)
            operation_undone.send(Operation, operation=operation, undo=undone)
    return undone


def check_undoable(operation):
    """Raise NothingToUndo when the operation is undone already, too old, or still going on."""
    if operation.undone_by_id:
        undone = Operation.objects.select_related("by__user", "staff").get(pk=operation.undone_by_id)
        raise NothingToUndo(f"{undone.actor} has already taken this back: {exact(undone.started_at)}.")
    if expires_at(operation) <= timezone.now():
        raise NothingToUndo(
            f"This is older than {writable_workspace().undo_days} days and can no longer be undone."
        )
    if why := next(filter(None, (entry.work(operation) for entry in unfinished)), ""):
        raise NothingToUndo(why)


def check_in_sight(operation, member):
    """Raise NotAllowed when the operation concerns what the member may not see. Machines and staff (None) see all."""
    if why := refusal_for(member, operation):
        raise NotAllowed(why)


def refusal_for(member, operation):
    """Why this member may not take back what they did: it concerns what they may no longer see. Else ""."""
    if member is not None and any(entry.work(operation, member) for entry in out_of_sight):
        return f"This concerns leads that you can no longer see. Ask somebody who is {SEES_ALL} to undo it."
    return ""


def _described(cursor, operation):
    cursor.execute("SELECT tbl, action, count(*) FROM undo_plan GROUP BY tbl, action")
    tables, counts = journaled_tables(), {}
    for table, action, rows in sorted(cursor.fetchall(), key=lambda row: (not tables[row[0]].is_root, row)):
        counts.setdefault(table, {})[action] = rows
    cursor.execute(
        "SELECT tbl, count(*) FROM undo_plan, jsonb_object_keys(data) WHERE action = 'restore' GROUP BY tbl"
    )
    values = dict(cursor.fetchall())
    kept = read_leftovers(cursor, writable_workspace(), KEPT)
    blocked = read_leftovers(cursor, writable_workspace(), BLOCKED)
    return UndoPlan(
        operation,
        expires_at(operation),
        counts,
        values,
        kept,
        blocked,
        will(counts, values),
        wont(kept, blocked),
    )


def _mark(operation, undone):
    """Note that the operation is undone; what it had undone itself stands again, and what that had undone does not."""
    Operation.objects.filter(pk=operation.pk).update(undone_by=undone)
    above, stands = operation, False
    while above.undoes_id:
        below = Operation.objects.filter(pk=above.undoes_id)
        if stands:
            changed = below.filter(undone_by=None).update(undone_by=above)
        else:
            changed = below.filter(undone_by=above).update(undone_by=None)
        if not changed:  # somebody has undone it once more: that stands
            return
        above, stands = below.get(), not stands
