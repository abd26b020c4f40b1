"""Editing one lead by hand. What a person types is marked so (`Lead.typed`), and no machine overwrites it."""

from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from hirepilot.journal import operation
from hirepilot.models import Membership
from hirepilot.tenancy import writable_workspace
from leads.errors import IdentityTaken, MergedAway, NothingToIdentify, ValuesRefused
from leads.models import Company, ContactValue, CustomField, Identity, Lead
from leads.services.edit_values import EMAIL, LISTS, NAMES, PHONE, SLUG, clean_values
from leads.services.locking import lock, retries_deadlocks
from leads.services.opting_out import keep_opt_outs, refresh_opted_out

IDENTITY_KINDS = frozenset(Identity.Kind.values)
# The column that holds the first address of a list, and the kinds that may stand there, the most telling one first.
COLUMN_OF_LIST = {"emails": "email", "phones": "phone", "linkedin": "linkedin"}
FIRST_KINDS = {
    "emails": (EMAIL,),
    "phones": (PHONE,),
    "linkedin": (SLUG, Identity.Kind.MEMBER_ID, Identity.Kind.SALES_LEAD, Identity.Kind.RECRUITER),
}
ADDRESS_OF_KIND = {
    Identity.Kind.SLUG: "https://www.linkedin.com/in/{}",
    Identity.Kind.MEMBER_ID: "https://www.linkedin.com/in/{}",
    Identity.Kind.SALES_LEAD: "https://www.linkedin.com/sales/lead/{}",
    Identity.Kind.RECRUITER: "https://www.linkedin.com/talent/profile/{}",
}


@dataclass(frozen=True)
class Edited:
    """Which fields changed; or, where somebody else was faster, what they hold now: then nothing was written."""

    changed: tuple = ()
    conflicts: dict = field(default_factory=dict)


def values_of(lead):
    """The editable values under the names that `edit` takes; typed back unchanged, they change nothing."""
    held = [*lead.identities.order_by("pk"), *lead.contact_values.order_by("pk")]
    values = {name: getattr(lead, name) for name in (*NAMES, "title", "location", "legal_basis")}
    values["company"] = lead.company_name
    first = {lead.email, lead.phone, lead.linkedin}
    for name, kinds in LISTS.items():
        rows = sorted((row for row in held if row.kind in kinds), key=lambda row: row.value not in first)
        values[name] = [ADDRESS_OF_KIND.get(row.kind, "{}").format(row.shown or row.value) for row in rows]
    return values | {f"custom.{key}": value for key, value in lead.custom.items()}


@retries_deadlocks
def edit(lead, values, *, by=None, expected=None):
    """Change a lead to what a person typed. `expected` holds the values that they had before their eyes.

    Raises ValuesRefused with a sentence for each field that cannot be stored, IdentityTaken, NothingToIdentify or
    MergedAway.
    """
    if not lock(lead):
        raise MergedAway(Lead.objects.get(pk=lead.pk).merged_into_id)
    lead = Lead.objects.get(pk=lead.pk)
    now = values_of(lead)
    cleaned = clean_values(
        values, now, country=writable_workspace().default_country, custom_fields=CustomField.objects.all()
    )
    if cleaned.errors:
        raise ValuesRefused(cleaned.errors)
    changed = _changed(lead, cleaned)
    expected = expected or {}
    conflicts = {
        name: now.get(name, "")
        for name in values
        if name in expected and _group(name) in changed and expected[name] != now.get(name, "")
    }
    if conflicts or not changed:
        return Edited(conflicts=conflicts)
    with operation("lead.edit", by=by, summary=f"Edited {lead}"):
        _write(lead, cleaned, changed, by)
    return Edited(changed=tuple(sorted(changed)))


def _group(name):
    """The name under which a field is marked as typed; the three parts of a name are one."""
    return "full_name" if name in NAMES else name


def _changed(lead, cleaned):
    changed = {_group(name) for name, value in cleaned.columns.items() if getattr(lead, name) != value} & {
        "full_name",
        "title",
        "location",
        "legal_basis",
    }
    if cleaned.company and cleaned.company[1] != lead.company_name:
        changed.add("company")
    changed |= {f"custom.{key}" for key, value in cleaned.custom.items() if value != lead.custom.get(key, "")}
    for name, wanted in cleaned.addresses.items():
        first = _first(wanted, name)
        if wanted.keys() != _held(lead, LISTS[name]).keys() or first != getattr(lead, COLUMN_OF_LIST[name]):
            changed.add(name)
    return changed


def _first(addresses, name):
    """The address that stands for all of a list."""
    return next((value for kind in FIRST_KINDS[name] for found, value in addresses if found == kind), "")


def _held(lead, kinds):
    rows = [*lead.identities.filter(kind__in=kinds), *lead.contact_values.filter(kind__in=kinds)]
    return {(row.kind, row.value): row for row in rows}


def _write(lead, cleaned, changed, by):
    columns = {name: value for name, value in cleaned.columns.items() if getattr(lead, name) != value}
    if "company" in changed:
        columns |= {"company_name": cleaned.company[1], "company": company_of(*cleaned.company)}
    if cleaned.custom:
        custom = lead.custom | cleaned.custom
        columns["custom"] = {key: value for key, value in custom.items() if value}
    for name in changed & cleaned.addresses.keys():
        _write_addresses(lead, name, cleaned.addresses[name], by)
        columns[COLUMN_OF_LIST[name]] = _first(cleaned.addresses[name], name)
    if not columns.get("full_name", lead.full_name) and not lead.identities.exists():
        raise NothingToIdentify
    typed = sorted({*lead.typed, *changed})
    Lead.objects.filter(pk=lead.pk).update(**columns, typed=typed, last_activity_at=timezone.now())
    if changed & LISTS.keys():
        refresh_opted_out([lead.pk])


def _write_addresses(lead, name, wanted, by):
    held = _held(lead, LISTS[name])
    gone = [row for key, row in held.items() if key not in wanted]
    if gone and lead.opted_out:
        keep_opt_outs(lead.pk)
    for model in (Identity, ContactValue):
        model.objects.filter(pk__in=[row.pk for row in gone if isinstance(row, model)]).delete()
    new = {key: shown for key, shown in wanted.items() if key not in held}
    identities = sorted(key for key in new if key[0] in IDENTITY_KINDS)
    Identity.objects.bulk_create(
        [Identity(lead=lead, kind=kind, value=value, shown=new[kind, value]) for kind, value in identities],
        ignore_conflicts=True,
    )
    for kind, value in identities:
        owner = Identity.objects.select_related("lead__owner__user").get(kind=kind, value=value).lead
        if owner.pk != lead.pk:
            raise taken_by(owner, value, by)
    ContactValue.objects.bulk_create(
        [
            ContactValue(lead=lead, kind=kind, value=value, shown=new[kind, value])
            for kind, value in new
            if kind not in IDENTITY_KINDS
        ]
    )


def taken_by(owner, value, by):
    """The error that says whose an identity is, to those who may see that lead; the others learn whom to ask."""
    if not isinstance(by, Membership) or Lead.objects.visible_to(by).filter(pk=owner.pk).exists():
        return IdentityTaken(f"“{value}” belongs to {owner}.", lead_id=owner.pk)
    return IdentityTaken(f"“{value}” belongs to a lead that is owned by somebody else: ask {owner.owner}.")


def company_of(key, name):
    """The company of that key, made if there is none; None without a name."""
    if not key:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO leads_company (workspace_id, name, key, domain, created_at) VALUES (%s, %s, %s, '', now())
               ON CONFLICT (workspace_id, key) DO NOTHING""",
            [writable_workspace().pk, name, key],
        )
    return Company.objects.get(key=key)
