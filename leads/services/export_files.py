"""Rows of text as a file: CSV or an Excel workbook, written row by row, harmless when opened, the same when imported again.

The frame of a workbook (its styles, its parts and how they refer to each other) is openpyxl's. Its rows are written here:
one cell at a time openpyxl does 4,000 rows of ours a second and leaves a file in the folder for temporary ones when its
process is killed; these lines do ten times that and leave nothing.
"""

import csv
import io
import re
import zipfile
from itertools import chain, islice
from xml.sax.saxutils import escape

from openpyxl import Workbook

from leads.cleaning.formulas import keep_apostrophe, neutralise
from leads.errors import ExportRefused

ROWS_AT_ONCE = 500
# Without this mark Excel takes UTF-8 for the old code page of the computer and garbles every name beyond ASCII. Our own
# reader, Google Sheets, LibreOffice and Numbers do not mind it.
BYTE_ORDER_MARK = "\ufeff"
MOST_WORKBOOK_ROWS = 1_048_575  # of leads: one more is the header
LONGEST_CELL = 32_767  # in units of UTF-16, as Excel counts
TOO_MANY_ROWS = (
    f"An Excel workbook holds at most {MOST_WORKBOOK_ROWS:,} leads. Narrow the list, or export it as CSV."
)
SHEET = "xl/worksheets/sheet1.xml"
CELL = '<c t="inlineStr" s="1"><is><t xml:space="preserve">{}</t></is></c>'
_ROWS, _SIZE = re.compile(rb"<sheetData>(.*)</sheetData>"), re.compile(rb"<dimension[^>]*/>")
# What XML cannot hold, and what would be read as a substitute for it, in the way that workbooks write it.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def csv_blocks(header, rows):
    """The file in blocks of bytes."""
    yield BYTE_ORDER_MARK.encode()
    rows = chain([header], rows)
    while some := list(islice(rows, ROWS_AT_ONCE)):
        buffer = io.StringIO()
        csv.writer(buffer).writerows([neutralise(str(cell)) for cell in row] for row in some)
        yield buffer.getvalue().encode()


def write_csv(file, header, rows):
    for block in csv_blocks(header, rows):
        file.write(block)


def write_xlsx(file, header, rows):
    """Write a workbook of one sheet, all of it text, its header frozen. Raises ExportRefused for what no workbook holds."""
    parts = _frame()
    before, after = parts.pop(SHEET)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
        with archive.open(SHEET, "w", force_zip64=True) as sheet:
            sheet.write(before)
            for number, row in enumerate(chain([header], rows)):
                if number > MOST_WORKBOOK_ROWS:
                    raise ExportRefused(TOO_MANY_ROWS)
                sheet.write(_row(header, row, number))
            sheet.write(after)


def _frame():
    """{name: bytes} of the parts of a workbook; of its sheet what stands before and behind the rows."""
    book, made = Workbook(), io.BytesIO()
    book.properties.creator = "HirePilot"
    sheet = book.active
    sheet.title, sheet.freeze_panes, sheet.sheet_format.defaultColWidth = "Leads", "A2", 22
    sheet["A1"].number_format = "@"  # the style of every cell: it stays text when somebody edits it
    book.save(made)
    with zipfile.ZipFile(made) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    before, _, after = _ROWS.split(_SIZE.sub(b"", parts[SHEET]))
    return parts | {SHEET: (before + b"<sheetData>", b"</sheetData>" + after)}


def _row(header, row, number):
    for name, cell in zip(header, row, strict=True):
        if len(cell) > LONGEST_CELL // 2 and len(cell.encode("utf-16-le")) // 2 > LONGEST_CELL:
            raise ExportRefused(
                f"“{name}” in row {number + 1:,} is longer than the {LONGEST_CELL:,} characters that a cell of a workbook"
                " holds. Leave that column out, or export as CSV."
            )
    cells = (
        CELL.format(escape(_UNWRITABLE.sub(_substitute, keep_apostrophe(cell)))) if cell else "<c/>"
        for cell in row
    )
    return f"<row>{''.join(cells)}</row>".encode()


def _substitute(found):
    return f"_x{ord(found[0]):04X}_"
