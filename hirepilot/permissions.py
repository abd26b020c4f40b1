"""Who may do what: one table, read by pages, API, admin and templates.

A cell is True, False or the name of a rule about the row (`RULES`). What a member may *see* is decided by each queryset's
`visible_to`; a row out of sight is "not found" before anybody asks this table.
"""

from functools import wraps

from hirepilot.errors import NotAllowed
from hirepilot.models import Membership

OWNER, ADMIN, MEMBER, GUEST = (
    Membership.Role.OWNER,
    Membership.Role.ADMIN,
    Membership.Role.MEMBER,
    Membership.Role.GUEST,
)
ROLES = (OWNER, ADMIN, MEMBER, GUEST)

#                               owner  admin  member     guest
ACTIONS = {
    "see leads":               (True,  True,  True,      False),
    "edit leads":              (True,  True,  True,      False),
    "import leads":            (True,  True,  True,      False),
    "merge leads":             (True,  True,  True,      False),
    "archive leads":           (True,  True,  True,      False),
    "change notes":            (True,  True,  "own",     False),
    "lift opt-outs":           (True,  True,  False,     False),
    "undo":                    (True,  True,  "own",     False),
    "export leads":            (True,  True,  "setting", False),
    "erase people":            (True,  True,  False,     False),
    "use own tokens":          (True,  True,  True,      False),
    "manage all tokens":       (True,  True,  False,     False),
    "see audit log":           (True,  True,  False,     False),
    "see notifications":       (True,  True,  True,      True),
    "see tickets":             (True,  True,  True,      True),
    "change settings":         (True,  True,  False,     False),
    "manage members":          (True,  True,  False,     False),
    "transfer workspace":      (True,  False, False,     False),
    "delete workspace":        (True,  False, False,     False),
}  # fmt: skip


def _own(member, row):
    return row is None or any(
        getattr(row, who, None) == member.pk for who in ("by_id", "member_id", "author_id")
    )


def _setting(member, row):
    return member.workspace.members_export


RULES = {"own": _own, "setting": _setting}


def may(member, action, row=None):
    """Whether the member's role allows the action (on this row). Unknown actions are a KeyError, never a silent no."""
    if member is None or member.removed_at is not None:
        return False
    cell = ACTIONS[action][ROLES.index(member.role)]
    return RULES[cell](member, row) if isinstance(cell, str) else cell


def who_may(action):
    """The roles that could, for people: "Owner, Admin or Member"."""
    roles = [role.label for role, cell in zip(ROLES, ACTIONS[action], strict=True) if cell]
    return roles[0] if len(roles) == 1 else f"{', '.join(roles[:-1])} or {roles[-1]}"


def require(member, action, row=None):
    """Raise NotAllowed, naming the roles that could."""
    if not may(member, action, row):
        raise NotAllowed(f"Your role cannot {action}. Ask somebody who is {who_may(action)}.")


def needs(action):
    """A page that only some roles may use; the refusal (403) says which."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            require(request.member, action)
            return view(request, *args, **kwargs)

        guarded.needs = action
        return guarded

    return decorate
