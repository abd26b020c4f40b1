"""The rows of an import as they were decided, to look at and to download; and how fast an import is."""

from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db.models import Count
from django.utils import timezone

from hirepilot.tenancy import active_workspace, workspace_scope
from leads.errors import RowRefused
from leads.models import ImportRow, Lead
from leads.models.lead_import import Outcome
from leads.services.import_chunks import fixed_rows
from leads.sources.base import Refused

CHUNK, MOST_SHOWN = 1_000, 50
TAKEN_IN = (Outcome.CREATED, Outcome.UPDATED)
NOT_TAKEN_IN = (Outcome.FAILED, Outcome.SKIPPED)
CORRECTED = "corrected"
NOTHING_LOST = ("", "archived", CORRECTED)
# Which field a reason is about, by a word in its code.
ABOUT = {
    "email": "email", "phone": "phone", "no_country": "phone", "wrong_length": "phone", "area_code": "phone",
    "link": "linkedin", "profile": "linkedin", "owner": "owner", "status": "status",
}  # fmt: skip
COLUMNS = ("line", "outcome", "code", "detail", "cells")


@dataclass(frozen=True)
class Row:
    line: int
    outcome: str
    code: str
    detail: str
    cells: list


def rows_of(lead_import, outcome=""):
    """The rows of one outcome, or all that were decided, in the order of the file.

    A stream that is read when the page is done: it opens the workspace anew for each chunk. Rows that became leads with
    nothing to say about them are not stored a second time; they are read from the file.
    """
    if outcome not in ("", Outcome.CREATED):
        return _stored(lead_import, active_workspace(), outcome)
    path, stored = default_storage.path(lead_import.table), _stored(lead_import, active_workspace())
    return (row for row in _from_file(path, lead_import, stored) if outcome in ("", row.outcome))


def _stored(lead_import, workspace, outcome=""):
    chosen = {"outcome": outcome} if outcome else {}
    after, found = -1, True
    while found:
        with workspace_scope(workspace):
            rows = ImportRow.objects.filter(lead_import=lead_import, line__gt=after, **chosen).order_by(
                "line"
            )
            found = list(rows.values_list(*COLUMNS)[:CHUNK])
        for row in found:
            after = row[0]
            yield Row(*row)


def _from_file(path, lead_import, stored):
    kept = next(stored, None)
    for line, cells, _ in fixed_rows(path, lead_import):
        if line > lead_import.line:  # not reached
            return
        if kept is not None and kept.line == line:
            yield kept
            kept = next(stored, None)
        elif not isinstance(cells, Refused):
            yield Row(line, Outcome.CREATED.value, "", "", cells)


def reasons_of(lead_import):
    """{outcome: [(reason in short, how many rows)]}, the most frequent first."""
    rows = ImportRow.objects.filter(lead_import=lead_import).exclude(code="").order_by()
    counted = rows.values_list("outcome", "code").annotate(rows=Count("pk")).order_by("-rows", "code")
    found = {}
    for outcome, code, number in counted:
        found.setdefault(outcome, []).append((code.replace("_", " "), number))
    return found


def not_taken_in(lead_import):
    """The rows that want a person: those left out, but for empty lines."""
    return lead_import.rows.filter(outcome__in=NOT_TAKEN_IN).exclude(code="blank_row")


def note(row, decision, said):
    """Say on a refused row what became of it after all, or again."""
    for name in ("outcome", "code", "detail", "lead_id"):
        setattr(row, name, getattr(decision, name))
    if not row.code:
        row.code, row.detail = CORRECTED, said


def count(lead_import, was, became):
    """One row of another outcome; the sum stays."""
    setattr(lead_import, was, getattr(lead_import, was) - 1)
    setattr(lead_import, became, getattr(lead_import, became) + 1)


def inside(cells, header):
    """The cells without blank ones behind the last column. Raises RowRefused when one there is not blank."""
    if any(cell.strip() for cell in cells[len(header) :]):
        raise RowRefused(
            "There is more in this row than the file has columns. Move it into one of them or clear it."
        )
    return [*cells[: len(header)], *[""] * (len(header) - len(cells))]


def refused(lead_import, member):
    """The first rows that were not taken in, failed ones first."""
    return _to_look_at(not_taken_in(lead_import).order_by("outcome", "line"), lead_import, member)


def taken_in_in_part(lead_import, member):
    """The first rows that are leads now but lost a value on the way."""
    rows = ImportRow.objects.filter(lead_import=lead_import, outcome__in=TAKEN_IN)
    return _to_look_at(rows.exclude(code__in=NOTHING_LOST).order_by("line"), lead_import, member)


def _to_look_at(rows, lead_import, member):
    """At most MOST_SHOWN rows with what a person knows them by, and the lead that they met if the member may see it."""
    rows = list(rows[:MOST_SHOWN])
    met = Lead.objects.visible_to(member).in_bulk([row.lead_id for row in rows if row.lead_id])
    for row in rows:
        row.name, row.value = known_by(row.code, row.cells, lead_import.mapping)
        row.lead = met.get(row.lead_id)
    return rows


def known_by(code, cells, mapping):
    """(name, another value) of a row in the user's own cells: if possible the value that the reason is about."""
    given = {}
    about = next((field for word, field in ABOUT.items() if word in code), "")
    for item in mapping:
        cell = cells[item["column"]].strip() if item["column"] < len(cells) else ""
        if cell and item["field"]:
            given.setdefault(item["field"], cell)
    name = given.get("full_name") or " ".join(filter(None, map(given.get, ("first_name", "last_name"))))
    filled = next((cell.strip() for cell in cells if cell.strip() and cell.strip() not in name), "")
    return name, next(filter(None, map(given.get, (about, "email", "linkedin", "phone", "company"))), filled)


@dataclass(frozen=True)
class Pace:
    """How an import gets on: `left` in seconds, or None as long as nobody can tell."""

    seconds: float
    rows_a_second: float
    left: float | None


def pace_of(lead_import):
    if not lead_import.started_at:
        return Pace(0, 0, None)
    until = lead_import.paused_at or lead_import.finished_at or timezone.now()
    seconds = (until - lead_import.started_at).total_seconds() - lead_import.paused_seconds
    rate = lead_import.rows_done / seconds if seconds > 0 else 0
    togo = max((lead_import.rows_total or 0) - lead_import.rows_done, 0)
    return Pace(seconds, rate, togo / rate if rate else None)
