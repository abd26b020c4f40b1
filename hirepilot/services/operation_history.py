"""What an operation did, for its page: how many rows of each kind, and the leads concerned that a member may see."""

from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils.dateparse import parse_datetime

from hirepilot.models import Change, Membership
from hirepilot.services.undo_tables import journaled_tables
from hirepilot.wording import exact, plural

COUNTED_TO = 10_000
LEADS, LINES = 20, 200
DONE = {"removed": "Removed {}.", "changed": "Put values back on {}.", "brought_back": "Brought back {}."}
LONGEST_VALUE = 80


@dataclass(frozen=True)
class Numbers:
    """Rows of one table; `made` is counted to COUNTED_TO + 1. `noun` is "lead,leads"."""

    noun: str
    made: int
    changed: int
    removed: int
    brought_back: int

    @property
    def many(self):
        return self.noun.partition(",")[2]


@dataclass
class Concerned:
    """A lead that an operation was about, and what became of its values: lines of (what, before, after)."""

    lead: object
    lines: list = field(default_factory=list)


def numbers_of(operation):
    """What the operation did to each table, the leads first; tables that it did not touch are left out."""
    gone, came = Q(after__isnull=True), Q(before__isnull=True)
    counted = Change.objects.filter(operation=operation).order_by().values("tbl").annotate(
        changed=Count("pk", filter=~gone & ~came), removed=Count("pk", filter=gone),
        brought_back=Count("pk", filter=came),
    )  # fmt: skip
    changes = {row.pop("tbl"): row for row in counted}
    untouched = {"changed": 0, "removed": 0, "brought_back": 0}
    found = []
    for table in sorted(journaled_tables().values(), key=lambda table: not table.is_root):
        numbers = changes.get(table.name, untouched)
        if (made := _made(table, operation)) or any(numbers.values()):
            found.append(Numbers(_noun(table), made, **numbers))
    return found


def said_of_undo(undone):
    """What an undo did, in sentences."""
    numbers = numbers_of(undone)
    rows = {
        name: [plural(getattr(one, name), one.noun) for one in numbers if getattr(one, name)] for name in DONE
    }
    return [DONE[name].format(", ".join(found)) for name, found in rows.items() if found]


def still_there(operation):
    """What an operation made and its undo left, because somebody had built on it: "8 leads", "1 tag"."""
    undoable = (table for table in journaled_tables().values() if table.undoable)
    counted = (
        (_made(table, operation), _noun(table)) for table in sorted(undoable, key=lambda one: not one.is_root)
    )
    return [plural(number, noun, COUNTED_TO) for number, noun in counted if number]


def _noun(table):
    return ",".join(table.words)


def _made(table, operation):
    return table.model.objects.filter(created_in=operation.pk).order_by()[: COUNTED_TO + 1].count()


def concerned(operation, member):
    """At most LEADS of the leads that the operation touched and the member may see."""
    root = next(table for table in journaled_tables().values() if table.is_root)
    visible = (
        root.model.objects.visible_to(member).filter(pk__among=_subjects(operation)).order_by("pk")[:LEADS]
    )
    found = {lead.pk: Concerned(lead) for lead in visible}
    changes = Change.objects.filter(operation=operation, subject_id__in=list(found)).order_by("pk")[:LINES]
    owners = _owners(changes)
    for change in changes:
        found[change.subject_id].lines += _lines(change, owners)
    return list(found.values())


def _subjects(operation, most=500):
    """The leads that rows of the operation belong to, as many as it takes to find some that may be seen."""
    found = set(
        # Unsorted: to sort them, PostgreSQL might walk through the changes of everybody.
        Change.objects.filter(operation=operation).exclude(subject_id=None).order_by()
        .values_list("subject_id", flat=True)[:most]
    )  # fmt: skip
    for table in journaled_tables().values():
        if table.subject:
            made = table.model.objects.filter(created_in=operation.pk).order_by()
            found.update(made.values_list(table.subject, flat=True)[:most])
    return list(found - {None})


def _owners(changes):
    held = (values for change in changes for values in (change.before, change.after) if values)
    ids = {values["owner_id"] for values in held if values.get("owner_id")}
    return {member.pk: str(member) for member in Membership.objects.filter(pk__in=ids).select_related("user")}


def _lines(change, owners):
    table = journaled_tables()[change.tbl]
    if change.before is None or change.after is None or not table.is_root:
        done = "removed" if change.after is None else "brought back" if change.before is None else "changed"
        return [(f"{table.words[0][:1].upper()}{table.words[0][1:]} {done}", "", "")]
    fields = {one.column: one for one in table.model._meta.concrete_fields}
    return [
        (str(fields[column].verbose_name).capitalize(), *(_shown(fields[column], values[column], owners)
                                                          for values in (change.before, change.after)))
        for column in change.before
        if column in fields and (not fields[column].remote_field or column == "owner_id")
    ]  # fmt: skip


def _shown(field_, value, owners):
    if value in (None, "", [], {}):
        return "(empty)"
    if field_.column == "owner_id":
        return owners.get(value, "(somebody who left)")
    if field_.get_internal_type() == "DateTimeField":
        return exact(parse_datetime(value))
    if isinstance(value, dict):
        value = [f"{key}: {one}" for key, one in value.items()]
    text = (
        ", ".join(map(str, value))
        if isinstance(value, list)
        else dict(field_.flatchoices).get(value, str(value))
    )
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
