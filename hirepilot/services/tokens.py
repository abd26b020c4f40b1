"""API tokens: who made and who revoked one stays in the history."""

from django.db import transaction
from django.utils import timezone

from hirepilot.journal import operation
from hirepilot.models import ApiToken


def issue(by, name, scopes, expires_at=None):
    """A token of the member's own; returns (token, key). The key is shown once and kept only as a hash."""
    with operation("token.issue", by=by, summary=f"Made the API token “{name}”"):
        return ApiToken.objects.issue(member=by, name=name, scopes=scopes, expires_at=expires_at)


@transaction.atomic
def revoke(by, token):
    """The key stops working at once. False when it was revoked before."""
    if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        return False
    with operation("token.revoke", by=by, summary=f"Revoked the API token “{token}”"):
        return True
