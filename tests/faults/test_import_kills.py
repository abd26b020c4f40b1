"""An import whose worker is killed at any moment: the rows are exact, the counts add up, it goes on by itself."""

import csv
import random
import shutil
import time

import pytest
from django.conf import settings
from django.core.files import File

from hirepilot.models import Job
from hirepilot.queue import enqueue
from leads.models import Identity, ImportRow, Lead, LeadImport
from leads.services import import_control, importing
from tests.benchmarks.files import write_upload
from tests.faults.workers import Worker, eventually

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

ROWS = 2_000
State = LeadImport.State


@pytest.fixture
def started(workspace, member, tmp_path):
    """An import of 2,000 rows, waiting for a worker, and how many rows of each kind its file has."""
    path = tmp_path / "upload.csv"
    expected = write_upload(path, ROWS)
    with open(path, "rb") as file:
        upload = importing.upload(File(file, name="upload.csv"), by=member)
    return importing.start(upload, by=member, mapping=upload.mapping), expected, path


def finished(upload):
    upload.refresh_from_db()
    return upload.state == State.DONE


def assert_exact(upload, expected, path):
    """As many leads as people in the file, each once; every row accounted for."""
    people = expected["new"] + expected["known"]  # none of the known are there before
    counts = upload.counts
    assert counts["created"] == people
    assert counts["failed"] == expected["bad"]
    assert counts["updated"] + counts["unchanged"] == expected["double"]
    assert sum(counts.values()) == upload.rows_done == upload.rows_total == ROWS
    assert Lead.objects.filter(created_in=upload.operation_id).count() == Lead.objects.count() == people
    assert Identity.objects.count() == 2 * people
    with open(path, newline="", encoding="utf-8") as file:
        lines = {number for number, _ in enumerate(csv.reader(file), 1)} - {1}
    assert ImportRow.objects.count() == ROWS - people
    assert set(ImportRow.objects.values_list("line", flat=True)) <= lines
    assert importing.check_leads_are_there(upload) == 0


@pytest.mark.proves("PRO-13")
@pytest.mark.parametrize("seed", range(12))
def test_a_killed_worker_costs_nothing(started, seed):
    upload, expected, path = started
    draw = random.Random(seed)
    kill = draw.choice(["kill_parent", "kill_child", "kill_group"])

    with Worker() as worker:
        eventually(lambda: upload.refresh_from_db() or upload.rows_done or upload.state == State.RUNNING)
        time.sleep(draw.uniform(0, 1.5))
        getattr(worker, kill)()
        if kill != "kill_child":
            worker.kill_group()
            worker.start()
        eventually(lambda: finished(upload))
        # The worker notes the job as done a moment after the import; killed between the two, it is delivered again.
        eventually(lambda: Job.objects.get(pk=upload.job_id).state == Job.State.DONE)

    assert_exact(upload, expected, path)


@pytest.mark.proves("PRO-13")
def test_a_worker_killed_again_and_again_still_gets_there(started):
    upload, expected, path = started
    draw = random.Random("again")
    with Worker() as worker:
        for _ in range(3):
            eventually(lambda: upload.refresh_from_db() or upload.state in (State.RUNNING, State.DONE))
            time.sleep(draw.uniform(0.5, 1.5))
            worker.kill_group()
            worker.start()
        eventually(lambda: finished(upload), within=90)

    assert_exact(upload, expected, path)


def test_an_emptied_broker_is_rung_again(started):
    upload, expected, path = started
    for folder in ("queue", "processed", "control"):
        shutil.rmtree(settings.BROKER_DIR / folder, ignore_errors=True)
        (settings.BROKER_DIR / folder).mkdir(parents=True)

    with Worker():
        eventually(lambda: finished(upload))

    assert_exact(upload, expected, path)


def test_other_jobs_go_on_while_one_is_stuck_behind_a_dead_worker(started, workspace, member, tmp_path):
    upload, expected, path = started
    with Worker() as worker:
        eventually(lambda: upload.refresh_from_db() or upload.state == State.RUNNING)
        worker.kill_group()
        worker.start()
        other = enqueue("hirepilot.tidy")
        eventually(lambda: other.refresh_from_db() or other.state == Job.State.DONE, within=20)
        eventually(lambda: finished(upload))

    assert_exact(upload, expected, path)


def test_a_cancelled_import_keeps_what_it_took_in_and_can_be_taken_back(started, member):
    upload, *_ = started
    with Worker():
        eventually(lambda: upload.refresh_from_db() or upload.rows_done > 0)
        import_control.cancel(upload, by=member)
        time.sleep(2)
        upload.refresh_from_db()
        kept = upload.rows_done
        time.sleep(2)
        upload.refresh_from_db()

    assert (upload.state, upload.rows_done) == (State.CANCELLED, kept)
    assert sum(upload.counts.values()) == kept
    assert Lead.objects.count() == upload.created


@pytest.mark.parametrize("seed", range(4))
def test_paused_killed_and_resumed_at_random_it_is_still_exact(started, seed):
    upload, expected, path = started
    draw = random.Random(f"pause {seed}")
    with Worker() as worker:
        for _ in range(3):
            eventually(lambda: upload.refresh_from_db() or upload.state in (State.RUNNING, State.DONE))
            time.sleep(draw.uniform(0, 0.7))
            import_control.pause(upload)
            if draw.random() < 0.5:
                worker.kill_group()
                worker.start()
            import_control.resume(upload)
        eventually(lambda: finished(upload), within=90)

    assert_exact(upload, expected, path)


@pytest.mark.parametrize("seed", range(3))
def test_stopped_and_taken_back_at_random_leaves_nothing_though_the_worker_is_killed(started, member, seed):
    upload, *_ = started
    draw = random.Random(f"take back {seed}")
    with Worker() as worker:
        eventually(lambda: upload.refresh_from_db() or upload.rows_done > 0)
        time.sleep(draw.uniform(0, 0.7))
        stopped, undone = import_control.cancel(upload, by=member, take_back=True)
        worker.kill_group()
        worker.start()
        if isinstance(undone, Job):
            eventually(lambda: undone.refresh_from_db() or undone.state == Job.State.DONE, within=90)

    stopped.refresh_from_db()
    if stopped.state == State.DONE:  # it was faster than the click
        assert Lead.objects.count() == stopped.created
    else:
        assert (stopped.state, Lead.objects.count(), Identity.objects.count()) == (State.CANCELLED, 0, 0)
        assert (
            sum(stopped.counts.values()) == stopped.rows_done == ImportRow.objects.count() + stopped.created
        )


def test_two_beats_do_not_double_a_tick(workspace):
    with Worker(), Worker():
        eventually(lambda: Job.objects.filter(task="hirepilot.tidy", state=Job.State.DONE).exists())
        time.sleep(5)

    assert Job.objects.filter(task="hirepilot.tidy").count() == 1
