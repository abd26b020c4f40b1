from django.db import models
from django.utils import timezone

from hirepilot.models import JournaledModel


class Activity(JournaledModel):
    """What no column shows: a reply, a call, a merge's reasons. Never edited, and undo leaves it: it did happen."""

    lead = models.ForeignKey(
        "leads.Lead", on_delete=models.CASCADE, related_name="activities", db_constraint=False
    )
    kind = models.CharField(max_length=20)
    text = models.CharField(max_length=500, blank=True)
    data = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=timezone.now)

    SUBJECT = "lead_id"
    UNDOABLE = False

    class Meta(JournaledModel.Meta):
        verbose_name_plural = "activities"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.text or self.kind
