"""Tokens are made and revoked by name, the key is only in the answer, and both are in the history."""

from datetime import timedelta

from django.utils import timezone

from hirepilot.models import ApiToken, Operation
from hirepilot.services.tokens import issue, revoke


def test_the_key_is_given_once_and_works_until_it_is_revoked(workspace, member):
    token, key = issue(member, "Reporting", ["write", "read"], timezone.now() + timedelta(days=30))

    assert (token.member, token.workspace, token.scopes) == (member, workspace, ["read", "write"])
    assert key not in str(ApiToken.objects.values().get())
    assert ApiToken.objects.by_key(key) == token

    assert (revoke(member, token), revoke(member, token)) == (True, False)
    assert ApiToken.objects.by_key(key) is None
    assert list(Operation.objects.order_by("pk").values_list("kind", "summary")) == [
        ("token.issue", "Made the API token “Reporting”"),
        ("token.revoke", f"Revoked the API token “{token}”"),
    ]


def test_a_token_that_has_expired_is_no_key(workspace, member):
    _, key = issue(member, "Old", ["read"], timezone.now() - timedelta(seconds=1))

    assert ApiToken.objects.by_key(key) is None
