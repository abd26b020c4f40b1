from django.db import models
from django.utils import timezone

from hirepilot.models import JournaledModel, Membership


class Note(JournaledModel):
    """What a colleague wrote about a lead. Only the workspace sees it."""

    lead = models.ForeignKey(
        "leads.Lead", on_delete=models.CASCADE, related_name="notes", db_constraint=False
    )
    text = models.TextField(max_length=20_000)
    author = models.ForeignKey(
        Membership,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    created_at = models.DateTimeField(default=timezone.now)

    SUBJECT = "lead_id"

    class Meta(JournaledModel.Meta):
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.text[:80]
