"""The desk for tests: break something, do the worker's alert jobs, and see who was told."""

from django.utils import timezone

from hirepilot import queue
from hirepilot.incidents import Incident
from hirepilot.models import Job
from hirepilot.tenancy import EVERY_WORKSPACE, workspace_scope
from support.models import Alert
from support.services.tickets import open_ticket


def break_something(workspace, kind="apollo_failed", **known):
    return open_ticket(
        Incident(kind, workspace and workspace.pk, cause=known.pop("cause", "Broken in leads.x"), **known)
    )


def work_off(due_only=True):
    """Do what the worker would: every waiting job; with due_only=False also what is to be done later."""
    jobs = Job.objects.filter(task="support.alert", state=Job.State.QUEUED)
    if not due_only:
        jobs.update(run_after=timezone.now())
    for pk in list(jobs.filter(run_after__lte=timezone.now()).order_by("pk").values_list("pk", flat=True)):
        queue.work(pk)


def told():
    """(channel, recipient, occurrence, outcome, attempts, last error) of every alert of every workspace."""
    with workspace_scope(EVERY_WORKSPACE):
        return [
            (
                alert.channel,
                alert.recipient,
                alert.occurrence,
                alert.outcome,
                alert.attempts,
                alert.last_error,
            )
            for alert in Alert.objects.order_by("pk")
        ]
