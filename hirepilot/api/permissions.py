"""What a request may do: its member's role by the one table of permissions, and its token's scopes.

class LeadList(Endpoint):
    needs = {"GET": "see leads", "POST": "edit leads"}
    scopes = {"POST": CAPTURING}           # only where they differ from the usual ones
"""

from rest_framework.permissions import BasePermission

from hirepilot.errors import NotAllowed
from hirepilot.models import ApiToken
from hirepilot.permissions import require

Scope = ApiToken.Scope
ANY_MEMBER = "any member"  # in the place of an action: open to every role
READING = frozenset({Scope.READ, Scope.WRITE})
WRITING = frozenset({Scope.WRITE})
CAPTURING = frozenset({Scope.WRITE, Scope.CAPTURE})
EVERY_SCOPE = frozenset(Scope)


class ScopeMissing(NotAllowed):
    code = "scope_missing"


class RoleAndScope(BasePermission):
    """Refuses whatever a view does not declare, so that nothing is open because somebody forgot."""

    def has_permission(self, request, view):
        method = "GET" if request.method == "HEAD" else request.method
        if not hasattr(view, method.lower()) or (method == "OPTIONS" and view.metadata_class is None):
            return True  # and the view answers that there is no such method
        action = view.needs.get(method)
        if action is None:
            return False
        if action != ANY_MEMBER:
            require(request.member, action)
        if request.token is not None:
            _require_scope(request.token, scopes_of(view, method))
        return True


def scopes_of(view, method):
    """The scopes of which a token needs one."""
    return getattr(view, "scopes", {}).get(method) or (READING if method == "GET" else WRITING)


def _require_scope(token, needed):
    if not needed.intersection(token.scopes):
        names = " or ".join(f"“{scope.value}”" for scope in Scope if scope in needed)
        raise ScopeMissing(f"This token's scopes do not allow this: it takes {names}.")
