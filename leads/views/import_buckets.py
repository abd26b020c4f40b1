"""The rows of an import as files: of one outcome or all, as CSV or for Excel."""

from itertools import islice

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from hirepilot.permissions import needs
from leads.errors import ExportRefused
from leads.models.lead_import import Outcome
from leads.services import import_rows, reuploading
from leads.views.downloads import csv_download, xlsx_download
from leads.views.import_progress import one_import


@require_safe
@needs("import leads")
def rows(request, pk):
    """The rows of one outcome, or all of them, in the user's own columns and with what became of each."""
    lead_import, outcome = one_import(request, pk), request.GET.get("outcome", "")
    if outcome not in ("", *Outcome.values) or not lead_import.operation_id:
        raise Http404
    if lead_import.files_removed_at:
        messages.error(request, "The rows of this import are no longer kept.")
        return redirect(lead_import)
    header, told = reuploading.as_downloaded(lead_import)
    cells = map(told, import_rows.rows_of(lead_import, outcome))
    name = f"{lead_import.name.rpartition('.')[0] or lead_import.name} {outcome or 'all'} rows"
    if request.GET.get("as") != "xlsx":
        return csv_download(f"{name}.csv", header, cells)
    try:
        return _workbook(f"{name}.xlsx", header, cells)
    except ExportRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(lead_import)


def _workbook(name, header, cells):
    most = settings.EXPORT_DIRECT_ROWS
    cells = list(islice(cells, most + 1))
    if len(cells) > most:
        raise ExportRefused(f"These are more than {most:,} rows. Download them as CSV.")
    header, *lines = reuploading.of_one_width(header, cells)
    return xlsx_download(name, header, lines)
