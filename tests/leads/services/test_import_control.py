"""Imports that wait for their turn, rest, go on and are stopped: nothing twice, nothing lost, nobody stranded."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from hirepilot import queue
from hirepilot.context import Actor
from hirepilot.errors import NothingToUndo
from hirepilot.journal import acting
from hirepilot.models import Job, Notification, Operation
from hirepilot.services import undo_requests
from hirepilot.services.undo import undo
from hirepilot.tenancy import workspace_scope
from leads.models import Identity, ImportRow, Lead, LeadImport, LeadTag
from leads.services import import_control, importing
from leads.services.import_rows import pace_of
from leads.services.organising import tag
from tests.factories.imports import people, started, table, taken_in, uploaded
from tests.threads import at_once

State = LeadImport.State


@pytest.fixture(autouse=True)
def ten_rows(settings):
    settings.IMPORT_CHUNK_ROWS = 10


def now(lead_import):
    lead_import.refresh_from_db()
    return lead_import


def deliver(job_id):
    """A worker takes the job, at whatever time it was to be tried again."""
    Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(run_after=timezone.now())
    queue.work(job_id)


@pytest.fixture
def after_line(monkeypatch):
    """Do something the moment the chunk that ends in a line is in."""

    def arrange(line, do):
        usual = importing._take_chunk

        def take(import_id, chunk, rules):
            usual(import_id, chunk, rules)
            if chunk.last_line == line:
                do()

        monkeypatch.setattr(importing, "_take_chunk", take)

    return arrange


# --- pause -------------------------------------------------------------------------------------------------------------
def test_a_paused_import_rests_where_it_is_and_goes_on_from_there(workspace, member, after_line):
    lead_import = started(table(people(50)), member)
    after_line(21, lambda: import_control.pause(lead_import))

    queue.work(lead_import.job_id)
    assert (now(lead_import).state, lead_import.rows_done, Lead.objects.count()) == (State.PAUSED, 20, 20)
    assert Job.objects.get(pk=lead_import.job_id).state == Job.State.DONE

    resumed = import_control.resume(lead_import)
    queue.work(resumed.job_id)

    assert (now(lead_import).state, lead_import.counts["created"], Lead.objects.count()) == (
        State.DONE,
        50,
        50,
    )
    assert set(Lead.objects.values_list("created_in", flat=True)) == {lead_import.operation_id}


def test_an_import_that_waits_can_be_paused_before_it_begins(workspace, member):
    lead_import = import_control.pause(started(table(people(3)), member))

    queue.work(lead_import.job_id)
    assert (now(lead_import).state, Lead.objects.count()) == (State.PAUSED, 0)

    queue.work(import_control.resume(lead_import).job_id)
    assert (now(lead_import).state, Lead.objects.count()) == (State.DONE, 3)


def test_clicking_pause_and_go_on_twice_is_clicking_once(workspace, member):
    lead_import = started(table(people(3)), member)
    paused = [import_control.pause(lead_import).paused_at for _ in range(2)]
    jobs = [import_control.resume(lead_import).job_id for _ in range(2)]

    assert paused[0] == paused[1]
    assert jobs[0] == jobs[1]
    assert Job.objects.filter(task=importing.TASK).count() == 2


def test_what_is_over_is_neither_paused_nor_resumed(workspace, member):
    lead_import = taken_in(table(people(3)), member)
    assert import_control.pause(lead_import).state == State.DONE
    assert import_control.resume(lead_import).state == State.DONE
    mapping = uploaded(table(people(4)), member)
    assert import_control.pause(mapping).state == State.MAPPING


def test_the_job_from_before_a_pause_takes_nothing_in_any_more(workspace, member, after_line):
    lead_import = started(table(people(50)), member)
    first = lead_import.job_id

    def pause_and_go_on():
        import_control.pause(lead_import)
        import_control.resume(lead_import)

    after_line(21, pause_and_go_on)
    queue.work(first)
    assert (now(lead_import).state, lead_import.rows_done) == (State.WAITING, 20)

    Job.objects.filter(pk=first).update(state=Job.State.QUEUED)
    deliver(first)
    assert (now(lead_import).state, lead_import.rows_done) == (State.WAITING, 20)

    queue.work(lead_import.job_id)
    assert (now(lead_import).state, lead_import.rows_done, Lead.objects.count()) == (State.DONE, 50, 50)


def test_a_pause_does_not_count_as_time_that_an_import_took(workspace, member, time_machine):
    start = timezone.now().replace(microsecond=0)
    time_machine.move_to(start, tick=False)
    lead_import = started(table(people(3)), member)
    LeadImport.objects.filter(pk=lead_import.pk).update(started_at=start)
    time_machine.move_to(start + timedelta(seconds=10), tick=False)
    paused = import_control.pause(lead_import)
    time_machine.move_to(start + timedelta(hours=3), tick=False)
    assert pace_of(paused).seconds == 10

    resumed = import_control.resume(lead_import)
    time_machine.move_to(start + timedelta(hours=3, seconds=5), tick=False)
    assert pace_of(resumed).seconds == 15


def test_a_paused_import_cannot_be_undone_before_it_is_stopped(workspace, member):
    lead_import = import_control.pause(started(table(people(3)), member))
    with pytest.raises(NothingToUndo, match="still going on"):
        undo(lead_import.operation, by=member)


@pytest.mark.django_db(transaction=True)
def test_pause_and_go_on_at_random_loses_and_doubles_nothing(workspace, member):
    lead_import = started(table(people(300)), member)

    def click(number):
        with workspace_scope(workspace), acting(Actor(member_id=member.pk)):
            if number % 4 == 0:
                queue.work(LeadImport.objects.get(pk=lead_import.pk).job_id)
            elif number % 4 == 2:
                import_control.pause(lead_import)
            else:
                import_control.resume(lead_import)

    at_once(click, range(20))
    while now(lead_import).state != State.DONE:
        deliver(import_control.resume(lead_import).job_id)

    assert (lead_import.rows_done, lead_import.counts["created"]) == (300, 300)
    assert (Lead.objects.count(), Identity.objects.count()) == (300, 600)
    assert not ImportRow.objects.exists()


# --- its turn ----------------------------------------------------------------------------------------------------------
def test_imports_of_a_workspace_come_in_in_the_order_in_which_they_were_started(workspace, member):
    first = started(table(people(3)), member)
    second = started(table(people(3, start=10)), member, tags=["Second"])

    queue.work(second.job_id)
    waiting = Job.objects.get(pk=second.job_id)
    assert (now(second).state, Lead.objects.count()) == (State.WAITING, 0)
    assert (waiting.state, waiting.failures) == (Job.State.QUEUED, 0)
    assert import_control.before(second) == first

    queue.work(first.job_id)
    assert import_control.before(now(second)) is None
    assert Job.objects.get(pk=second.job_id).run_after <= timezone.now()
    queue.work(second.job_id)
    assert (now(second).state, Lead.objects.count()) == (State.DONE, 6)


@pytest.mark.parametrize("end", ["pause", "cancel"])
def test_an_import_that_rests_or_is_stopped_keeps_nobody_waiting(workspace, member, end):
    first, second = started(table(people(3)), member), started(table(people(3, start=10)), member)
    getattr(import_control, end)(first, **({"by": member} if end == "cancel" else {}))

    queue.work(second.job_id)

    assert now(second).state == State.DONE


def test_a_neighbours_import_is_not_waited_for(workspace, member, neighbour):
    with workspace_scope(neighbour.workspace), acting(Actor(member_id=neighbour.pk)):
        started(table(people(3)), neighbour)
    lead_import = taken_in(table(people(3)), member)
    assert lead_import.state == State.DONE


# --- stop and take back ------------------------------------------------------------------------------------------------
def test_stopping_with_take_back_leaves_nothing_of_it(workspace, member, after_line):
    lead_import = started(table(people(50)), member, tags=["Fair"])
    after_line(21, lambda: import_control.cancel(lead_import, by=member, take_back=True))

    queue.work(lead_import.job_id)

    assert (now(lead_import).state, lead_import.rows_done) == (State.CANCELLED, 20)
    assert lead_import.operation.undone_by
    assert [model.objects.count() for model in (Lead, LeadTag, Identity)] == [0, 0, 0]


def test_taking_back_keeps_what_somebody_did_since(workspace, member, after_line):
    lead_import = started(table(people(50)), member)
    after_line(21, lambda: import_control.pause(lead_import))
    queue.work(lead_import.job_id)
    tag(Lead.objects.filter(email="p3@people.example"), ["Call"], by=member)

    import_control.cancel(lead_import, by=member, take_back=True)

    assert list(Lead.objects.values_list("email", flat=True)) == ["p3@people.example"]
    assert list(LeadTag.objects.values_list("tag__name", flat=True)) == ["Call"]


def test_stopping_with_take_back_where_nothing_came_in_is_stopping(workspace, member):
    waiting, mapping = started(table(people(3)), member), uploaded(table(people(4)), member)
    for lead_import in (waiting, mapping):
        stopped, undone = import_control.cancel(lead_import, by=member, take_back=True)
        assert (stopped.state, undone) == (State.CANCELLED, None)


def test_a_second_click_takes_back_what_a_killed_first_one_left(workspace, member, after_line):
    lead_import = started(table(people(50)), member)
    after_line(21, lambda: import_control.cancel(lead_import, by=member))
    queue.work(lead_import.job_id)
    assert Lead.objects.count() == 20

    undone = [import_control.cancel(lead_import, by=member, take_back=True)[1] for _ in range(2)]

    assert undone[0] == now(lead_import).operation.undone_by
    assert (undone[1], Lead.objects.count()) == (None, 0)


def test_a_large_one_is_taken_back_by_a_job(workspace, member, after_line, monkeypatch):
    monkeypatch.setattr(undo_requests, "ROWS_IN_REQUEST", 10)
    lead_import = started(table(people(50)), member)
    after_line(21, lambda: import_control.cancel(lead_import, by=member))
    queue.work(lead_import.job_id)

    _, undone = import_control.cancel(lead_import, by=member, take_back=True)

    assert isinstance(undone, Job)
    assert Lead.objects.count() == 20
    queue.work(undone.pk)
    assert Lead.objects.count() == 0


def test_an_import_that_is_done_is_not_taken_back_by_stopping_it(workspace, member):
    lead_import = taken_in(table(people(3)), member)
    stopped, undone = import_control.cancel(lead_import, by=member, take_back=True)
    assert (stopped.state, undone, Lead.objects.count()) == (State.DONE, None, 3)


# --- told --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("seconds", "told", "letters"), [(19, 0, 0), (20, 1, 0), (120, 1, 1)])
def test_whoever_started_an_import_that_took_long_is_told_when_it_is_done(
    workspace, member, settings, django_capture_on_commit_callbacks, seconds, told, letters
):
    lead_import = started(table(people(3)), member)
    Operation.objects.filter(pk=lead_import.operation_id).update(
        started_at=timezone.now() - timedelta(seconds=seconds)
    )
    with django_capture_on_commit_callbacks(execute=True):
        queue.work(lead_import.job_id)

    texts = list(Notification.objects.of(member).values_list("text", flat=True))
    assert texts == ["The import of “people.csv” is done: 3 rows."] * told
    assert len(mail.outbox) == letters


def test_an_import_that_breaks_tells_whoever_started_it_however_short_it_was(workspace, member):
    lead_import = started(table(people(3)), member)
    import_control.gave_up(Job.objects.get(pk=lead_import.job_id))
    assert Notification.objects.get().text == "The import of “people.csv” ended before the file did: 0 rows."
