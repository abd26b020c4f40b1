"""The file side of an import: chunks of cleaned rows, made ahead in a thread while the database writes the last one."""

import gc
import json
import sys
import threading
from dataclasses import dataclass, field
from queue import Full, Queue

from django.conf import settings

from leads.models.lead_import import Outcome
from leads.services.import_settings import mapper_of
from leads.services.intake_clean import clean
from leads.services.intake_decide import Decision
from leads.sources import tabular
from leads.sources.base import Refused

FAILED, SKIPPED = Outcome.FAILED.value, Outcome.SKIPPED.value
NOTHING_IMPORTED = "There is nothing in the columns that are imported."


@dataclass
class Chunk:
    """Consecutive rows of the file; `starts_at` and `ends_at` are byte offsets."""

    starts_at: int
    ends_at: int = 0
    last_line: int = 0
    rows: list = field(default_factory=list)
    refused: list = field(default_factory=list)  # decisions of rows that never became drafts
    cells: dict = field(default_factory=dict)  # line -> the user's own cells, as JSON text

    def __len__(self):
        return len(self.rows) + len(self.refused)


def chunks(path, lead_import, rules):
    """The rest of the file after the import's place, as Chunks of at most IMPORT_CHUNK_ROWS rows."""
    mapper = mapper_of(lead_import)
    mapped = [item["column"] for item in lead_import.mapping if item["field"]]
    chunk = Chunk(starts_at=lead_import.offset)
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for line, cells, offset in fixed_rows(path, lead_import, offset=lead_import.offset):
        if isinstance(cells, Refused):
            outcome = SKIPPED if cells.code == "blank_row" else FAILED
            chunk.refused.append(Decision(line, outcome, cells.code, cells.detail))
            chunk.cells[line] = encode(list(cells.cells))
        else:
            row = clean(mapper(line, cells), rules)
            if row.problem and not any(cells[column].strip() for column in mapped):
                # Accounts that were closed, in a file of connections.
                chunk.refused.append(Decision(line, SKIPPED, "blank_row", NOTHING_IMPORTED))
            else:
                chunk.rows.append(row)
            chunk.cells[line] = encode(cells)
        chunk.ends_at, chunk.last_line = offset, line
        if len(chunk) >= settings.IMPORT_CHUNK_ROWS:
            yield chunk
            chunk = Chunk(starts_at=offset)
    if len(chunk):
        yield chunk


def fixed_rows(path, lead_import, *, offset=0):
    """The rows of the file as `tabular.rows` gives them, with the cells that a person has fixed in place of the file's."""
    sheet, fixes = tabular.Sheet.from_dict(lead_import.sheet), lead_import.fixes
    found = tabular.rows(path, sheet, offset=offset)
    if not fixes:
        return found
    return ((line, _fixed(line, fixes.get(str(line)), cells), after) for line, cells, after in found)


def _fixed(line, fixed, cells):
    if fixed is None:
        return cells
    return fixed if any(map(str.strip, fixed)) else tabular.blank(line, fixed)


# Every wait for the database gives the interpreter to the reading thread, which by default keeps it for 5 ms.
SWITCH_SECONDS = 0.0002


class Prefetched:
    """The items of an iterator, each made by a thread while the one before is worked on. Leaving early ends the thread."""

    def __init__(self, items):
        self.items, self.ready, self.left = items, Queue(maxsize=1), threading.Event()
        self.thread = threading.Thread(target=self._make, name="import-reader", daemon=True)
        self.usual = sys.getswitchinterval()

    def __enter__(self):
        sys.setswitchinterval(SWITCH_SECONDS)
        gc.disable()  # rows have no cycles, and looking for some in a chunk of them takes a fifth of the time
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.left.set()
        self.thread.join()
        gc.enable()
        sys.setswitchinterval(self.usual)

    def __iter__(self):
        while True:
            kind, value = self.ready.get()
            if kind == "error":
                raise value
            if kind == "end":
                return
            yield value

    def _make(self):
        try:
            for item in self.items:
                self._put("item", item)
                if self.left.is_set():
                    return
            self._put("end", None)
        except BaseException as error:  # noqa: BLE001  whatever it is, it is raised where the items are read
            self._put("error", error)

    def _put(self, kind, value):
        while not self.left.is_set():
            try:
                return self.ready.put((kind, value), timeout=0.2)
            except Full:
                continue
