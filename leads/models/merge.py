from django.db import models
from django.utils import timezone

from hirepilot.models import JournaledModel, Operation


class Merge(JournaledModel):
    """Two leads became one: which, in which operation, and why. Unmerging takes that part of the operation back."""

    survivor = models.ForeignKey(
        "leads.Lead", on_delete=models.CASCADE, related_name="merges", db_constraint=False
    )
    merged = models.ForeignKey("leads.Lead", on_delete=models.CASCADE, related_name="+", db_constraint=False)
    operation = models.ForeignKey(
        Operation, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    # Between these two numbers lie its own changes in the operation, which may be a whole import.
    changes_after = models.BigIntegerField(default=0, editable=False)
    changes_until = models.BigIntegerField(default=0, editable=False)
    reasons = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now)

    SUBJECT = "survivor_id"

    def __str__(self):
        return f"{self.merged_id} into {self.survivor_id}"
