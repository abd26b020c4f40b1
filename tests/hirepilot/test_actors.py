"""Whoever did something is an actor: a member, a staff person with a reason, a job, or a token for its member."""

import pytest

from hirepilot import queue
from hirepilot.context import Actor
from hirepilot.journal import acting, operation
from hirepilot.models import ApiToken, Operation
from hirepilot.queue import enqueue, work
from tests.factories.hirepilot import UserFactory


def done():
    with operation("test"):
        pass


@pytest.mark.proves("WHO-009")
def test_an_operation_names_its_actor(workspace, member, monkeypatch):
    monkeypatch.setattr(queue, "ring", lambda number: None)
    monkeypatch.setitem(queue.TASKS, "test", done)
    staff = UserFactory(is_staff=True)
    token, _ = ApiToken.objects.issue(member=member, name="Program", scopes=["write"])
    for actor in (
        Actor(member_id=member.pk),
        Actor(staff_id=staff.pk, reason="Asked by the Owner"),
        Actor(member_id=member.pk, token_id=token.pk),
    ):
        with acting(actor):
            done()
    with acting(Actor()):
        job = enqueue("test")
    work(job.pk)

    told = [
        (one.by, one.staff, one.token, one.job, one.reason, one.actor)
        for one in Operation.objects.order_by("pk")
    ]
    assert told == [
        (member, None, None, None, "", str(member)),
        (None, staff, None, None, "Asked by the Owner", str(staff)),
        (member, None, token, None, "", str(member)),
        (None, None, None, job, "", f"job {job.pk}"),
    ]
