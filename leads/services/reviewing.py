"""Rows whose address belongs to a lead of a clearly different name: a person says whether the two are one."""

from dataclasses import replace

from django.db import models, transaction

from leads.cleaning.names import names_agree
from leads.errors import RowRefused
from leads.models import ImportRow, Lead, LeadImport
from leads.models.lead_import import Outcome
from leads.services.correcting import NAMES, refused_row, take
from leads.services.import_settings import mapper_of, rules_of
from leads.services.intake import own_only
from leads.services.intake_clean import clean
from leads.services.intake_known import look_up

REVIEW, LEFT_OUT = "review", "left_out"
MOST_AT_ONCE = 100
SIDES = (
    ("Name", "full_name"), ("Email", "emails"), ("LinkedIn", "linkedin"), ("Phone", "phones"), ("Company", "company"),
    ("Title", "title"), ("Location", "location"),
)  # fmt: skip
COLUMNS = {"emails": "email", "phones": "phone", "company": "company_name"}  # where the lead has another word


class Decision(models.TextChoices):
    SAME = "same_person", "Same person"
    DIFFERENT = "different_person", "Different person"
    LEAVE_OUT = "leave_out", "Leave out"


def waiting(member):
    """The rows that wait for a decision, of all imports that stand and that this member may see."""
    imports = LeadImport.objects.visible_to(member).filter(corrects=None, state__in=LeadImport.OVER)
    standing = imports.filter(operation__undone_by=None).values("pk")
    rows = ImportRow.objects.filter(outcome=Outcome.SKIPPED, code=REVIEW, lead_import__in=standing)
    return rows.select_related("lead_import__operation")


def side_by_side(rows, member):
    """Give each row `lead`, the one that it met if the member may see it, and `sides`: [(label, in the file, there, differs)]."""
    met = Lead.objects.visible_to(member).in_bulk([row.lead_id for row in rows if row.lead_id])
    for row in rows:
        row.lead = met.get(row.lead_id)
        given = _given(_draft(row))
        row.name = given["full_name"]
        pairs = [(label, given[name], _of_lead(row.lead, name)) for label, name in SIDES]
        row.sides = [
            (label, new, old, bool(old) and old.casefold() not in new.casefold())
            for label, new, old in pairs
            if new or old
        ]
    return rows


def decide(rows, decision, *, by):
    """Decide rows, each in its import's operation: undo of the import takes it back too.

    Returns (the rows as they now are, the rows with why nothing was done). A row is decided once, whoever is first.
    """
    decided, refused = [], []
    for row in sorted(rows, key=lambda row: (row.lead_import_id, row.line)):
        try:
            decided.append(_decide(row, decision, by))
        except RowRefused as refusal:
            refused.append((row, str(refusal)))
    return decided, refused


@transaction.atomic
def _decide(row, decision, by):
    row, operation = refused_row(row.lead_import, row.line)
    if row.code != REVIEW:
        raise RowRefused("Somebody has decided this row already.")
    if decision == Decision.LEAVE_OUT:
        row.code, row.detail = LEFT_OUT, f"Left out by {by}."
        row.save(update_fields=["code", "detail"])
        return row
    rules, draft = rules_of(row.lead_import, own_only=own_only(by)), _draft(row)
    if decision == Decision.SAME:
        cleaned = clean(replace(draft, **dict.fromkeys(NAMES, "")), rules)
        return take(row, operation, cleaned, rules, by=by, said="Decided by {}: the same person.")
    cleaned = _without_contested(clean(draft, rules))
    return take(row, operation, cleaned, rules, by=by, said="Decided by {}: somebody else.")


def _without_contested(cleaned):
    """The row without the addresses of leads that are called differently; where none is, without any lead's."""
    known = look_up([cleaned], to_write=False).by_key
    held = {key: known[key[:2]].values["full_name"] for key in cleaned.keys if key[:2] in known}
    others = {key for key, name in held.items() if not names_agree(cleaned.full_name, name)} or held.keys()
    cleaned.keys = [key for key in cleaned.keys if key not in others]
    if not cleaned.keys and not cleaned.full_name:
        raise RowRefused("Without that address nothing says who this is. Correct the row, or leave it out.")
    return cleaned


def _draft(row):
    return mapper_of(row.lead_import)(row.line, row.cells)


def _given(draft):
    """{field: what the file says, as text}."""
    given = {name: getattr(draft, name) for _, name in SIDES}
    given["full_name"] = draft.full_name or f"{draft.first_name} {draft.last_name}".strip()
    return {name: value if isinstance(value, str) else ", ".join(value) for name, value in given.items()}


def _of_lead(lead, name):
    return getattr(lead, COLUMNS.get(name, name)) if lead else ""
