"""Excel workbooks: turned into CSV once, in a process of its own with limits, so that everything after reads one format."""

import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from leads.sources.dialects import Unreadable

MOST_ROWS = settings.IMPORT_MAX_WORKBOOK_ROWS
MOST_UNZIPPED = 1 << 30  # bytes; a small file can claim a thousand times its size
MOST_MEMORY = 2 << 30  # bytes
SECONDS = 120
_AS_CSV = "Save the sheet as “CSV UTF-8 (comma delimited)” in your spreadsheet and upload that file."


@dataclass(frozen=True)
class Sheets:
    """The names of the sheets of a workbook, in order."""

    seen: list[str]  # by people who open it
    hidden: list[str]
    filled: list[str]  # of those seen: with rows


def sheets(path):
    """Which Sheets a workbook has. Raises Unreadable for what cannot be opened."""
    return Sheets(**_ask(path))


def to_csv(path, target, sheet):
    """Write one sheet as CSV in UTF-8; returns how many rows it has. Raises Unreadable, with the remedy."""
    return _ask(path, str(target), sheet)["rows"]


def _ask(path, *arguments):
    _check_size(path)
    child = Path(__file__).with_name("workbook_child.py")
    command = [sys.executable, "-I", str(child), str(path), str(MOST_MEMORY), str(MOST_ROWS), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise Unreadable(
            "workbook_too_slow", f"The workbook takes longer than {SECONDS} s to read. {_AS_CSV}"
        ) from None
    said = json.loads(done.stdout) if done.returncode == 0 else {"problem": "too_large"}
    match said.get("problem"):
        case None:
            return said
        case "password":
            raise Unreadable(
                "password",
                "The workbook is protected by a password. Save it without one and upload it again.",
            )
        case "too_many_rows":
            rows = f"{said['rows']:,} rows; a workbook may have {MOST_ROWS:,}"
            raise Unreadable("too_many_rows", f"The sheet “{said['sheet']}” has {rows}. {_AS_CSV}")
        case "too_large":
            raise Unreadable(
                "workbook_too_large", f"The workbook needs more memory than one upload may take. {_AS_CSV}"
            )
        case "system":  # a full disk, most likely
            raise OSError(said["errno"], said["words"])
        case "no_sheet":
            raise Unreadable("no_sheet", f"The workbook has no sheet “{said['sheet']}”.")
    raise Unreadable("damaged", f"The workbook is damaged and cannot be read. {_AS_CSV}")


def _check_size(path):
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        raise Unreadable("damaged", f"The workbook is damaged and cannot be read. {_AS_CSV}") from None
    if size > MOST_UNZIPPED:
        unzipped = f"{size / (1 << 20):,.0f} MB unpacked; at most {MOST_UNZIPPED >> 20:,} MB are read"
        raise Unreadable("workbook_too_large", f"The workbook has {unzipped}. {_AS_CSV}")
