import hashlib
import secrets

from django.db import models
from django.utils import timezone

PREFIX = "hp_"


def hashed(key):
    return hashlib.sha256(key.encode()).hexdigest()


class ApiTokenQuerySet(models.QuerySet):
    def usable(self):
        now = timezone.now()
        return self.filter(revoked_at=None).filter(models.Q(expires_at=None) | models.Q(expires_at__gt=now))

    def issue(self, *, member, name, scopes, expires_at=None):
        """Make a token; returns (token, key). The key is shown once and kept only as a hash."""
        key = PREFIX + secrets.token_urlsafe(32)
        token = self.create(
            member=member,
            workspace_id=member.workspace_id,
            name=name,
            scopes=sorted(scopes),
            expires_at=expires_at,
            prefix=key[:11],
            key_hash=hashed(key),
        )
        return token, key

    def by_key(self, key):
        return self.usable().filter(key_hash=hashed(key)).select_related("member__user", "workspace").first()


class ApiToken(models.Model):
    """A key for the API: it acts for one member in one workspace, within its scopes. Front door, hash only."""

    class Scope(models.TextChoices):
        READ = "read", "Read"
        WRITE = "write", "Read and write"
        CAPTURE = "capture", "Add captured leads only"

    workspace = models.ForeignKey("hirepilot.Workspace", on_delete=models.CASCADE, related_name="tokens")
    member = models.ForeignKey("hirepilot.Membership", on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=11, editable=False)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.name} ({self.prefix}…)"
