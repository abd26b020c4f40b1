"""Downloaded rows that come back corrected: they finish the import they came from, and nothing becomes a duplicate."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import Workbook

from hirepilot import queue
from hirepilot.errors import NothingToUndo
from hirepilot.models import Membership, Notification, Operation
from hirepilot.services.undo import undo
from hirepilot.tenancy import workspace_scope
from leads.errors import ImportRefused, RowRefused
from leads.models import ImportRow, Lead, LeadImport
from leads.services import correcting, dry_run, import_control, import_rows, importing, reuploading
from tests.factories.hirepilot import MembershipFactory, WorkspaceFactory
from tests.factories.imports import HEADER, table, taken_in, uploaded
from tests.factories.leads import LeadFactory

ROWS = [
    ["Ada Byron", "ada@engines.example"],
    ["", "no address", "", "Navy"],
    ["", "bad", "", "Bletchley"],
    ["Charles Babbage", "ada@engines.example", "", "Analytical"],
]


@pytest.fixture
def earlier(workspace, member):
    return taken_in(table(ROWS), member, tags=["Fair"])


def bucket(lead_import, *outcomes):
    """[header, *rows] as they are downloaded."""
    header, told = reuploading.as_downloaded(lead_import)
    found = [
        row for name in outcomes or ("skipped", "failed") for row in import_rows.rows_of(lead_import, name)
    ]
    return [header, *([str(cell) for cell in told(row)] for row in found)]


def corrected(lead_import, people, *outcomes):
    """The bucket with other names and addresses: {line: (name, email)}."""
    header, *rows = bucket(lead_import, *outcomes)
    name, email = header.index("Full name"), header.index("Email")
    for row in rows:
        if int(row[0]) in people:
            row[name], row[email] = people[int(row[0])]
    return [header, *rows]


def as_file(lines, delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(lines)
    return text.getvalue()


def run(lines, member, **settings):
    upload = uploaded(as_file(lines), member, name="corrected.csv")
    lead_import = importing.start(upload, by=member, **importing.settings_of(upload) | settings)
    queue.work(lead_import.job_id)
    lead_import.refresh_from_db()
    return lead_import


def counts(lead_import):
    return {name: count for name, count in LeadImport.objects.get(pk=lead_import.pk).counts.items() if count}


def names():
    return sorted(Lead.objects.values_list("full_name", flat=True))


GRACE, ALAN = ("Grace Hopper", "grace@navy.example"), ("Alan Turing", "alan@bletchley.example")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_downloaded_rows_are_recognised_however_a_spreadsheet_saves_them(
    earlier, member, encoding, delimiter
):
    lines = corrected(earlier, {3: ("Zoë Müller", "zoe@navy.example")})
    upload = uploaded(as_file(lines, delimiter).encode(encoding), member)

    assert (upload.corrects, upload.tags) == (earlier, ["Fair"])
    fields = {upload.sheet["header"][item["column"]]: item["field"] for item in upload.mapping}
    assert fields == {HEADER[item["column"]]: item["field"] for item in earlier.mapping}


def test_columns_may_be_moved_and_left_out_by_the_person(earlier, member):
    lines = corrected(earlier, {3: GRACE})
    turned = [[row[row_at] for row_at in (5, 4, 8, 6, 0)] for row in lines]
    again = run(turned, member)

    assert counts(again) == {"created": 1, "skipped": 1, "failed": 1}
    row = ImportRow.objects.get(lead_import=earlier, line=3)
    assert row.cells == ["Grace Hopper", "grace@navy.example", "", "Navy", *[""] * 4]


def test_a_workbook_of_them_is_recognised_too(earlier, member, tmp_path):
    book = Workbook()
    for row in corrected(earlier, {3: GRACE}):
        book.active.append([int(cell) if cell.isdigit() else cell for cell in row])
    book.save(tmp_path / "rows.xlsx")
    upload = uploaded((tmp_path / "rows.xlsx").read_bytes(), member, "rows.xlsx")
    again = importing.start(upload, by=member, **importing.settings_of(upload))
    queue.work(again.job_id)

    assert (again.corrects, counts(earlier)) == (earlier, {"created": 2, "skipped": 1, "failed": 1})


@pytest.mark.proves("PRO-01")
def test_corrected_rows_finish_the_earlier_import_and_its_counts_still_add_up(earlier, member):
    before = counts(earlier)
    again = run(corrected(earlier, {3: GRACE}), member)

    assert before == {"created": 1, "skipped": 1, "failed": 2}
    assert counts(earlier) == {"created": 2, "skipped": 1, "failed": 1}
    assert counts(again) == {"created": 1, "skipped": 1, "failed": 1}
    row = ImportRow.objects.get(lead_import=earlier, line=3)
    grace = Lead.objects.get(full_name="Grace Hopper")
    assert (row.outcome, row.code, row.lead_id) == ("created", "corrected", grace.pk)
    assert (grace.created_in, grace.tags.get().name) == (earlier.operation_id, "Fair")
    assert names() == ["Ada Byron", "Grace Hopper"]
    assert importing.check_leads_are_there(LeadImport.objects.get(pk=earlier.pk)) == 0


def test_finishing_an_old_import_is_no_wait_of_which_anybody_is_told(earlier, member):
    days_ago = timezone.now() - timedelta(days=5)
    Operation.objects.filter(pk=earlier.operation_id).update(started_at=days_ago)
    run(corrected(earlier, {3: ("Grace Hopper", "grace@navy.example")}), member)
    assert not Notification.objects.exists()


def test_the_same_corrected_file_twice_takes_nothing_in_twice(earlier, member):
    lines = corrected(earlier, {3: ("Grace Hopper", ""), 4: ("Alan Turing", "")})
    first, second = run(lines, member), run(lines, member)

    assert counts(first) == {"created": 2, "skipped": 1}
    assert counts(second) == {"unchanged": 2, "skipped": 1}
    assert counts(earlier) == {"created": 3, "skipped": 1}
    assert names() == ["Ada Byron", "Alan Turing", "Grace Hopper"]


def test_a_row_corrected_on_the_page_since_is_not_taken_in_again(earlier, member):
    lines = corrected(earlier, {3: ("Grace Hopper", "")})
    correcting.correct(earlier, 3, ["Grace B. Hopper"], by=member)
    again = run(lines, member)

    assert (counts(again), names()) == (
        {"unchanged": 1, "skipped": 1, "failed": 1}, ["Ada Byron", "Grace B. Hopper"],
    )  # fmt: skip


def test_all_rows_may_come_back_those_that_are_leads_stay_as_they_are(earlier, member):
    again = run(corrected(earlier, {3: GRACE}, "created", "skipped", "failed"), member)

    assert (counts(again), names()) == (
        {"created": 1, "skipped": 2, "failed": 1}, ["Ada Byron", "Grace Hopper"],
    )  # fmt: skip


def test_undo_takes_back_both_and_says_so_to_whoever_comes_later(earlier, member):
    lines = corrected(earlier, {3: GRACE})
    again = run(lines, member)
    late = uploaded(as_file(lines), member)
    undo(earlier.operation, by=member)

    assert again.operation_id == earlier.operation_id
    assert not Lead.objects.exists()
    with pytest.raises(ImportRefused, match="was taken back"):
        importing.start(late, by=member, **importing.settings_of(late))
    assert uploaded(as_file(lines), member).corrects is None


def test_where_the_refused_rows_are_no_longer_kept_the_corrected_ones_come_in_as_new(earlier, member):
    lines = corrected(earlier, {3: GRACE, 4: ALAN})
    late = uploaded(as_file(lines), member)
    LeadImport.objects.filter(pk=earlier.pk).update(files_removed_at=timezone.now())

    with pytest.raises(ImportRefused, match="no longer kept"):
        importing.start(late, by=member, **importing.settings_of(late))
    again = run(lines, member)
    assert (again.corrects, again.created, names()) == (None, 2, ["Ada Byron", "Alan Turing", "Grace Hopper"])


def test_the_earlier_import_is_not_taken_back_while_its_rows_are_being_finished(earlier, member):
    upload = uploaded(as_file(corrected(earlier, {3: GRACE})), member)
    importing.start(upload, by=member, **importing.settings_of(upload))

    with pytest.raises(NothingToUndo, match="still going on"):
        undo(earlier.operation, by=member)


def test_stopping_it_half_way_takes_back_nothing_of_the_earlier_import(earlier, member):
    upload = uploaded(as_file(corrected(earlier, {3: GRACE})), member)
    upload = importing.start(upload, by=member, **importing.settings_of(upload))
    upload, undone = import_control.cancel(upload, by=member, take_back=True)

    assert (upload.state, undone, names()) == (LeadImport.State.CANCELLED, None, ["Ada Byron"])


def test_killed_between_chunks_it_goes_on_where_it_was(workspace, member, settings, monkeypatch):
    settings.IMPORT_CHUNK_ROWS = 3
    earlier = taken_in(table([["Ada Byron"], *(["", f"bad {n}"] for n in range(10))]), member)
    people = {line: (f"Person Number{line}", "") for line in range(3, 13)}
    upload = uploaded(as_file(corrected(earlier, people)), member)
    upload = importing.start(upload, by=member, **importing.settings_of(upload))
    usual, chunks = importing._take_chunk, []

    def killed(*args):
        usual(*args)
        chunks.append(1)
        if len(chunks) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(importing, "_take_chunk", killed)
        importing.run(upload)
    assert counts(earlier) == {"created": 7, "failed": 4}
    importing.run(LeadImport.objects.get(pk=upload.pk))

    assert (counts(earlier), counts(upload)) == ({"created": 11}, {"created": 10})
    assert Lead.objects.count() == 11


@pytest.mark.parametrize(
    ("line", "number"), [("2", None), ("99", None), ("-3", None), ("9" * 30, None), ("", None), ("3", "7777777"), ("3", "")]
)  # fmt: skip
def test_a_row_whose_line_or_number_was_tampered_with_is_left_out_with_the_reason(
    earlier, member, line, number
):
    header, *rows = corrected(earlier, {3: GRACE, 4: ALAN})
    wrong = next(row for row in rows if row[0] == "3")
    wrong[0] = line
    if number is not None:
        wrong[4] = number
    again = run([header, *sorted(rows, key=lambda row: row is wrong)], member)

    left = again.rows.get(code="no_such_row")
    assert (left.outcome, counts(again)) == ("skipped", {"created": 1, "skipped": 2})
    assert names() == ["Ada Byron", "Alan Turing"]


def test_a_line_twice_in_the_file_is_taken_in_once(earlier, member):
    header, *rows = corrected(earlier, {3: ("Grace Hopper", "")})
    again = run([header, *rows, *rows], member)

    assert counts(earlier) == {"created": 2, "skipped": 1, "failed": 1}
    assert (again.unchanged, names()) == (3, ["Ada Byron", "Grace Hopper"])


def test_rows_of_another_workspaces_import_come_in_as_new(workspace, member):
    neighbour = WorkspaceFactory()
    with workspace_scope(neighbour):
        theirs = taken_in(table(ROWS), MembershipFactory(workspace=neighbour))
        lines = corrected(theirs, {3: GRACE})
    upload = uploaded(as_file(lines), member)

    assert upload.corrects is None
    run(lines, member)
    with workspace_scope(neighbour):
        assert counts(theirs) == {"created": 1, "skipped": 1, "failed": 2}


def test_a_member_who_may_not_see_the_earlier_import_finishes_nothing_of_it(earlier, plain_member):
    assert plain_member.role == Membership.Role.MEMBER
    upload = uploaded(as_file(corrected(earlier, {3: GRACE})), plain_member)

    assert upload.corrects is None
    assert all(not item["field"] for item in upload.mapping if item["column"] < 5)
    assert counts(earlier) == {"created": 1, "skipped": 1, "failed": 2}


def test_our_own_columns_are_imported_by_nobody(earlier, member):
    upload = uploaded(as_file(corrected(earlier, {3: GRACE})), member)
    mapping = [item | {"field": "note"} if item["column"] == 3 else item for item in upload.mapping]
    again = run(corrected(earlier, {3: GRACE}), member, mapping=[*mapping, {"column": 3, "field": "note"}])

    assert [item["field"] for item in again.mapping if item["column"] == 3] == [""]


def test_what_is_refused_again_waits_in_the_earlier_import_and_comes_back_from_either(earlier, member):
    again = run(corrected(earlier, {3: ("", "still bad"), 4: ALAN}), member)
    row = ImportRow.objects.get(lead_import=earlier, line=3)

    assert (row.outcome, row.cells[1]) == ("failed", "still bad")
    header, refused = bucket(again, "failed")
    assert (header, refused[0], refused[4]) == (bucket(earlier)[0], "3", str(earlier.pk))
    with pytest.raises(RowRefused):
        correcting.correct(again, again.rows.get(outcome="failed").line, ["Grace"], by=member)
    run(corrected(again, {3: GRACE}, "failed"), member)
    assert counts(earlier) == {"created": 3, "skipped": 1}


def test_a_check_says_what_the_run_does(earlier, member, settings):
    settings.IMPORT_CHUNK_ROWS = 2
    LeadFactory(name="Grace Hopper", email="grace@navy.example")
    header, *rows = corrected(earlier, {3: GRACE, 4: ALAN})
    upload = uploaded(as_file([header, *rows, rows[0], rows[2], rows[1]]), member)
    upload = dry_run.check(upload, **importing.settings_of(upload))
    foreseen = [
        (one.line, one.outcome, one.code) for _, found in dry_run.foreseen(upload) for one, _ in found
    ]
    upload = importing.start(upload, by=member, **importing.settings_of(upload))
    queue.work(upload.job_id)

    assert foreseen == [
        (row.line, row.outcome, row.code) for row in import_rows.rows_of(LeadImport.objects.get(pk=upload.pk))
    ]
    assert {outcome for _, outcome, _ in foreseen} == {"created", "updated", "unchanged", "skipped"}
