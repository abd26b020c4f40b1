from datetime import timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from hirepilot.models.membership import Membership
from hirepilot.tenancy import WorkspaceManager, WorkspaceModel, WorkspaceQuerySet

KEPT = timedelta(hours=24)


class ApiReplyQuerySet(WorkspaceQuerySet):
    def outdated(self):
        """Those that nobody may be answered with any more."""
        return self.filter(at__lt=timezone.now() - KEPT)


class ApiReply(WorkspaceModel):
    """What was answered to a request with an Idempotency-Key: said again to whoever sends the same once more."""

    member = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    endpoint = models.CharField(max_length=300, help_text="Method and address.")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(
        max_length=64, help_text="Of the body, so that another one under this key is refused."
    )
    status = models.PositiveSmallIntegerField()
    body = models.JSONField(encoder=DjangoJSONEncoder)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = WorkspaceManager.from_queryset(ApiReplyQuerySet)()

    class Meta(WorkspaceModel.Meta):
        verbose_name_plural = "API replies"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "member", "endpoint", "key"], name="one_reply_a_key")
        ]

    def __str__(self):
        return f"{self.endpoint} {self.key}: {self.status}"
