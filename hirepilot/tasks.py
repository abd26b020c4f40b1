"""Work of the ground for the workers."""

from datetime import timedelta

from django.utils import timezone

from hirepilot.models import Job
from hirepilot.queue import job

DAY = 24 * 3600


@job("hirepilot.tidy", every=DAY)
def tidy():
    """Forget jobs that ended a month ago; what they did is in the journal."""
    over = (Job.State.DONE, Job.State.CANCELLED)
    Job.objects.filter(state__in=over, finished_at__lt=timezone.now() - timedelta(days=30)).delete()
