from django.db import models

from hirepilot.models import JournaledModel, Membership


class LeadList(JournaledModel):
    """A set of leads picked by hand, known to all of the workspace by its name, whatever its case."""

    name = models.CharField(max_length=60)
    key = models.CharField(max_length=60, db_collation="C", editable=False)  # folded name
    by = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    SAID_AS = ("list", "lists")

    class Meta(JournaledModel.Meta):
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="list_once_per_workspace")]

    def __str__(self):
        return self.name


class ListMember(JournaledModel):
    """A lead on a list. Leads were added in the order of these ids."""

    list = models.ForeignKey(
        LeadList, on_delete=models.CASCADE, related_name="members", db_constraint=False, db_index=False
    )
    lead = models.ForeignKey(
        "leads.Lead", on_delete=models.CASCADE, related_name="list_members", db_constraint=False
    )

    SUBJECT = "lead_id"
    SAID_AS = ("place on a list", "places on lists")

    class Meta(JournaledModel.Meta):
        constraints = [models.UniqueConstraint(fields=["list", "lead"], name="lead_once_a_list")]

    def __str__(self):
        return f"{self.lead_id} on {self.list_id}"
