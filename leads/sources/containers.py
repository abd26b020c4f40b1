"""Files that hold other files: which of them are workbooks that we read, and what the others are."""

import mmap
import zipfile
from pathlib import Path

from leads.sources.dialects import SAVE_AS, Unreadable

ARCHIVE, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # what Excel puts a workbook with a password into
_END, _END_BYTES = b"PK\x05\x06", 22
_LONGEST_COMMENT = 1 << 16
MOST_DIRECTORY = 4 << 20  # bytes; no workbook has tens of thousands of parts


def parts(path):
    """The names of the parts of an archive, by its directory; [] for what is none, or for one whose directory is a trap."""
    if _directory_bytes(path) > MOST_DIRECTORY:
        return []
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError):
        return []


def is_workbook(path):
    """Whether a file is an XLSX workbook, by what it holds and not by its name."""
    names = parts(path)
    return "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)


def check_container(path, head):
    """Raise Unreadable for a file that begins as one that holds others and is no workbook we read."""
    if head.startswith(OLD_OFFICE) and _holds(path, _ENCRYPTED):
        raise Unreadable(
            "password", "The workbook is protected by a password. Save it without one and upload it again."
        )
    if head.startswith(ARCHIVE):
        names = parts(path)
        if not names:
            raise Unreadable(
                "damaged",
                "The workbook or archive is damaged, or was cut off on its way. Open it in your spreadsheet, save it anew and"
                " upload that file.",
            )
        raise Unreadable("not_a_table", f"{_what(names)}, not a CSV file. {SAVE_AS}")


def _what(names):
    if any(name.startswith("word/") for name in names):
        return "This is a Word document"
    if "content.xml" in names and "mimetype" in names:
        return "This is an OpenDocument file"
    if any(name.endswith(".iwa") for name in names):
        return "This is a Numbers document"
    return "This is an archive"


def _directory_bytes(path):
    """How long the directory of an archive says it is, read from the end of the file."""
    size = Path(path).stat().st_size
    with open(path, "rb") as file:
        file.seek(max(size - _END_BYTES - _LONGEST_COMMENT, 0))
        tail = file.read()
    at = tail.rfind(_END)
    return int.from_bytes(tail[at + 12 : at + 16], "little") if 0 <= at <= len(tail) - _END_BYTES else 0


def _holds(path, what):
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(what) >= 0
