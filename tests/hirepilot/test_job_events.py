"""What a job works on hears what happens to the job; where it cannot hear, the desk does."""

import pytest

from hirepilot import queue
from hirepilot.job_events import job_cancelled, job_parked, job_replayed
from hirepilot.models import Job
from hirepilot.queue import enqueue
from hirepilot.registry import Registry
from support.models import Ticket
from tests.factories.leads import TagFactory

State = Job.State


@pytest.fixture
def listen(monkeypatch):
    """Put listeners in the place of those of the apps, first one first."""

    def to(listeners, **named):
        replaced = Registry("listeners of a test")
        for name, work in named.items():
            replaced.register(name)(work)
        monkeypatch.setattr(listeners, "_entries", replaced._entries)

    return to


def test_who_works_with_a_job_hears_that_it_was_cancelled_and_started_again(workspace, member, listen):
    heard = []
    listen(job_cancelled, them=lambda job: heard.append(("cancelled", job, job.workspace, job.state)))
    listen(job_replayed, them=lambda job: heard.append(("replayed", job, job.workspace, job.state)))
    made, done = enqueue("test"), enqueue("test")
    Job.objects.filter(pk=done.pk).update(state=State.DONE)

    assert (queue.cancel(made.pk), queue.cancel(made.pk), queue.cancel(done.pk)) == (True, False, False)
    assert (queue.replay(made.pk), queue.replay(done.pk)) == (True, False)
    assert heard == [
        ("cancelled", made, workspace, State.CANCELLED), ("replayed", made, workspace, State.QUEUED),
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("listeners", "change", "state"),
    (
        (job_cancelled, queue.cancel, State.CANCELLED),
        (job_parked, lambda pk: queue._park(queue.claim(pk), "It broke."), State.PARKED),
    ),
)
def test_a_listener_that_breaks_is_a_ticket_and_stops_neither_the_change_nor_the_others(
    workspace, listen, monkeypatch, listeners, change, state
):
    monkeypatch.setattr(queue, "ring", lambda job_id: None)
    heard = []

    def breaks(job):
        TagFactory(name="half done")
        Job.objects.create(
            task=None
        )  # the database refuses it, and everything after it in the same transaction

    listen(listeners, first=breaks, second=lambda job: heard.append(job.pk) or "the second")
    made = enqueue("test")

    change(made.pk)

    made.refresh_from_db()
    ticket = Ticket.objects.get(kind="job_not_heard")
    assert (made.state, heard) == (state, [made.pk])
    assert (ticket.workspace_id, ticket.about) == (workspace.pk, [f"job {made.pk} test {{}}"])
    assert not type(TagFactory.build()).objects.exists()
