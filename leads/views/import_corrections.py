"""A row that an import refused: corrected in its own cells, and taken in."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hirepilot.permissions import needs
from hirepilot.tenancy import link
from leads.errors import RowRefused
from leads.forms.imports import RowForm
from leads.models import ImportRow, Lead
from leads.services import correcting, import_rows
from leads.views.import_progress import one_import

REVIEW = "review"


@require_http_methods(["GET", "HEAD", "POST"])
@needs("import leads")
def correct(request, pk, line):
    lead_import = one_import(request, pk)
    if lead_import.corrects_id:
        messages.info(request, "These rows finish another import: what is still refused is corrected there.")
        return redirect(lead_import.corrects)
    row = ImportRow.objects.filter(lead_import=lead_import, line=line).first()
    if row is None:
        raise Http404
    if row.outcome not in import_rows.NOT_TAKEN_IN:
        messages.info(request, f"Line {line} is taken in already.")
        return redirect(lead_import)
    form = RowForm(
        request.POST or None, row=row, header=lead_import.sheet["header"], mapping=lead_import.mapping
    )
    if form.is_bound and form.is_valid():
        try:
            same_person = "same_person" in request.POST
            row = correcting.correct(
                lead_import, line, form.cells(), by=request.member, same_person=same_person
            )
        except RowRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            if row.outcome not in import_rows.NOT_TAKEN_IN:
                messages.success(request, f"Line {line} is taken in.")
                return redirect(_next_refused(lead_import, line) or lead_import)
            form.add_error(None, f"Still not taken in: {row.detail}")
    met = Lead.objects.visible_to(request.member).filter(pk=row.lead_id).first() if row.lead_id else None
    context = {
        "lead_import": lead_import,
        "row": row,
        "form": form,
        "met": met if row.code == REVIEW else None,
    }
    return render(request, "leads/import_row.html", context, status=422 if form.errors else 200)


def _next_refused(lead_import, line):
    """Where the next row is that wants a person: it is usual to correct one after the other."""
    found = import_rows.not_taken_in(lead_import).filter(line__gt=line).order_by("line").first()
    return found and link("leads:import-row", lead_import.pk, found.line)
