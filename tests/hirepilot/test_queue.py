import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from hirepilot import queue, scheduler
from hirepilot.context import workspace as open_workspace
from hirepilot.errors import Later, LeaseLost
from hirepilot.incidents import incident_reported
from hirepilot.models import Job
from hirepilot.queue import current_job, enqueue, hold, work

State = Job.State


@pytest.fixture
def rung(monkeypatch):
    """The ids the broker was told, instead of a broker."""
    rings = []
    monkeypatch.setattr(queue, "ring", rings.append)
    return rings


@pytest.fixture
def does(monkeypatch):
    """Say what the task "test" does."""

    def register(function):
        monkeypatch.setitem(queue.TASKS, "test", function)

    return register


@pytest.fixture
def incidents():
    heard = []

    def hear(sender, incident, **kwargs):
        heard.append(incident)

    incident_reported.connect(hear)
    yield heard
    incident_reported.disconnect(hear)


def state_of(job):
    job.refresh_from_db()
    return job.state


def test_the_broker_is_rung_after_the_commit_and_not_before(
    workspace, rung, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        made = enqueue("test", number=3)
        assert rung == []
    assert rung == [made.pk]
    assert (made.arguments, made.workspace) == ({"number": 3}, workspace)


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_caller_leaves_no_job_and_no_ring(workspace, rung):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue("test")
        raise ZeroDivisionError
    assert (Job.objects.count(), rung) == (0, [])


@pytest.mark.proves("PRO-71")
def test_a_job_runs_in_its_workspace_acting_for_its_member(workspace, member, rung, does):
    seen = []
    does(lambda number: seen.append((number, open_workspace.get(), current_job().member)))
    made = enqueue("test", number=3)

    work(made.pk)

    assert seen == [(3, workspace, member)]
    assert state_of(made) == State.DONE
    assert current_job() is None


def test_a_second_delivery_does_nothing(workspace, rung, does):
    ran = []
    does(lambda: ran.append(1))
    made = enqueue("test")

    work(made.pk)
    work(made.pk)

    assert ran == [1]


def test_a_job_of_a_name_is_made_once(workspace, rung):
    first = enqueue("test", once="tick:2026-11-24T10:30")
    second = enqueue("test", once="tick:2026-11-24T10:30")

    assert (Job.objects.get(), second) == (first, first)


def test_a_failure_is_tried_again_later_and_the_fifth_parks_the_job(workspace, rung, does, incidents):
    def breaks():
        raise ValueError("no such luck")

    does(breaks)
    made = enqueue("test")
    waits = []
    for _ in range(5):
        work(made.pk)
        made.refresh_from_db()
        waits.append(made.state)
        Job.objects.update(run_after=timezone.now() - timedelta(seconds=1))

    assert waits == [State.QUEUED] * 4 + [State.PARKED]
    assert "no such luck" in made.error
    assert [(incident.kind, incident.workspace_id) for incident in incidents] == [
        ("job_parked", workspace.pk)
    ]
    work(made.pk)
    assert state_of(made) == State.PARKED


def test_a_silent_worker_is_replaced_and_its_late_write_refused(workspace, rung, does):
    made = enqueue("test")
    held = []

    def late():
        Job.objects.filter(pk=made.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        again = queue.claim(made.pk)
        held.append(again.fence)
        with pytest.raises(LeaseLost):
            hold()
        raise LeaseLost

    does(late)
    work(made.pk)

    made.refresh_from_db()
    assert (held, made.fence, made.state, made.failures) == ([2], 2, State.RUNNING, 1)


def test_a_job_whose_worker_dies_each_time_is_parked(workspace, rung, does, incidents):
    does(lambda: pytest.fail("must not run again"))
    made = enqueue("test")
    Job.objects.update(state=State.RUNNING, failures=4, lease_until=timezone.now() - timedelta(seconds=1))

    work(made.pk)

    assert state_of(made) == State.PARKED
    assert [incident.kind for incident in incidents] == ["job_parked"]


def test_the_sweeper_rings_for_what_is_overdue_and_for_nothing_else(workspace, rung):
    past = timezone.now() - timedelta(minutes=1)
    overdue = Job.objects.create(task="test", run_after=past)
    orphan = Job.objects.create(task="test", run_after=past, state=State.RUNNING, lease_until=past)
    Job.objects.create(task="test", run_after=timezone.now() + timedelta(hours=1))
    Job.objects.create(
        task="test", run_after=past, state=State.RUNNING, lease_until=timezone.now() + timedelta(minutes=1)
    )
    for ended in (State.DONE, State.PARKED, State.CANCELLED):
        Job.objects.create(task="test", run_after=past, state=ended)

    scheduler.sweep()

    assert sorted(rung) == [overdue.pk, orphan.pk]


def test_a_cancelled_job_stops_at_its_next_hold(workspace, rung, does):
    made = enqueue("test")
    reached = []

    def long():
        with transaction.atomic():
            hold()
        reached.append("first chunk")
        queue.cancel(made.pk)
        with transaction.atomic():
            hold()
        reached.append("second chunk")

    does(long)
    work(made.pk)

    assert (reached, state_of(made)) == (["first chunk"], State.CANCELLED)


def test_a_parked_job_is_replayed_with_new_tries(workspace, rung, does, django_capture_on_commit_callbacks):
    ran = []
    does(lambda: ran.append(1))
    made = enqueue("test")
    Job.objects.update(state=State.PARKED, failures=5)

    with django_capture_on_commit_callbacks(execute=True):
        assert queue.replay(made.pk)
    work(made.pk)

    assert (ran, state_of(made), rung) == ([1], State.DONE, [made.pk])
    assert not queue.replay(made.pk)


def test_a_broker_that_is_away_costs_nothing_but_a_line_in_the_log(workspace, monkeypatch, caplog):
    def down(*args, **kwargs):
        raise OSError("connection refused")

    monkeypatch.setattr("celery.app.base.Celery.send_task", down)

    queue.ring(7)

    assert "did not take job 7" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_of_twenty_workers_one_runs_the_job(workspace, rung, does):
    ran, start = [], threading.Barrier(20)
    does(lambda: ran.append(1))
    made = enqueue("test")

    def worker():
        start.wait()
        try:
            work(made.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (ran, state_of(made)) == ([1], State.DONE)


def test_a_job_that_cannot_go_on_yet_is_tried_again_later_and_has_not_failed(workspace, does, rung, time_machine):
    time_machine.move_to("2026-11-24T10:00:00Z", tick=False)

    def wait():
        raise Later(30)

    does(wait)
    made = enqueue("test")
    work(made.pk)
    made.refresh_from_db()
    assert (made.state, made.failures, made.error, made.lease_until) == (Job.State.QUEUED, 0, "", None)
    assert made.run_after == timezone.now() + timedelta(seconds=30)

    queue.wake(made.pk)
    made.refresh_from_db()
    assert made.run_after == timezone.now()


def test_a_tick_makes_one_job_a_slot_however_many_beats_there_are(db, rung, monkeypatch, time_machine):
    monkeypatch.setattr(queue, "TICKS", {"test": 3600})
    time_machine.move_to("2026-11-24T10:00:01Z", tick=False)
    scheduler.tick()
    scheduler.tick()
    time_machine.move_to("2026-11-24T10:59:59Z", tick=False)
    scheduler.tick()
    assert Job.objects.count() == 1
    time_machine.move_to("2026-11-24T11:00:00Z", tick=False)
    scheduler.tick()
    assert Job.objects.count() == 2
