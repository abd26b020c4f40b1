"""An export by a worker: which leads, whose file, for how long, and what happens when something comes in between."""

import errno
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone

from hirepilot import queue
from hirepilot.errors import LeaseLost
from hirepilot.models import Job, Membership, Notification, Operation, Workspace
from hirepilot.tenancy import workspace_scope
from leads.errors import ExportGone, ExportNotReady, ExportRefused
from leads.models import LeadExport
from leads.services import export_files, export_run, exports
from tests.factories.lead_exports import ready, started, written
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.usefixtures("workspace")
State = LeadExport.State


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def left(folder):
    """All files below a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


def lines_of(lead_export):
    with default_storage.open(lead_export.file) as file:
        return file.read().decode("utf-8-sig").splitlines()


def names(lead_export):
    return [line.partition(",")[0] for line in lines_of(lead_export)[1:]]


def run_again(lead_export):
    """Let its job be due and run, whatever became of it before."""
    Job.objects.filter(pk=lead_export.job_id).update(state=Job.State.QUEUED, run_after=timezone.now())
    queue.work(lead_export.job_id)
    lead_export.refresh_from_db()
    return lead_export


# --- whose leads -------------------------------------------------------------------------------------------------------
@pytest.mark.proves("PRO-69", "WHO-085", "WHO-156")
def test_it_has_what_the_member_may_see_when_it_is_written(member, plain_member, neighbour):
    hers, mine = LeadFactory(name="Hers", owner=member), LeadFactory(name="Mine", owner=plain_member)
    with workspace_scope(neighbour.workspace):
        theirs = LeadFactory(name="Theirs")
    waiting = started(plain_member, leads=[hers.pk, mine.pk, theirs.pk])
    LeadFactory(name="New", owner=plain_member)

    assert names(run_again(waiting)) == ["Mine"]
    assert names(written(plain_member)) == ["Mine", "New"]
    assert names(written(member)) == ["Hers", "Mine", "New"]


def test_the_filter_holds_when_it_is_written(member):
    LeadFactory(name="Replied", status="replied")
    waiting = started(member, query="status=replied&status=qualified")
    LeadFactory(name="Qualified", status="qualified")
    LeadFactory(name="New")

    done = run_again(waiting)

    assert names(done) == ["Replied", "Qualified"]
    assert (done.state, done.rows_total, done.rows_done) == (State.DONE, 2, 2)
    assert done.size == default_storage.size(done.file)
    assert done.expires_at - done.finished_at >= timedelta(days=7) - timedelta(seconds=1)


def test_who_may_no_longer_export_when_it_is_written_gets_no_file(workspace, plain_member, files):
    LeadFactory()
    waiting = started(plain_member)
    Workspace.objects.filter(pk=workspace.pk).update(members_export=False)

    done = run_again(waiting)

    assert (done.state, done.file) == (State.FAILED, "")
    assert done.problem == "Your role cannot export leads. Ask somebody who is Owner, Admin or Member."
    assert left(files) == []


def test_a_filter_that_lost_its_meaning_meanwhile_is_said_and_exports_nobody(member, files):
    LeadFactory()
    waiting = started(member)
    LeadExport.objects.update(query="tag=gone")

    assert (run_again(waiting).state, waiting.problem) == (State.FAILED, exports.BAD_FILTER)
    assert left(files) == []


@pytest.mark.parametrize(
    "wanted", [{"query": "q=nobody"}, {"leads": []}, {"leads": [10**15]}, {"query": "tag=none"}]
)
def test_nobody_is_not_exported(member, wanted):
    LeadFactory()

    with pytest.raises(ExportRefused):
        started(member, **wanted)

    assert not LeadExport.objects.exists()
    assert not Operation.objects.filter(kind="lead.export").exists()


def test_times_are_those_of_the_member(member):
    member.user.time_zone = "Asia/Tokyo"
    member.user.save()
    LeadFactory()

    assert lines_of(written(member, columns=["created"]))[0] == "Created (Asia/Tokyo)"


def test_only_the_chosen_columns_are_there_in_their_usual_order(member):
    LeadFactory(name="Ada Byron", title="CTO", email="ada@engines.example")

    assert lines_of(written(member, columns=["title", "gone", "full_name"])) == [
        "Full name,Job title",
        "Ada Byron,CTO",
    ]


# --- in between --------------------------------------------------------------------------------------------------------
def test_a_second_delivery_finds_it_done(member, files):
    LeadFactory()
    done = written(member)
    file = done.file

    assert run_again(done).file == file
    assert len(left(files)) == 1


def test_a_run_after_a_dead_one_begins_anew_and_removes_what_that_left(
    member, files, django_capture_on_commit_callbacks
):
    LeadFactory(name="Ada")
    half = default_storage.path(f"{member.workspace_id}/exports/dead/leads.csv")
    waiting = started(member)
    ready(member)  # somebody else's stays
    LeadExport.objects.filter(pk=waiting.pk).update(
        state=State.RUNNING, file=f"{member.workspace_id}/exports/dead/leads.csv", rows_done=5
    )
    (files / str(member.workspace_id) / "exports" / "dead").mkdir()
    with open(half, "w") as file:
        file.write("Full na")

    with django_capture_on_commit_callbacks(execute=True):
        run_again(waiting)

    assert names(waiting) == ["Ada"]
    assert len(left(files)) == 2
    assert files / half not in left(files)


def test_a_worker_that_wakes_up_late_removes_its_own_file_and_leaves_the_other(member, files, settings):
    LeadFactory.create_batch(3)
    settings.EXPORT_CHUNK_ROWS = 1
    waiting = started(member)
    real, runs = export_run._note, []

    def overtaken(export_id, begun, **found):
        if "rows_done" in found and not runs:
            runs.append(begun)
            with pytest.MonkeyPatch.context() as other:
                other.setattr(export_run, "_note", real)
                export_run.run(LeadExport.objects.get(pk=export_id))
        real(export_id, begun, **found)

    with pytest.MonkeyPatch.context() as late:
        late.setattr(export_run, "_note", overtaken)
        with pytest.raises(LeaseLost):
            export_run.run(waiting)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.rows_done) == (State.DONE, 3)
    assert waiting.file != runs[0]
    assert left(files) == [files / waiting.file]


def test_cancelling_stops_it_and_leaves_nothing(member, files, settings, django_capture_on_commit_callbacks):
    LeadFactory.create_batch(3)
    settings.EXPORT_CHUNK_ROWS = 1
    waiting = started(member)
    real = export_run._note

    def cancelled(export_id, begun, **found):
        if found.get("rows_done") == 2:
            with django_capture_on_commit_callbacks(execute=True):
                exports.withdraw(LeadExport.objects.get(pk=export_id))
        real(export_id, begun, **found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export_run, "_note", cancelled)
        queue.work(waiting.job_id)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.file, left(files)) == (State.CANCELLED, "", [])
    assert Job.objects.get(pk=waiting.job_id).state == Job.State.CANCELLED
    assert exports.withdraw(waiting).state == State.CANCELLED
    assert run_again(waiting).state == State.CANCELLED


class FullStorage(FileSystemStorage):
    """A disk without room for more than the first bytes."""

    def _open(self, name, mode="rb"):
        return open("/dev/full", "wb") if mode == "wb" else super()._open(name, mode)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_full_disk_ends_it_with_a_sentence_and_leaves_no_part_of_a_file(member, files, monkeypatch, kind):
    LeadFactory.create_batch(20)
    monkeypatch.setattr(export_run, "default_storage", FullStorage())

    done = written(member, format=kind)

    assert (done.state, done.problem, done.file) == (State.FAILED, export_run.NO_ROOM, "")
    assert left(files) == []


def test_what_breaks_again_and_again_is_given_up_and_can_be_started_again(
    member, files, monkeypatch, django_capture_on_commit_callbacks
):
    LeadFactory()
    waiting = started(member)

    def broken(file, header, rows):
        file.write(b"half")
        raise OSError(errno.EIO, "input/output error")

    with pytest.MonkeyPatch.context() as patch, django_capture_on_commit_callbacks(execute=True):
        patch.setitem(export_run.WRITERS, "csv", broken)
        for _ in range(5):
            Job.objects.update(run_after=timezone.now())
            queue.work(waiting.job_id)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.problem, waiting.file, left(files)) == (
        State.FAILED,
        exports.BROKE,
        "",
        [],
    )

    queue.replay(waiting.job_id)
    queue.work(waiting.job_id)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.problem) == (State.DONE, "")


def test_a_workbook_of_too_many_is_refused_before_it_is_begun(member, files, monkeypatch):
    LeadFactory.create_batch(3)
    monkeypatch.setattr(export_run, "MOST_WORKBOOK_ROWS", 2)

    done = written(member, format="xlsx")

    assert (done.state, done.problem) == (State.FAILED, export_files.TOO_MANY_ROWS)
    assert left(files) == []
    assert written(member, format="csv").state == State.DONE


def test_who_waits_long_or_in_vain_is_told(member, settings, monkeypatch):
    LeadFactory()
    written(member)
    assert not Notification.objects.exists()

    settings.TELL_AFTER_SECONDS = 0
    ready_now = written(member)
    with pytest.MonkeyPatch.context() as full:
        full.setattr(export_run, "default_storage", FullStorage())
        written(member, format="xlsx")

    assert list(Notification.objects.order_by("pk").values_list("member", "text")) == [
        (member.pk, f"The export {ready_now.name} is ready."),
        (member.pk, f"The export {ready_now.name.replace('.csv', '.xlsx')} ended without a file."),
    ]


# --- the file ----------------------------------------------------------------------------------------------------------
def test_a_file_is_opened_by_who_asks_and_that_is_in_the_history(member):
    done = ready(member, name="leads-northgate.csv", content="Full name\n")

    with exports.open_file(done) as file:
        assert file.read() == b"Full name\n"
    assert Operation.objects.get(kind="lead.export_download").summary == "Downloaded leads-northgate.csv"


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"state": "waiting", "file": ""}, ExportNotReady),
        ({"state": "running"}, ExportNotReady),
        ({"state": "failed", "file": ""}, ExportNotReady),
        ({"file": ""}, ExportGone),
        ({"expires_at": "2026-01-01T00:00:00Z"}, ExportGone),
        ({"job_id": None, "file": "", "expires_at": None}, ExportGone),
    ],
)
def test_what_has_no_file_says_so(member, given, refusal):
    done = ready(member, **given)
    done.refresh_from_db()

    with pytest.raises(refusal):
        exports.open_file(done)
    assert not Operation.objects.exists()


def test_a_file_that_somebody_removed_from_the_disk_is_gone(member, files):
    done = ready(member)
    (files / done.file).unlink()

    with pytest.raises(ExportGone):
        exports.open_file(done)


def test_the_daily_tidying_removes_what_is_past_its_time_and_what_nobody_knows(
    member, neighbour, files, django_capture_on_commit_callbacks
):
    old, new = ready(member), ready(member, expires_at=timezone.now() + timedelta(days=9))
    with workspace_scope(neighbour.workspace):
        theirs = ready(neighbour, expires_at=timezone.now() + timedelta(days=9))
    stray = files / str(member.workspace_id) / "exports" / "stray" / "leads.csv"
    stray.parent.mkdir()
    stray.touch()

    with (
        time_machine.travel(timezone.now() + timedelta(days=8)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        queue.TASKS["leads.tidy_exports"]()

    old.refresh_from_db()
    assert sorted(left(files)) == sorted([files / new.file, files / theirs.file])
    assert (old.state, old.file) == (State.DONE, "")


def test_removing_a_file_early_keeps_the_line_in_the_history(
    member, files, django_capture_on_commit_callbacks
):
    done = ready(member)

    with django_capture_on_commit_callbacks(execute=True):
        gone = exports.withdraw(done)

    assert (gone.state, gone.file, gone.is_ready, gone.was_kept, left(files)) == (
        State.DONE,
        "",
        False,
        True,
        [],
    )


def test_who_sees_an_export(member, admin_member, plain_member, guest, neighbour):
    own, other = ready(plain_member), ready(member)
    with workspace_scope(neighbour.workspace):
        ready(neighbour)

    def seen(one):
        return list(LeadExport.objects.visible_to(Membership.objects.get(pk=one.pk)))

    assert [seen(one) for one in (member, admin_member, plain_member, guest)] == [
        [other, own], [other, own], [own], [],
    ]  # fmt: skip
