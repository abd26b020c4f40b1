"""An export from the wish to the file: sent at once where it is small, else left to a worker, whose file is kept for days."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import slugify

from hirepilot.journal import begin
from hirepilot.paging import COUNTED_TO
from hirepilot.queue import cancel as cancel_job
from hirepilot.queue import enqueue
from hirepilot.services.notifications import notify_waiting
from hirepilot.tenancy import writable_workspace
from hirepilot.wording import plural
from leads.errors import ExportGone, ExportNotReady, ExportRefused
from leads.filters import LeadFilter
from leads.models import Lead, LeadExport
from leads.services.exporting import export

TASK = "leads.export"
State, Format = LeadExport.State, LeadExport.Format
BROKE = (
    "Something broke again and again while the file was written. HirePilot was told, and can start it again."
)
BAD_FILTER = "The filter of this export is no longer known here: something that it names is gone. Export from the list again."


def matching(member, *, query="", leads=None):
    """(the leads that are meant, as far as the member may see them now; how many, counted up to COUNTED_TO + 1).

    `query` is the list's filter as its address says it; `leads` are ids picked by hand. Raises ExportRefused for a filter
    that means nothing.
    """
    if leads is not None:
        found = Lead.objects.visible_to(member).filter(pk__among=leads, merged_into=None)
        return found, found.count()
    narrowed = LeadFilter(QueryDict(query), member=member)
    if not narrowed.is_valid():
        raise ExportRefused(BAD_FILTER)
    return narrowed.qs, narrowed.search.count()


@transaction.atomic
def start(*, by, format, columns, query="", leads=None, at_once=False):  # noqa: A002  as the model calls it
    """Note an export, and hand it to a worker; with `at_once` only where it is too large to be sent directly.

    What is sent directly is done as soon as it is noted: `sheet_of` has its rows.
    """
    _, count = matching(by, query=query, leads=leads)
    if not count:
        raise ExportRefused("There is nobody to export: no lead that you may see matches.")
    said = f"Exported {plural(count, 'lead', COUNTED_TO)} as {Format(format).value.upper()}"
    name = f"leads-{slugify(writable_workspace().name) or 'export'}-{timezone.localdate():%Y-%m-%d}.{format}"
    made = LeadExport(name=name, format=format, columns=list(columns), query=query, leads=leads, by=by)
    made.operation = begin("lead.export", by=by, summary=said, reason=query)
    if at_once and count <= min(settings.EXPORT_DIRECT_ROWS, COUNTED_TO):
        made.state, made.rows_total, made.rows_done = State.DONE, count, count
        made.started_at = made.finished_at = timezone.now()
        made.save()
        return made
    made.save()
    made.job_id = enqueue(TASK, export_id=made.pk).pk
    made.save(update_fields=["job_id"])
    return made


def sheet_of(lead_export):
    """An Export of what is meant now."""
    found, _ = matching(lead_export.by, query=lead_export.query, leads=lead_export.leads)
    return export(found, lead_export.columns)


def folder():
    """Where the files of the open workspace are, each in a folder of its own."""
    return f"{writable_workspace().pk}/exports"


def remove(file):
    """Remove what there is of a file, and its folder."""
    if file:
        _remove_folder(Path(file).parent)


def open_file(lead_export):
    """Its file, open for reading; noted in the history. Raises ExportNotReady or ExportGone where there is none."""
    if lead_export.state != State.DONE:
        raise ExportNotReady
    try:
        if not lead_export.is_ready:
            raise ExportGone
        file = default_storage.open(lead_export.file)
    except FileNotFoundError:
        raise ExportGone from None
    begin("lead.export_download", summary=f"Downloaded {lead_export.name}")
    return file


@transaction.atomic
def withdraw(lead_export):
    """Stop an export that goes on, or remove the file of one that is done. A second time finds nothing to do."""
    # The job first: the worker locks it before the export too, so that neither waits for the other in a ring.
    if lead_export.job_id:
        cancel_job(lead_export.job_id)
    lead_export = LeadExport.objects.select_for_update().get(pk=lead_export.pk)
    if lead_export.is_going_on:
        _stop(lead_export, State.CANCELLED)
    elif lead_export.file:
        _drop_file(lead_export)
        lead_export.expires_at = timezone.now()
        lead_export.save()
    return lead_export


@transaction.atomic
def gave_up(job):
    """Its job failed again and again and was parked."""
    for lead_export in _going_on(job):
        _stop(lead_export, State.FAILED, BROKE)
        tell(lead_export)


@transaction.atomic
def called_off(job):
    """Its job was cancelled, by whomever."""
    for lead_export in _going_on(job):
        _stop(lead_export, State.CANCELLED)


@transaction.atomic
def take_up(job):
    """Its job was given new tries."""
    stopped = LeadExport.objects.filter(job_id=job.pk, state__in=(State.FAILED, State.CANCELLED))
    stopped.update(state=State.WAITING, problem="", finished_at=None)


def tell(lead_export):
    """Whoever has waited long for a file, or in vain, hears how it ended."""
    took = (lead_export.finished_at - lead_export.requested_at).total_seconds()
    failed = lead_export.state == State.FAILED
    text = f"The export {lead_export.name} {'ended without a file' if failed else 'is ready'}."
    notify_waiting(lead_export.by, text, "leads:export-detail", lead_export.pk, took=took, failed=failed)


def tidy():
    """Remove the files that are past their time, and what killed workers left; the exports stay, as history."""
    there = default_storage.listdir(folder())[0] if default_storage.exists(folder()) else []
    with transaction.atomic():
        for lead_export in (
            LeadExport.objects.select_for_update().filter(expires_at__lte=timezone.now()).exclude(file="")
        ):
            _drop_file(lead_export)
            lead_export.save()
    named = {
        Path(file).parent.name for file in LeadExport.objects.exclude(file="").values_list("file", flat=True)
    }
    for name in set(there) - named:
        _remove_folder(f"{folder()}/{name}")


def _remove_folder(name):
    shutil.rmtree(default_storage.path(name), ignore_errors=True)


def _going_on(job):
    return LeadExport.objects.select_for_update().filter(job_id=job.pk, state__in=LeadExport.GOING_ON)


def _stop(lead_export, state, problem=""):
    _drop_file(lead_export)
    lead_export.state, lead_export.problem, lead_export.finished_at = state, problem, timezone.now()
    lead_export.save()


def _drop_file(lead_export):
    file, lead_export.file = lead_export.file, ""
    transaction.on_commit(lambda: remove(file))
