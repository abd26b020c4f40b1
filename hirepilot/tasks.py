"""Work of the ground for the workers."""

from contextlib import suppress
from datetime import timedelta

from django.utils import timezone

from hirepilot.errors import NothingToUndo
from hirepilot.models import ApiReply, Job, Operation, Workspace
from hirepilot.queue import current_job, job
from hirepilot.services.undo import undo
from hirepilot.tenancy import workspace_scope

DAY = 24 * 3600


@job("hirepilot.undo")
def take_back(*, operation_id):
    with suppress(NothingToUndo):  # somebody was faster, or has since built on all of it; the operation's page says so
        undo(Operation.objects.get(pk=operation_id), by=current_job().member)


@job("hirepilot.tidy", every=DAY)
def tidy():
    """Forget jobs that ended a month ago, and the API's replies of the day before; what they did is in the journal."""
    over = (Job.State.DONE, Job.State.CANCELLED)
    Job.objects.filter(state__in=over, finished_at__lt=timezone.now() - timedelta(days=30)).delete()
    for workspace in Workspace.objects.all():
        with workspace_scope(workspace):
            ApiReply.objects.outdated().delete()
