"""The check before an import: what would become of its rows, with nothing written; and their cells fixed in place."""

from types import SimpleNamespace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hirepilot.errors import BadCursor
from hirepilot.permissions import needs
from hirepilot.tenancy import link
from hirepilot.wording import duration
from leads.errors import ImportRefused, RowRefused
from leads.forms.import_mapping import MappingForm
from leads.forms.imports import RowForm
from leads.models.lead_import import Outcome
from leads.services import dry_rows, dry_run, fixing, import_rows, importing
from leads.views.import_progress import one_import
from leads.views.import_sheets import opened_others
from leads.views.lead_imports import TONES, State, mapping_page


@require_http_methods(["GET", "HEAD", "POST"])
@needs("import leads")
def check(request, pk):
    lead_import = one_import(request, pk)
    if lead_import.state != State.MAPPING:
        return redirect(lead_import)
    if request.method == "POST" and lead_import.dry_run and "as_checked" in request.POST:
        dry_run.check(lead_import, **importing.settings_of(lead_import))
        return redirect(link("leads:import-check", pk))
    if request.method == "POST":
        form = MappingForm(request.POST, lead_import=lead_import, member=request.member)
        if form.is_valid() and opened_others(form, lead_import, request.member):
            try:
                dry_run.check(lead_import, **form.settings())
                return redirect(link("leads:import-check", pk))
            except ImportRefused as refusal:
                form.add_error(None, str(refusal))
        return mapping_page(request, lead_import, form, status=422)
    if not lead_import.dry_run:
        return redirect(lead_import)
    found = {
        "lead_import": lead_import,
        "dry_run": lead_import.dry_run,
        "most": import_rows.MOST_SHOWN,
        "fixed": len(lead_import.dry_run.get("fixed", [])),
    }
    if lead_import.dry_run["state"] == dry_run.DONE:
        found |= _told(lead_import, request.member)
    return render(request, "leads/import_check.html", found)


def _told(lead_import, member):
    outcomes = [one | {"tone": TONES.get(one["name"], "")} for one in dry_run.told(lead_import, member)]
    return {
        "outcomes": outcomes,
        "parts": [{"count": one["count"], "label": one["name"], "tone": one["tone"]} for one in outcomes],
        "total": sum(one["count"] for one in outcomes),
        "took": duration(lead_import.dry_run["seconds"]),
    }


@require_safe
@needs("import leads")
def rows(request, pk):
    """All rows that the check has found, of one outcome or reason or of all, a page at a time."""
    lead_import = _checked(request, pk)
    asked = {name: request.GET.get(name, "") for name in ("outcome", "code")}
    if asked["outcome"] not in ("", *Outcome.values):
        raise Http404
    try:
        page = dry_rows.page(
            lead_import, **asked, after=request.GET.get("after"), before=request.GET.get("before")
        )
    except BadCursor:
        return redirect(link("leads:import-check-rows", pk))
    reasons = {code for counted in lead_import.dry_run["reasons"].values() for code, _ in counted}
    context = asked | {
        "lead_import": lead_import,
        "page": page,
        "rows": dry_run.in_words(page.rows, lead_import, request.member),
        "outcomes": [(name, count) for name, count in lead_import.dry_run["counts"].items() if count],
        "codes": sorted(reasons),
    }
    return render(request, "leads/import_check_rows.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("import leads")
def fix(request, pk, line):
    """Give a row other cells, which the next check and the import read in place of the file's."""
    lead_import = _checked(request, pk)
    try:
        row, cells = fixing.checked_row(lead_import, line)
    except RowRefused as refusal:
        raise Http404 from refusal
    form = RowForm(
        request.POST or None,
        row=SimpleNamespace(cells=cells),
        header=lead_import.sheet["header"],
        mapping=lead_import.mapping,
    )
    if form.is_bound and form.is_valid():
        try:
            fixing.fix(lead_import, line, form.cells())
        except RowRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Line {line} is fixed. Check again to see what becomes of it.")
            return redirect(_next_refused(lead_import, line) or link("leads:import-check", pk))
    (row,) = dry_run.in_words([row], lead_import, request.member)
    context = {"lead_import": lead_import, "row": row, "form": form}
    return render(request, "leads/import_fix.html", context, status=422 if form.errors else 200)


def _checked(request, pk):
    """An import whose check is done and still counts."""
    lead_import = one_import(request, pk)
    done = (lead_import.dry_run or {}).get("state") == dry_run.DONE
    if lead_import.state != State.MAPPING or not done:
        raise Http404
    return lead_import


def _next_refused(lead_import, line):
    """Where the next row is that failed: it is usual to fix one after the other."""
    found = dry_rows.read(lead_import, outcome=Outcome.FAILED.value, after=line, limit=1)
    return found and link("leads:import-fix", lead_import.pk, found[0]["line"])
