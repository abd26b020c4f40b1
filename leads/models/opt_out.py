import hashlib

from django.db import models
from django.utils import timezone

from hirepilot.models import JournaledModel
from leads.models.lead import Lead


def address_hash(kind, value):
    """The hash under which an opt-out is kept: it outlives the lead and must still be found when the address comes back."""
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()


class OptOut(JournaledModel):
    """Somebody does not want to be contacted on a channel. Keyed by address, so nothing that happens to the lead lifts it."""

    channel = models.CharField(max_length=8, choices=Lead.Channel, default=Lead.Channel.ALL)
    address = models.CharField(max_length=64, db_collation="C")  # address_hash(...)
    lead_id = models.BigIntegerField(
        null=True, blank=True
    )  # where it was said; no foreign key: it outlives the lead
    reason = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(default=timezone.now)

    UNDOABLE = False
    # Kept by the number of a lead that has no address: without the lead, nobody would be recognised by it.
    KEEPS = "t.address = encode(sha256(convert_to('lead:' || t.lead_id, 'UTF8')), 'hex')"

    class Meta(JournaledModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "address", "channel"], name="opt_out_once_an_address"
            )
        ]

    def __str__(self):
        return f"{self.channel}: {self.reason or self.source}"
