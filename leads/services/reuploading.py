"""A downloaded bucket that comes back: refused rows, corrected in a spreadsheet, finish the import they came from.

The file becomes an import of its own that `corrects` the earlier one and is taken in inside the earlier one's operation,
as a correction on the page is: what it takes in counts there, and is taken back with it.
"""

import json
import re

from hirepilot.models import Operation
from hirepilot.paging import number_in
from leads.errors import ImportRefused
from leads.models import ImportRow, LeadImport
from leads.models.lead_import import Outcome
from leads.services.import_rows import NOT_TAKEN_IN, count, note
from leads.services.intake_decide import Decision

# In front of the user's own columns, so that a row with more cells than the header keeps all of them in their places.
LINE, *_, NUMBER = OUR_COLUMNS = (
    "Import line", "Import outcome", "Import reason", "Import reason in words", "Import number",
)  # fmt: skip
UNNAMED = re.compile(r"Column \d+")
BEYOND = "There is more in this row than the file had columns. Move it into one of them or clear it."
OVER = (
    "The import of “{}”, which these rows finish, was taken back, or its rows are no longer kept. Upload the file again: they"
    " then come in as new."
)


def ours(header):
    """{one of our columns: where it is in a file}."""
    known = {name.casefold(): name for name in OUR_COLUMNS}
    places = {}
    for place, name in enumerate(header):
        if name.casefold() in known:
            places.setdefault(known[name.casefold()], place)
    return places


def as_downloaded(lead_import):
    """(header, a function from one of its rows to cells) of a bucket.

    Rows that had been downloaded before keep the line and the number of the import in which they were refused first.
    """
    header = lead_import.sheet["header"]
    places = ours(header) if lead_import.corrects_id else {}
    hidden = set(places.values())

    def own(cells):
        return [cell for place, cell in enumerate(cells) if place not in hidden]

    def told(row):
        line, number = row.line, lead_import.pk
        if hidden:
            line, number = _cell(row.cells, places[LINE]), lead_import.corrects_id
        return [line, row.outcome, row.code, row.detail, number, *own(row.cells)]

    return [*OUR_COLUMNS, *own(header)], told


def of_one_width(header, rows):
    """[header, *rows] as text, as a workbook wants them."""
    rows = [[str(cell) for cell in row] for row in rows]
    width = max([len(header), *map(len, rows)])
    return [[*row, *[""] * (width - len(row))] for row in (header, *rows)]


def import_of(sheet, by):
    """The import whose rows a file holds, if it stands and this member may see it; else None."""
    places = ours(sheet.header)
    if not {LINE, NUMBER} <= places.keys():
        return None
    numbers = (number_in(_cell(cells, places[NUMBER])) for cells in sheet.sample)
    imports = LeadImport.objects.visible_to(by).filter(corrects=None, state__in=LeadImport.OVER)
    standing = imports.exclude(operation=None).filter(operation__undone_by=None, files_removed_at=None)
    return standing.filter(pk=next(filter(None, numbers), None)).first()


def taken_over(earlier, sheet):
    """The fields of an import that finishes an earlier one: its settings, and its mapping by the names of the columns."""
    names = earlier.sheet["header"]
    fields = {names[item["column"]]: item["field"] for item in earlier.mapping if item["column"] < len(names)}
    reason = f"As in the import of “{earlier.name}”."
    mapping = [
        {"column": column, "field": fields[name], "confidence": 100 if fields[name] else 0, "reason": reason}
        for column, name in enumerate(sheet.header)
        if name in fields and name not in OUR_COLUMNS
    ]
    settings = {name: getattr(earlier, name) for name in LeadImport.SETTINGS if name != "mapping"}
    return settings | {"corrects": earlier, "mapping": mapping}


def without_ours(header, mapping):
    """A mapping in which nothing goes to our own columns, whatever was chosen for them."""
    hidden = set(ours(header).values())
    return [{"column": item["column"], "field": ""} if item["column"] in hidden else item for item in mapping]


def operation_of(lead_import):
    """The operation that the corrected rows belong to, locked. Raises ImportRefused when it can no longer be finished."""
    earlier = LeadImport.objects.get(pk=lead_import.corrects_id)
    standing = Operation.objects.select_for_update().filter(pk=earlier.operation_id, undone_by=None)
    if (operation := standing.first()) is None or earlier.files_removed_at:
        raise ImportRefused(OVER.format(earlier.name))
    return operation


def sort_out(lead_import, chunk, *, taken=frozenset()):
    """What a chunk of corrected rows means for the earlier import: (rows to take in, {line: refused row}, decisions).

    The decisions are of the other rows: taken in since (lines in `taken` too), or of no row that was refused.
    """
    number, place = str(lead_import.corrects_id), ours(lead_import.sheet["header"])
    said = {row.line: json.loads(chunk.cells[row.line]) for row in chunk.rows}
    lines = {
        line: number_in(_cell(cells, place[LINE])) if _cell(cells, place[NUMBER]) == number else None
        for line, cells in said.items()
    }
    wanted = [line for line in lines.values() if line is not None and line < 2**31]
    held = {row.line: row for row in ImportRow.objects.filter(lead_import=number, line__in=wanted)}
    beyond = _beyond(lead_import)
    rows, stands_for, decisions, seen = [], {}, [], set()
    for row in chunk.rows:
        line = lines[row.line]
        refused = held.get(line)
        if refused is None:
            decisions.append(_no_such_row(row.line, said[row.line], place))
        elif refused.outcome not in NOT_TAKEN_IN or line in taken or line in seen:
            decisions.append(_taken_in(row.line, line, refused))
        elif any(_cell(said[row.line], place) for place in beyond):
            decisions.append(Decision(row.line, Outcome.FAILED.value, "too_many_cells", BEYOND))
        else:
            seen.add(line)
            rows.append(row)
            stands_for[row.line] = refused
    return rows, stands_for, decisions


def keep(lead_import, stands_for, decisions, cells):
    """Say in the earlier import what became of its refused rows. It must be locked: its counts change."""
    earlier = LeadImport.objects.get(pk=lead_import.corrects_id)
    names = {name: place for place, name in enumerate(lead_import.sheet["header"])}
    own = [names.get(name) for name in earlier.sheet["header"]]
    for decision in decisions:
        if (row := stands_for.get(decision.line)) is None:
            continue
        came = json.loads(cells[decision.line])
        row.cells = [
            came[at] if at is not None else row.cells[place] if place < len(row.cells) else ""
            for place, at in enumerate(own)
        ]
        count(earlier, row.outcome, decision.outcome)
        note(row, decision, f"Corrected by {lead_import.by}.")
    ImportRow.objects.bulk_update(
        stands_for.values(), ["outcome", "code", "detail", "lead_id", "cells"], batch_size=500
    )
    earlier.save(update_fields=Outcome.values)


def _beyond(lead_import):
    """Columns without a name that the earlier file had not: a workbook gives them to rows of more cells than its header."""
    known = lead_import.corrects.sheet["header"]
    header = enumerate(lead_import.sheet["header"])
    return [place for place, name in header if UNNAMED.fullmatch(name) and name not in known]


def _cell(cells, place):
    return cells[place].strip() if place < len(cells) else ""


def _no_such_row(line, cells, place):
    named = (
        f"line {_cell(cells, place[LINE]) or '(empty)'} of import {_cell(cells, place[NUMBER]) or '(empty)'}"
    )
    detail = (
        f"There is no refused row in {named}. “{LINE}” and “{NUMBER}” have to stay as they were downloaded."
    )
    return Decision(line, Outcome.SKIPPED.value, "no_such_row", detail[:500])


def _taken_in(line, earlier_line, row):
    detail = f"Line {earlier_line} was taken in already, or stands in this file twice."
    return Decision(line, Outcome.UNCHANGED.value, "taken_in_already", detail, lead_id=row.lead_id)
