"""Exports: what is to be in the file, the way to it, and the list of all there were."""

from django.conf import settings
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hirepilot.errors import BadCursor
from hirepilot.paging import COUNTED_TO, Order, keyset_page, number_in
from hirepilot.permissions import needs
from hirepilot.tenancy import link
from leads.errors import ExportGone, ExportNotReady, ExportRefused
from leads.filters import LeadFilter
from leads.forms.exports import ExportForm
from leads.models import LeadExport
from leads.services import exports
from leads.views.bulk import MOST
from leads.views.downloads import csv_download, download, xlsx_download
from leads.views.list_state import ListState

NEWEST_FIRST = Order("exports")
Format = LeadExport.Format


@require_http_methods(["GET", "HEAD", "POST"])
@needs("export leads")
def export(request):
    """Which leads, in which format and columns. A small export is sent at once, a large one is left to a worker."""
    chosen = _chosen(request)
    found = LeadFilter(request.GET, member=request.member)
    if not found.is_valid():
        # The list says what is wrong with them. A file of nobody would look like an answer.
        return redirect(f"{link('leads:list')}?{request.GET.urlencode()}")
    state = ListState(request, found)
    meant = {"query": state.given.urlencode(), "leads": chosen}
    everything = request.GET.get("columns") == "all"
    last = None if everything else LeadExport.objects.filter(by=request.member).first()
    form = ExportForm(request.POST or None, last=last)
    if request.method == "POST" and form.is_valid():
        try:
            return _started(request, meant | form.cleaned_data)
        except ExportRefused as refusal:
            form.add_error(None, str(refusal))
    count = found.search.count() if chosen is None else exports.matching(request.member, **meant)[1]
    context = {
        "form": form, "state": state, "by_hand": chosen is not None, "count": count, "capped_at": COUNTED_TO,
        "at_once": settings.EXPORT_DIRECT_ROWS, "days": settings.EXPORT_KEPT_DAYS,
    }  # fmt: skip
    return render(request, "leads/export.html", context, status=422 if form.errors else 200)


def _chosen(request):
    """The ids in `leads`, which a list's ticks have become; None where there is none."""
    if "leads" not in request.GET:
        return None
    numbers = (number_in(text) for text in request.GET["leads"].split(",")[:MOST])
    return list(dict.fromkeys(number for number in numbers if number is not None))


@transaction.atomic
def _started(request, wanted):
    """The file, or the page that says how far it is. What is refused on the way leaves nothing."""
    made = exports.start(by=request.member, at_once=True, **wanted)
    if made.job_id:
        return redirect(made)
    sheet = exports.sheet_of(made)
    sent_as = csv_download if made.format == Format.CSV else xlsx_download
    return sent_as(made.name, sheet.header, sheet.rows)


@require_safe
@needs("export leads")
def export_list(request):
    try:
        page = keyset_page(
            _visible(request), NEWEST_FIRST, after=request.GET.get("after"), before=request.GET.get("before")
        )
    except BadCursor:
        return redirect(link("leads:exports"))
    return render(request, "leads/exports.html", {"page": page})


@require_safe
@needs("export leads")
def detail(request, pk):
    return _page(request, _one(request, pk))


@require_safe
@needs("export leads")
def file(request, pk):
    lead_export = _one(request, pk)
    try:
        return download(exports.open_file(lead_export), lead_export.name)
    except (ExportGone, ExportNotReady) as refusal:
        return _page(request, lead_export, status=refusal.status)


@require_POST
@needs("export leads")
def withdraw(request, pk):
    """Stop it, or remove its file."""
    return redirect(exports.withdraw(_one(request, pk)))


def _visible(request):
    return LeadExport.objects.visible_to(request.member).select_related("by__user")


def _one(request, pk):
    return get_object_or_404(_visible(request), pk=pk)


def _page(request, lead_export, status=200):
    again, chosen = link("leads:export"), lead_export.leads
    if chosen is None:
        again += f"?{lead_export.query}"
    elif len(chosen) <= MOST:
        again += f"?leads={','.join(map(str, chosen))}"
    else:  # more than an address holds
        again = link("leads:list")
    context = {"lead_export": lead_export, "again_url": again}
    return render(request, "leads/export_detail.html", context, status=status)
