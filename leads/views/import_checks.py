"""The check before an import: what would become of its rows, with nothing written."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hirepilot.permissions import needs
from hirepilot.tenancy import link
from hirepilot.wording import duration
from leads.forms.import_mapping import MappingForm
from leads.services import dry_run, import_rows
from leads.views.import_progress import one_import
from leads.views.lead_imports import TONES, State, mapping_page


@require_http_methods(["GET", "HEAD", "POST"])
@needs("import leads")
def check(request, pk):
    lead_import = one_import(request, pk)
    if lead_import.state != State.MAPPING:
        return redirect(lead_import)
    if request.method == "POST":
        form = MappingForm(request.POST, lead_import=lead_import, member=request.member)
        if not form.is_valid():
            return mapping_page(request, lead_import, form, status=422)
        dry_run.check(lead_import, **form.settings())
        return redirect(link("leads:import-check", pk))
    if not lead_import.dry_run:
        return redirect(lead_import)
    found = {"lead_import": lead_import, "dry_run": lead_import.dry_run, "most": import_rows.MOST_SHOWN}
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
