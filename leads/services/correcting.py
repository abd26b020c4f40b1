"""Rows that an import refused, corrected by a person and taken in after all, as if the file had said so."""

from dataclasses import replace

from django.db import transaction

from hirepilot.journal import resumed
from hirepilot.models import Operation
from leads.errors import RowRefused
from leads.models import ImportRow, LeadImport
from leads.services.import_rows import NOT_TAKEN_IN, count, inside, note
from leads.services.import_settings import mapper_of, rules_of
from leads.services.intake import own_only, take_in_rows
from leads.services.intake_clean import clean

LONGEST_CELL = 20_000
NAMES = ("full_name", "first_name", "last_name")


@transaction.atomic
def correct(lead_import, line, cells, *, by, same_person=False):
    """Take a refused row in with other cells, in the import's own operation: undo of the import takes it back too.

    `same_person` says that the row is the lead whose address it has, whatever it is called there. Returns the ImportRow;
    where it is refused again its outcome says so, with the reason. Raises RowRefused for a row that is not refused (any
    more), and while the import goes on or after it was taken back.
    """
    row, operation = refused_row(lead_import, line)
    draft = mapper_of(row.lead_import)(line, inside(cells, row.lead_import.sheet["header"]))
    if same_person:
        draft = replace(draft, **dict.fromkeys(NAMES, ""))
    rules = rules_of(row.lead_import, own_only=own_only(by))
    row.cells = cells
    return take(row, operation, clean(draft, rules), rules, by=by)


def refused_row(lead_import, line):
    """(the row, its import's operation): all locked, and the row's `lead_import` too. Raises RowRefused as `correct` does."""
    lead_import = LeadImport.objects.select_for_update().get(pk=lead_import.pk)
    row = ImportRow.objects.filter(lead_import=lead_import, line=line, outcome__in=NOT_TAKEN_IN).first()
    operation = (
        Operation.objects.select_for_update().filter(pk=lead_import.operation_id, undone_by=None).first()
    )
    over = lead_import.state in LeadImport.OVER and lead_import.corrects_id is None
    if row is None or operation is None or not over:
        raise RowRefused
    row.lead_import = lead_import
    return row, operation


def take(row, operation, cleaned, rules, *, by, said="Corrected by {}."):
    """Take a refused row in as it was cleaned, and note what became of it, with what is said where nothing else is."""
    with resumed(operation):
        (decision,) = take_in_rows([cleaned], rules, author_id=by.pk)
    was = row.outcome
    note(row, decision, said.format(by))
    row.save()
    count(row.lead_import, was, row.outcome)
    row.lead_import.save(update_fields=[was, row.outcome])
    return row
