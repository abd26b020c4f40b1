"""Where each value of a lead comes from: the last change of its column in the journal, else what the lead came in by."""

from dataclasses import dataclass

from hirepilot.models import Change, Operation
from hirepilot.wording import exact
from leads.models import Lead

COLUMNS = {
    "full_name": "full_name", "title": "title", "company": "company_name", "location": "location", "email": "email",
    "phone": "phone", "linkedin": "linkedin",
}  # fmt: skip
FILES = ("lead.import",)


@dataclass(frozen=True)
class Provenance:
    """`kind` is person, file, api or provider; `who` is for people; a locked value is kept from machines."""

    kind: str
    who: str
    operation_id: int
    locked: bool = False


def provenance(lead):
    """{field: Provenance} for every field that holds something, in two queries."""
    last = {}
    for change in Change.objects.filter(tbl="leads_lead", row_id=lead.pk, after__isnull=False).order_by("pk"):
        for field, column in COLUMNS.items():
            if column in change.after:
                last[field] = change.operation_id
    made = Operation.objects.select_related("by__user", "staff", "token").in_bulk(
        {lead.created_in, *last.values()}
    )
    found = {}
    for field, column in COLUMNS.items():
        operation = made.get(last.get(field, lead.created_in))
        if getattr(lead, column) and operation:
            found[field] = _of(lead, field, operation)
    return found


def _of(lead, field, operation):
    typed = {"email": "emails", "phone": "phones"}.get(field, field) in lead.typed
    when = exact(operation.started_at)
    if operation.kind in FILES:
        kind, who = "file", f"{operation}, by {operation.actor}, {when}"
    elif operation.token_id:
        kind, who = "api", f"Through the API by {operation.actor}, {when}"
    elif operation.by_id or operation.staff_id:
        kind, who = "person", f"Entered by {operation.actor}, {when}"
    else:
        kind, who = "provider", f"{operation.actor}, {when}"
    return Provenance("person" if typed else kind, who, operation.pk, locked=typed)


def source_of(lead):
    """How the lead came in, in words."""
    return Lead.Source(lead.source).label
