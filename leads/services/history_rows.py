"""The rows that the history of a lead is told from, read at a constant number of queries."""

from dataclasses import dataclass

from hirepilot.models import Change, Operation
from leads.models import Activity, ContactValue, Identity, Lead, LeadTag, ListMember, Merge, Note

NOTES = Note._meta.db_table


@dataclass
class Rows:
    """`husks` are leads merged into this one: what happened to them is part of its history."""

    husks: list
    changes: list  # of the lead, the husks and all that hangs on them, newest first
    notes: list
    rewrites: dict  # {note: its changes of text, the first one first}
    activities: list
    made: list  # what hangs on the lead now, except notes and activities
    merges: list
    operations: dict

    @classmethod
    def of(cls, lead, most):
        husks = list(Lead.objects.filter(merged_into=lead))
        about = [lead.pk, *(husk.pk for husk in husks)]
        changes = list(Change.objects.filter(subject_id__in=about).order_by("-pk")[: most * 3])
        notes = list(Note.objects.filter(lead=lead).select_related("author__user")[:most])
        rewrites = _rewrites(about, notes)
        activities = list(Activity.objects.filter(lead=lead)[:most])
        made = [
            *Identity.objects.filter(lead=lead).order_by("pk"),
            *ContactValue.objects.filter(lead=lead).order_by("pk"),
            *LeadTag.objects.filter(lead=lead).select_related("tag").order_by("pk"),
            *ListMember.objects.filter(lead=lead).select_related("list").order_by("pk"),
        ]
        merges = list(Merge.objects.filter(survivor__in=about)) if husks else []
        numbers = {row.created_in for row in (lead, *husks, *notes, *activities, *made)}
        for change in (*changes, *(one for of_note in rewrites.values() for one in of_note)):
            numbers |= {change.operation_id, (change.before or {}).get("created_in")}
        operations = Operation.objects.select_related("by__user", "staff").in_bulk(numbers - {None})
        return cls(husks, changes, notes, rewrites, activities, made, merges, operations)

    def births(self, lead):
        """Operations that made the lead or a husk: what else they made came with it."""
        return {lead.created_in, *(husk.created_in for husk in self.husks)}

    def is_told_as_note(self, change):
        """Whether the history shows the note in these words, as an entry of its own."""
        return change.tbl == NOTES and change in self.rewrites.get(change.row_id, ())

    def is_of_a_merge(self, change):
        """Whether a change only moved something from one lead to the other."""
        operation = self.operations.get(change.operation_id)
        return (operation is not None and operation.kind == "lead.merge") or any(
            merge.operation_id == change.operation_id
            and merge.changes_after < change.pk < merge.changes_until
            for merge in self.merges
        )


def _rewrites(about, notes):
    found = {note.pk: [] for note in notes}
    of_notes = Change.objects.filter(subject_id__in=about, tbl=NOTES, row_id__in=found).order_by("pk")
    for change in of_notes:
        if change.before and change.after and "text" in change.after:
            found[change.row_id].append(change)
    return found
