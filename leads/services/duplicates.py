"""Who might be the same person: said before saving, suggested on the lead's page, never decided here."""

from dataclasses import dataclass

from leads.cleaning.companies import company_key
from leads.cleaning.folding import fold
from leads.cleaning.names import clean_name, names_agree
from leads.models import ContactValue, Identity, Lead
from leads.services.edit_values import PHONE, clean_values
from leads.services.words import having, words_of

MOST = 20
LOOKED_AT = 500  # of those who share a number or a name, some of whom the member may not see
NO_NAME = dict.fromkeys(("full_name", "first_name", "last_name"), "")


@dataclass(frozen=True)
class Duplicate:
    """A lead that shares something, and what. `lead` is None where the member may not see it: `ask` says whom."""

    reason: str
    lead: Lead | None = None
    is_exact: bool = False
    ask: str = ""


def possible_duplicates(values, member, *, country=""):
    """What a member should know before saving these values (named as in `editing.edit`) as a new lead.

    Hints are given about leads that the member may see. An exact identity of another lead stops the saving in any case,
    so there the member learns whom to ask, and nothing else.
    """
    typed = {name: value for name, value in values.items() if name in ("emails", "phones", "linkedin")}
    keys = [
        key for found in clean_values(typed, NO_NAME, country=country).addresses.values() for key in found
    ]
    visible = Lead.objects.visible_to(member)
    found = {}
    for identity in _identities(keys):
        lead = visible.filter(pk=identity.lead_id).first()
        ask = "" if lead else f"Owned by somebody else: ask {identity.lead.owner}."
        reason = f"Same {'email' if identity.kind == Identity.Kind.EMAIL else 'LinkedIn profile'}: {identity}"
        found.setdefault(identity.lead_id, Duplicate(reason, lead, is_exact=True, ask=ask))
    numbers = [value for kind, value in keys if kind == PHONE]
    name = clean_name(*(values.get(part) or "" for part in NO_NAME))
    there = visible.filter(merged_into=None)  # of who was merged away the survivor is told
    for duplicate in _hints(there, numbers, name.full if name else "", values.get("company") or ""):
        found.setdefault(duplicate.lead.pk, duplicate)
    return list(found.values())[:MOST]


def find_twins(lead, member=None):
    """Leads that may be the same person as this one: the same phone, or an agreeing name at the same company."""
    others = Lead.objects.filter(merged_into=None).exclude(pk=lead.pk)
    others = others.visible_to(member) if member else others
    numbers = lead.contact_values.filter(kind=PHONE).values_list("value", flat=True)
    twins = {}
    for duplicate in _hints(others, list(numbers), lead.full_name, lead.company_name):
        twins.setdefault(duplicate.lead.pk, duplicate)
    return list(twins.values())[:MOST]


def _identities(keys):
    rows = Identity.objects.select_related("lead__owner__user")
    return [
        row
        for kind, value in keys
        if kind in Identity.Kind.values
        for row in rows.filter(kind=kind, value=value)
    ]


def _hints(leads, numbers, name, company):
    values = ContactValue.objects.filter(kind=PHONE, value__in=numbers).order_by("pk")[:LOOKED_AT]
    phones = dict(values.values_list("lead_id", "value"))
    for lead in leads.filter(pk__among=list(phones)).order_by("pk"):
        yield Duplicate(f"Same phone: {phones[lead.pk]}", lead)
    for lead in _namesakes(leads, name, company):
        yield Duplicate(f"Same name and company: {lead.company_name}", lead)


def _namesakes(leads, name, company):
    key = company_key(company) if company else ""
    read = clean_name(name)  # its last word may be a credential
    surname = fold(read.plain).split(" ")[-1] if read else ""
    words = words_of(f"{surname} {key}") if surname and key else []
    if not words:
        return []
    ids = list(having(words, whole=True).order_by().values_list("lead_id", flat=True)[:LOOKED_AT])
    candidates = leads.filter(pk__among=ids).exclude(full_name="").order_by("pk")
    return [
        lead
        for lead in candidates
        if company_key(lead.company_name) == key and names_agree(lead.full_name, name)
    ]
