"""What a file of an export is made of: text that stays text, whatever opens it, and comes back as it was."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leads.cleaning.formulas import keep_apostrophe, unguard
from leads.errors import ExportRefused
from leads.services import export_files
from leads.services.export_files import write_csv, write_xlsx
from leads.sources import tabular, workbooks
from leads.sources.reading import Reading, read

HARD = [
    "=1+1", "+49 170 1234567", "-", "@home", "'t Hart", "'=1+1", "''+1", "'0170 5550100", "0170", "1e5", "TRUE", "#N/A",
    "2024-03-12", "https://engines.example", "mailto:ada@engines.example", "_x0041_", "a_x000D_b", "😀 👩‍👩‍👧", "שלום", "\u202eabc",
    "one\ntwo", "“quoted”, \"too\"; & <b>", "  spaces  ", "\t", "＝1", "山田",
]  # fmt: skip


def through(tmp_path, writer, name, header, rows):
    """The rows as our own import reads them out of the file."""
    path, target = tmp_path / name, tmp_path / "table.csv"
    with open(path, "wb") as file:
        writer(file, header, rows)
    table, sheet = read(path, target, Reading())
    return sheet.header, [cells for _, cells, _ in tabular.rows(table, sheet)]


@pytest.mark.proves("LEAD-121")
@pytest.mark.parametrize(("writer", "name"), [(write_csv, "leads.csv"), (write_xlsx, "leads.xlsx")])
def test_hard_texts_come_back_as_they_were(tmp_path, writer, name):
    header = ["Full name", "Note"]
    rows = [[f"Person {number}", text] for number, text in enumerate(HARD)]

    header_back, rows_back = through(tmp_path, writer, name, header, rows)

    assert header_back == header
    assert rows_back == rows


# Letters of any script, signs, emoji, marks of direction; not what no value of a lead can hold.
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


@given(TEXTS)
@example("'")
@example("'0")
def test_an_apostrophe_of_ones_own_is_kept_wherever_cells_are_text(text):
    assert unguard(keep_apostrophe(text)) == text


@given(st.lists(st.lists(TEXTS | st.sampled_from(HARD) | st.text(max_size=5).filter(lambda t: "\0" not in t and t.isascii()),
                         min_size=3, max_size=3), max_size=5))  # fmt: skip
def test_a_workbook_holds_any_text_and_nothing_but_text(rows):
    made = io.BytesIO()
    write_xlsx(made, ["A", "B", "C"], rows)

    sheet = openpyxl.load_workbook(made).active

    assert sheet.freeze_panes == "A2"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink] == []


def test_a_workbook_is_text_in_every_cell_and_opens_frozen(tmp_path):
    with open(tmp_path / "leads.xlsx", "wb") as file:
        write_xlsx(file, ["Full name", "Phone"], [["=HYPERLINK(1)", "0170 5550100"], ["", "+1"]])

    book = openpyxl.load_workbook(tmp_path / "leads.xlsx")

    assert book.sheetnames == ["Leads"]
    assert [
        [(cell.value, cell.data_type, cell.number_format) for cell in row if cell.value]
        for row in book.active
    ] == [
        [("Full name", "s", "@"), ("Phone", "s", "@")],
        [("=HYPERLINK(1)", "s", "@"), ("0170 5550100", "s", "@")],
        [("+1", "s", "@")],
    ]
    assert book.active.freeze_panes == "A2"
    assert book.properties.creator == "HirePilot"
    assert zipfile.ZipFile(tmp_path / "leads.xlsx").testzip() is None
    assert workbooks.sheets(tmp_path / "leads.xlsx").seen == ["Leads"]


def test_a_workbook_ends_where_excel_does(monkeypatch):
    monkeypatch.setattr(export_files, "MOST_WORKBOOK_ROWS", 2)
    write_xlsx(io.BytesIO(), ["A"], [["1"], ["2"]])

    with pytest.raises(ExportRefused, match="at most 1,048,575 leads"):
        write_xlsx(io.BytesIO(), ["A"], [["1"], ["2"], ["3"]])


@pytest.mark.parametrize(
    ("text", "fits"), [("x" * 32_767, True), ("x" * 32_768, False), ("😀" * 16_384, False)]
)
def test_a_cell_that_no_workbook_holds_is_refused_and_never_cut(text, fits):
    if fits:
        write_xlsx(io.BytesIO(), ["Tags"], [[text]])
        return
    with pytest.raises(ExportRefused, match="“Tags” in row 2 is longer than the 32,767 characters"):
        write_xlsx(io.BytesIO(), ["Tags"], [[text]])
    write_csv(io.BytesIO(), ["Tags"], [[text]])
