"""Work of the ground for the workers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hirepilot import queue, tasks
from hirepilot.context import Actor
from hirepilot.journal import acting, operation
from hirepilot.models import Job, Operation
from hirepilot.queue import enqueue
from hirepilot.tenancy import workspace_scope
from leads.models import Lead
from tests.factories.leads import LeadFactory
from tests.threads import at_once

State = Job.State


@pytest.fixture
def tidied(monkeypatch, db):
    """Work through the daily job as a worker does, outside any workspace; gives the job."""
    monkeypatch.setattr(queue, "ring", lambda job_id: None)

    def tidy():
        made = enqueue("hirepilot.tidy")
        queue.work(made.pk)
        made.refresh_from_db()
        return made

    return tidy


def ended(member, *, days, state=State.DONE):
    """A job that did something in the member's workspace."""
    with workspace_scope(member.workspace), acting(Actor(member_id=member.pk)):
        job = enqueue("test")
        with acting(Actor(member_id=member.pk, job_id=job.pk)), operation("test"):
            Job.objects.filter(pk=job.pk).update(
                state=state, finished_at=timezone.now() - timedelta(days=days)
            )
    return job


def test_jobs_that_ended_a_month_ago_are_forgotten_and_what_they_did_is_not(tidied, member, neighbour):
    for who in (member, neighbour):
        ended(who, days=31)
    kept = [ended(member, days=29), ended(member, days=31, state=State.PARKED)]

    tidy = tidied()

    assert (tidy.state, tidy.error) == (State.DONE, "")
    assert set(Job.objects.values_list("pk", flat=True)) == {*(job.pk for job in kept), tidy.pk}
    for who, jobs in ((member, [None, *(job.pk for job in kept)]), (neighbour, [None])):
        with workspace_scope(who.workspace):
            assert list(Operation.objects.order_by("pk").values_list("job", flat=True)) == jobs


@pytest.mark.django_db(transaction=True)
def test_an_undo_whose_job_is_cancelled_meanwhile_takes_nothing_back(workspace, monkeypatch):
    monkeypatch.setattr(queue, "ring", lambda job_id: None)
    LeadFactory(title="Clerk")
    with operation("edit") as edit:
        Lead.objects.update(title="CFO")
    job = enqueue("hirepilot.undo", operation_id=edit.pk)
    usual = tasks.undo

    def cancelled_at_the_end(*args, **kwargs):
        usual(*args, **kwargs)
        at_once(queue.cancel, [job.pk])

    monkeypatch.setattr(tasks, "undo", cancelled_at_the_end)
    queue.work(job.pk)

    job.refresh_from_db()
    edit.refresh_from_db()
    assert (job.state, edit.undone_by, Lead.objects.get().title) == (State.CANCELLED, None, "CFO")
