"""What happened to a lead, in order: read from the journal and the activities, never written a second time.

Each operation is one entry, with everything that it changed on this lead. Rows that were added are known by the operation
that made them; the journal has what was changed and what was taken away.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from hirepilot.models import Operation
from leads.models import Note
from leads.services.history_lines import Line, Names, changed_lines, gone_or_back, made_line, together
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
    """What one operation did to the lead: `title`, `text` and `lines` say it. One of a note has its words of that moment.

    `note` is the note that can be rewritten or deleted there: it is with the last of its words.
    """

    at: datetime
    icon: str
    title: str
    text: str = ""
    lines: tuple[Line, ...] = ()
    by: str = ""
    why: str = ""
    note: Note | None = None
    tab: str = "changes"
    operation: Operation | None = field(default=None, repr=False)


def history(lead, tab="all", most=MOST):
    """The entries of a lead and of those merged into it, newest first, at a constant number of queries."""
    rows = Rows.of(lead, most)
    entries = [*_notes(rows), *_changes(lead, rows), *_births(lead, rows)]
    entries.sort(key=lambda entry: (entry.at, entry.operation.pk if entry.operation else 0), reverse=True)
    return [entry for entry in entries if tab in ("all", entry.tab)][:most]


def _notes(rows):
    """Each note in the words it was written in, and once more for each time that it was rewritten."""
    for note in rows.notes:
        rewrites = rows.rewrites[note.pk]
        texts = [*(change.before["text"] for change in rewrites), note.text]
        notes = [*(None for _ in rewrites), note]
        written = rows.operations.get(note.created_in)
        yield _note(
            note.created_at, str(note.author or "Somebody"), texts[0], note=notes[0], operation=written
        )
        for change, text, latest in zip(rewrites, texts[1:], notes[1:], strict=True):
            if done := rows.operations.get(change.operation_id):
                title = "Note put back" if done.undoes_id else "Note rewritten"
                yield _note(done.started_at, title, text, by=done.actor, note=latest, operation=done)


def _note(at, title, text, **told):
    return Entry(at, "note", title, text, tab="notes", **told)


def _changes(lead, rows):
    lines, activities = _lines_by_operation(lead, rows), defaultdict(list)
    for activity in rows.activities:
        activities[activity.created_in].append(activity)
    for number in lines.keys() | activities.keys():
        if operation := rows.operations.get(number):
            yield from _entries(operation, together(lines[number]), activities[number])


def _lines_by_operation(lead, rows):
    lines, words = defaultdict(list), {}
    births, names = rows.births(lead), Names(rows.changes)
    for row in rows.made:
        if row.created_in not in births:
            lines[row.created_in].append(made_line(row))
    for change in reversed(rows.changes):
        if rows.is_of_a_merge(change) and change.row_id != lead.pk:
            continue
        if not rows.is_told_as_note(change):
            lines[change.operation_id] += changed_lines(change, names)
        if change.before and "text" in change.before:
            words.setdefault((change.tbl, change.row_id), change.before["text"])
        # What is gone now was added once, and only its last values still say when; of a note, its first words.
        if change.after is None and change.before["created_in"] not in births:
            added = change.before | {"text": words.get((change.tbl, change.row_id))}
            lines[change.before["created_in"]] += gone_or_back(change.tbl, added, "added", names)
    return lines


def _entries(operation, lines, activities):
    known = {"by": operation.actor, "why": operation.reason, "operation": operation}
    texts = []
    for one in activities:
        if one.kind in SAY_THE_OPERATION:
            texts.append(one.text)
        else:
            yield Entry(one.at, "clock", one.kind.replace("_", " ").capitalize(), one.text, **known)
    if (
        lines or texts or operation.undoes_id
    ):  # that it was taken back is told even where only derived values show it
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
            says_no_more = not operation.summary or operation.summary.endswith(source)
            text = source if says_no_more else f"{source}: {operation.summary}"
            yield Entry(operation.started_at, "plus", title, text, by=operation.actor, operation=operation)
