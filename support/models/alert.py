from django.db import models
from django.utils import timezone

from hirepilot.tenancy import WorkspaceManager, WorkspaceQuerySet
from support.models.desk import DeskModel
from support.models.ticket import Ticket


class AlertQuerySet(WorkspaceQuerySet):
    def pending(self):
        return self.filter(delivered_at=None, refused_at=None)

    def unclaimed(self, before):
        return self.filter(models.Q(claimed_at=None) | models.Q(claimed_at__lt=before))

    def undelivered(self):
        """For staff: what nobody has been told, by this road."""
        return self.filter(delivered_at=None)


class Alert(DeskModel):
    """One message about a ticket to one recipient by one channel, and what became of it."""

    class Channel(models.TextChoices):
        SLACK = "slack", "Slack"
        EMAIL = "email"

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="alerts", db_constraint=False)
    channel = models.CharField(max_length=5, choices=Channel)
    recipient = models.CharField(
        max_length=254, help_text="An address, or the name of the one Slack webhook."
    )
    occurrence = models.PositiveIntegerField(help_text="The count of the ticket that this message tells of.")
    attempts = models.PositiveIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(
        null=True, blank=True, help_text="The channel refused for good; the error says why."
    )
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = WorkspaceManager.from_queryset(AlertQuerySet)()

    class Meta(DeskModel.Meta):
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "ticket", "channel", "recipient", "occurrence"],
                name="one_alert_a_recipient",
            )
        ]

    def __str__(self):
        return f"{self.get_channel_display()} to {self.recipient}: {self.outcome}"

    @property
    def outcome(self):
        if self.delivered_at:
            return "delivered"
        return "refused" if self.refused_at else "waiting"
