from django.db import models
from django.utils import timezone

from hirepilot.models import Membership, Operation
from hirepilot.tenancy import WorkspaceManager, WorkspaceModel, WorkspaceQuerySet, link
from hirepilot.wording import number


class LeadExportQuerySet(WorkspaceQuerySet):
    def visible_to(self, member):
        """Owner and Admin see every export; a member their own."""
        if member.role in (Membership.Role.OWNER, Membership.Role.ADMIN):
            return self
        return self.filter(by=member) if member.role == Membership.Role.MEMBER else self.none()


class LeadExport(WorkspaceModel):
    """Leads that somebody took away: which, in which columns, and for a while the file. The row stays when the file goes."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "Excel workbook (XLSX)"

    GOING_ON = (State.WAITING, State.RUNNING)

    name = models.CharField(max_length=255)  # of the file
    format = models.CharField(max_length=4, choices=Format)
    columns = models.JSONField(default=list)  # keys of leads.services.export_columns
    query = models.TextField(blank=True, default="")  # the list's filter, as its address says it
    leads = models.JSONField(null=True, default=None)  # ids picked by hand instead
    by = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    operation = models.ForeignKey(
        Operation, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=500, blank=True, default="")
    job_id = models.BigIntegerField(null=True)  # none: it was sent at once and is kept nowhere
    file = models.CharField(
        max_length=300, blank=True, default=""
    )  # in the storage; blank when there is none any more
    size = models.BigIntegerField(default=0)
    rows_total = models.IntegerField(null=True)
    rows_done = models.IntegerField(default=0)
    requested_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)  # when the file goes

    objects = WorkspaceManager.from_queryset(LeadExportQuerySet)()

    class Meta(WorkspaceModel.Meta):
        ordering = ["-pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return link("leads:export-detail", self.pk)

    @property
    def is_going_on(self):
        return self.state in self.GOING_ON

    @property
    def is_ready(self):
        """Whether its file can be had."""
        return self.state == self.State.DONE and bool(self.file) and timezone.now() < self.expires_at

    @property
    def was_kept(self):
        """Whether there is or was a file to come back for."""
        return self.state == self.State.DONE and self.job_id is not None

    @property
    def what(self):
        return (
            f"{number(len(self.leads))} picked by hand" if self.leads is not None else "what the list showed"
        )
