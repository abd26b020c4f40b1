"""Changes of a lead in words: what, from what, to what."""

from dataclasses import dataclass

from django.utils.dateparse import parse_datetime

from hirepilot.models import Membership
from hirepilot.wording import exact
from leads.models import ContactValue, CustomField, Identity, Lead, LeadList, LeadTag, ListMember, Note, Tag

NOUNS = {
    "full_name": "Name", "title": "Title", "company_name": "Company", "location": "Location", "status": "Status",
    "owner_id": "Owner", "legal_basis": "Legal basis", "archived_at": "Archived", "merged_into_id": "Merged into",
}  # fmt: skip
EMPTY = "(empty)"
LONGEST = 300
LEADS, TAGS, LISTS, NOTES = (model._meta.db_table for model in (Lead, LeadTag, ListMember, Note))
IDENTITIES, VALUES = Identity._meta.db_table, ContactValue._meta.db_table


@dataclass(frozen=True)
class Line:
    """`before` and `after` are texts, one of them missing where something was only added or removed."""

    what: str
    before: str = ""
    after: str = ""


class Names:
    """Names of the members, tags, lists, leads and custom fields that changes speak of by number or key."""

    def __init__(self, changes):
        held = [values for change in changes for values in (change.before, change.after) if values]
        numbers = {
            key: {values[key] for values in held if values.get(key)}
            for key in ("owner_id", "tag_id", "list_id", "merged_into_id")
        }
        members = Membership.objects.filter(pk__in=numbers["owner_id"]).select_related("user")
        self.members = {member.pk: str(member) for member in members}
        self.tags = dict(Tag.objects.filter(pk__in=numbers["tag_id"]).values_list("pk", "name"))
        self.lists = dict(LeadList.objects.filter(pk__in=numbers["list_id"]).values_list("pk", "name"))
        self.leads = {lead.pk: str(lead) for lead in Lead.objects.filter(pk__in=numbers["merged_into_id"])}
        self.fields = dict(CustomField.objects.values_list("key", "label"))

    def word(self, column, value):
        """A value of a lead's column as people read it."""
        if value in (None, ""):
            return EMPTY
        if column == "owner_id":
            return self.members.get(value, "somebody who left")
        if column == "merged_into_id":
            return self.leads.get(value, f"lead {value}")
        if column == "status":
            return str(Lead.Status(value).label) if value in Lead.Status else value
        if column == "archived_at":
            return exact(parse_datetime(value))
        return str(value)[:LONGEST]

    def tag(self, number):
        return self.tags.get(number, "a tag that is gone")

    def list(self, number):
        return self.lists.get(number, "a list that is gone")


def changed_lines(change, names):
    """What one change of the journal says about a lead."""
    if change.tbl == LEADS:
        return _of_lead(change, names) if change.before and change.after else []
    if change.before and change.after:
        return _of_row(change)
    row, verb = (change.before, "removed") if change.before else (change.after, "brought back")
    return gone_or_back(change.tbl, row, verb, names)


def gone_or_back(table, row, verb, names):
    """A row that was added, removed or brought back, from its values."""
    noun, text = _noun_and_text(table, row, names)
    if not noun:
        return []
    line = {"before": text} if verb == "removed" else {"after": text}
    return [Line(f"{noun} {verb}", **line)]


def made_line(row):
    """A row that hangs on a lead and was added after the lead came in."""
    if isinstance(row, LeadTag):
        return Line("Tag added", after=row.tag.name)
    if isinstance(row, ListMember):
        return Line("List added", after=row.list.name)
    return Line(f"{_noun(row.kind)} added", after=str(row))


def together(lines):
    """Lines that say the same of several things, as one: "Tag added: Austin, Remote"."""
    found = {}
    for line in lines:
        only_one_side = bool(line.before) != bool(line.after)
        key = (line.what, bool(line.after)) if only_one_side else line
        found.setdefault(key, []).append(line)
    return tuple(
        Line(
            same[0].what,
            ", ".join(sorted({line.before for line in same if line.before})),
            ", ".join(sorted({line.after for line in same if line.after})),
        )
        for same in found.values()
    )


def _of_lead(change, names):
    before, after = change.before, change.after
    lines = [
        Line(noun, names.word(column, before.get(column)), names.word(column, after[column]))
        for column, noun in NOUNS.items() if column in after
    ]  # fmt: skip
    old, new = before.get("custom") or {}, after.get("custom") or {}
    lines += [
        Line(names.fields.get(key, key), names.word("", old.get(key)), names.word("", new.get(key)))
        for key in {**old, **new} if old.get(key) != new.get(key)
    ]  # fmt: skip
    return lines


def _of_row(change):
    """A note that was rewritten, an address that was checked. That a row hangs on another lead now says nothing here."""
    if change.tbl == NOTES and "text" in change.after:
        return [Line("Note rewritten", change.before["text"][:LONGEST], change.after["text"][:LONGEST])]
    if change.tbl == IDENTITIES and "verification" in change.after:
        old, new = (
            Identity.Verification(values["verification"]).label for values in (change.before, change.after)
        )
        return [Line("Address checked", str(old), str(new))]
    return []


def _noun_and_text(table, row, names):
    if table in (IDENTITIES, VALUES):
        return _noun(row["kind"]), row["shown"] or row["value"]
    if table == TAGS:
        return "Tag", names.tag(row["tag_id"])
    if table == LISTS:
        return "List", names.list(row["list_id"])
    if table == NOTES:
        return "Note", row["text"][:LONGEST]
    return "", ""


def _noun(kind):
    if kind in (Identity.Kind.EMAIL, ContactValue.Kind.ROLE_EMAIL):
        return "Email"
    return "Phone" if kind == ContactValue.Kind.PHONE else "LinkedIn"
