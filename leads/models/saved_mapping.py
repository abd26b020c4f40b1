from django.db import models

from hirepilot.models import JournaledModel


class SavedMapping(JournaledModel):
    """How files with these columns are taken in, under a name: for everybody in the workspace who imports."""

    name = models.CharField(max_length=80)
    key = models.CharField(max_length=80, db_collation="C", editable=False)  # folded name
    columns = models.JSONField(default=list)  # [[header, field], …] of the columns that are imported
    settings = models.JSONField(default=dict)  # of LeadImport.SETTINGS those that hold for any file
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(JournaledModel.Meta):
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="mapping_once_per_workspace")
        ]

    def __str__(self):
        return self.name
