import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.cleaning.formulas import neutralise
from leads.sources.base import Refused
from leads.sources.tabular import MOST_COLUMNS, Sheet, Unreadable, count_rows, inspect, rows

CONNECTIONS = """Notes:
"When exporting your data, some addresses are missing, see https://help.example/a"

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Ada,Byron,https://www.linkedin.com/in/ada-byron,,Engines,CEO,12 Mar 2024
"""
LONG = "x" * 400


@pytest.fixture
def save(tmp_path):
    def save(content):
        path = tmp_path / "people.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return save


def cells_of(path):
    return [(line, cells) for line, cells, _ in rows(path, inspect(path))]


def test_a_plain_file(save):
    path = save(
        "First Name,Last Name,Email\nAda,Byron,ada@engines.example\nGrace,Hollis,grace@ships.example\n"
    )

    assert inspect(path) == Sheet(
        encoding="utf-8",
        delimiter=",",
        header=["First Name", "Last Name", "Email"],
        header_line=1,
        start=27,
        sample=[["Ada", "Byron", "ada@engines.example"], ["Grace", "Hollis", "grace@ships.example"]],
        rows=2,
    )
    assert list(rows(path, inspect(path))) == [
        (2, ["Ada", "Byron", "ada@engines.example"], 57),
        (3, ["Grace", "Hollis", "grace@ships.example"], 90),
    ]


def test_a_sheet_survives_being_stored(save):
    sheet = inspect(save("Name,Email\nAda,ada@engines.example\n"))

    assert Sheet.from_dict(sheet.as_dict()) == sheet


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_delimiters_line_ends_and_byte_order_marks(save, delimiter, line_end, bom):
    table = [
        ["Vorname", "Nachname", "Ort"],
        ["Jürgen", "Groß", '"Köln, Bonn; usw."'],
        ["Ada", "Byron", "Łódź"],
    ]
    path = save(bom + line_end.join(delimiter.join(row) for row in table))

    sheet = inspect(path)

    assert (sheet.delimiter, sheet.header, sheet.rows) == (delimiter, ["Vorname", "Nachname", "Ort"], 2)
    assert cells_of(path) == [(2, ["Jürgen", "Groß", "Köln, Bonn; usw."]), (3, ["Ada", "Byron", "Łódź"])]


def test_a_sep_line_is_obeyed_and_is_no_row(save):
    path = save("\ufeffsep=|\r\nName|a,b,c\r\nAda|1,2,3\r\n")

    assert inspect(path).header == ["Name", "a,b,c"]
    assert cells_of(path) == [(3, ["Ada", "1,2,3"])]


@pytest.mark.parametrize("before", ["", "\ufeff"])
@pytest.mark.parametrize("notes", ["Notes:", '"Notes:"'])
def test_the_header_is_found_below_a_preamble(save, before, notes):
    path = save(before + CONNECTIONS.replace("Notes:", notes))

    sheet = inspect(path)

    assert (sheet.header_line, sheet.header[:3]) == (4, ["First Name", "Last Name", "URL"])
    assert [line for line, _ in cells_of(path)] == [5]


def test_a_header_in_an_unknown_language_is_the_first_row_of_the_common_width(save):
    path = save("Raport\n\nImię,Nazwisko,Miasto\nAda,Byron,Łódź\nIvo,Keller,Gdańsk\n")

    assert inspect(path).header == ["Imię", "Nazwisko", "Miasto"]


def test_a_file_without_a_header_loses_no_row(save):
    path = save("ada@engines.example,Ada Byron\ngrace@ships.example,Grace Hollis\n")

    assert (inspect(path).header, inspect(path).header_line) == (["Column 1", "Column 2"], 0)
    assert [line for line, _ in cells_of(path)] == [1, 2]


def test_blank_and_repeated_header_names_become_unique(save):
    header = inspect(save(" Name ,,Email,Email,\nAda,x,a@x.example,b@x.example,y\n")).header

    assert header == ["Name", "Column 2", "Email", "Email (2)", "Column 5"]


def test_quoted_line_ends_belong_to_the_cell_and_count_as_lines(save):
    path = save('Name,Note\n"Ada\nByron","one\r\ntwo"\nIvo,three\n')

    assert cells_of(path) == [(2, ["Ada\nByron", "one\r\ntwo"]), (5, ["Ivo", "three"])]


@pytest.mark.proves("LEAD-107")
def test_ragged_rows_are_never_shifted(save):
    path = save("Name,Email\nAda\nIvo,i@x.example,,\nMia,m@x.example,x\n")
    why = "The row has 3 cells, 3 of them filled, and the header has 2."

    assert cells_of(path) == [
        (2, ["Ada", ""]),
        (3, ["Ivo", "i@x.example"]),
        (4, Refused(4, "too_many_cells", why, ("Mia", "m@x.example", "x"))),
    ]


@pytest.mark.proves("LEAD-108")
def test_rows_of_delimiters_only_are_told_and_empty_lines_are_no_rows(save):
    path = save("Name,Email\n\n,\n , \nAda,a@x.example\n\n")

    assert [(line, getattr(cells, "code", cells)) for line, cells in cells_of(path)] == [
        (3, "blank_row"), (4, "blank_row"), (5, ["Ada", "a@x.example"]),
    ]  # fmt: skip
    assert inspect(path).rows == 3


def test_text_guards_are_dropped_and_surnames_keep_their_apostrophe(save):
    path = save("Name,Phone\n'=Ada,'+49 170 1234567\nMaarten 't Hart,'t\n'-,'0170\n")

    assert [cells for _, cells in cells_of(path)] == [
        ["=Ada", "+49 170 1234567"], ["Maarten 't Hart", "'t"], ["-", "0170"],
    ]  # fmt: skip


def test_nul_bytes_are_dropped(save):
    assert cells_of(save("Name,Email\nA\0da,a@x.example\n")) == [(2, ["Ada", "a@x.example"])]


def test_a_quote_that_is_never_closed_costs_its_own_row_only(save):
    path = save('Name,Email\nAda,"a@x.example\nIvo,i@x.example\nMia,m@x.example\n')

    (line, refused), *others = cells_of(path)

    assert (line, refused.code, refused.cells) == (2, "unclosed_quote", ("Ada", '"a@x.example'))
    assert others == [(3, ["Ivo", "i@x.example"]), (4, ["Mia", "m@x.example"])]
    assert inspect(path).rows == 3


def test_a_quote_that_swallows_more_than_a_cell_may_hold_costs_its_own_row_only(save):
    path = save('Name,Email\nAda,"a@x.example\n' + f"Ivo,{LONG}\n" * 3_000)

    found = cells_of(path)

    assert found[0][1].code == "unclosed_quote"
    assert found[1:3] == [(3, ["Ivo", LONG]), (4, ["Ivo", LONG])]
    assert len(found) == inspect(path).rows == 3_001


def test_a_cell_of_more_than_a_megabyte_is_refused(save):
    path = save("Name,Note\nAda," + "x" * 1_100_000 + "\nIvo,y\n")

    (_, refused), other = cells_of(path)

    assert (refused.line, refused.code, refused.detail) == (2, "cell_too_long", "A cell is longer than 1 MB.")
    assert other == (3, ["Ivo", "y"])


def test_reading_goes_on_from_every_offset(save):
    path = save('\ufeffName,Note\r\nÄda,"1\r\n2"\r\n\r\n,\r\nIvo,"x\r\nMia,\'=1\r\n')
    sheet = inspect(path)
    whole = list(rows(path, sheet))

    assert [line for line, _, _ in whole] == [2, 5, 6, 7]
    for place, (_, _, offset) in enumerate(whole, start=1):
        assert list(rows(path, sheet, offset=offset)) == whole[place:]


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (b"", "empty_file", "empty"),
        (b"\xef\xbb\xbf\r\n ,, \n", "empty_file", "empty"),
        (b"Name,Email\n", "no_rows", "no rows"),
        (b"Name,Email\n\n\n", "no_rows", "no rows"),
        (
            "Name\nJürgen\n".encode("cp1252"),
            "encoding",
            "line 2 holds the byte 0xFC (“ü” in Windows-1252), 6 bytes",
        ),
        (b"Name,Email\nAda,a@x.example\xc3", "encoding", "line 2 holds the byte 0xC3"),
        (b"PK\x03\x04xl/workbook.xml", "not_a_table", "Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "not_a_table", "Excel"),
        (b"%PDF-1.7", "not_a_table", "PDF"),
        (b"<!DOCTYPE html><table>", "not_a_table", "web page"),
        (b'{"people": []}', "not_a_table", "data file"),
        (",".join(["x"] * (MOST_COLUMNS + 1)).encode() + b"\n1\n", "too_many_columns", "501 columns"),
        (b"Name\n" + b"x" * (9 << 20), "line_too_long", "8 MB"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(save, content, code, says):
    with pytest.raises(Unreadable) as refused:
        inspect(save(content))

    assert refused.value.code == code
    assert says in str(refused.value)


def test_a_wrong_byte_deep_in_the_file_is_found_before_anything_is_read(save):
    path = save(b"Name\n" + b"Ada\r\n" * 500_000 + b"J\xfcrgen\n")

    with pytest.raises(Unreadable, match="line 500,002 holds the byte 0xFC"):
        inspect(path)


ANY_LETTER = st.characters(codec="utf-8", exclude_characters="\0")
CELL = st.text(st.sampled_from("ab'=+-\",;\n\r\té0 ") | ANY_LETTER, max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=6))
def test_what_our_export_writes_is_read_back_cell_by_cell(tmp_path, table):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Name", "Email"])
    writer.writerows([neutralise(cell) for cell in row] for row in table)
    path = tmp_path / "export.csv"
    path.write_bytes(text.getvalue().encode())
    sheet = Sheet("utf-8", ",", ["Name", "Email"], 1, len("Name,Email\r\n"))

    found = [cells.cells if isinstance(cells, Refused) else tuple(cells) for _, cells, _ in rows(path, sheet)]

    assert found == table
    assert count_rows(path, sheet) == len(table)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=60)
    | st.text(st.sampled_from("Name,Email;\n\r\"\t|@.x\0'="), max_size=60).map(str.encode)
)
def test_any_bytes_are_read_or_refused_and_every_row_is_counted(tmp_path, content):
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    try:
        sheet = inspect(path)
    except Unreadable:
        return

    found = list(rows(path, sheet))

    assert len(found) == sheet.rows
    assert all(isinstance(cells, Refused) or len(cells) == len(sheet.header) for _, cells, _ in found)
    for place, (_, _, offset) in enumerate(found, start=1):
        assert list(rows(path, sheet, offset=offset)) == found[place:]


def test_a_delimiter_and_a_header_line_that_a_person_gives_are_taken(save):
    path = save("Our people | of 2024\nName|Email;x\nAda|ada@engines.example;y\n")

    sheet = inspect(path, delimiter=";", header_line=2)

    assert (sheet.delimiter, sheet.header_line, sheet.header) == (";", 2, ["Name|Email", "x"])
    assert cells_with(path, sheet) == [(3, ["Ada|ada@engines.example", "y"])]


def test_a_person_may_say_that_there_is_no_header(save):
    path = save("Name,Email\nAda,ada@engines.example\n")

    sheet = inspect(path, header_line=0)

    assert (sheet.header_line, sheet.header, sheet.rows) == (0, ["Column 1", "Column 2"], 2)


@pytest.mark.parametrize("line", [3, 99, -1])
def test_a_header_line_where_no_row_begins_is_refused(save, line):
    path = save('Name,Note\nAda,"two\nlines"\n')

    with pytest.raises(
        Unreadable, match=f"No row begins in line {line}: the header has to be one of the first 200 rows."
    ):
        inspect(path, header_line=line)


def cells_with(path, sheet):
    return [(line, cells) for line, cells, _ in rows(path, sheet)]
