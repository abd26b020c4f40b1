"""Work of the ground for the workers."""

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from hirepilot.context import Actor
from hirepilot.errors import NotAllowed, NothingToUndo
from hirepilot.journal import acting
from hirepilot.models import ApiReply, Job, Operation, Workspace
from hirepilot.permissions import require
from hirepilot.queue import current_job, hold, job
from hirepilot.services.undo import undo
from hirepilot.tenancy import workspace_scope

DAY = 24 * 3600


@job("hirepilot.undo")
def take_back(*, operation_id, asked_in=None):
    job = current_job()
    asked = (
        Operation.objects.get(pk=asked_in) if asked_in else Operation()
    )  # of the staff, who are no members
    actor = Actor(member_id=job.member_id, staff_id=asked.staff_id, job_id=job.pk, reason=asked.reason)
    operation = Operation.objects.get(pk=operation_id)
    # Somebody may have been faster, or has built on all of it, or taken the leads away; the operation's page says so.
    with acting(actor), suppress(NothingToUndo, NotAllowed), transaction.atomic():
        if job.member:
            require(job.member, "undo", operation)
        undo(operation, by=job.member)
        hold()  # at the end, for it may take long: a job that was cancelled meanwhile has taken nothing back


@job("hirepilot.tidy", every=DAY)
def tidy():
    """Forget jobs that ended a month ago, and the API's replies of the day before; what they did is in the journal."""
    month_ago = timezone.now() - timedelta(days=30)
    over = Job.objects.filter(state__in=(Job.State.DONE, Job.State.CANCELLED), finished_at__lt=month_ago)
    for workspace in Workspace.objects.all():
        with workspace_scope(workspace):
            Operation.objects.filter(job__in=over).update(job=None)
            ApiReply.objects.outdated().delete()
    # Raw: Django would look for their operations first, and outside the workspaces that is refused.
    over._raw_delete(over.db)
