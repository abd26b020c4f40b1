from django.db import models

from hirepilot.models import JournaledModel


class Tag(JournaledModel):
    """A label of the workspace, the same whatever its case."""

    name = models.CharField(max_length=60)
    key = models.CharField(max_length=60, db_collation="C", editable=False)  # folded name
    hue = models.PositiveSmallIntegerField(default=1)  # one of the six paper colours
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(JournaledModel.Meta):
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="tag_once_per_workspace")]

    def __str__(self):
        return self.name


class LeadTag(JournaledModel):
    """A tag on a lead. A table of its own, because only `=` may use an index under row-level security."""

    lead = models.ForeignKey(
        "leads.Lead", on_delete=models.CASCADE, related_name="lead_tags", db_constraint=False
    )
    tag = models.ForeignKey(
        Tag, on_delete=models.CASCADE, related_name="lead_tags", db_constraint=False, db_index=False
    )

    SUBJECT = "lead_id"

    class Meta(JournaledModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tag", "lead"], name="tag_once_a_lead")]

    def __str__(self):
        return f"{self.tag_id} on {self.lead_id}"
