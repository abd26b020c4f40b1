from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from hirepilot.incidents import KINDS, Severity
from hirepilot.models import Membership
from hirepilot.tenancy import WorkspaceManager, WorkspaceQuerySet, link
from support.models.desk import HOUSE, DeskModel

MOMENT = "%Y-%m-%d %H:%M:%S"
EVERYTHING_OF_A_WORKSPACE = {Membership.Role.OWNER, Membership.Role.ADMIN}


class TicketQuerySet(WorkspaceQuerySet):
    def unresolved(self):
        return self.exclude(status=Ticket.Status.RESOLVED)

    def visible_to(self, member):
        """The tickets of what this member ran into; an Owner or Admin sees those of the whole workspace."""
        if member.role in EVERYTHING_OF_A_WORKSPACE:
            return self
        return self.filter(user_ids__contains=[member.user_id])

    def about_lead(self, lead_id):
        return self.filter(lead_ids__contains=[lead_id])

    def newest_first(self):
        return self.order_by("-last_seen", "-pk")


class Ticket(DeskModel):
    """Something that broke, told once however often it happens, with all that is needed to look into it.

    Ids are plain numbers and not links: the rows may be gone with the transaction that broke; the ticket must not be.
    """

    class Status(models.TextChoices):
        OPEN = "open"
        ACKNOWLEDGED = "acknowledged"
        RESOLVED = "resolved"

    kind = models.CharField(max_length=40)
    severity = models.CharField(
        max_length=2, choices=[(severity.value, severity.value) for severity in Severity]
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    cause = models.CharField(max_length=300, help_text="What repeats of one fault have in common.")
    count = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField(help_text="When the work began that broke first.")
    first_seen = models.DateTimeField(default=timezone.now)
    last_seen = models.DateTimeField(default=timezone.now)
    provider = models.CharField(max_length=40, blank=True)
    roles = models.JSONField(default=list)
    user_ids = ArrayField(models.BigIntegerField(), default=list)
    lead_ids = ArrayField(models.BigIntegerField(), default=list)
    operation_ids = ArrayField(models.BigIntegerField(), default=list)
    about = models.JSONField(
        default=list, help_text="The import and row, or the draft, where no lead exists."
    )
    attempted = models.JSONField(
        default=list, help_text="What was being done, where no operation is left of it."
    )
    steps = models.JSONField(default=list)
    errors = models.JSONField(default=list)
    handled_by = models.ForeignKey(
        "hirepilot.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    handled_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True, help_text="Shown to the person who ran into it.")

    objects = WorkspaceManager.from_queryset(TicketQuerySet)()

    class Meta(DeskModel.Meta):
        ordering = ["-last_seen", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "cause"],
                condition=~models.Q(status="resolved"),
                name="one_open_ticket_a_cause",
            )
        ]
        indexes = [models.Index(fields=["workspace", "-last_seen", "-id"], name="tickets_newest_first")]

    def __str__(self):
        return f"{self.title} ({self.reference})"

    def get_absolute_url(self):
        return link("support:ticket", self.pk)

    @property
    def title(self):
        return KINDS[self.kind].title

    @property
    def kept(self):
        """What was not lost, for the person who ran into it."""
        return KINDS[self.kind].kept

    @property
    def progress(self):
        """Where it stands, for the person who ran into it."""
        return PROGRESS[Ticket.Status(self.status)]

    @property
    def reference(self):
        return f"T-{self.pk}"

    @property
    def contents(self):
        """(name, what is known) of all that a ticket has to hold. Where there is nothing to know it says so, in words."""
        place = "HirePilot itself, no workspace" if self.workspace_id == HOUSE.pk else str(self.workspace_id)
        return [
            ("Lead", _listed(self.lead_ids) or _listed(self.about, "; ") or "none: it is not about one lead"),
            ("User", _listed(self.user_ids) or "none: no person was at work"),
            ("Workspace", place),
            ("Role", _listed(self.roles) or "none: no member was at work"),
            ("Operation", _listed([*self.operation_ids, *self.attempted], "; ") or "none was begun"),
            ("Provider", self.provider or "none was asked"),
            ("Steps", _listed(self.steps, "; ") or "none before it are on record"),
            ("Errors", _listed(self.errors, "; ") or self.cause or self.title),
            ("Time", f"{self.began_at:{MOMENT}} to {self.last_seen:{MOMENT}} UTC"),
        ]

    @property
    def lead_id(self):
        return self.lead_ids[0] if self.lead_ids else None

    @property
    def user_id(self):
        return self.user_ids[0] if self.user_ids else None

    @property
    def is_resolved(self):
        return self.status == self.Status.RESOLVED


def _listed(values, between=", "):
    return between.join(map(str, values))


PROGRESS = {
    Ticket.Status.OPEN: "HirePilot has been told. Nothing is left for you to do.",
    Ticket.Status.ACKNOWLEDGED: "Somebody is looking into it.",
    Ticket.Status.RESOLVED: "It is over. Please try again; should it break once more, a new ticket is opened.",
}
