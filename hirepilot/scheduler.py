"""What keeps the queue going by itself: regular jobs are made, and due ones that nobody claimed are rung again."""

import time
from datetime import timedelta

from django.utils import timezone

from hirepilot import queue
from hirepilot.models import Job


def sweep():
    """Ring again for everything due that nobody has claimed: lost messages, dead workers, a broker that was away."""
    late = timezone.now() - timedelta(seconds=2)
    for job_id in Job.objects.due().filter(run_after__lt=late).values_list("pk", flat=True)[:500]:
        queue.ring(job_id)


def tick():
    """Make the jobs of the schedule that are due now. The slot is part of the name, so a second beat finds them made."""
    for task, every in queue.TICKS.items():
        queue.enqueue(task, once=f"{task}:{int(time.time() // every)}")


def lag_seconds():
    """How long the oldest due job has been waiting, in seconds."""
    oldest = Job.objects.due().order_by("run_after").values_list("run_after", flat=True).first()
    return max((timezone.now() - oldest).total_seconds(), 0.0) if oldest else 0.0
