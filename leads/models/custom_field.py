from django.db import models

from hirepilot.models import JournaledModel


class CustomField(JournaledModel):
    """A field that a workspace added to its leads; the values are in `Lead.custom` under its key."""

    class Kind(models.TextChoices):
        TEXT = "text"
        NUMBER = "number"
        DATE = "date"
        CHOICE = "choice"

    label = models.CharField(max_length=60)
    key = models.SlugField(max_length=60, db_collation="C")
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.TEXT)
    choices = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    NAMED_IN = (("leads.Lead", "custom", "key"),)

    class Meta(JournaledModel.Meta):
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="custom_field_once_per_workspace")
        ]

    def __str__(self):
        return self.label
