"""Where each value of a lead comes from: read from the journal, back to the operation that really brought it in.

A merge and an undo only move values. So they are looked through: a value that came with a merged lead says what that
lead had said of it, and one that an undo put back says what was said before.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from hirepilot.models import Change, Operation
from hirepilot.wording import exact
from leads.models import Identity, Lead, Merge

COLUMNS = {
    "full_name": "full_name", "title": "title", "company": "company_name", "location": "location",
    "legal_basis": "legal_basis", "email": "email", "phone": "phone", "linkedin": "linkedin",
}  # fmt: skip
LISTS = {"email": "emails", "phone": "phones", "linkedin": "linkedin"}  # as `Lead.typed` names them
LIST_OF_KIND = {"email": "emails", "role_email": "emails", "phone": "phones"}
KINDS = {
    Lead.Source.EXTENSION: "extension", Lead.Source.FILE: "file", Lead.Source.MANUAL: "person", Lead.Source.API: "api",
}  # fmt: skip
SAID = {
    "person": "Typed by {by}", "file": "{operation}, by {by}", "api": "Through the API by {by}",
    "extension": "Chrome extension, {by}", "provider": "{operation}",
}  # fmt: skip
UNSAID = "The source does not say how sure it is."
LOCKED = "Locked: machines may suggest another value, never put it here."


@dataclass(frozen=True)
class Provenance:
    """`kind` is person, file, api, extension or provider; `who` says it to people; no machine writes a locked value.

    `sure` says of a way to reach somebody whether it was verified, of other values that came by machine that nobody knows.
    """

    kind: str
    by: str
    at: datetime
    operation: Operation
    sure: str = ""
    locked: bool = False

    @property
    def operation_id(self):
        return self.operation.pk

    @property
    def who(self):
        return f"{SAID[self.kind].format(by=self.by, operation=self.operation)}, {exact(self.at)}"

    @property
    def text(self):
        """What stands under `who`: how sure, and what a lock means."""
        sure = f"{self.sure.removesuffix('.')}." if self.sure else ""
        return " ".join(filter(None, (sure, LOCKED if self.locked else "")))


def provenance(lead):
    """{field: Provenance} for every field that holds something."""
    return Trace(lead, lead.identities.all()).fields()


class Trace:
    """What the journal knows of the values of a lead, read in four queries.

    `rows` are identities and contact values of the lead for which `of_row` is going to be asked.
    """

    def __init__(self, lead, rows=()):
        self.lead, self.rows = lead, rows
        husks = list(Lead.objects.filter(merged_into=lead).only("created_in", "source"))
        self.born = {one.pk: one.created_in for one in (lead, *husks)}
        self.sources = {one.created_in: one.source for one in (*husks, lead)}
        self.merges = defaultdict(list)
        for merge in Merge.objects.filter(survivor__in=self.born) if husks else ():
            self.merges[merge.survivor_id, merge.operation_id].append(merge)
        self.changes = self._changes()
        numbers = {*self.born.values(), *(row.created_in for row in rows)}
        numbers.update(number for found in self.changes.values() for _, number in found)
        self.operations = Operation.objects.select_related("by__user", "staff", "token").in_bulk(numbers)

    def _changes(self):
        """{(lead id, column): [(change, operation), …]} in the order in which they were made."""
        found = defaultdict(list)
        rows = Change.objects.filter(
            tbl=Lead._meta.db_table, row_id__in=self.born, before__isnull=False, after__isnull=False
        ).order_by("pk")
        values = rows.values_list("pk", "row_id", "operation_id", "before", "after")
        for pk, row, operation, before, after in values:
            for column in after.keys() & {*COLUMNS.values()}:
                found[row, column].append((pk, operation))
            old, new = before.get("custom") or {}, after.get("custom") or {}
            for key in {*old, *new}:
                if old.get(key) != new.get(key):
                    found[row, f"custom.{key}"].append((pk, operation))
        return found

    def fields(self):
        """{field: Provenance} of the lead's own values, those of its custom fields among them."""
        held = {
            name: (column, LISTS.get(name, name))
            for name, column in COLUMNS.items()
            if getattr(self.lead, column)
        }
        held |= {f"custom.{key}": (f"custom.{key}",) * 2 for key, value in self.lead.custom.items() if value}
        found = {
            name: self._said(self.origin(self.lead.pk, column), mark, self._verified(name))
            for name, (column, mark) in held.items()
        }
        return {name: said for name, said in found.items() if said}

    def of_row(self, row):
        """Provenance of an identity or a contact value: those rows move as they are, and say what made them."""
        mark = LIST_OF_KIND.get(row.kind, "linkedin")
        return self._said(self.operations.get(row.created_in), mark, _verification_of(row))

    def _verified(self, name):
        """How sure the lead's first email address, phone number or profile is; blank for what is none of them."""
        if name not in LISTS:
            return ""
        held = getattr(self.lead, name)
        return _verification_of(next((row for row in self.rows if row.value == held), None))

    def origin(self, lead_id, column, before=None):
        """The operation that brought in what the column held before that change; what it holds now, without one."""
        for change, number in reversed(self.changes[lead_id, column]):
            if before is not None and change >= before:
                continue
            for merge in self.merges[lead_id, number]:
                if merge.changes_after < change < merge.changes_until:
                    return self.origin(merge.merged_id, column, before=change)
            operation = self.operations.get(number)
            undone = operation and operation.undoes_id
            first = next((one for one, made in self.changes[lead_id, column] if made == undone), None)
            return operation if first is None else self.origin(lead_id, column, before=first)
        return self.operations.get(self.born.get(lead_id))

    def _said(self, operation, mark, sure=""):
        if operation is None:
            return None
        locked, kind = mark in self.lead.typed, self._kind(operation)
        kind = (
            "person" if locked and kind in ("api", "provider") else kind
        )  # typed into another program of theirs
        sure = sure or ("" if kind == "person" else UNSAID)
        return Provenance(kind, operation.actor, operation.started_at, operation, sure, locked)

    def _kind(self, operation):
        if operation.kind == "lead.import":
            return "file"
        if operation.token_id:
            return "api"
        if operation.pk in self.sources:
            return KINDS.get(self.sources[operation.pk], "provider")
        return "person" if operation.by_person and (operation.by_id or operation.staff_id) else "provider"


def _verification_of(row):
    """Only email addresses are ever checked: a phone number or a profile is what somebody said it is."""
    return str(Identity.Verification(getattr(row, "verification", "")).label)
