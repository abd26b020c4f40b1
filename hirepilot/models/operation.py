from django.db import models
from django.utils import timezone

from hirepilot.models.membership import Membership
from hirepilot.tenancy import WorkspaceManager, WorkspaceModel, WorkspaceQuerySet


class OpenOperation(models.Func):
    """The operation that the session has told the database; NULL, and so refused by NOT NULL, when there is none."""

    output_field = models.BigIntegerField()
    template = "nullif(current_setting('app.operation', true), '')::bigint"

    def __init__(self):
        super().__init__()

    def deconstruct(self):
        return "hirepilot.models.operation.OpenOperation", [], {}


class OperationQuerySet(WorkspaceQuerySet):
    def visible_to(self, member):
        """Owner and Admin see what anybody did; a Member sees and takes back their own."""
        if member.role in (Membership.Role.OWNER, Membership.Role.ADMIN):
            return self
        return self.filter(by=member) if member.role == Membership.Role.MEMBER else self.none()


class Operation(WorkspaceModel):
    """One thing somebody did: an edit, an import, a merge, an undo. Every change in the journal belongs to one."""

    kind = models.CharField(max_length=40)
    summary = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        "hirepilot.Membership",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    staff = models.ForeignKey(
        "hirepilot.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    token = models.ForeignKey(
        "hirepilot.ApiToken", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    job = models.ForeignKey(
        "hirepilot.Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    by_person = models.BooleanField(
        default=True, help_text="A person wanted it; machine writes alone never keep a row from undo."
    )
    started_at = models.DateTimeField(default=timezone.now)
    undoes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    undone_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )

    objects = WorkspaceManager.from_queryset(OperationQuerySet)()

    class Meta(WorkspaceModel.Meta):
        ordering = ["-pk"]

    def __str__(self):
        return self.summary or self.kind

    @property
    def actor(self):
        """Who did it, for people."""
        return str(self.by or self.staff or (f"job {self.job_id}" if self.job_id else "HirePilot"))


class Change(WorkspaceModel):
    """One row's before and after in an operation, written by a trigger: only the columns that changed.

    A deleted row has its whole `before` and no `after`; a row that undo brought back has `after` and no `before`.
    """

    operation = models.ForeignKey(
        Operation, on_delete=models.PROTECT, related_name="changes", db_constraint=False
    )
    tbl = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    subject_id = models.BigIntegerField(null=True, help_text="The lead whose history this belongs to.")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta(WorkspaceModel.Meta):
        indexes = [
            models.Index(fields=["workspace", "tbl", "row_id"], name="change_of_a_row"),
            models.Index(fields=["workspace", "subject_id", "id"], name="change_of_a_lead"),
        ]


class JournaledModel(WorkspaceModel):
    """A row whose every change is in the journal. `created_in` says which operation made it, without an extra row."""

    SUBJECT = ""  # the column that holds the lead whose history this row belongs to
    DERIVED = ()  # columns computed from others, left out of the journal
    SAID_AS = ()  # (one, many) for people, where the name of the model is a word of ours
    UNDOABLE = True  # False for what stays whatever is taken back: opt-outs, activities
    KEEPS = ""  # SQL about a row `t`: whether the lead whose number it has would take its meaning with it
    NAMED_IN = ()  # (model, its JSON column, our column): rows whose JSON has our value as a key refer to us

    created_in = models.BigIntegerField(db_default=OpenOperation(), editable=False, db_index=True)

    class Meta(WorkspaceModel.Meta):
        abstract = True
