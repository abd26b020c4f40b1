"""What can be done to one lead: each posted, said in a toast with its undo, and back to the page."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from hirepilot.errors import HirePilotError
from hirepilot.journal import operation
from hirepilot.permissions import needs
from hirepilot.tenancy import link
from leads.errors import ValuesRefused
from leads.forms.leads import NoteForm, OptOutForm, OwnerForm, StatusForm, TagForm
from leads.models import Lead, Merge
from leads.services import merging, opting_out, organising, statuses
from leads.views.leads import visible


def _said(request, lead, text, done=None):
    messages.success(request, text, extra_tags=link("operation-undo", done.pk) if done else "")
    return redirect(request.POST.get("next") if _inside(request.POST.get("next")) else lead)


def _inside(address):
    """Only an address of this workspace is followed."""
    return bool(address) and address.startswith(link("leads:list"))


def _number(text):
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _refused(request, lead, refusal):
    messages.error(request, str(refusal))
    return redirect(lead)


def _only(lead):
    return Lead.objects.filter(pk=lead.pk)


def _first_fault(request, form, lead):
    messages.error(request, next(iter(form.errors.values()))[0])
    return redirect(lead)


@require_POST
@needs("edit leads")
def status(request, pk):
    lead, form = visible(request, pk), StatusForm(request.POST)
    if not form.is_valid():
        return _first_fault(request, form, lead)
    to = Lead.Status(form.cleaned_data["status"])
    with operation("lead.status", by=request.member, summary=f"{lead} is now {to.label}") as done:
        moved = statuses.move(_only(lead), to, by=request.member, why=form.cleaned_data["why"])
    if not moved.moved:
        messages.error(request, f"{lead} cannot go from {lead.get_status_display()} to {to.label}.")
        return redirect(lead)
    return _said(request, lead, f"{lead} is now {to.label}.", done)


@require_POST
@needs("edit leads")
def tags(request, pk):
    lead, form = visible(request, pk), TagForm(request.POST)
    if not form.is_valid():
        return _first_fault(request, form, lead)
    names = form.cleaned_data["tags"]
    try:
        with operation("lead.tag", by=request.member, summary=f"Tagged {lead}") as done:
            organising.tag(_only(lead), names, by=request.member)
    except ValuesRefused as refusal:
        return _refused(request, lead, refusal)
    return _said(request, lead, f"Tagged {', '.join(names)}.", done)


@require_POST
@needs("edit leads")
def untag(request, pk):
    lead, name = visible(request, pk), request.POST.get("tag", "")
    try:
        with operation("lead.untag", by=request.member, summary=f"Took “{name[:60]}” off {lead}") as done:
            organising.untag(_only(lead), [name], by=request.member)
    except ValuesRefused as refusal:
        return _refused(request, lead, refusal)
    return _said(request, lead, f"“{name[:60]}” is off.", done)


@require_POST
@needs("edit leads")
def owner(request, pk):
    lead, form = visible(request, pk), OwnerForm(request.POST)
    if not form.is_valid():
        return _first_fault(request, form, lead)
    to = form.cleaned_data["owner"]
    with operation("lead.assign", by=request.member, summary=f"{lead} belongs to {to or 'nobody'}") as done:
        organising.assign(_only(lead), to, by=request.member)
    if not Lead.objects.visible_to(request.member).filter(pk=lead.pk).exists():
        messages.success(request, f"{lead} now belongs to {to}.", extra_tags=link("operation-undo", done.pk))
        return redirect(link("leads:list"))
    return _said(request, lead, f"{lead} now belongs to {to or 'nobody'}.", done)


@require_POST
@needs("edit leads")
def note(request, pk):
    lead, form = visible(request, pk), NoteForm(request.POST)
    if not form.is_valid():
        return _first_fault(request, form, lead)
    try:
        with operation("note.add", by=request.member, summary=f"Note on {lead}") as done:
            organising.add_note(lead, form.cleaned_data["text"], by=request.member)
    except ValuesRefused as refusal:
        return _refused(request, lead, refusal)
    return _said(request, lead, "Note saved.", done)


@require_POST
@needs("archive leads")
def archive(request, pk):
    lead = visible(request, pk)
    with operation("lead.archive", by=request.member, summary=f"Archived {lead}") as done:
        organising.archive(_only(lead), by=request.member)
    return _said(request, lead, f"{lead} is archived.", done)


@require_POST
@needs("archive leads")
def restore(request, pk):
    lead = visible(request, pk)
    with operation("lead.restore", by=request.member, summary=f"Restored {lead}") as done:
        organising.restore(_only(lead), by=request.member)
    return _said(request, lead, f"{lead} is back.", done)


@require_POST
@needs("edit leads")
def opt_out(request, pk):
    lead, form = visible(request, pk), OptOutForm(request.POST)
    if not form.is_valid():
        return _first_fault(request, form, lead)
    opting_out.opt_out(lead, by=request.member, source="by hand", **form.cleaned_data)
    return _said(request, lead, f"{lead} is not contacted any more: {form.cleaned_data['channel']}.")


@require_POST
@needs("merge leads")
def merge(request, pk, other):
    """Merge the two; the older one stays."""
    survivor, merged = merging.older_first(visible(request, pk), visible(request, other))
    try:
        with operation("lead.merge", by=request.member, summary=f"Merged {merged} into {survivor}") as done:
            merging.merge(survivor, merged, by=request.member, reasons=["by hand"])
    except HirePilotError as refusal:
        return _refused(request, survivor, refusal)
    return _said(request, survivor, f"{merged} is merged into {survivor}.", done)


@require_POST
@needs("merge leads")
def unmerge(request, pk):
    lead = visible(request, pk)
    merge = get_object_or_404(Merge.objects.filter(survivor=lead), pk=_number(request.POST.get("merge", "")))
    try:
        merging.unmerge(merge, by=request.member)
    except HirePilotError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{merge.merged} and {lead} are two leads again.")
    return redirect(lead)
