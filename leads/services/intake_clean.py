"""First step of the one way in: a draft, as a file or page gave it, becomes a row in our canonical forms.

Pure Python without the database, so that an import can clean its next chunk while PostgreSQL writes the last one.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from leads.cleaning.companies import company_key
from leads.cleaning.dates import clean_date
from leads.cleaning.emails import clean_emails
from leads.cleaning.folding import fold
from leads.cleaning.linkedin import clean_linkedin
from leads.cleaning.names import clean_name
from leads.cleaning.phones import clean_phones
from leads.cleaning.text import clean_line, clean_note, is_blank
from leads.cleaning.titles import clean_title
from leads.models import ContactValue, CustomField, Identity, Lead
from leads.models.opt_out import address_hash
from leads.services.custom_values import Wrong, custom_value

PHONE, ROLE_EMAIL = ContactValue.Kind.PHONE.value, ContactValue.Kind.ROLE_EMAIL.value
EMAIL, SLUG = Identity.Kind.EMAIL.value, Identity.Kind.SLUG.value
DATE = CustomField.Kind.DATE.value
STATUSES = {value: value for value in Lead.Status.values} | {
    label.lower(): value for value, label in Lead.Status.choices
}
OF_A_COMPANY = "This is the page of a company, not of a person."
FILE = Lead.Source.FILE.value
_DATED = re.compile(r"^(\d{4}-\d\d-\d\d)(?: \d\d:\d\d)?\s*[:–-]\s", re.MULTILINE)
_BETWEEN_PROFILES = re.compile(r"[\s;,|]+(?=(?:https?://)?(?:[\w-]+\.){0,3}linkedin\.com/)")


@dataclass(frozen=True)
class Rules:
    """What holds for every draft of one intake."""

    source: str = Lead.Source.MANUAL.value
    policy: str = "fill"
    overwrite: frozenset = frozenset()  # names of lead fields, for the policy "overwrite"
    country: str = ""
    tags: tuple = ()  # of tag_pair(...)
    lists: tuple = ()  # of tag_pair(...): every row's lead is put on them
    owner_id: int | None = None
    owners: dict = field(default_factory=dict)  # email or name, lower-cased -> membership id, None for nobody
    legal_basis: str = ""
    statuses: dict = field(default_factory=dict)  # folded word -> status that it means, "" for none
    status: str = ""  # of new leads whose row says none
    date_order: str = ""  # "dmy" or "mdy": which of the two stands first, where both are possible
    typed: bool = False  # a person typed these values: they are marked so, and machines keep off
    custom_fields: dict = field(default_factory=dict)  # key -> CustomField
    own_only: int | None = None  # the member who may touch only their own and unassigned leads


class CleanRow:
    """One draft in canonical form. `keys` decide who it is, `contacts` only how to reach them.

    `status` is what the draft said, `starts_as` what a new lead is moved to because a person said that this is meant.
    """

    __slots__ = (
        "company_domain", "company_key", "company_name", "contacts", "custom", "first_name", "full_name", "function",
        "keys", "last_name", "line", "lists", "location", "note", "note_at", "opt_out", "owner_id", "problem", "seniority",
        "starts_as", "status", "tags", "title", "title_normal", "warnings",
    )  # fmt: skip

    def folded(self):
        """What identity-less rows are compared by: every value, folded."""
        return (
            fold(self.full_name),
            self.company_key,
            fold(self.title),
            fold(self.location),
            tuple(sorted(value for _, value, _ in self.contacts)),
            tuple(sorted(self.custom.items())),
        )


def clean(draft, rules):
    """The draft in canonical form. What cannot be used is dropped with a warning; a row of nothing has a `problem`."""
    row = CleanRow()
    row.line, row.problem, row.warnings = draft.line, None, []
    name = clean_name(draft.full_name, draft.first_name, draft.last_name)
    if name:
        row.full_name, row.first_name, row.last_name = name.full, name.first, name.last
    else:
        row.full_name = row.first_name = row.last_name = ""
        if name.code != "blank":
            row.warnings.append(name)
    row.keys, row.contacts = [], []
    for cell in draft.emails:
        _add_emails(row, cell)
    for cell in draft.linkedin:
        _add_linkedin(row, cell)
    for cell in draft.phones:
        for phone in clean_phones(cell, rules.country):
            if phone:
                row.contacts.append((PHONE, phone.e164, phone.shown))
            else:
                row.warnings.append(phone)
    row.company_name = "" if is_blank(draft.company) else clean_line(draft.company)
    row.company_key = company_key(row.company_name) if row.company_name else ""
    row.company_domain = draft.company_domain
    _add_title(row, draft.title)
    row.location = "" if is_blank(draft.location) else clean_line(draft.location)
    row.note = clean_note(draft.note) if draft.note else ""
    row.note_at = _written(draft.note_date, rules, row) if row.note else None
    row.tags = (*rules.tags, *map(tag_pair, draft.tags)) if draft.tags else rules.tags
    row.lists = rules.lists
    row.custom = _custom(draft.custom, rules, row) if draft.custom else {}
    row.opt_out = draft.opt_out
    row.status, row.starts_as = _status(draft.status, rules, row) if draft.status else ("", rules.status)
    row.owner_id = _owner(draft.owner, rules, row)
    if not row.keys and not row.full_name:
        row.problem = _problem(row)
    return row


def _add_emails(row, cell):
    for email in clean_emails(cell):
        if not email:
            row.warnings.append(email)
        elif email.role:
            row.contacts.append((ROLE_EMAIL, email.value, email.shown))
        else:
            row.keys.append((EMAIL, email.value, email.shown if email.shown != email.value else ""))


def _add_linkedin(row, cell):
    for address in [cell] if cell.count("linkedin.com") < 2 else _BETWEEN_PROFILES.split(cell):
        profile = clean_linkedin(address)
        if not profile:
            if profile.code != "blank":
                row.warnings.append(profile)
        elif profile.kind == "company":
            row.warnings.append(Warned("company_linkedin", OF_A_COMPANY))
        else:
            row.keys.append((profile.kind, profile.value, ""))


def _add_title(row, raw):
    if not raw:
        row.title = row.title_normal = row.seniority = row.function = ""
        return
    title = clean_title(raw)
    row.title, row.title_normal, row.seniority, row.function = (
        title.raw,
        title.normal,
        title.seniority,
        title.function,
    )


def _status(raw, rules, row):
    if (meant := rules.statuses.get(fold(raw))) is not None:
        return meant, meant
    status = STATUSES.get(raw.strip().lower(), "")
    if not status:
        row.warnings.append(Warned("unknown_status", f"“{clean_line(raw, 40)}” is none of our statuses."))
    return status, ""


def _written(raw, rules, row):
    """The day on which the note was written: that of its column, else of the one date that a note of a file begins with."""
    today = date.today().isoformat()
    if not raw:
        dated = _DATED.findall(row.note) if rules.source == FILE and row.note[0].isdigit() else []
        day = clean_date(dated[0]) if len(dated) == 1 and row.note.startswith(dated[0]) else ""
        return day if day and day <= today else None
    day = clean_date(raw, rules.date_order)
    if day and day <= today:
        return day
    code, why = ("date_ahead", "It is still to come, so the note has the day of the import.") if day else day
    row.warnings.append(Warned(code, f"The date of the note, “{clean_line(raw, 40)}”: {why}"))
    return None


def _custom(given, rules, row):
    """The values that their fields can hold; each of the others is named in a warning, and the rest of the row is kept."""
    values = {}
    for key, text in given:
        if (own := rules.custom_fields.get(key)) is None:
            row.warnings.append(
                Warned("unknown_field", f"There is no field “{clean_line(key, 60)}” any more.")
            )
            continue
        try:
            if own.kind == DATE and (day := clean_date(text, rules.date_order)):
                text = day
            if value := custom_value(own, text):
                values[key] = value
        except Wrong as wrong:
            row.warnings.append(Warned("bad_value", f"{own.label}, “{clean_line(text, 60)}”: {wrong}"))
    return values


def _owner(raw, rules, row):
    if not raw:
        return rules.owner_id
    if (owner := raw.strip().lower()) not in rules.owners:
        row.warnings.append(Warned("unknown_owner", f"Nobody here is called “{clean_line(raw, 60)}”."))
    return rules.owners.get(owner) or rules.owner_id


@dataclass(frozen=True)
class Warned:
    code: str
    detail: str


def _problem(row):
    if row.contacts:
        return Warned(
            "no_identity", "Only a phone number or a role address: there is nothing that says who this is."
        )
    if row.warnings:
        return Warned(row.warnings[0].code, row.warnings[0].detail)
    return Warned("no_identity", "No name, no email and no LinkedIn address.")


def tag_pair(name):
    """(key, name) of a tag or list: the key is the same whatever the case and the accents."""
    name = clean_line(name, 60)
    return fold(name)[:60], name


def address_hashes(row):
    """Under which hashes an opt-out of this row is kept."""
    addresses = [(kind, value) for kind, value, _ in row.keys] + [
        (kind, value) for kind, value, _ in row.contacts
    ]
    return [address_hash(kind, value) for kind, value in addresses]
