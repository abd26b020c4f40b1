"""A plan of an undo, said to people."""

from dataclasses import dataclass

from hirepilot.models import Operation
from hirepilot.services.undo_tables import journaled_tables
from hirepilot.wording import exact, plural

SAMPLE = 50

WILL = {
    "remove": "Removes {rows}.",
    "restore": "Puts {values} back on {rows}.",
    "reinsert": "Brings {rows} back.",
}
# The reasons of `undo_left`.
KEPT = {
    "changed": "Keeps what was changed since on {rows}.",
    "removed": "Passes over {rows} removed since.",
    "edited": "Keeps {rows} edited since.",
    "hung": "Keeps {rows} with something added since.",
    "used": "Keeps {rows} still in use.",
    "meant": "Keeps {rows} marked do not contact, without any address by which that would be remembered.",
}
BLOCKED = {
    "taken": "Cannot give back to {rows} what another one has now.",
    "orphan": "Cannot tie {rows} again to what is gone.",
}
SENTENCES = {
    "changed": "{columns}: changed since{by}.",
    "removed": "Removed since{by}.",
    "edited": "Edited since{by}.",
    "hung": "Something was added to it since{by}.",
    "used": "Still in use.",
    "meant": "Do not contact is kept by this lead alone: it has no address.",
    "taken": "{columns}: another {noun} has this now.",
    "orphan": "{columns}: what it pointed to is gone.",
}

SAMPLED = f"""
SELECT l.tbl, l.id, l.subject, l.columns, l.reason, coalesce(l.because, (
    SELECT c.operation_id FROM hirepilot_change c
    WHERE l.reason IN ('changed', 'removed') AND c.workspace_id = %s AND c.tbl = l.tbl AND c.row_id = l.id
      AND (c.before IS NULL OR c.after IS NULL OR c.before ?| l.columns)
    ORDER BY c.id DESC LIMIT 1
))
FROM (SELECT * FROM undo_left WHERE reason = ANY(%s) ORDER BY subject IS DISTINCT FROM id, tbl, id LIMIT {SAMPLE}) l
"""


@dataclass(frozen=True)
class Leftover:
    """One row that an undo leaves alone, wholly or in some columns, and why."""

    table: str
    row_id: int
    lead_id: int | None
    columns: tuple[str, ...]
    reason: str
    operation: Operation | None  # the later one that is in the way
    sentence: str


@dataclass(frozen=True)
class Leftovers:
    """How many rows by (table, reason), and a sample of at most fifty."""

    groups: dict[tuple[str, str], int]
    sample: tuple[Leftover, ...]

    @property
    def total(self):
        return sum(self.groups.values())

    def __bool__(self):
        return bool(self.groups)


def read_leftovers(cursor, workspace, reasons):
    """What `undo_left` holds for these reasons."""
    cursor.execute(
        "SELECT tbl, reason, count(DISTINCT id) FROM undo_left WHERE reason = ANY(%s) GROUP BY 1, 2",
        [list(reasons)],
    )
    tables = journaled_tables()
    counted = sorted(cursor.fetchall(), key=lambda row: (not tables[row[0]].is_root, row))
    groups = {(table, reason): count for table, reason, count in counted}
    if not groups:
        return Leftovers({}, ())
    cursor.execute(SAMPLED, [workspace.pk, list(reasons)])
    rows = cursor.fetchall()
    operations = Operation.objects.select_related("by__user", "staff").in_bulk(
        {row[-1] for row in rows} - {None}
    )
    return Leftovers(groups, tuple(_leftover(*row[:-1], operations.get(row[-1])) for row in rows))


def will(counts, values):
    """One sentence for each table and each thing that happens to its rows."""
    return [
        WILL[action].format(rows=_rows(table, count), values=plural(values.get(table, 0), "value"))
        for action in WILL
        for table, actions in counts.items()
        if (count := actions.get(action))
    ]


def wont(kept, blocked):
    """One sentence for each table and each reason why its rows are left alone."""
    return [
        {**KEPT, **BLOCKED}[reason].format(rows=_rows(table, count))
        for leftovers in (kept, blocked)
        for (table, reason), count in leftovers.groups.items()
    ]


def _rows(table, count):
    return plural(count, ",".join(journaled_tables()[table].words))


def _leftover(table, row_id, subject, columns, reason, operation):
    described = journaled_tables()[table]
    labels = {field.column: str(field.verbose_name) for field in described.model._meta.concrete_fields}
    shown = " and ".join(", ".join(labels.get(column, column) for column in columns).rsplit(", ", 1))
    sentence = SENTENCES[reason].format(
        columns=shown[:1].upper() + shown[1:],
        noun=described.words[0],
        by=f" by {operation.actor}, {exact(operation.started_at)} ({operation})" if operation else "",
    )
    return Leftover(table, row_id, subject, tuple(columns), reason, operation, sentence)
