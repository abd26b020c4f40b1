from django.db import models
from django.utils import timezone

from hirepilot.models.membership import Membership
from hirepilot.tenancy import WorkspaceManager, WorkspaceModel, WorkspaceQuerySet


class NotificationQuerySet(WorkspaceQuerySet):
    def of(self, member):
        return self.filter(member=member)

    def unread(self):
        return self.filter(read_at=None)


class Notification(WorkspaceModel):
    """Something that a member was waiting for, or should look at."""

    member = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    text = models.CharField(max_length=400)
    view_name = models.CharField(max_length=80, help_text="The page in question, in the workspace.")
    object_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    objects = WorkspaceManager.from_queryset(NotificationQuerySet)()

    class Meta(WorkspaceModel.Meta):
        indexes = [
            models.Index(fields=["workspace", "member", "-id"], name="notifications_of_a_member"),
            models.Index(
                fields=["workspace", "member"], name="unread_notifications", condition=models.Q(read_at=None)
            ),
        ]

    def __str__(self):
        return self.text
