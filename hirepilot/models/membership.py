from django.db import models


class MembershipQuerySet(models.QuerySet):
    def current(self):
        return self.filter(removed_at=None, user__is_active=True)


class Membership(models.Model):
    """A user in a workspace, with a role. Front door: read before a workspace is open, so no policy is on it.

    A removed membership stays, so that what the person did keeps its name.
    """

    class Role(models.TextChoices):
        OWNER = "owner"
        ADMIN = "admin"
        MEMBER = "member"
        GUEST = "guest"

    user = models.ForeignKey("hirepilot.User", on_delete=models.PROTECT, related_name="memberships")
    workspace = models.ForeignKey("hirepilot.Workspace", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=6, choices=Role, default=Role.MEMBER)
    joined_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "workspace"], name="one_membership_a_workspace"),
            models.UniqueConstraint(
                fields=["workspace"],
                condition=models.Q(role="owner", removed_at=None),
                name="exactly_one_owner",
            ),
            models.UniqueConstraint(fields=["workspace", "id"], name="membership_sealed"),
        ]

    def __str__(self):
        return str(self.user)
