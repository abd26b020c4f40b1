from django.db import models
from django.utils import timezone

from hirepilot.models import Membership
from hirepilot.tenancy import WorkspaceManager, WorkspaceModel
from leads.models.lead_import import LeadImport, LeadImportQuerySet


class ImportUpload(WorkspaceModel):
    """A file that arrives in parts, so that a connection that breaks costs one of them. It becomes an import when it is whole."""

    name = models.CharField(max_length=255)
    size = models.BigIntegerField()  # as announced
    sha256 = models.CharField(max_length=64, blank=True, default="")  # of the whole, where it was announced
    received = models.BigIntegerField(default=0)  # bytes from the beginning on, without a gap
    file = models.CharField(max_length=300)  # in the storage, once there is a part
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    lead_import = models.ForeignKey(
        LeadImport, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    started_at = models.DateTimeField(default=timezone.now)
    last_part_at = models.DateTimeField(default=timezone.now)

    objects = WorkspaceManager.from_queryset(LeadImportQuerySet)()

    class Meta(WorkspaceModel.Meta):
        ordering = ["-pk"]

    def __str__(self):
        return self.name
