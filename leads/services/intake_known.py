"""What the database knows about the identities of a chunk: read and locked in one go, before deciding."""

from collections import defaultdict

from django.db import connection

from hirepilot.lookups import array
from hirepilot.models import Membership
from hirepilot.tenancy import active_workspace
from leads.cleaning.companies import company_key
from leads.cleaning.folding import fold
from leads.models import ContactValue, Identity, Lead, LeadTag, ListMember, Note
from leads.services.intake_decide import CONTACT, KEY, LIST, NOTE, TAG, Known, Target

COLUMNS = (
    "id", "full_name", "first_name", "last_name", "email", "phone", "linkedin", "company_name", "title", "title_normal",
    "seniority", "function", "location", "custom", "typed", "owner_id", "archived_at", "merged_into_id",
    "status",
)  # fmt: skip


class Moved(Exception):
    """A matched lead was merged away between the look-up and the lock: look again."""


def look_up(rows, *, to_write=True):
    """The leads that the rows match, as Known: locked, unless nothing is to be written and all that hangs on them is asked for.

    Raises Moved when one was merged away meanwhile.
    """
    keys = {pair[:2] for row in rows for pair in row.keys}
    found = _identities(sorted(keys))
    bare = _bare_names({row.folded()[0] for row in rows if not row.keys and row.problem is None})
    targets = _targets({lead_id for _, _, lead_id in found} | bare, to_write)
    _with_children(targets, rows if to_write else None)
    known = Known(by_key={(kind, value): targets[lead_id] for kind, value, lead_id in found})
    for lead_id in bare:
        target = targets[lead_id]
        if not target.has_identity() and not target.archived:
            known.bare.setdefault(folded(target), target)
    return known


def _identities(keys):
    """(kind, value, lead id) of the keys that are taken."""
    by_kind = defaultdict(list)
    for kind, value in keys:
        by_kind[kind].append(value)
    with connection.cursor() as cursor:
        found = []
        for kind, values in by_kind.items():
            cursor.execute(
                "SELECT kind, value, lead_id FROM leads_identity WHERE workspace_id = %s AND kind = %s AND value = ANY(%s)",
                [active_workspace().pk, kind, array(values)],
            )
            found += cursor.fetchall()
    return found


def _bare_names(names):
    if not names:
        return set()
    workspace = active_workspace().pk
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lead_id FROM leads_leadsearch WHERE bare_name <> '' AND bare_name = ANY(%s) ORDER BY lead_id",
            [array(f"{workspace}:{name}"[:240] for name in sorted(names))],
        )
        return {lead_id for (lead_id,) in cursor.fetchall()}


def _targets(lead_ids, to_write):
    """The leads as targets; to write, locked in the order of their ids so that two intakes never wait in a ring."""
    if not lead_ids:
        return {}
    targets = {}
    leads = Lead.objects.filter(pk__among=lead_ids).order_by("pk")
    if to_write:
        leads = leads.select_for_update()
    for values in leads.values(*COLUMNS):
        if values["merged_into_id"]:
            raise Moved
        target = Target(lead_id=values["id"])
        target.custom, target.typed = values.pop("custom"), frozenset(values.pop("typed"))
        target.status = values.pop("status")
        target.owner_id, target.archived = values.pop("owner_id"), values.pop("archived_at") is not None
        target.values = values
        targets[target.lead_id] = target
    if len(targets) < len(lead_ids):
        raise Moved
    return targets


def _with_children(targets, rows):
    """Fill in what hangs on the leads, as far as the rows could add to it; all of it, where no rows are given."""
    if not targets:
        return
    for lead_id, kind, value in Identity.objects.filter(lead__among=targets).values_list(
        "lead_id", "kind", "value"
    ):
        targets[lead_id].held.add((KEY, kind, value))
    bare = any(not target.has_identity() for target in targets.values())
    if bare or rows is None or any(row.contacts for row in rows):
        contacts = ContactValue.objects.filter(lead__among=targets).values_list("lead_id", "kind", "value")
        for lead_id, kind, value in contacts:
            targets[lead_id].held.add((CONTACT, kind, value))
    if rows is None or any(row.tags for row in rows):
        for lead_id, key in LeadTag.objects.filter(lead__among=targets).values_list("lead_id", "tag__key"):
            targets[lead_id].held.add((TAG, key))
    if rows is None or any(row.lists for row in rows):
        for lead_id, key in ListMember.objects.filter(lead__among=targets).values_list(
            "lead_id", "list__key"
        ):
            targets[lead_id].held.add((LIST, key))
    if rows is None or any(row.note for row in rows):
        for lead_id, text in Note.objects.filter(lead__among=targets).values_list("lead_id", "text"):
            targets[lead_id].held.add((NOTE, text))


def owner_names(targets):
    """Who owns the targets, for the sentence that sends a member to the right colleague."""
    owners = {target.owner_id for target in targets if target.owner_id}
    names = {
        owner.pk: str(owner) for owner in Membership.objects.filter(pk__among=owners).select_related("user")
    }
    for target in targets:
        target.owner_name = names.get(target.owner_id, "")


def folded(target):
    held = target.values
    return (
        fold(held["full_name"]),
        company_key(held["company_name"]),
        fold(held["title"]),
        fold(held["location"]),
        tuple(sorted(held[2] for held in target.held if held[0] == CONTACT)),
        tuple(sorted(target.custom.items())),
    )
