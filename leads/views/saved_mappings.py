"""Mappings under a name: kept from an import, used for another file, renamed, deleted."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from hirepilot.paging import number_in
from hirepilot.permissions import needs
from hirepilot.tenancy import link
from leads.errors import ImportRefused
from leads.forms.import_mapping import MappingForm
from leads.models import SavedMapping
from leads.services import saved_mappings
from leads.views.import_progress import one_import
from leads.views.lead_imports import State, mapping_page


@require_POST
@needs("import leads")
def save(request, pk):
    """Keep what the mapping page says, or of an import that was started what it was taken in by."""
    lead_import, form = one_import(request, pk), None
    if lead_import.state == State.MAPPING:
        form = MappingForm(request.POST, lead_import=lead_import, member=request.member)
        if not form.is_valid():
            return mapping_page(request, lead_import, form, status=422)
    try:
        settings = form and form.settings()
        saved = saved_mappings.save(request.POST.get("save_as", ""), lead_import, settings, by=request.member)
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"The mapping is saved as “{saved}”.")
    return mapping_page(request, lead_import, form) if form else redirect(lead_import)


@require_POST
@needs("import leads")
def use(request, pk):
    lead_import = one_import(request, pk)
    saved = SavedMapping.objects.filter(pk=number_in(request.POST.get("saved", ""))).first()
    if saved is None:
        raise Http404
    saved_mappings.use(saved, lead_import)
    return redirect(lead_import)


@require_POST
@needs("import leads")
def rename(request, pk):
    saved = get_object_or_404(SavedMapping, pk=pk)
    try:
        saved_mappings.rename(saved, request.POST.get("name", ""), by=request.member)
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(_back(request))


@require_POST
@needs("import leads")
def delete(request, pk):
    saved = get_object_or_404(SavedMapping, pk=pk)
    done = saved_mappings.delete(saved, by=request.member)
    messages.success(
        request, f"The mapping “{saved.name}” is deleted.", extra_tags=link("operation-undo", done.pk)
    )
    return redirect(_back(request))


def _back(request):
    """To the import from whose page it was asked."""
    number = number_in(request.POST.get("import", ""))
    return link("leads:import-detail", number) if number else link("leads:imports")
