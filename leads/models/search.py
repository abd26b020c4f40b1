from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class LeadSearch(models.Model):
    """The folded words of each lead, every one led by its workspace's id ("12/voss"), kept by a trigger on the lead.

    Without a policy, because `@@` may not use an index under one. It only ever yields ids, which are then read from the
    sealed table; and a word of one workspace never matches in another, since its lexemes begin with another number.
    """

    lead_id = models.BigIntegerField(primary_key=True)
    words = SearchVectorField()
    # The folded name of a lead that has no email and no LinkedIn address: such rows are only compared with each other.
    bare_name = models.CharField(max_length=240, blank=True, default="", db_collation="C")

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="lead_words"),
            models.Index(fields=["bare_name"], condition=~models.Q(bare_name=""), name="lead_bare_name"),
        ]

    def __str__(self):
        return str(self.lead_id)
