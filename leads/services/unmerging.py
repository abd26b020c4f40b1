"""Taking back a merge that was one step of something larger, such as an import, while the rest of it stays."""

import json

from django.apps import apps
from django.db import connection
from django.utils import timezone

from hirepilot.errors import NothingToUndo
from hirepilot.journal import operation
from hirepilot.models import Change
from hirepilot.tenancy import writable_workspace
from leads.models import Lead, Merge
from leads.services.locking import retries_deadlocks
from leads.services.opting_out import refresh_opted_out

READ = "SELECT to_jsonb(t)::text FROM {table} t WHERE t.workspace_id = %s AND t.id = %s FOR UPDATE"
RESTORE = """
UPDATE {table} t SET ({columns}) = (SELECT {columns} FROM jsonb_populate_record(t, %s))
WHERE t.workspace_id = %s AND t.id = %s
"""
# The triggers write no change for a new row; this one was there before and has to be in the journal.
BRING_BACK = """
WITH back AS (
    INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::{table}, %s)
    ON CONFLICT DO NOTHING RETURNING *
)
INSERT INTO hirepilot_change (operation_id, workspace_id, tbl, row_id, subject_id, after)
SELECT %s, workspace_id, %s, id, lead_id, to_jsonb(back) FROM back
"""


@retries_deadlocks
def take_part_back(done, *, by=None):
    """Take back the changes of one merge in their reverse order; returns (operation, what was left, in sentences)."""
    pair = sorted((done.survivor_id, done.merged_id))
    lead, other = Lead.objects.filter(pk__in=pair).order_by("pk").select_for_update()
    if not Merge.objects.filter(pk=done.pk).exists():
        raise NothingToUndo("These are two leads already.")
    changes = Change.objects.filter(
        operation=done.operation_id, pk__gt=done.changes_after, pk__lt=done.changes_until
    )
    with operation("lead.unmerge", by=by, summary=f"Unmerged {lead} and {other}") as opened:
        left = [said for change in changes.order_by("-pk") if (said := _take_back(change, opened))]
        Merge.objects.filter(pk=done.pk).delete()
        Lead.objects.filter(pk__in=pair).update(last_activity_at=timezone.now())
        refresh_opted_out(pair)
    return opened, tuple(left)


def _take_back(change, opened):
    """Undo one change as far as it still holds; returns what was left, in a sentence, or None."""
    workspace = writable_workspace().pk
    with connection.cursor() as cursor:
        if change.after is None:
            statement = BRING_BACK.format(table=change.tbl, columns=_quoted(change.before))
            cursor.execute(statement, [json.dumps(change.before), opened.pk, change.tbl])
            return None
        cursor.execute(READ.format(table=change.tbl), [workspace, change.row_id])
        found = cursor.fetchone()
        if found is None:
            return f"{_noun(change.tbl)} {change.row_id} was removed since."
        now = json.loads(found[0])
        back = {name: value for name, value in change.before.items() if now[name] == change.after[name]}
        if back:
            statement = RESTORE.format(table=change.tbl, columns=_quoted(back))
            cursor.execute(statement, [json.dumps(back), workspace, change.row_id])
    kept = [name for name, value in change.before.items() if name not in back and now[name] != value]
    return f"{_noun(change.tbl)} {change.row_id} keeps {', '.join(kept)}: changed since." if kept else None


def _quoted(names):
    return ", ".join(map(connection.ops.quote_name, names))


def _noun(table):
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    return str(model._meta.verbose_name).capitalize()
