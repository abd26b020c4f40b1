"""The leads of a list as a file."""

from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from hirepilot.journal import begin
from hirepilot.paging import COUNTED_TO
from hirepilot.permissions import needs
from hirepilot.tenancy import link
from hirepilot.wording import plural
from leads.filters import LeadFilter
from leads.services.exporting import export
from leads.views.downloads import csv_download


@require_GET
@needs("export leads")
def export_csv(request):
    """All leads that match the parameters of the list and that the member may see; noted in the history."""
    found = LeadFilter(request.GET, member=request.member)
    if not found.is_valid():
        # The list says what is wrong with them. A file of nobody would look like an answer.
        return redirect(f"{link('leads:list')}?{request.GET.urlencode()}")
    sheet, count = export(found.qs), plural(found.search.count(), "lead", COUNTED_TO)
    begin("lead.export", by=request.member, summary=f"Exported {count}", reason=request.GET.urlencode())
    name = f"leads-{slugify(request.workspace.name) or 'export'}-{timezone.localdate():%Y-%m-%d}.csv"
    return csv_download(name, sheet.header, sheet.rows)
