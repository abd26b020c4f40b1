"""What happened to a lead, in order: read from the journal and the activities, never written a second time.

Each operation is one entry, with everything that it changed on this lead. Rows that were added are known by the operation
that made them; the journal has what was changed and what was taken away.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from hirepilot.models import Operation
from leads.models import Note
from leads.services.history_lines import NOTES, Line, Names, changed_lines, gone_or_back, made_line, together
from leads.services.history_rows import Rows

MOST = 200
TABS = (("all", "All"), ("notes", "Notes"), ("changes", "Changes"))
ICONS = {
    "lead.tag": "tag", "lead.untag": "tag", "lead.assign": "person", "lead.archive": "archive", "lead.edit": "edit",
    "lead.restore": "archive", "lead.import": "file", "lead.merge": "merge", "lead.unmerge": "merge", "undo": "undo",
    "lead.opt_out": "no", "lead.lift_opt_out": "check", "note.edit": "note", "note.delete": "note",
}  # fmt: skip
# What an operation of several changes is called; one of a single change is called by it ("Status").
HEADS = {
    "lead.import": "Updated",
    "lead.intake": "Updated",
    "lead.edit": "Edited",
    "lead.unmerge": "Unmerged",
}
# Activities that only say what their operation did. The others tell of something outside and are entries of their own.
SAY_THE_OPERATION = {"merge", "opt_out", "opt_out_lifted"}


@dataclass(frozen=True)
class Entry:
    """What one operation did to the lead: `title`, `text` and `lines` say it; or `note` is a note as it stands now."""

    at: datetime
    icon: str
    title: str
    text: str = ""
    lines: tuple[Line, ...] = ()
    by: str = ""
    why: str = ""
    note: Note | None = None
    operation: Operation | None = field(default=None, repr=False)

    @property
    def tab(self):
        return "notes" if self.note else "changes"


def history(lead, tab="all", most=MOST):
    """The entries of a lead and of those merged into it, newest first, at a constant number of queries."""
    rows = Rows.of(lead, most)
    entries = [*_notes(rows), *_changes(lead, rows), *_births(lead, rows)]
    entries.sort(key=lambda entry: (entry.at, entry.operation.pk if entry.operation else 0), reverse=True)
    return [entry for entry in entries if tab in ("all", entry.tab)][:most]


def _notes(rows):
    for note in rows.notes:
        by = str(note.author or "Somebody")
        yield Entry(note.created_at, "note", by, note=note, operation=rows.operations.get(note.created_in))


def _changes(lead, rows):
    lines, activities = _lines_by_operation(lead, rows), defaultdict(list)
    for activity in rows.activities:
        activities[activity.created_in].append(activity)
    for number in lines.keys() | activities.keys():
        if operation := rows.operations.get(number):
            yield from _entries(operation, together(lines[number]), activities[number])


def _lines_by_operation(lead, rows):
    lines, births, names = defaultdict(list), rows.births(lead), Names(rows.changes)
    for row in rows.made:
        if row.created_in not in births:
            lines[row.created_in].append(made_line(row))
    for change in reversed(rows.changes):
        if rows.is_of_a_merge(change) and change.row_id != lead.pk:
            continue
        lines[change.operation_id] += changed_lines(change, names)
        # What is gone now was added once, and only its last values still say when. A note that is gone stays unread.
        if change.after is None and change.tbl != NOTES and change.before["created_in"] not in births:
            lines[change.before["created_in"]] += gone_or_back(change.tbl, change.before, "added", names)
    return lines


def _entries(operation, lines, activities):
    known = {"by": operation.actor, "why": operation.reason, "operation": operation}
    texts = []
    for one in activities:
        if one.kind in SAY_THE_OPERATION:
            texts.append(one.text)
        else:
            yield Entry(one.at, "clock", one.kind.replace("_", " ").capitalize(), one.text, **known)
    if lines or texts:
        title, text, lines = _said(operation, lines, texts)
        icon = ICONS.get(operation.kind, "leads")
        yield Entry(operation.started_at, icon, title, text, lines, **known)


def _said(operation, lines, texts):
    if operation.undoes_id:
        return "Taken back", operation.summary.removeprefix("Undo: "), lines
    if texts:
        return texts[0], ". ".join(texts[1:]), lines
    if len(lines) == 1:
        return lines[0].what, "", (Line("", lines[0].before, lines[0].after),)
    return HEADS.get(operation.kind, "Changed"), "", lines


def _births(lead, rows):
    for born in (lead, *rows.husks):
        if operation := rows.operations.get(born.created_in):
            source, title = (
                born.get_source_display(),
                "Came in" if born.pk == lead.pk else f"Came in as {born}",
            )
            text = source if operation.summary in ("", source) else f"{source}: {operation.summary}"
            yield Entry(operation.started_at, "plus", title, text, by=operation.actor, operation=operation)
