"""Cells fixed before an import: the check and the run read them in place of the file's."""

import random

import pytest
from django.core.files.storage import default_storage

from hirepilot import queue
from hirepilot.models import Job, Workspace
from leads.errors import AlreadyStarted, RowRefused
from leads.models import Lead, LeadImport
from leads.services import dry_rows, dry_run, fixing, import_control, import_rows, importing
from leads.sources.reading import Reading
from tests.factories.imports import HEADER, people, table, uploaded
from tests.factories.leads import LeadFactory
from tests.leads.services.test_dry_run import became, messy_rows, person, said

ROWS = [["Ada Byron", "ada@engines.example"], ["", "bad"], ["Shifted", *[""] * 8, "too far"], ["", "worse"]]


@pytest.fixture(autouse=True)
def small_chunks(settings):
    settings.IMPORT_CHUNK_ROWS = 3


def checked(lead_import, **settings):
    dry_run.check(lead_import, **{"mapping": lead_import.mapping, **settings})
    queue.work(Job.objects.filter(task=dry_run.TASK).latest("pk").pk)
    return LeadImport.objects.get(pk=lead_import.pk)


@pytest.fixture
def lead_import(workspace, member):
    return checked(uploaded(table(ROWS), member))


def run(lead_import, member):
    lead_import = importing.start(lead_import, by=member, **importing.settings_of(lead_import))
    queue.work(lead_import.job_id)
    return LeadImport.objects.get(pk=lead_import.pk)


def path_of(lead_import):
    return lead_import.dry_rows


def test_a_fixed_row_is_marked_until_it_is_checked_again_and_then_taken_in_so(lead_import, member):
    fixing.fix(lead_import, 3, ["Grace Hopper", "grace@navy.example"])
    fixing.fix(lead_import, 4, ["Alan Turing"])
    lead_import = LeadImport.objects.get()
    marks = [
        row["fixed"] for row in dry_run.in_words(dry_rows.read(lead_import, limit=9), lead_import, member)
    ]
    lead_import = checked(lead_import)
    again = [
        row["fixed"] for row in dry_run.in_words(dry_rows.read(lead_import, limit=9), lead_import, member)
    ]
    lead_import = run(lead_import, member)

    assert (marks, again) == (["", "since", "since", ""], ["", "before", "before", ""])
    assert lead_import.counts | {"created": 3, "failed": 1} == lead_import.counts
    assert sorted(Lead.objects.values_list("full_name", flat=True)) == [
        "Ada Byron",
        "Alan Turing",
        "Grace Hopper",
    ]
    assert [row.cells[0] for row in import_rows.rows_of(lead_import)] == [
        "Ada Byron", "Grace Hopper", "Alan Turing", "",
    ]  # fmt: skip


def test_a_row_that_is_blanked_is_left_out(lead_import, member):
    fixing.fix(lead_import, 2, [" ", ""])

    assert next(row.code for row in import_rows.rows_of(run(lead_import, member))) == "blank_row"
    assert not Lead.objects.exists()


@pytest.mark.proves("PRO-02")
@pytest.mark.parametrize("policy", Workspace.MatchPolicy.values)
@pytest.mark.parametrize("seed", range(3))
def test_with_fixes_too_every_row_becomes_what_was_foreseen(workspace, member, seed, policy):
    draw = random.Random(seed)
    for number in range(4):
        LeadFactory(name=person(number), email=f"p{number}@x.example", linkedin=f"person-{number}")
    settings, header = {"policy": policy, "overwrite": ["title"]}, [*HEADER, "Status", "Owner", "Note", "Note date"]
    lead_import = checked(uploaded(table(messy_rows(draw, 40), header), member), **settings)
    for line, cells in zip(draw.sample(range(2, 42), 15), messy_rows(draw, 15), strict=True):
        fixing.fix(lead_import, line, cells)
    lead_import = checked(LeadImport.objects.get(), **settings)

    foreseen = said(lead_import)
    stored = [
        (row["line"], row["outcome"], row["code"], row["detail"])
        for row in dry_rows.read(lead_import, limit=99)
    ]
    lead_import = run(lead_import, member)
    assert foreseen == stored == became(lead_import)
    assert sum(lead_import.counts.values()) == 40


@pytest.mark.parametrize("line", [1, 99, 2**62])
def test_only_rows_that_the_check_has_found_are_fixed(lead_import, line):
    with pytest.raises(RowRefused, match="no row in this line"):
        fixing.fix(lead_import, line, ["Ada"])


def test_what_stands_beyond_the_last_column_is_never_dropped(lead_import):
    with pytest.raises(RowRefused, match="more in this row than the file has columns"):
        fixing.fix(lead_import, 4, ["Shifted", *[""] * 8, "too far"])
    assert LeadImport.objects.get().fixes == {}


def test_there_are_only_so_many_fixes_and_the_refusal_says_what_to_do(lead_import, monkeypatch):
    monkeypatch.setattr(fixing, "MOST_FIXES", 1)
    fixing.fix(lead_import, 3, ["Grace Hopper"])
    fixing.fix(lead_import, 3, ["Grace B. Hopper"])
    with pytest.raises(RowRefused, match="Correct the file in a spreadsheet"):
        fixing.fix(lead_import, 4, ["Alan Turing"])
    monkeypatch.setattr(fixing, "MOST_CHARACTERS", 100)
    with pytest.raises(RowRefused, match="Correct the file in a spreadsheet"):
        fixing.fix(lead_import, 3, ["x" * 101])

    assert LeadImport.objects.get().fixes["3"][0] == "Grace B. Hopper"


def test_a_started_import_is_not_fixed_any_more(lead_import, member):
    importing.start(lead_import, by=member, **importing.settings_of(lead_import))
    with pytest.raises(AlreadyStarted):
        fixing.fix(lead_import, 3, ["Grace Hopper"])


def test_a_file_that_is_read_in_another_way_has_no_fixes(lead_import):
    fixing.fix(lead_import, 3, ["Grace Hopper"])
    importing.reread(lead_import, Reading(header_line=0))

    assert LeadImport.objects.get().fixes == {}


def test_all_rows_are_there_by_outcome_and_reason_in_pages(workspace, member):
    lead_import = checked(uploaded(table([*people(30), ["", "bad"], ["", ""], ["", "worse"]]), member))
    first = dry_rows.page(lead_import, outcome="created", size=20)
    second = dry_rows.page(lead_import, outcome="created", after=first.next, size=20)
    back = dry_rows.page(lead_import, outcome="created", before=second.previous, size=20)

    lines = [[row["line"] for row in page] for page in (first, second, back)]
    assert lines == [list(range(2, 22)), list(range(22, 32)), list(range(2, 22))]
    assert second.next is None
    assert [row["line"] for row in dry_rows.page(lead_import, outcome="failed", code="not_an_email")] == [
        32,
        34,
    ]
    assert dry_rows.page(lead_import, code="'; DROP TABLE row").rows == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("over", ["asked anew", "started", "cancelled", "read anew"])
def test_the_file_of_a_check_goes_when_the_check_does(workspace, member, over):
    lead_import = checked(uploaded(table(ROWS), member))
    name = path_of(lead_import)
    there = default_storage.exists(name)
    {
        "asked anew": lambda: dry_run.check(lead_import, mapping=lead_import.mapping),
        "started": lambda: importing.start(lead_import, by=member, mapping=lead_import.mapping),
        "cancelled": lambda: import_control.cancel(lead_import, by=member),
        "read anew": lambda: importing.reread(lead_import, Reading(header_line=0)),
    }[over]()

    assert (there, default_storage.exists(name)) == (True, False)


def test_a_check_that_breaks_off_leaves_no_file(workspace, member, monkeypatch):
    def broken(lead_import):
        yield from ()
        raise ValueError("no such luck")

    monkeypatch.setattr(dry_run, "foreseen", broken)
    lead_import = uploaded(table(ROWS), member)
    lead_import = dry_run.check(lead_import, mapping=lead_import.mapping)
    with pytest.raises(ValueError, match="no such luck"):
        dry_run.run(lead_import, lead_import.dry_run["key"])

    assert not default_storage.exists(path_of(lead_import))
    assert dry_rows.read(lead_import, limit=1) == []
