import pytest
from openpyxl import Workbook

from leads.errors import ImportRefused
from leads.sources.dialects import Unreadable
from leads.sources.reading import Reading, read
from leads.sources.tabular import rows

TEXT = "Vorname;Nachname;E-Mail\nJörg;Müller;joerg@example.example\n"


def table_of(path, tmp_path, **chosen):
    table, sheet = read(path, tmp_path / "text.csv", Reading(**chosen))
    return table, sheet, [cells for _, cells, _ in rows(table, sheet)]


def saved(tmp_path, content):
    (tmp_path / "people.csv").write_bytes(content)
    return tmp_path / "people.csv"


def test_text_in_utf8_is_read_where_it_is(tmp_path):
    path = saved(tmp_path, TEXT.encode())

    table, sheet, found = table_of(path, tmp_path)

    assert (table, sheet.encoding, sheet.delimiter) == (path, "utf-8", ";")
    assert found == [["Jörg", "Müller", "joerg@example.example"]]
    assert not (tmp_path / "text.csv").exists()


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "utf-16"])
def test_an_old_encoding_is_found_out_and_becomes_utf8(tmp_path, encoding):
    table, sheet, found = table_of(saved(tmp_path, TEXT.encode(encoding)), tmp_path)

    assert (table, sheet.encoding) == (tmp_path / "text.csv", encoding)
    assert found == [["Jörg", "Müller", "joerg@example.example"]]


def test_a_person_knows_better(tmp_path):
    path = saved(tmp_path, "Имя;Город\nИван Петров;Москва\n".encode("cp1251"))

    assert table_of(path, tmp_path, encoding="cp1251")[2] == [["Иван Петров", "Москва"]]
    assert table_of(path, tmp_path, encoding="cp1251", delimiter=",", header_line=0)[2] == [
        ["Имя;Город"],
        ["Иван Петров;Москва"],
    ]


def test_a_choice_that_cannot_be_is_refused(tmp_path):
    with pytest.raises(ImportRefused, match="The file is not in UTF-8"):
        read(saved(tmp_path, TEXT.encode("cp1252")), tmp_path / "text.csv", Reading(encoding="utf-8"))


@pytest.fixture
def book(tmp_path):
    made = Workbook()
    made.active.title = "About"
    made.active.append(["Our people"])
    for name, email in (("People", "ada@engines.example"), ("More", "grace@ships.example")):
        sheet = made.create_sheet(name)
        sheet.append(["Name", "Email"])
        sheet.append([email.partition("@")[0], email])
    made.save(tmp_path / "people.xlsx")
    return tmp_path / "people.xlsx"


def test_of_a_workbook_the_first_sheet_with_rows_is_read_and_the_others_are_named(tmp_path, book):
    _, sheet, found = table_of(book, tmp_path)

    assert (sheet.encoding, sheet.worksheet, sheet.worksheets) == (
        "xlsx",
        "People",
        ["About", "People", "More"],
    )
    assert found == [["ada", "ada@engines.example"]]


def test_another_sheet_can_be_chosen(tmp_path, book):
    assert table_of(book, tmp_path, worksheet="More")[2] == [["grace", "grace@ships.example"]]
    with pytest.raises(Unreadable, match="a header and no rows"):
        read(book, tmp_path / "text.csv", Reading(worksheet="About"))
    with pytest.raises(Unreadable, match="no sheet “Clients”"):
        read(book, tmp_path / "text.csv", Reading(worksheet="Clients"))


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", bytes(range(256)) * 20, b"\x7fELF\x02\x01\x01\0\xff"],
    ids=["picture", "noise", "program"],
)  # fmt: skip
def test_what_is_no_text_is_refused(tmp_path, content):
    with pytest.raises(Unreadable, match="This is no text|not in|no table"):
        read(saved(tmp_path, content), tmp_path / "text.csv")
