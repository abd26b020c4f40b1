import csv
import zipfile
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from leads.sources import workbooks
from leads.sources.containers import is_workbook
from leads.sources.dialects import Unreadable
from leads.sources.workbooks import Sheets, sheets, to_csv


@pytest.fixture
def book(tmp_path):
    def book(**rows_of):
        made = Workbook()
        made.remove(made.active)
        for name, rows in rows_of.items():
            sheet = made.create_sheet(name)
            for row in rows:
                sheet.append(row)
        made.save(tmp_path / "people.xlsx")
        return tmp_path / "people.xlsx"

    return book


def read(path, sheet, tmp_path):
    to_csv(path, tmp_path / "sheet.csv", sheet)
    with open(tmp_path / "sheet.csv", newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_a_sheet_becomes_text_as_people_wrote_it(book, tmp_path):
    path = book(
        People=[
            ["Name", "Phone", "Score", "Since", "At", "Seen", "Open", "Empty"],
            [
                "Jörg “J” Müller",
                491701234567,
                0.1,
                date(2024, 3, 12),
                time(9, 14),
                datetime(2024, 3, 12, 9, 14),
                True,
                None,
            ],
            ["two\nlines; and, more", "+1 555-010-9999", 1e20, "03/04/2024", "x", "=SUM(A1)", False, ""],
        ]
    )

    assert is_workbook(path)
    assert read(path, "People", tmp_path) == [
        ["Name", "Phone", "Score", "Since", "At", "Seen", "Open", "Empty"],
        ["Jörg “J” Müller", "491701234567", "0.1", "2024-03-12", "09:14", "2024-03-12 09:14:00", "TRUE", ""],
        [
            "two\nlines; and, more",
            "+1 555-010-9999",
            "100000000000000000000",
            "03/04/2024",
            "x",
            "",
            "FALSE",
            "",
        ],
    ]


def test_sheets_are_named_in_order_with_those_that_nobody_sees_and_those_with_rows(tmp_path):
    made = Workbook()
    made.active.title = "Second-hand"
    made.create_sheet("Hidden").sheet_state = "hidden"
    made.create_sheet("Deep").sheet_state = "veryHidden"
    made.create_sheet("Clients 2024")
    made.create_sheet("Only a header").append(["Name"])
    for name in ("Second-hand", "Hidden", "Clients 2024"):
        made[name].append(["Name"])
        made[name].append(["Ada"])
    made.save(tmp_path / "b.xlsx")

    assert sheets(tmp_path / "b.xlsx") == Sheets(
        seen=["Second-hand", "Clients 2024", "Only a header"],
        hidden=["Hidden", "Deep"],
        filled=["Second-hand", "Clients 2024"],
    )


def test_lines_are_those_of_the_sheet_where_the_table_does_not_begin_at_the_top(book, tmp_path):
    path = book(People=[[], [], [None, "Name", "Email"], [None, "Ada", "ada@engines.example"]])

    assert read(path, "People", tmp_path) == [
        ["", ""],
        ["", ""],
        ["Name", "Email"],
        ["Ada", "ada@engines.example"],
    ]


def test_an_empty_sheet_has_no_rows(book, tmp_path):
    assert to_csv(book(People=[]), tmp_path / "sheet.csv", "People") == 0


def test_a_sheet_that_is_not_there_is_named(book, tmp_path):
    with pytest.raises(Unreadable, match="The workbook has no sheet “Clients”."):
        to_csv(book(People=[["Name"]]), tmp_path / "sheet.csv", "Clients")


def test_more_rows_than_a_workbook_may_have_are_refused_with_the_remedy(book, tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_ROWS", 2)

    with pytest.raises(Unreadable) as refused:
        to_csv(book(People=[["Name"], ["Ada"], ["Grace"], ["Edith"]]), tmp_path / "sheet.csv", "People")

    assert str(refused.value) == (
        "The sheet “People” has 3 rows; a workbook may have 2. Save the sheet as “CSV UTF-8 (comma delimited)” in your"
        " spreadsheet and upload that file."
    )


def test_a_small_file_that_unpacks_to_gigabytes_is_refused_unopened(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(65):
                sheet.write(bytes(16 << 20))

    assert is_workbook(path)
    with pytest.raises(Unreadable, match="1,040 MB unpacked; at most 1,024 MB are read"):
        sheets(path)


def rewritten(path, target, change):
    """A copy of a workbook with the content of each of its parts changed."""
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as other:
        for name in whole.namelist():
            other.writestr(name, change(name, whole.read(name)))
    return target


def test_a_workbook_that_wants_too_much_memory_ends_its_own_process_only(book, tmp_path, monkeypatch):
    huge = rewritten(
        book(People=[["Name"], ["Ada"]]),
        tmp_path / "huge.xlsx",
        lambda _, content: content.replace(b"Ada", b"A" * (64 << 20)),
    )
    monkeypatch.setattr(workbooks, "MOST_MEMORY", 64 << 20)

    with pytest.raises(Unreadable, match="needs more memory"):
        to_csv(huge, tmp_path / "sheet.csv", "People")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and nothing more", b"Name,Email\n"])
def test_what_is_no_workbook_is_not_taken_for_one(tmp_path, content):
    (tmp_path / "people.xlsx").write_bytes(content)

    assert not is_workbook(tmp_path / "people.xlsx")


def test_a_damaged_workbook_says_so(book, tmp_path):
    damaged = rewritten(
        book(People=[["Name"]]),
        tmp_path / "damaged.xlsx",
        lambda name, content: content[: 40 if name.startswith("xl/") else None],
    )

    with pytest.raises(Unreadable, match="The workbook is damaged and cannot be read."):
        sheets(damaged)
