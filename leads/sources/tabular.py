"""CSV files read as a stream: what they look like, and their rows, from any place in the file on."""

import csv
import io
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path

from leads.cleaning.formulas import unguard
from leads.cleaning.text import clean_line
from leads.sources.base import Refused
from leads.sources.dialects import (
    Unreadable,
    check_text,
    find_delimiter,
    find_header,
    lines_before,
    unique_names,
)

__all__ = ["MOST_COLUMNS", "Sheet", "Unreadable", "count_rows", "inspect", "rows"]

LONGEST_CELL = 1 << 20
MOST_COLUMNS = 500
_SAMPLE_ROWS = 20
_SAMPLE_CELL = 200
_HEAD_LINES = 200
csv.field_size_limit(
    LONGEST_CELL
)  # of the whole process: there is no other; its own default is an eighth of this


@dataclass(frozen=True)
class Sheet:
    """What a file looks like. Stored with the import as JSON, so that every later step reads it the same way."""

    encoding: str  # of the file as uploaded; the text that is read is UTF-8
    delimiter: str
    header: list[str]
    header_line: int  # 0 where the file has none
    start: int  # bytes before the first row
    sample: list[list[str]] = field(default_factory=list)
    rows: int | None = None
    worksheet: str = ""  # of a workbook, and all that it has
    worksheets: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)  # sheets that nobody sees, and nobody imports
    filled: list[str] = field(default_factory=list)  # sheets with rows

    def as_dict(self):
        return asdict(self)

    @classmethod
    def from_dict(cls, stored):
        return cls(**stored)


def inspect(path, *, delimiter="", header_line=None):
    """The shape of a UTF-8 file, after reading it through once. Raises Unreadable, with the remedy, where it is no table.

    A person who knows better gives the delimiter, or the line of the header (0: there is none).
    """
    path = Path(path)
    start = check_text(path)
    with path.open("rb") as raw:
        raw.seek(start)
        head = list(islice(_lines(raw), _HEAD_LINES))
    found, named = find_delimiter(head)
    delimiter = delimiter or found
    if named:
        start += len(head[0].encode())
    whole = (record for record in _records(path, delimiter, start) if not isinstance(record[1], Refused))
    records = list(islice(whole, _HEAD_LINES))
    at = (
        find_header([cells for _, cells, _ in records])
        if header_line is None
        else _record_at(records, header_line)
    )
    if at is None:
        header_line, cells = 0, [""] * max((len(cells) for _, cells, _ in records), default=0)
    else:
        header_line, cells, start = records[at]
    if len(cells) > MOST_COLUMNS:
        detail = f"The file has {len(cells):,} columns; at most {MOST_COLUMNS} can be read."
        raise Unreadable("too_many_columns", detail)
    sheet = Sheet("utf-8", delimiter, unique_names(cells), header_line, start)
    whole_rows = (found for _, found, _ in rows(path, sheet) if not isinstance(found, Refused))
    sample = [[cell[:_SAMPLE_CELL] for cell in found] for found in islice(whole_rows, _SAMPLE_ROWS)]
    number = count_rows(path, sheet)
    if not number:
        raise Unreadable("no_rows", "The file has a header and no rows below it.")
    return Sheet(**{**asdict(sheet), "sample": sample, "rows": number})


def _record_at(records, line):
    """Which of the first records begins in a line; None for line 0, which says that there is no header."""
    if line == 0:
        return None
    for place, (begins, _, _) in enumerate(records):
        if begins == line:
            return place
    detail = f"No row begins in line {line:,}: the header has to be one of the first {_HEAD_LINES} rows."
    raise Unreadable("no_header_there", detail)


def rows(path, sheet, *, offset=0):
    """(line, cells, offset after it) of each data row, from a byte offset that an earlier call gave, or from the first.

    `line` is where the row begins in a text editor. Cells are as many as the header has; in their place stands
    `Refused` for a row that cannot be read, and for one of delimiters only ("blank_row"). Empty lines are no rows.
    """
    width = len(sheet.header)
    for line, cells, after in _records(path, sheet.delimiter, max(offset, sheet.start)):
        if isinstance(cells, Refused):
            yield line, cells, after
        elif not cells[0].strip() and not any(map(str.strip, cells)):
            yield line, blank(line, cells), after
        elif len(cells) == width:
            yield line, cells, after
        elif len(cells) < width:
            yield line, cells + [""] * (width - len(cells)), after
        elif any(map(str.strip, cells[width:])):
            yield line, _too_many(line, cells, width), after
        else:
            yield line, cells[:width], after


def blank(line, cells):
    return Refused(line, "blank_row", "There is nothing in this row.", tuple(cells))


def count_rows(path, sheet):
    """How many rows there are, those that `rows` refuses included."""
    with open(path, "rb") as raw:
        raw.seek(sheet.start)
        text = io.TextIOWrapper(raw, encoding="utf-8", newline="")
        number, last = 0, []
        try:
            for cells in csv.reader(text, delimiter=sheet.delimiter):
                if cells:
                    number, last = number + 1, cells
        except csv.Error:
            return sum(1 for _ in rows(path, sheet))
    if any("\n" in cell or "\r" in cell for cell in last):  # perhaps it only ends because the file does
        return sum(1 for _ in rows(path, sheet))
    return number


def _too_many(line, cells, width):
    filled = sum(1 for cell in cells if cell.strip())
    detail = f"The row has {len(cells):,} cells, {filled:,} of them filled, and the header has {width:,}."
    if any("\n" in cell or "\r" in cell for cell in cells):
        detail += " A quotation mark may be opened in it and not closed."
    return Refused(line, "too_many_cells", detail, tuple(cells))


def _lines(raw):
    return io.TextIOWrapper(raw, encoding="utf-8", newline="")


def _records(path, delimiter, start):
    """(line, cells or Refused, offset after it) of every record from an offset on; empty lines left out."""
    number = lines_before(path, start)
    while start is not None:
        broken = None
        for line, cells, after in _records_until_broken(path, delimiter, start, number):
            if cells is None:
                broken = line, after
            else:
                yield line, cells, after
        start = None
        if broken:
            # Only the line on which the trouble began is given up; the next one is read as a new row.
            number, began = broken
            line, start = _line_at(path, began)
            yield number, _unclosed(number, line, delimiter), start


def _records_until_broken(path, delimiter, start, number):
    """The same, up to a cell that is too long or not closed: its line, None and the offset where it began."""
    after, to_mend, at_end = start, False, False

    def lines(text):
        nonlocal after, to_mend, at_end
        for line in text:
            after += len(line) if line.isascii() else len(line.encode())
            if "'" in line or "\0" in line:
                to_mend = True
            yield line
        at_end = True

    with open(path, "rb") as raw:
        raw.seek(start)
        reader = csv.reader(lines(_lines(raw)), delimiter=delimiter)
        began, read = start, 0
        try:
            for cells in reader:
                if at_end:  # the reader asked for more: a quotation mark is open
                    break
                if cells:
                    if to_mend:
                        cells, to_mend = [unguard(cell.replace("\0", "")) for cell in cells], False
                    yield number + read + 1, cells, after
                began, read = after, reader.line_num
            else:
                return
        except csv.Error:
            pass
        yield number + read + 1, None, began


def _line_at(path, offset):
    with open(path, "rb") as raw:
        raw.seek(offset)
        line = _lines(raw).readline()
    return line, offset + len(line.encode())


def _unclosed(number, line, delimiter):
    if len(line) > LONGEST_CELL:
        detail = f"A cell is longer than {LONGEST_CELL >> 20} MB."
        return Refused(number, "cell_too_long", detail, (clean_line(line, _SAMPLE_CELL),))
    detail = "A quotation mark is opened in this row and never closed."
    cells = clean_line(line.replace("\0", ""), LONGEST_CELL).split(delimiter)
    return Refused(number, "unclosed_quote", detail, tuple(cells))
