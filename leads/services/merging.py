"""Two leads that are one person become one, and can become two again.

The survivor gets everything that hangs on the other, which stays as a husk whose id leads to the survivor. All of it is
in the journal, so unmerging takes back exactly what the merge did and nobody has changed since.
"""

from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from hirepilot.errors import NotAllowed
from hirepilot.incidents import Incident, report
from hirepilot.journal import operation
from hirepilot.models import Operation
from hirepilot.services.undo import SEES_ALL, undo
from leads.errors import MergeRefused
from leads.models import Activity, Lead, Merge
from leads.services.duplicates import find_twins
from leads.services.locking import lock_survivors, retries_deadlocks
from leads.services.merge_children import children_of, move_children
from leads.services.merge_values import merged_values
from leads.services.opting_out import refresh_opted_out
from leads.services.unmerging import take_part_back

__all__ = [
    "Unmerged",
    "check_merge",
    "children_of",
    "find_twins",
    "lost_children",
    "merge",
    "older_first",
    "survivor_of",
    "unmerge",
    "way_to",
]


@dataclass(frozen=True)
class Unmerged:
    """The operation that made two leads of one again, and in sentences what it left as it is."""

    operation: Operation
    left: tuple = ()


def older_first(one, other):
    """The pair as it is merged unless a person chooses: the older survives."""
    return tuple(sorted((one, other), key=lambda lead: (lead.created_at, lead.pk)))


def survivor_of(lead):
    """The lead that a lead was merged into; itself when it was not."""
    while lead.merged_into_id:
        lead = Lead.objects.get(pk=lead.merged_into_id)
    return lead


def way_to(survivor, merged_id):
    """The merges that led from an old number to this lead, in their order; none when they lead elsewhere."""
    way, at = [], merged_id
    while at != survivor.pk:
        # Each step was made after the one before, so this ends.
        later = Merge.objects.filter(merged_id=at, pk__gt=way[-1].pk if way else 0).order_by("-pk")
        step = later.select_related("operation__by__user", "operation__staff", "merged", "survivor").first()
        if step is None:
            return []
        way.append(step)
        at = step.survivor_id
    return way


@retries_deadlocks
def merge(survivor, merged, *, by=None, reasons=()):
    """Make one lead of two. For a pair that is one already, whichever was to survive, this gives its earlier Merge."""
    if survivor.pk == merged.pk:
        raise MergeRefused
    asked = [merged.pk, survivor.pk]
    survivor_id, merged_id = lock_survivors(survivor, merged, whole=True)
    if survivor_id == merged_id:
        return max(Merge.objects.filter(merged__in=asked), key=lambda done: done.pk)
    survivor, merged = Lead.objects.get(pk=survivor_id), Lead.objects.get(pk=merged_id)
    summary = f"Merged {merged} into {survivor}"
    with operation("lead.merge", by=by, summary=summary, by_person=by is not None) as opened:
        after = _change_number()
        values = merged_values(survivor, merged)
        move_children(survivor.pk, merged.pk)
        Lead.objects.filter(merged_into=merged).update(merged_into=survivor)
        Lead.objects.filter(pk=merged.pk).update(merged_into=survivor)
        Lead.objects.filter(pk=survivor.pk).update(**values, last_activity_at=timezone.now())
        refresh_opted_out([survivor.pk])
        Activity.objects.create(
            lead=survivor,
            kind="merge",
            text=summary[:500],
            data={"merged": merged.pk, "reasons": list(reasons)},
        )
        return Merge.objects.create(
            survivor=survivor,
            merged=merged,
            operation=opened,
            reasons=list(reasons),
            changes_after=after,
            changes_until=_change_number(),
        )


def _change_number():
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('hirepilot_change', 'id'))")
        return cursor.fetchone()[0]


def unmerge(done, *, by=None):
    """Make two leads of one again: everything goes back where it was, except what was changed since.

    Raises NotAllowed for a member who does not see both: what was merged may have been a colleague's.
    """
    pair = {done.survivor_id, done.merged_id}
    if by is not None and Lead.objects.visible_to(by).filter(pk__in=pair).count() < len(pair):
        raise NotAllowed(
            f"One of these two is not yours to see. Ask somebody who is {SEES_ALL} to unmerge them."
        )
    if done.operation.kind == "lead.merge":
        undone = undo(done.operation, by=by)
        return Unmerged(undone, tuple(undone.plan.wont))
    return Unmerged(*take_part_back(done, by=by))


def lost_children(done):
    """What hangs on a lead that was merged away and can no longer be seen there; nothing, if all is well."""
    return children_of(done.merged) if done.merged.merged_into_id else {}


def check_merge(done):
    """Report a merge whose merged lead holds what its survivor should; returns what that is."""
    lost = lost_children(done)
    if lost:
        counted = ", ".join(f"{count} {label}" for label, count in lost.items())
        report(
            Incident(
                kind="merge_corrupts",
                workspace_id=done.workspace_id,
                user_id=done.operation.by and done.operation.by.user_id,
                lead_id=done.survivor_id,
                operation_id=done.operation_id,
                error=f"Merge {done.pk} left on lead {done.merged_id}, which was merged away: {counted}.",
                steps=(f"merge {done.pk}: lead {done.merged_id} into lead {done.survivor_id}",),
                cause=f"merge:{done.pk}",
            )
        )
    return lost
