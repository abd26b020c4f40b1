"""Cells of a file corrected before it is imported: kept with the import, and read in place of the file's ever after."""

import json
from itertools import takewhile

from django.core.files.storage import default_storage
from django.db import transaction

from leads.errors import AlreadyStarted, RowRefused
from leads.models import LeadImport
from leads.services import dry_rows
from leads.services.import_chunks import fixed_rows
from leads.services.import_rows import inside
from leads.sources.base import Refused

MOST_FIXES, MOST_CHARACTERS = 1_000, 1_000_000
NO_SUCH_ROW = "The check has found no row in this line. Check the file first, then its rows can be fixed."
TOO_MUCH = (
    f"At most {MOST_FIXES:,} rows can be fixed here. Correct the file in a spreadsheet and upload it again."
)


def checked_row(lead_import, line):
    """(what the check said of a row, its cells as they are now). Raises RowRefused where no check has found it."""
    rows = dry_rows.read(lead_import, line=line, limit=1)
    if not rows:
        raise RowRefused(NO_SUCH_ROW)
    path = default_storage.path(lead_import.table)
    found = fixed_rows(path, lead_import, offset=rows[0]["starts_at"])
    for _, cells, _ in (one for one in takewhile(lambda one: one[0] <= line, found) if one[0] == line):
        return rows[0], list(cells.cells if isinstance(cells, Refused) else cells)
    raise RowRefused(NO_SUCH_ROW)


@transaction.atomic
def fix(lead_import, line, cells):
    """Let a row have other cells. Blank ones leave it out. The check has to be made anew: until then it says "fixed"."""
    lead_import = LeadImport.objects.select_for_update().get(pk=lead_import.pk)
    if lead_import.state != LeadImport.State.MAPPING:
        raise AlreadyStarted
    checked_row(lead_import, line)
    fixes = lead_import.fixes | {str(line): inside(cells, lead_import.sheet["header"])}
    if len(fixes) > MOST_FIXES or len(json.dumps(fixes, ensure_ascii=False)) > MOST_CHARACTERS:
        raise RowRefused(TOO_MUCH)
    lead_import.fixes = fixes
    lead_import.dry_run["fixed"] = sorted({*lead_import.dry_run.get("fixed", []), line})
    lead_import.save(update_fields=["fixes", "dry_run"])
    return lead_import
