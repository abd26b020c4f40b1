"""What is known of a lead, line by line, each value with where it comes from."""

from dataclasses import dataclass

from leads.models import ContactValue, CustomField, Identity, Lead
from leads.services.editing import ADDRESS_OF_KIND
from leads.services.provenance import Provenance, Trace

STATES = {
    Identity.Verification.VALID: "ok",
    Identity.Verification.RISKY: "risky",
    Identity.Verification.INVALID: "bad",
}
EMAILS = (Identity.Kind.EMAIL, ContactValue.Kind.ROLE_EMAIL)


@dataclass(frozen=True)
class Fact:
    """One value. `state` is that of a checked address (ok, risky, bad); `more` stands small under the value."""

    label: str
    value: str
    source: Provenance | None = None
    url: str = ""
    more: str = ""
    state: str = ""
    can_copy: bool = False
    number: bool = False

    @property
    def is_found(self):
        """Whether a machine brought it in: shown by a dotted line."""
        return self.source is not None and self.source.kind != "person"


@dataclass(frozen=True)
class Facts:
    contact: list
    work: list
    name_source: Provenance | None = None


def facts_of(lead):
    """The facts of a lead's left pane and of its peek, at a constant number of queries."""
    rows = [*lead.identities.order_by("pk"), *lead.contact_values.order_by("pk")]
    trace = Trace(lead, rows)
    sources = trace.fields()
    contact = [fact for group in (_emails, _phones, _profiles) for fact in group(lead, rows, trace)]
    if lead.location:
        contact.append(Fact("Location", lead.location, sources.get("location")))
    work = []
    if lead.title:
        work.append(Fact("Title", lead.title, sources.get("title"), more=_normal_title(lead)))
    if lead.company_name:
        domain = lead.company.domain if lead.company else ""
        work.append(Fact("Company", lead.company_name, sources.get("company"), more=domain))
    work += _custom(lead, sources)
    if lead.legal_basis:
        work.append(Fact("Legal basis", lead.legal_basis, sources.get("legal_basis")))
    return Facts(contact, work, sources.get("full_name"))


def _first(rows, value):
    """The address that is used first stands first."""
    return sorted(rows, key=lambda row: row.value != value)


def _emails(lead, rows, trace):
    for row in _first([row for row in rows if row.kind in EMAILS], lead.email):
        verification = getattr(row, "verification", "")
        more = "Role address" if row.kind == ContactValue.Kind.ROLE_EMAIL else ""
        said = str(Identity.Verification(verification).label) if verification in STATES else ""
        yield Fact(
            "Email",
            str(row),
            trace.of_row(row),
            more=said or more,
            state=STATES.get(verification, ""),
            can_copy=True,
        )


def _phones(lead, rows, trace):
    for row in _first([row for row in rows if row.kind == ContactValue.Kind.PHONE], lead.phone):
        yield Fact("Phone", str(row), trace.of_row(row), can_copy=True, number=True)


def _profiles(lead, rows, trace):
    for row in _first([row for row in rows if row.kind in ADDRESS_OF_KIND], lead.linkedin):
        is_slug = row.kind == Identity.Kind.SLUG
        shown, more = (f"in/{row.value}", "") if is_slug else (row.value, str(row.get_kind_display()))
        url = ADDRESS_OF_KIND[row.kind].format(row.value)
        yield Fact("LinkedIn", shown, trace.of_row(row), url=url, more=more, can_copy=True)


def _normal_title(lead):
    normal = lead.title_normal
    return normal if normal and normal.casefold() != lead.title.casefold() else ""


def _custom(lead, sources):
    """Only of fields that the workspace has now; values of one that was removed wait for it to come back."""
    for field in CustomField.objects.all():
        if value := lead.custom.get(field.key):
            is_number = field.kind == CustomField.Kind.NUMBER
            yield Fact(field.label, str(value), sources.get(f"custom.{field.key}"), number=is_number)


def channels(lead):
    """[(value, label)] of what the lead is opted out of."""
    return [(value, str(Lead.Channel(value).label)) for value in lead.opted_out if value in Lead.Channel]
