"""Do not contact: kept by address, so that nothing that happens to a lead lifts it. Only a person can.

`Lead.opted_out` is derived: the channels that any address of the lead, or the lead itself, is opted out of. A lead
without any address is kept by its own number, which also counts for the lead that it is merged into.
"""

from django.db import connection
from django.db.models import Q

from hirepilot.errors import NotAllowed
from hirepilot.journal import operation
from hirepilot.models import Membership
from hirepilot.permissions import require
from hirepilot.tenancy import writable_workspace
from leads.errors import ReasonNeeded
from leads.models import Activity, ContactValue, Lead, OptOut
from leads.models.opt_out import address_hash
from leads.services.locking import lock_survivors, retries_deadlocks

REFRESH = """
WITH chosen AS MATERIALIZED (SELECT unnest(%(leads)s::bigint[]) AS id),
addresses AS (
    SELECT i.lead_id, i.kind || ':' || i.value AS address FROM leads_identity i JOIN chosen c ON c.id = i.lead_id
    UNION ALL
    SELECT v.lead_id, v.kind || ':' || v.value FROM leads_contactvalue v JOIN chosen c ON c.id = v.lead_id
    UNION ALL
    SELECT id, 'lead:' || id FROM chosen
    UNION ALL
    SELECT m.merged_into_id, 'lead:' || m.id FROM leads_lead m JOIN chosen c ON c.id = m.merged_into_id
), found AS MATERIALIZED (
    SELECT a.id, coalesce(array_agg(DISTINCT o.channel) FILTER (WHERE o.channel IS NOT NULL), '{}') AS channels
    FROM (SELECT lead_id AS id, encode(sha256(convert_to(address, 'UTF8')), 'hex') AS hash FROM addresses) a
    LEFT JOIN leads_optout o ON o.workspace_id = %(workspace)s AND o.address = a.hash COLLATE "C"
    GROUP BY a.id
)
UPDATE leads_lead l SET opted_out = found.channels FROM found
WHERE l.id = found.id AND l.workspace_id = %(workspace)s AND l.opted_out IS DISTINCT FROM found.channels
"""


def refresh_opted_out(lead_ids):
    """Derive `opted_out` of these leads anew; says how many differed. Called whenever addresses or opt-outs changed."""
    lead_ids = sorted(lead_ids)
    if not lead_ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(REFRESH, {"leads": lead_ids, "workspace": writable_workspace().pk})
        return cursor.rowcount


@retries_deadlocks
def opt_out(lead, channel, *, reason="", source="", by=None):
    """Nobody contacts this lead on the channel any more, whatever address it comes back under. Says how many new."""
    channel = Lead.Channel(channel)
    (lead_id,) = lock_survivors(lead)
    new = _missing(channel, _addresses(lead_id) or [address_hash("lead", lead_id)])
    if new:
        with operation(
            "lead.opt_out", by=by, summary=f"Do not contact {lead} ({channel.label})", reason=reason
        ):
            _add(new, channel=channel.value, lead_id=lead_id, reason=reason, source=source)
            text = f"Do not contact ({channel.label})" + (f": {reason}" if reason else "")
            Activity.objects.create(lead_id=lead_id, kind="opt_out", text=text[:500], data={"source": source})
            refresh_opted_out(_sharing(lead_id))
    return len(new)


@retries_deadlocks
def opt_out_address(kind, value, channel, *, reason="", source="", by=None):
    """The same for an address alone: whoever has it, and whoever comes under it later. Says how many new."""
    channel = Lead.Channel(channel)
    summary = f"Do not contact an address ({channel.label})"
    with operation("lead.opt_out", by=by, summary=summary, reason=reason):
        holders = Lead.objects.filter(Q(identities__kind=kind, identities__value=value)
                                      | Q(contact_values__kind=kind, contact_values__value=value))  # fmt: skip
        known = {"reason": reason, "source": source}
        new = sum(opt_out(lead, channel, by=by, **known) for lead in holders.distinct().order_by("pk"))
        left = _missing(channel, [address_hash(kind, value)])
        _add(left, channel=channel.value, lead_id=None, **known)
    return new + len(left)


def keep_opt_outs(lead_id):
    """Write what a lead is opted out of to all its addresses and its number: before one of them is taken from it."""
    for optout in _of(lead_id):
        new = _missing(optout.channel, [*_addresses(lead_id), address_hash("lead", lead_id)])
        _add(new, channel=optout.channel, lead_id=lead_id, reason=optout.reason, source=optout.source)


@retries_deadlocks
def lift(lead, channel, *, reason, by):
    """A person says that the lead may be contacted again, and why. The only road on which an opt-out ever ends."""
    if not isinstance(by, Membership):
        raise NotAllowed("Only a person can lift an opt-out.")
    require(by, "lift opt-outs")
    if not reason.strip():
        raise ReasonNeeded("Say why this person may be contacted again.")
    channel = Lead.Channel(channel)
    (lead_id,) = lock_survivors(lead)
    summary = f"Lifted do not contact of {lead} ({channel.label})"
    lifted = [optout.pk for optout in _of(lead_id) if optout.channel == channel]
    if lifted:
        with operation("lead.lift_opt_out", by=by, summary=summary, reason=reason):
            OptOut.objects.filter(pk__in=lifted).delete()
            text = f"May be contacted again ({channel.label}): {reason}"
            Activity.objects.create(lead_id=lead_id, kind="opt_out_lifted", text=text[:500])
            refresh_opted_out(_sharing(lead_id))
    return len(lifted)


def _addresses(lead_id):
    lead = Lead.objects.get(pk=lead_id)
    held = [*lead.identities.order_by("kind", "value").values_list("kind", "value")]
    held += lead.contact_values.order_by("kind", "value").values_list("kind", "value")
    return [address_hash(kind, value) for kind, value in held]


def _of(lead_id):
    """The opt-outs that a lead's `opted_out` is made of."""
    numbers = [lead_id, *Lead.objects.filter(merged_into=lead_id).values_list("pk", flat=True)]
    own = [address_hash("lead", number) for number in numbers]
    return list(OptOut.objects.filter(address__in=[*_addresses(lead_id), *own]).order_by("pk"))


def _missing(channel, addresses):
    """The addresses for which this is not kept yet; sorted, so that two writers never wait for each other in a ring."""
    kept = OptOut.objects.filter(channel=channel, address__in=addresses).values_list("address", flat=True)
    return sorted({*addresses} - {*kept})


def _add(addresses, *, reason, source, **said):
    said |= {"reason": reason[:200], "source": source[:80]}
    OptOut.objects.bulk_create(
        [OptOut(address=address, **said) for address in addresses], ignore_conflicts=True
    )


def _sharing(lead_id):
    """The lead and those that are reached by one of its numbers or role addresses too."""
    shared = {lead_id}
    for kind, value in ContactValue.objects.filter(lead=lead_id).values_list("kind", "value"):
        shared.update(ContactValue.objects.filter(kind=kind, value=value).values_list("lead_id", flat=True))
    return shared
