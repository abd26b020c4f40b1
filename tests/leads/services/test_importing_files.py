"""Files as people bring them: LinkedIn connections without addresses, thousands of rows, columns that say no."""

import pytest
from openpyxl import Workbook

from hirepilot import queue
from hirepilot.journal import operation
from hirepilot.models import Workspace
from hirepilot.tenancy import workspace_scope
from leads.models import Lead
from leads.services import importing, uploading
from leads.sources.fields import CUSTOM
from leads.sources.reading import Reading
from tests.factories.exports import CONNECTIONS
from tests.factories.imports import file_of, people, table, taken_in, uploaded
from tests.factories.leads import CustomFieldFactory


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.mark.proves("LEAD-036", "LEAD-083")
def test_of_a_hundred_connections_all_come_in_though_two_have_an_address(workspace, member):
    rows = [
        [f"First{n}", f"Last{n}", f"https://www.linkedin.com/in/person-{n}", f"p{n}@people.example" if n < 2 else "",
         "Engines", "Engineer", "24 Nov 2026"]
        for n in range(100)
    ]  # fmt: skip

    lead_import = taken_in(table(rows, CONNECTIONS.split(",")), member)

    assert (lead_import.created, lead_import.rows_total) == (100, 100)
    assert (Lead.objects.exclude(email="").count(), Lead.objects.exclude(linkedin="").count()) == (2, 100)


@pytest.mark.proves("LEAD-084")
def test_the_people_of_a_workbook_come_in(workspace, member, tmp_path):
    book = Workbook()
    for row in (
        ["Name", "Email", "Phone"],
        ["Jörg Müller", "joerg@engines.example", 4915112345678],
        ["Grace Hopper"],
    ):
        book.active.append(row)
    book.save(tmp_path / "people.xlsx")
    upload = uploaded((tmp_path / "people.xlsx").read_bytes(), member, "people.xlsx")

    queue.work(importing.start(upload, by=member, mapping=upload.mapping).job_id)

    upload.refresh_from_db()
    assert (upload.state, upload.created, upload.rows_total) == ("done", 2, 2)
    assert list(Lead.objects.order_by("pk").values_list("full_name", "email")) == [
        ("Jörg Müller", "joerg@engines.example"), ("Grace Hopper", ""),
    ]  # fmt: skip


@pytest.mark.proves("LEAD-085")
def test_thousands_of_rows_come_in_at_a_time(workspace, member):
    lead_import = taken_in(table(people(3_000)), member)

    assert lead_import.created == Lead.objects.count() == 3_000


@pytest.mark.parametrize(("header", "cell", "closed"), [
    pytest.param("Do Not Call", "true", ["phone"], marks=pytest.mark.proves("LEAD-125")),
    pytest.param("Do Not Call", "false", [], marks=pytest.mark.proves("LEAD-125")),
    pytest.param("Opted out", "yes", ["all"], marks=pytest.mark.proves("LEAD-126")),
    pytest.param("DNC", "x", ["all"], marks=pytest.mark.proves("LEAD-126")),
    pytest.param("Unsubscribed", "1", ["email"], marks=pytest.mark.proves("LEAD-126")),
    pytest.param("Email opt out", "DNC", ["email"], marks=pytest.mark.proves("LEAD-126")),
    pytest.param("Do not contact", "unsubscribed", ["all"], marks=pytest.mark.proves("LEAD-126")),
    pytest.param("Do not contact", "2024-01-31", ["all"], marks=pytest.mark.proves("LEAD-127")),
    pytest.param("Unsubscribed", "31.1.2024", ["email"], marks=pytest.mark.proves("LEAD-127")),
])  # fmt: skip
def test_a_column_that_says_no_closes_its_channels(workspace, member, header, cell, closed):
    taken_in(table([["Ada Byron", "ada@engines.example", cell]], ["Name", "Email", header]), member)

    assert Lead.objects.get().opted_out == closed


@pytest.mark.proves("LEAD-098")
def test_blanks_are_filled_unless_something_else_is_chosen(workspace, member):
    assert Workspace().match_policy == "fill"
    assert uploaded(table(people(1)), member).policy == "fill"


def mapped(content, member):
    return [(item["field"], item["reason"]) for item in importing.upload(file_of(content), by=member).mapping]


def test_a_file_with_the_same_header_is_mapped_as_the_last_one_was(workspace, member):
    CustomFieldFactory(label="Shoe", key="shoe")
    first = importing.upload(file_of("Name,Email,Size\nAda,ada@engines.example,43\n"), by=member)
    chosen = ["full_name", "", f"{CUSTOM}shoe"]
    importing.start(
        first, by=member, mapping=[{"column": at, "field": field} for at, field in enumerate(chosen)]
    )

    again = mapped("Name,Email,Size\nGrace,grace@navy.example,39\n", member)
    other = mapped("Email,Name,Size\ngrace@navy.example,Grace,39\n", member)

    assert again == [(field, "As in the import of “people.csv”.") for field in chosen]
    assert [field for field, _ in other] == ["email", "full_name", ""]


def test_a_member_is_not_told_of_a_colleagues_import(workspace, member, plain_member):
    theirs = importing.upload(file_of("Name,Email,Size\nAda,ada@engines.example,43\n"), by=member)
    importing.start(
        theirs, by=member, mapping=[{"column": 0, "field": "company"}, {"column": 1, "field": "email"}]
    )

    found = mapped("Name,Email,Size\nGrace,grace@navy.example,39\n", plain_member)

    assert [field for field, _ in found] == ["full_name", "email", ""]
    assert not any("people.csv" in reason for _, reason in found)


def test_an_own_field_that_is_gone_is_not_proposed_again(workspace, member):
    field = CustomFieldFactory(label="Shoe", key="shoe")
    taken_in("Name,Shoe\nAda,43\n", member)
    with operation("test"):
        field.delete()

    assert [field for field, _ in mapped("Name,Shoe\nAda,43\n", member)] == ["full_name", ""]


def test_an_upload_that_was_never_started_decides_nothing_about_the_next(workspace, member):
    importing.upload(file_of("Name,Email\nAda,ada@engines.example\n"), by=member)

    assert [reason for _, reason in mapped("Name,Email\nAda,ada@engines.example\n", member)] == [
        "The header says so.", "The header says so, and all values are email addresses.",
    ]  # fmt: skip


def test_a_neighbours_mapping_is_not_remembered(workspace, neighbour, member):
    with workspace_scope(neighbour.workspace):
        lead_import = importing.upload(file_of("Name,Email,Size\nAda,ada@engines.example,43\n"), by=neighbour)
        importing.start(
            lead_import,
            by=neighbour,
            mapping=[{"column": 0, "field": "company"}, {"column": 1, "field": "email"}],
        )

    assert [field for field, _ in mapped("Name,Email,Size\nAda,ada@engines.example,43\n", member)] == [
        "full_name",
        "email",
        "",
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "mac_roman"])
def test_an_import_of_an_old_encoding_brings_the_names_in_as_they_are(workspace, member, files, encoding):
    content = (
        "Vorname;Nachname;E-Mail\nJörg;Müßig;joerg@example.example\nZoë;Größe;zoe@example.example\n".encode(
            encoding
        )
    )

    lead_import = taken_in(content, member)

    assert lead_import.counts["created"] == 2
    assert sorted(Lead.objects.values_list("full_name", flat=True)) == ["Jörg Müßig", "Zoë Größe"]


def test_reading_again_leaves_one_text_beside_the_upload(
    workspace, member, files, django_capture_on_commit_callbacks
):
    lead_import = importing.upload(
        file_of("Name;Email\nJörg Groß;j@example.example\n".encode("cp1252")), by=member
    )

    for encoding in ("mac_roman", "cp1250", "cp1252"):
        with django_capture_on_commit_callbacks(execute=True):
            lead_import = importing.reread(lead_import, Reading(encoding=encoding))

    left = {str(path.relative_to(files)) for path in files.rglob("*") if path.is_file()}
    assert left == {lead_import.file.name, lead_import.table}
    assert lead_import.sheet["sample"] == [["Jörg Groß", "j@example.example"]]


def test_an_upload_that_breaks_after_it_was_read_leaves_no_file(workspace, member, files, monkeypatch):
    def broken(stored):
        raise OSError("No space left on device")

    monkeypatch.setattr(uploading, "_digest", broken)
    with pytest.raises(OSError, match="No space"):
        importing.upload(file_of("Name;Email\nJörg Groß;j@example.example\n".encode("cp1252")), by=member)

    assert [path for path in files.rglob("*") if path.is_file()] == []
