"""The worker's part of an export: the file is written beside those of earlier runs, and named as done when it is whole.

A worker that is killed leaves a file that the next run, or the daily tidying, removes; one that wakes up late finds that
the export waits for another file, and removes its own.
"""

import uuid
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from hirepilot.disk import NoRoom, needs_room
from hirepilot.errors import LeaseLost, NotAllowed
from hirepilot.permissions import require
from hirepilot.queue import hold
from hirepilot.tenancy import writable_workspace
from leads.errors import ExportRefused
from leads.models import LeadExport
from leads.services.export_files import MOST_WORKBOOK_ROWS, TOO_MANY_ROWS, write_csv, write_xlsx
from leads.services.exporting import export
from leads.services.exports import folder, matching, remove, tell

State, Format = LeadExport.State, LeadExport.Format
WRITERS = {Format.CSV: write_csv, Format.XLSX: write_xlsx}
NO_ROOM = "There was no room left to write the file. Nothing of it was kept. Try again later, or export fewer leads."


def run(lead_export):
    """Write the file. Called by the job; safe to call again at any point: each run begins anew."""
    file = f"{folder()}/{uuid.uuid4().hex}/{lead_export.name}"
    if not _begin(lead_export.pk, file):
        return
    with ExitStack() as failing:
        failing.callback(remove, file)
        if problem := _write(lead_export, file):
            _end(lead_export, file, state=State.FAILED, problem=problem, file="")
            return
        kept_until = timezone.now() + timedelta(days=settings.EXPORT_KEPT_DAYS)
        _end(lead_export, file, state=State.DONE, size=default_storage.size(file), expires_at=kept_until)
        failing.pop_all()


@transaction.atomic
def _begin(export_id, file):
    hold()
    lead_export = LeadExport.objects.select_for_update().get(pk=export_id)
    if not lead_export.is_going_on:
        return False
    earlier = lead_export.file
    transaction.on_commit(lambda: remove(earlier))
    lead_export.file, lead_export.state, lead_export.rows_done = file, State.RUNNING, 0
    lead_export.started_at = lead_export.started_at or timezone.now()
    lead_export.save()
    return True


@transaction.atomic
def _note(export_id, begun, **found):
    """Note how far it is. Raises LeaseLost when it was called off, or when another run has begun since."""
    hold()
    if not LeadExport.objects.filter(pk=export_id, file=begun, state=State.RUNNING).update(**found):
        raise LeaseLost


@transaction.atomic
def _end(lead_export, begun, **found):
    _note(lead_export.pk, begun, finished_at=timezone.now(), **found)
    lead_export.refresh_from_db(fields=("state", "finished_at"))
    tell(lead_export)


def _write(lead_export, file):
    """Write all rows; returns in a sentence why that cannot be."""
    member = lead_export.by
    try:
        require(member, "export leads")
        leads, _ = matching(member, query=lead_export.query, leads=lead_export.leads)
        total = leads.order_by().count()
        if lead_export.format == Format.XLSX and total > MOST_WORKBOOK_ROWS:
            raise ExportRefused(TOO_MANY_ROWS)
        _note(lead_export.pk, file, rows_total=total)
        with timezone.override(member.user.time_zone or writable_workspace().time_zone):
            sheet = export(leads, lead_export.columns)
        Path(default_storage.path(file)).parent.mkdir(mode=0o700, parents=True)
        with needs_room(f"export {lead_export.pk}"), default_storage.open(file, "wb") as opened:
            WRITERS[lead_export.format](opened, sheet.header, _counted(lead_export.pk, file, sheet.rows))
    except (ExportRefused, NotAllowed) as refusal:
        return str(refusal)
    except NoRoom:
        return NO_ROOM
    return ""


def _counted(export_id, file, rows):
    done = 0
    for done, row in enumerate(rows, 1):
        yield row
        if not done % settings.EXPORT_CHUNK_ROWS:
            _note(export_id, file, rows_done=done)
    _note(export_id, file, rows_done=done, rows_total=done)
