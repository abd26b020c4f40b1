"""What happens to a job from outside and concerns what it works on: it was given up, called off or started again.

    @job_cancelled.register("imports")
    def call_off(job): ...

It runs in the transaction of the change, so that what a job works on never says that it still goes on.
"""

from contextlib import suppress

from django.db import transaction

from hirepilot.incidents import reports_incident
from hirepilot.registry import Registry

# For `job_parked` the work may answer with what the job was about, for the ticket.
job_parked = Registry("listeners to parked jobs")
job_cancelled = Registry("listeners to cancelled jobs")
job_replayed = Registry("listeners to replayed jobs")


def tell(listeners, job):
    """What the listeners answer. One that fails takes back its own work alone, and the desk hears of it."""
    answers = []
    for listener in listeners:
        known = {
            "workspace": job.workspace_id,
            "user": job.member and job.member.user_id,
            "steps": (named(job), f"told the {listener.name} what happened to it"),
            "about": named(job),
        }
        with suppress(Exception), reports_incident("job_not_heard", **known), transaction.atomic():
            answers.append(listener.work(job))
    return answers


def named(job):
    return f"job {job.pk} {job.task} {job.arguments}"
