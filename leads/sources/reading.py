"""A file as it was uploaded, read as a table: whatever it is becomes text in UTF-8 first, once.

What was found out can be corrected by a person, who says how to read it instead (`Reading`).
"""

from dataclasses import asdict, dataclass, replace
from pathlib import Path

from leads.sources import encodings, workbooks
from leads.sources.containers import check_container, is_workbook
from leads.sources.dialects import Unreadable, check_kind
from leads.sources.tabular import inspect

MOST_STRANGE = 2  # bytes that no text has, by accident: a NUL for an empty cell
_NOT_IN_TEXT = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x1a"))


@dataclass(frozen=True)
class Reading:
    """How to read a file. A blank, or None, is found out."""

    encoding: str = ""
    worksheet: str = ""
    delimiter: str = ""
    header_line: int | None = None  # 0: there is no header

    def as_dict(self):
        return asdict(self)


def read(path, target, reading=Reading()):
    """(path of the text, its Sheet). The text is the file itself where that is UTF-8 already, else `target`.

    Raises Unreadable, or ImportRefused, with the remedy; `target` may then hold a part and is the caller's to remove.
    """
    if is_workbook(path):
        return _read_workbook(path, target, reading)
    encoding = reading.encoding or _encoding(path)
    table = path
    if encoding != "utf-8":
        encodings.to_utf8(path, target, encoding)
        table = target
    sheet = inspect(table, delimiter=reading.delimiter, header_line=reading.header_line)
    return Path(table), replace(sheet, encoding=encoding)


def _encoding(path):
    with open(path, "rb") as file:
        head = file.read(4096)
    check_container(path, head)
    check_kind(head)
    encoding = encodings.detect(path)
    strange = len(head) - len(head.translate(None, _NOT_IN_TEXT))
    if encoding != "utf-16" and strange > max(MOST_STRANGE, 0.01 * len(head)):
        raise Unreadable(
            "not_a_table",
            "This is no text: a picture, a program or a document. Upload a CSV file or a workbook.",
        )
    return encoding


def _read_workbook(path, target, reading):
    book = workbooks.sheets(path)
    names = book.seen
    if not names:
        raise Unreadable("no_sheet", "The workbook has no sheet with cells that is not hidden.")
    # The first with rows below a header; a cover sheet has none.
    for name in [reading.worksheet] if reading.worksheet else names:
        workbooks.to_csv(path, target, name)
        try:
            sheet = inspect(target, delimiter=",", header_line=reading.header_line)
        except Unreadable as refusal:
            if refusal.code not in ("no_rows", "empty_file") or name == names[-1] or reading.worksheet:
                raise
        else:
            of_book = {"worksheets": names, "hidden": book.hidden, "filled": book.filled}
            return Path(target), replace(sheet, encoding="xlsx", worksheet=name, **of_book)
    raise AssertionError("unreachable")
