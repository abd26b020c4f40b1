"""Who is in a workspace and as what. All that changes it takes turns: each locks the workspace and looks again.

Invitations are in `invitations.py`.
"""

import secrets
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from hirepilot.errors import NotHere, OneOwner, SlugTaken
from hirepilot.journal import operation
from hirepilot.models import ApiToken, Invitation, Membership, Workspace
from hirepilot.permissions import require
from hirepilot.registry import Registry
from hirepilot.tenancy import workspace_scope
from hirepilot.wording import plural

Role = Membership.Role
ASSIGNABLE = (Role.ADMIN, Role.MEMBER, Role.GUEST)  # Owner is given by `transfer` alone

# What members own. Higher apps say which rows, in which column, and what to call them:
#     @owned_rows.register("leads", column="owner", noun="lead")
#     def leads_of(member): return Lead.objects.filter(owner=member)
owned_rows = Registry("owned rows")


def create_workspace(user, name, time_zone="UTC", default_country="US", is_demo=False):
    """A new workspace with the user as its Owner. Its address is the name, numbered when that is taken."""
    base = slugify(name)[:50].strip("-") or "workspace"
    for slug in (base, *(f"{base}-{number}" for number in range(2, 10)), f"{base}-{secrets.token_hex(4)}"):
        if Workspace.objects.filter(slug=slug).exists():
            continue
        workspace = Workspace(
            name=name, slug=slug, time_zone=time_zone, default_country=default_country, is_demo=is_demo
        )
        workspace.clean_fields()
        try:
            with transaction.atomic():
                workspace.save(force_insert=True)
                Membership.objects.create(user=user, workspace=workspace, role=Role.OWNER)
        except IntegrityError:
            continue  # somebody took that address a moment ago
        return workspace
    raise SlugTaken


@contextmanager
def changing(by, action=None):
    """A transaction in which nobody else changes the members; gives `by` as it is now, who may still do the action."""
    with transaction.atomic(), workspace_scope(by.workspace):
        # Not FOR UPDATE: rows that only refer to the workspace may be written meanwhile.
        Workspace.objects.select_for_update(no_key=True).get(pk=by.workspace_id)
        now = _colleague(by, by, active=True)
        if action:
            require(now, action)
        yield now


def change_role(by, membership, role):
    """Give a member another role. A Guest keeps no API tokens."""
    if role not in ASSIGNABLE:
        raise OneOwner
    with changing(by, "manage members") as by:
        member = _not_the_owner(_colleague(by, membership))
        if member.role == role:
            return member
        before, member.role = member.get_role_display(), Role(role)
        with operation("member.role", by=by, summary=f"{member}: {before} → {member.get_role_display()}"):
            member.save(update_fields=["role"])
        if member.role == Role.GUEST:
            _revoke_tokens(member)
        return member


def transfer(by, to):
    """Make somebody else the Owner; who was it becomes an Admin."""
    with changing(by, "transfer workspace") as by:
        heir = _colleague(by, to, active=True)
        if heir.pk == by.pk:
            return heir
        with operation("workspace.transfer", by=by, summary=f"Transferred from {by} to {heir}"):
            # In this order: there are never two.
            by.role, heir.role = Role.ADMIN, Role.OWNER
            by.save(update_fields=["role"])
            heir.save(update_fields=["role"])
        return heir


def remove(by, membership, reassign_to=None):
    """Take somebody out of the workspace at once; what they own goes to a colleague, or to nobody and so to all.

    Their name stays on what they did. Returns how many rows changed hands, by noun.
    """
    with changing(by, "manage members") as by:
        member = _not_the_owner(_colleague(by, membership))
        heir = None if reassign_to is None else _colleague(by, reassign_to, active=True)
        if heir is not None and (heir.pk == member.pk or heir.role == Role.GUEST):
            raise NotHere("Choose a colleague who works with leads.")
        return _take_out(by, member, heir, f"Removed {member}")


def leave(by):
    """Go. What one owned goes to the Owner of the workspace, who cannot leave."""
    with changing(by) as by:
        _not_the_owner(by)
        owner = Membership.objects.get(workspace=by.workspace_id, role=Role.OWNER, removed_at=None)
        return _take_out(by, by, owner, f"{by} left")


def owned_by(member):
    """How much a member owns: {"leads": 12, …}, without what is nothing."""
    with workspace_scope(member.workspace):
        counts = {entry.noun: entry.work(member).count() for entry in owned_rows}
    return {noun: count for noun, count in counts.items() if count}


def handed_over(moved, heir):
    """What `remove` did, for people: "12 leads now belong to Mia Berg."."""
    if not moved:
        return ""
    what = ", ".join(plural(count, noun) for noun, count in moved.items())
    return f"{what} now {'belongs' if sum(moved.values()) == 1 else 'belong'} to {heir or 'nobody'}."


def _take_out(by, member, heir, summary):
    # Not a person's edit of those rows: an import is not kept from undo because its uploader left.
    with operation(
        "member.remove", by=by, by_person=False, summary=f"{summary}; what they owned: {heir or 'nobody'}"
    ):
        moved = {entry.noun: entry.work(member).update(**{entry.column: heir}) for entry in owned_rows}
        member.removed_at = timezone.now()
        member.save(update_fields=["removed_at"])
    _revoke_tokens(member)
    # Whoever has kept a link to copy could come back by it.
    open_links = Invitation.objects.filter(workspace=by.workspace_id, accepted_at=None, withdrawn_at=None)
    (open_links.filter(invited_by=member) | open_links.filter(email__iexact=member.user.email)).update(
        withdrawn_at=timezone.now()
    )
    return {noun: count for noun, count in moved.items() if count}


def _colleague(by, membership, *, active=False):
    """The membership as it is now; `active` refuses somebody whose account HirePilot has closed."""
    people = Membership.objects.current() if active else Membership.objects.filter(removed_at=None)
    found = (
        people.filter(workspace=by.workspace_id, pk=membership.pk).select_related("user", "workspace").first()
    )
    if found is None:
        raise NotHere
    return found


def _not_the_owner(member):
    if member.role == Role.OWNER:
        raise OneOwner
    return member


def _revoke_tokens(member):
    ApiToken.objects.filter(member=member, revoked_at=None).update(revoked_at=timezone.now())
