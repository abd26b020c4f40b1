"""Imports: upload, map, watch, read the result; and the list of all there were."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hirepilot.errors import BadCursor
from hirepilot.models import Workspace
from hirepilot.paging import Order, capped_count, keyset_page
from hirepilot.permissions import needs
from hirepilot.services.undo import expires_at
from hirepilot.tenancy import link
from hirepilot.wording import duration, number
from leads.errors import ImportRefused
from leads.forms.import_mapping import MappingForm
from leads.forms.imports import DELIMITERS, ReadingForm, UploadForm
from leads.models import CustomField, LeadImport, LeadList, OptOut
from leads.models.lead_import import Outcome
from leads.services import import_rows, importing, reuploading, reviewing, saved_mappings
from leads.services.import_rows import MOST_SHOWN
from leads.services.intake_clean import tag_pair
from leads.sources.encodings import ENCODINGS
from leads.sources.fields import CUSTOM, FIELDS, IDENTIFYING
from leads.sources.presets import SOURCES
from leads.views import import_sheets
from leads.views.import_progress import how_far, one_import, visible_imports

State = LeadImport.State
NEWEST_FIRST = Order("imports")
TONES = {"created": "ok", "updated": "sky", "merged": "plum", "skipped": "warn", "failed": "bad"}


@require_http_methods(["GET", "HEAD", "POST"])
@needs("import leads")
def upload(request):
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        file, text = form.cleaned_data["file"], form.cleaned_data["text"]
        try:
            take = partial(importing.upload, file) if file else partial(importing.paste, text)
            return redirect(take(by=request.member))
        except ImportRefused as refusal:
            form.add_error("file" if file else "text", str(refusal))
    return render(request, "leads/import.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@needs("import leads")
def import_list(request):
    try:
        page = keyset_page(
            visible_imports(request),
            NEWEST_FIRST,
            after=request.GET.get("after"),
            before=request.GET.get("before"),
        )
    except BadCursor:
        return redirect(link("leads:imports"))
    to_review = capped_count(reviewing.waiting(request.member))
    return render(request, "leads/imports.html", {"page": page, "to_review": to_review})


@require_safe
@needs("import leads")
def detail(request, pk):
    """What there is to do or to see: its mapping, its progress, or its result."""
    lead_import = one_import(request, pk)
    if lead_import.state == State.MAPPING:
        return mapping_page(request, lead_import, MappingForm(lead_import=lead_import, member=request.member))
    if lead_import.state in LeadImport.GOING_ON:
        return render(request, "leads/import_progress.html", how_far(lead_import))
    return render(request, "leads/import_result.html", _result(lead_import, request.member))


@require_POST
@needs("import leads")
def start(request, pk):
    """Take the file in: by the form, or with `as_checked` as it was checked."""
    lead_import = one_import(request, pk)
    if lead_import.state != State.MAPPING:
        return redirect(lead_import)
    checked = lead_import.dry_run and "as_checked" in request.POST
    form = MappingForm(None if checked else request.POST, lead_import=lead_import, member=request.member)
    if checked or (form.is_valid() and import_sheets.opened_others(form, lead_import, request.member)):
        settings = importing.settings_of(lead_import) if checked else form.settings()
        try:
            importing.start(lead_import, by=request.member, **settings)
            return import_sheets.onward(request, lead_import, started=True)
        except ImportRefused as refusal:
            messages.error(request, str(refusal))
    return mapping_page(request, lead_import, form, status=422)


@require_POST
@needs("import leads")
def read_again(request, pk):
    """Read the file in the way that the person chose, and propose a mapping for what it then holds."""
    lead_import = one_import(request, pk)
    if lead_import.state != State.MAPPING:
        return redirect(lead_import)
    form = ReadingForm(request.POST, sheet=lead_import.sheet)
    if form.is_valid():
        try:
            return redirect(importing.reread(lead_import, form.reading()))
        except ImportRefused as refusal:
            form.add_error(None, str(refusal))
    return mapping_page(
        request,
        lead_import,
        MappingForm(lead_import=lead_import, member=request.member),
        status=422,
        reading=form,
    )


def mapping_page(request, lead_import, form, *, status=200, reading=None):
    earlier, columns = importing.earlier(lead_import), list(form.columns())
    source = SOURCES.get(lead_import.recognised)
    fits, others = saved_mappings.fitting(lead_import.sheet["header"])
    context = {
        "lead_import": lead_import,
        "source": source,
        "recognised": source and f"Recognised: {source.label}",
        "form": form,
        "columns": columns,
        "unsure": sum(1 for column in columns if column["confidence"] and not column["sure"]),
        "lacking": not form.is_bound and not {item["field"] for item in lead_import.mapping} & IDENTIFYING,
        "read_as": _read_as(lead_import.sheet),
        "reading": reading or ReadingForm(sheet=lead_import.sheet),
        "earlier": earlier,
        "fits": fits,
        "others": others,
        "ours": bool(reuploading.ours(lead_import.sheet["header"])),
        "may_see_earlier": earlier and visible_imports(request).filter(pk=earlier.pk).exists(),
        **import_sheets.of_workbook(lead_import, request.member),
    }
    return render(request, "leads/import_mapping.html", context, status=status)


def _read_as(sheet):
    """How a file was read, in words."""
    header = f"header in line {number(sheet['header_line'])}" if sheet["header_line"] else "without a header"
    if worksheet := sheet.get("worksheet"):
        return f"Sheet “{worksheet}”, {header}"
    encoding = ENCODINGS[sheet["encoding"]].partition(" (")[0]
    return f"{encoding}, {DELIMITERS.get(sheet['delimiter'], sheet['delimiter'])}, {header}"


def _mapped(lead_import):
    """[(column of the file, what it went to)], of those that were imported."""
    labels = {name: field.label for name, field in FIELDS.items()}
    labels |= {CUSTOM + key: label for key, label in CustomField.objects.values_list("key", "label")}
    header = lead_import.sheet.get("header", [])
    return [
        (header[item["column"]], labels.get(item["field"], item["field"]))
        for item in lead_import.mapping
        if item["field"] and item["column"] < len(header)
    ]


def _result(lead_import, member):
    reasons = import_rows.reasons_of(lead_import)
    counts = lead_import.counts
    parts = [{"count": counts[name], "label": name, "tone": TONES.get(name, "")} for name in Outcome.values]
    outcomes = [{**part, "name": part["label"], "reasons": reasons.get(part["label"], [])} for part in parts]
    for one in outcomes:
        lost = (rows for why, rows in one["reasons"] if why not in import_rows.NOTHING_LOST)
        one["in_part"] = sum(lost) if one["name"] in import_rows.TAKEN_IN else 0
    pace, operation = import_rows.pace_of(lead_import), lead_import.operation
    opt_outs = OptOut.objects.filter(created_in=operation.pk) if operation else OptOut.objects.none()
    return {
        "lead_import": lead_import,
        "parts": parts,
        "outcomes": outcomes,
        "total": sum(counts.values()),
        "took": duration(pace.seconds) if lead_import.started_at else "",
        "speed": round(pace.rows_a_second),
        "policy": Workspace.MatchPolicy(lead_import.policy).label.lower(),
        "opt_outs": opt_outs.values("lead_id").distinct().count(),
        "list": LeadList.objects.filter(key=tag_pair(lead_import.add_to_list)[0]).first(),
        "refused": import_rows.refused(lead_import, member),
        "in_part": import_rows.taken_in_in_part(lead_import, member),
        "most": MOST_SHOWN,
        "read_as": _read_as(lead_import.sheet) if lead_import.sheet.get("encoding") else "",
        "mapped": _mapped(lead_import),
        "most_in_workbook": settings.EXPORT_DIRECT_ROWS,
        "to_review": capped_count(reviewing.waiting(member).filter(lead_import=lead_import)),
        "finished_by": lead_import.corrected_by.exclude(operation=None),
        "undo_until": operation and expires_at(operation),
    }
