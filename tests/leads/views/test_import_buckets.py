"""The rows of an import as files, and files of them that come back corrected."""

import io

import pytest
from openpyxl import load_workbook

from hirepilot import queue
from hirepilot.services.undo import undo
from leads.models import Lead, LeadImport
from leads.services import import_control, importing
from tests.factories.import_pages import MIXED, page_of, rows_of
from tests.factories.imports import people, started, table, taken_in, uploaded

State = LeadImport.State


OURS = ["Import line", "Import outcome", "Import reason", "Import reason in words", "Import number"]


def test_a_bucket_is_downloaded_in_the_users_own_columns_with_line_and_reason(client, member):
    lead_import = taken_in(MIXED, member)

    answer = client.get(f"{page_of(lead_import)}rows.csv?outcome=failed")

    header, *rows = rows_of(answer)
    assert header == [*OURS, *lead_import.sheet["header"]]
    assert [row[:3] + row[5:] for row in rows] == [
        ["4", "failed", "not_an_email", "", "not an address", *[""] * 6],
        ["5", "failed", "too_many_cells", "Nobody", *[""] * 7, "one too many"],
    ]
    assert all(row[3] and row[4] == str(lead_import.pk) for row in rows)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="people failed rows.csv"'


def test_created_rows_come_from_the_file_and_all_rows_are_all(client, member):
    lead_import = taken_in(MIXED, member)

    _, *created = rows_of(client.get(f"{page_of(lead_import)}rows.csv?outcome=created"))
    _, *everything = rows_of(client.get(f"{page_of(lead_import)}rows.csv"))

    assert [(row[0], row[2], row[5]) for row in created] == [
        ("2", "", "Ada Byron"), ("8", "", "'=SUM(1)"), ("9", "not_an_email", "Alan Turing"),
    ]  # fmt: skip
    assert [(row[0], row[1]) for row in everything] == [
        ("2", "created"), ("3", "updated"), ("4", "failed"), ("5", "failed"), ("6", "skipped"), ("7", "skipped"),
        ("8", "created"), ("9", "created"),
    ]  # fmt: skip


def test_rows_that_were_not_reached_are_in_no_download(client, member, settings, monkeypatch):
    settings.IMPORT_CHUNK_ROWS = 10
    lead_import = started(table(people(30)), member)
    usual = importing._take_chunk

    def once(import_id, chunk, rules):
        if chunk.starts_at:
            import_control.cancel(lead_import, by=member)
        usual(import_id, chunk, rules)

    monkeypatch.setattr(importing, "_take_chunk", once)
    queue.work(lead_import.job_id)

    _, *rows = rows_of(client.get(f"{page_of(lead_import)}rows.csv"))

    assert [row[0] for row in rows] == [str(line) for line in range(2, 12)]


def test_corrected_rows_can_be_imported_as_they_were_downloaded(client, member):
    answer = client.get(f"{page_of(taken_in(MIXED, member))}rows.csv?outcome=failed")
    text = b"".join(answer.streaming_content).replace(b"not an address", b"ivy@engines.example")

    again = taken_in(text, member)

    assert again.counts == {
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "merged": 0,
        "skipped": 0,
        "failed": 1,
    }
    assert Lead.objects.filter(email="ivy@engines.example").exists()
    assert not any(item["field"] for item in again.mapping if item["column"] < len(OURS))


def test_the_pages_say_which_import_the_rows_finish(client, member, as_member, plain_member):
    earlier = taken_in(MIXED, member)
    answer = client.get(f"{page_of(earlier)}rows.csv?outcome=failed")
    text = b"".join(answer.streaming_content).replace(b"not an address", b"ivy@engines.example")
    mapping = client.get(page_of(uploaded(text, member))).text
    theirs = as_member(plain_member).get(page_of(uploaded(text, plain_member))).text
    again = taken_in(text, member)
    result, finished = client.get(page_of(again)).text, client.get(page_of(earlier)).text
    correct = client.get(f"{page_of(again)}rows/3/")

    assert "These are 2 rows of the import of “people.csv”" in mapping
    assert "cannot be finished with them" in theirs
    assert earlier.get_absolute_url() not in theirs
    assert "These rows finish the import of “people.csv”." in result
    assert "Undo import" not in result
    assert f"{again.get_absolute_url()}rows/" not in result
    assert again.get_absolute_url() in finished
    assert (correct.status_code, correct.url) == (302, earlier.get_absolute_url())


def test_a_bucket_for_excel_comes_back_corrected_and_what_stands_beyond_its_columns_is_not_dropped(
    client, member, tmp_path
):
    earlier = taken_in(MIXED, member)
    answer = client.get(f"{page_of(earlier)}rows.csv?outcome=failed&as=xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    header, first, second = ([cell.value for cell in row] for row in book.active.rows)
    book.active.cell(2, header.index("Full name") + 1).value = "Ivy Engines"
    book.save(tmp_path / "rows.xlsx")
    again = taken_in((tmp_path / "rows.xlsx").read_bytes(), member)

    assert answer.headers["Content-Disposition"] == 'attachment; filename="people failed rows.xlsx"'
    assert (header[:5], first[0], second[0], second[-1]) == (OURS, "4", "5", "one too many")
    assert (again.corrects, again.created, again.failed) == (earlier, 1, 1)
    assert again.rows.get(outcome="failed").detail.startswith("There is more in this row")
    assert [row.line for row in earlier.rows.filter(outcome="failed")] == [5]


def test_more_rows_than_a_page_writes_as_a_workbook_are_had_as_csv(client, member, settings):
    settings.EXPORT_DIRECT_ROWS = 1
    earlier = taken_in(MIXED, member)
    answer = client.get(f"{page_of(earlier)}rows.csv?as=xlsx", follow=True)

    assert "These are more than 1 rows. Download them as CSV." in answer.text
    assert "Download failed rows for Excel" not in answer.text


def test_rows_of_an_import_that_was_taken_back_meanwhile_are_not_started(client, member):
    earlier = taken_in(MIXED, member)
    answer = client.get(f"{page_of(earlier)}rows.csv?outcome=failed")
    upload = uploaded(b"".join(answer.streaming_content), member)
    undo(earlier.operation, by=member)
    fields = {f"column-{item['column']}": item["field"] for item in upload.mapping}
    page = client.post(f"{page_of(upload)}start/", {**fields, "policy": "fill"})

    assert page.status_code == 422
    assert "Upload the file again" in page.text
    assert LeadImport.objects.get(pk=upload.pk).state == LeadImport.State.MAPPING


@pytest.mark.parametrize("outcome", ["deleted", "Failed", "failed'--"])
def test_there_is_no_bucket_of_another_name(client, member, outcome):
    lead_import = taken_in(MIXED, member)
    assert client.get(f"{page_of(lead_import)}rows.csv", {"outcome": outcome}).status_code == 404
