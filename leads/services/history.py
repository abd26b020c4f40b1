"""What happened to a lead, in order: read from the journal and the activities, never written a second time."""

from dataclasses import dataclass

from django.utils.dateparse import parse_datetime

from hirepilot.models import Change, Membership, Operation
from hirepilot.wording import exact
from leads.models import Activity, ContactValue, Identity, Lead, LeadTag, Tag

MOST = 200
NOUNS = {
    "full_name": "Name", "title": "Title", "company_name": "Company", "location": "Location", "status": "Status",
    "owner_id": "Owner", "email": "First email", "phone": "First phone", "linkedin": "First profile",
    "legal_basis": "Legal basis", "archived_at": "Archived", "merged_into_id": "Merged into", "source": "Source",
}  # fmt: skip
CHILDREN = {
    "leads_identity": ("Address", lambda row, names: row["shown"] or row["value"]),
    "leads_contactvalue": ("Address", lambda row, names: row["shown"] or row["value"]),
    "leads_leadtag": ("Tag", lambda row, names: names["tag"].get(row["tag_id"], "a tag that is gone")),
    "leads_note": ("Note", lambda row, names: row["text"][:80]),
}  # fmt: skip
TABS = (("all", "All"), ("notes", "Notes"), ("changes", "Changes"))


@dataclass(frozen=True)
class Entry:
    """One line of the history. `text` is in words; `note` is a note as it was written."""

    at: object
    icon: str
    title: str
    text: str = ""
    note: str = ""
    by: str = ""
    operation_id: int | None = None


def history(lead, tab="all"):
    """Entries of a lead, newest first, at a constant number of queries."""
    entries = []
    if tab in ("all", "notes"):
        entries += [
            Entry(note.created_at, "note", str(note.author or "Somebody"), note=note.text, operation_id=note.created_in)
            for note in lead.notes.select_related("author__user")[:MOST]
        ]
    if tab in ("all", "changes"):
        entries += _changes(lead)
        entries += [
            Entry(one.at, "merge" if one.kind == "merge" else "leads", one.kind.capitalize(), one.text,
                  operation_id=one.created_in)
            for one in Activity.objects.filter(lead=lead)[:MOST]
        ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:MOST]


def _changes(lead):
    changes = list(
        Change.objects.filter(subject_id=lead.pk).select_related("operation__by__user", "operation__staff")
        .order_by("-pk")[:MOST]
    )
    names = _names(changes)
    entries = [entry for change in changes if (entry := _entry(change, names))]
    born = Operation.objects.select_related("by__user", "staff").filter(pk=lead.created_in).first()
    if born:
        entries.append(
            Entry(born.started_at, "plus", "Came in", f"by {lead.get_source_display().lower()}: {born.summary}",
                  by=born.actor, operation_id=born.pk)
        )
    return entries


def _names(changes):
    """Names of the members, tags and leads that the changes speak of by number."""
    rows = [row for change in changes for row in (change.before, change.after) if row]
    numbers = {key: {row[key] for row in rows if row.get(key)} for key in ("owner_id", "tag_id", "merged_into_id")}
    members = Membership.objects.filter(pk__in=numbers["owner_id"]).select_related("user")
    return {
        "member": {member.pk: str(member) for member in members},
        "tag": dict(Tag.objects.filter(pk__in=numbers["tag_id"]).values_list("pk", "name")),
        "lead": {one.pk: str(one) for one in Lead.objects.filter(pk__in=numbers["merged_into_id"])},
    }


def _entry(change, names):
    done = change.operation
    known = {"at": done.started_at, "by": done.actor, "operation_id": done.pk}
    if change.tbl == Lead._meta.db_table and change.before and change.after:
        lines = [
            f"{NOUNS[key]} “{_word(key, change.before.get(key), names)}” → “{_word(key, value, names)}”"
            for key, value in change.after.items() if key in NOUNS
        ]
        lines += [f"{key}: {value}" for key, value in _custom(change)]
        return Entry(icon="leads", title=str(done), text="; ".join(lines), **known) if lines else None
    if change.tbl in CHILDREN and not (change.before and change.after):
        noun, say = CHILDREN[change.tbl]
        row, verb = (change.before, "removed") if change.before else (change.after, "brought back")
        return Entry(icon="undo" if change.after else "minus", title=f"{noun} {verb}", text=say(row, names), **known)
    return None


def _custom(change):
    before, after = change.before.get("custom") or {}, change.after.get("custom") or {}
    return [(key, value) for key, value in after.items() if before.get(key) != value]


def _word(key, value, names):
    if value in (None, ""):
        return "nothing"
    if key == "owner_id":
        return names["member"].get(value, "somebody")
    if key == "merged_into_id":
        return names["lead"].get(value, f"lead {value}")
    if key == "status":
        return Lead.Status(value).label
    if key == "archived_at":
        return exact(parse_datetime(value))
    return str(value)


def additions(lead):
    """Addresses and tags that were added after the lead came in: their rows say in which operation."""
    later = [
        *Identity.objects.filter(lead=lead).exclude(created_in=lead.created_in),
        *ContactValue.objects.filter(lead=lead).exclude(created_in=lead.created_in),
        *LeadTag.objects.filter(lead=lead).exclude(created_in=lead.created_in).select_related("tag"),
    ]
    made = Operation.objects.in_bulk({row.created_in for row in later})
    return [(made[row.created_in], row) for row in later if row.created_in in made]
