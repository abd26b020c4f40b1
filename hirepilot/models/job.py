from django.db import models
from django.utils import timezone


class JobQuerySet(models.QuerySet):
    def due(self):
        """What a worker may claim now: waiting jobs whose time has come, and running ones whose worker fell silent."""
        now = timezone.now()
        return self.filter(
            models.Q(state=Job.State.QUEUED, run_after__lte=now)
            | models.Q(state=Job.State.RUNNING, lease_until__lt=now)
        )


class Job(models.Model):
    """Durable work: the row is the truth, the broker only a doorbell. Front door: ids and states, never a person's data."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        PARKED = "parked", "Parked after repeated failures"
        CANCELLED = "cancelled"

    task = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    workspace = models.ForeignKey(
        "hirepilot.Workspace", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    member = models.ForeignKey(
        "hirepilot.Membership", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    once = models.CharField(
        max_length=120, null=True, blank=True, unique=True, help_text="A second job of this name is refused."
    )
    failures = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(
        default=0, help_text="Raised at each claim; an older holder can no longer write."
    )
    run_after = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=80, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["run_after"], condition=models.Q(state="queued"), name="job_waiting"),
            models.Index(fields=["lease_until"], condition=models.Q(state="running"), name="job_running"),
        ]

    def __str__(self):
        return f"{self.task} {self.pk}"
