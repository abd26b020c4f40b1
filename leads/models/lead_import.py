from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from hirepilot.models import Membership, Operation, Workspace
from hirepilot.tenancy import WorkspaceManager, WorkspaceModel, WorkspaceQuerySet, link


class Outcome(models.TextChoices):
    """What became of one row. Every row has exactly one."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    MERGED = "merged"
    SKIPPED = "skipped"
    FAILED = "failed"


class LeadImportQuerySet(WorkspaceQuerySet):
    def visible_to(self, member):
        """Owner and Admin see every import; a member their own."""
        if member.role in (Membership.Role.OWNER, Membership.Role.ADMIN):
            return self
        return self.filter(by=member) if member.role == Membership.Role.MEMBER else self.none()


class LeadImport(WorkspaceModel):
    """An upload: its file, its mapping, and what became of every row. created + updated + … = rows, always."""

    class State(models.TextChoices):
        MAPPING = "mapping", "Waiting for its mapping"
        WAITING = "waiting"
        RUNNING = "running"
        PAUSED = "paused"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    GOING_ON = (State.WAITING, State.RUNNING, State.PAUSED)
    STORED = ("file", "table", "dry_rows")  # which fields name a file in the storage
    OVER = (State.DONE, State.FAILED, State.CANCELLED)
    # How it is to be taken in.
    SETTINGS = (
        "mapping", "policy", "overwrite", "tags", "add_to_list", "owner", "legal_basis", "defaults", "values", "date_order",
        "country",
    )  # fmt: skip

    name = models.CharField(max_length=255)  # of the file, as uploaded
    file = models.FileField(max_length=300)
    table = models.CharField(
        max_length=300, blank=True, default=""
    )  # the same as text in UTF-8, which is what is read
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, db_index=True)
    sheet = models.JSONField(default=dict)  # encoding, delimiter, header and where it is
    recognised = models.CharField(
        max_length=40, blank=True, default=""
    )  # one of leads.sources.presets.SOURCES
    mapping = models.JSONField(default=list)  # [{"column": 0, "field": "email"}, …]
    policy = models.CharField(max_length=9, choices=Workspace.MatchPolicy, default=Workspace.MatchPolicy.FILL)
    overwrite = models.JSONField(default=list)  # fields chosen for the policy "overwrite"
    tags = models.JSONField(default=list)  # for every row
    add_to_list = models.CharField(max_length=60, blank=True, default="")  # the name of a list, for every row
    owner = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    defaults = models.JSONField(default=dict)  # {field: what holds where a cell is blank}
    values = models.JSONField(
        default=dict
    )  # {"status": {word: status or ""}, "owner": {word: membership id or None}}
    date_order = models.CharField(max_length=3, blank=True, default="")  # "dmy" or "mdy"
    country = models.CharField(
        max_length=2, blank=True, default=""
    )  # of phones without one; blank: the workspace's
    looked = models.JSONField(
        default=dict
    )  # what columns hold over the whole file; see leads.services.import_values
    legal_basis = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    state = models.CharField(max_length=9, choices=State, default=State.MAPPING)
    problem = models.CharField(max_length=500, blank=True)
    operation = models.ForeignKey(
        Operation, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    corrects = models.ForeignKey(  # the import whose refused rows it finishes, in that one's operation
        "self", null=True, on_delete=models.PROTECT, related_name="corrected_by", db_constraint=False
    )
    fixes = models.JSONField(default=dict)  # {line: cells} in place of the file's; see leads.services.fixing
    dry_rows = models.CharField(
        max_length=300, blank=True, default=""
    )  # its rows; see leads.services.dry_rows
    dry_run = models.JSONField(null=True, default=None)  # what it would do; see leads.services.dry_run
    job_id = models.BigIntegerField(null=True)
    rows_total = models.IntegerField(null=True)  # of the file; once it is over, those that have an outcome
    rows_done = models.IntegerField(default=0)
    offset = models.BigIntegerField(default=0)  # bytes read: where the next chunk begins
    line = models.IntegerField(default=0)
    created = models.IntegerField(default=0)
    updated = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    merged = models.IntegerField(default=0)
    skipped = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    uploaded_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_seconds = models.FloatField(default=0)  # before the pause that lasts, if one does
    finished_at = models.DateTimeField(null=True)
    files_removed_at = models.DateTimeField(null=True)  # the upload and the rows were kept until then

    objects = WorkspaceManager.from_queryset(LeadImportQuerySet)()

    class Meta(WorkspaceModel.Meta):
        ordering = ["-pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return link("leads:import-detail", self.pk)

    @property
    def rows_in_file(self):
        return self.sheet.get("rows") or 0

    @property
    def kept_until(self):
        """When the upload and the stored rows are removed."""
        since = self.finished_at or self.paused_at or self.uploaded_at
        return since + timedelta(days=settings.IMPORT_KEEP_DAYS)

    @property
    def rows_not_reached(self):
        """Rows of the file that an import which stopped early never looked at."""
        return max(self.rows_in_file - self.rows_done, 0)

    @property
    def counts(self):
        return {outcome.value: getattr(self, outcome.value) for outcome in Outcome}


class ImportRow(WorkspaceModel):
    """A row of an import that did not become a new lead, or not with all its values: the user's own cells, and why."""

    lead_import = models.ForeignKey(
        LeadImport, on_delete=models.CASCADE, related_name="rows", db_constraint=False
    )
    line = models.IntegerField()
    outcome = models.CharField(max_length=9, choices=Outcome)
    code = models.CharField(max_length=40, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    lead_id = models.BigIntegerField(null=True)
    cells = models.JSONField(default=list)

    class Meta(WorkspaceModel.Meta):
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["lead_import", "line"], name="one_outcome_a_row")]
        indexes = [
            models.Index(
                "workspace", "id", condition=models.Q(outcome="skipped", code="review"), name="rows_to_review"
            )
        ]

    def __str__(self):
        return f"{self.line}: {self.outcome} {self.code}"
