"""The shape of a file that nobody described: its encoding, its delimiter, and where its header is."""

import csv
import re
from codecs import BOM_UTF8, utf_8_decode
from collections import Counter

from leads.errors import ImportRefused
from leads.sources.headers import is_known

DELIMITERS = ",;\t|"
LONGEST_LINE = 8 << 20
_BLOCK = 1 << 20
_HEADER_WITHIN = 40  # records
_SEP = re.compile(r'"?sep=(.)"?[\r\n]*', re.IGNORECASE)

_OTHER_FILES = (
    (b"PK\x03\x04", "This is an Excel workbook or an archive"),
    (b"\xd0\xcf\x11\xe0", "This is an old Excel workbook"),
    (b"%PDF", "This is a PDF"),
    (b"{\\rtf", "This is a text document"),
    (b"\x1f\x8b", "This file is compressed"),
)
SAVE_AS = "Open it in your spreadsheet, save it as “CSV UTF-8 (comma delimited)” and upload that file."


class Unreadable(ImportRefused):
    """A file that is no table we can read, with what to do about it."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def check_text(path):
    """Where the text begins. Reads the whole file once and raises Unreadable unless all of it is UTF-8 in lines."""
    with open(path, "rb") as file:
        head = file.read(4096)
        check_kind(head)
        start = len(BOM_UTF8) if head.startswith(BOM_UTF8) else 0
        file.seek(start)
        at, left, since_line_end = start, b"", 0
        while block := file.read(_BLOCK):
            data = left + block
            try:
                _, read = utf_8_decode(data, "strict", False)
            except UnicodeDecodeError as error:
                raise _not_utf8(path, at + error.start, data[error.start]) from None
            last_line_end = max(block.rfind(b"\n"), block.rfind(b"\r"))
            since_line_end = len(block) - last_line_end - 1 + (since_line_end if last_line_end < 0 else 0)
            if since_line_end > LONGEST_LINE:
                raise Unreadable(
                    "line_too_long", f"One line is longer than {LONGEST_LINE >> 20} MB: this is no table."
                )
            at, left = at + read, data[read:]
        if left:
            raise _not_utf8(path, at, left[0])
    return start


def check_kind(head):
    """Raise Unreadable for the first bytes of what is known to be no text in columns."""
    if not head.strip(b"\xef\xbb\xbf\r\n\t ,;|\0"):
        raise Unreadable("empty_file", "The file is empty.")
    for signature, what in _OTHER_FILES:
        if head.startswith(signature):
            raise Unreadable("not_a_table", f"{what}, not a CSV file. {SAVE_AS}")
    if re.match(rb"\s*(?:<!doctype|<html|<\?xml|\[?\s*\{\s*\")", head.removeprefix(BOM_UTF8), re.IGNORECASE):
        raise Unreadable("not_a_table", f"This is a web page or a data file, not a CSV file. {SAVE_AS}")


def _not_utf8(path, offset, byte):
    line = lines_before(path, offset) + 1
    letter = bytes([byte]).decode("cp1252", "replace")
    meant = f" (“{letter}” in Windows-1252)" if letter.isalpha() else ""
    where = f"line {line:,} holds the byte 0x{byte:02X}{meant}, {offset:,} bytes from the start"
    return Unreadable("encoding", f"The file is not in UTF-8: {where}. {SAVE_AS}")


def lines_before(path, offset):
    """How many lines end before a place in the file, whichever way they end."""
    lines, after_cr = 0, False
    with open(path, "rb") as file:
        while offset > 0 and (block := file.read(min(_BLOCK, offset))):
            offset -= len(block)
            lines += block.count(b"\n") + block.count(b"\r") - block.count(b"\r\n")
            lines -= after_cr and block.startswith(b"\n")
            after_cr = block.endswith(b"\r")
    return lines


def find_delimiter(head):
    """(delimiter, whether a `sep=` line named it) of the first lines of a file."""
    if said := _SEP.fullmatch(head[0] if head else ""):
        return said[1], True
    return max(DELIMITERS, key=lambda delimiter: _consistency(head, delimiter)), False


def _consistency(head, delimiter):
    """How well a delimiter cuts the lines into rows of one width, and whether that yields a header we know."""
    try:
        records = [record for record in csv.reader(head, delimiter=delimiter) if any(record)]
    except csv.Error:
        records = []
    widths = Counter(len(record) for record in records if len(record) > 1)
    if not widths:
        return 0, 0.0
    width, rows = widths.most_common(1)[0]
    known = max(sum(map(is_known, record)) for record in records[:_HEADER_WITHIN])
    return (known if known > 1 else 0), rows / len(records) * (width**0.5)


def find_header(records):
    """Which of the first records is the header; None where the file begins with data."""
    records = records[:_HEADER_WITHIN]
    hits = [0 if _looks_like_data(record) else sum(map(is_known, record)) for record in records]
    if hits and max(hits) > 1:
        return hits.index(max(hits))
    widths = Counter(len(record) for record in records if any(record))
    width = max(widths, key=lambda width: (widths[width], width), default=0)
    first = next((at for at, record in enumerate(records) if len(record) == width and any(record)), None)
    return None if first is None or _looks_like_data(records[first]) else first


_DATA = re.compile(r"\S+@\S+\.\S+|https?://\S+|[+(]?\d[\d\s().\-/]{5,}")


def _looks_like_data(record):
    return any(_DATA.fullmatch(cell.strip()) for cell in record)


def unique_names(cells):
    """A name for each column: blank ones are counted, repeated ones numbered."""
    names, seen = [], set()
    for place, cell in enumerate(cells, start=1):
        name = base = " ".join(cell.split())[:100] or f"Column {place}"
        number = 2
        while name in seen:
            name, number = f"{base} ({number})", number + 1
        seen.add(name)
        names.append(name)
    return names
