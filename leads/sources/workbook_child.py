"""Run by `workbooks` as a program of its own: reads an XLSX workbook under a memory limit and answers in JSON.

workbook_child.py FILE MOST_MEMORY MOST_ROWS [TARGET SHEET]
"""

import csv
import json
import resource
import sys
from datetime import date, datetime, time, timedelta

import python_calamine as calamine


def main(path, most_memory, most_rows, target="", name=""):
    resource.setrlimit(resource.RLIMIT_AS, (int(most_memory), int(most_memory)))
    try:
        book = calamine.load_workbook(opened(path))
        tables = [one for one in book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
        seen = [one.name for one in tables if one.visible == calamine.SheetVisibleEnum.Visible]
        if not target:
            hidden = [one.name for one in tables if one.name not in seen]
            return {"seen": seen, "hidden": hidden, "filled": filled(book, seen)}
        if name not in seen:
            return {"problem": "no_sheet", "sheet": name}
        sheet = book.get_sheet_by_name(name)
        rows = rows_below_first(sheet)  # the header is none of them
        if rows > int(most_rows):
            return {"problem": "too_many_rows", "sheet": name, "rows": rows}
        return {"rows": write(sheet, target)}
    except calamine.PasswordError:
        return {"problem": "password"}
    except MemoryError:
        return {"problem": "too_large"}
    except calamine.CalamineError:
        return {"problem": "damaged"}
    except OSError as error:
        return {"problem": "system", "errno": error.errno, "words": error.strerror}


def opened(path):
    """By what it holds: a path would be believed its ending, which may be wrong."""
    return open(path, "rb")


def filled(book, seen):
    """Those of several sheets with rows."""
    return [name for name in seen if len(seen) == 1 or has_rows(book, name)]


def has_rows(book, name):
    try:
        return rows_below_first(book.get_sheet_by_name(name)) > 0
    except calamine.CalamineError:
        return False  # a damaged sheet beside the one that is wanted


def rows_below_first(sheet):
    return sheet.end[0] - sheet.start[0] if sheet.end else 0


def write(sheet, target):
    rows = 0
    with open(target, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for rows, cells in enumerate(sheet.iter_rows(), 1):  # noqa: B007
            writer.writerow([cell if type(cell) is str else text_of(cell) for cell in cells])
    return rows


def text_of(cell):
    """A cell as its spreadsheet would write it into a CSV file; dates as 2024-03-12, whichever way they look there."""
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return f"{cell:.15g}" if not cell.is_integer() else str(int(cell))
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
        case date():
            return cell.isoformat()
        case time():
            return cell.isoformat("minutes") if not cell.second else cell.isoformat("seconds")
        case timedelta():
            return str(cell)
    return str(cell)


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
