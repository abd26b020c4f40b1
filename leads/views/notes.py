"""Notes on a lead: written, rewritten and deleted, each with its undo."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from hirepilot.permissions import needs, require
from leads.errors import ValuesRefused
from leads.forms.leads import NoteForm
from leads.models import Note
from leads.services import organising
from leads.views.answers import carry_out, go, say
from leads.views.page import lead_page
from leads.views.reading import action_on_lead, survivor_address, visible


@action_on_lead("edit leads")
def add(request, lead):
    form = NoteForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            _, done = carry_out(
                request,
                "note.add",
                f"Note on {lead}",
                lambda: organising.add_note(lead, text, by=request.member),
            )
        except ValuesRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            say(request, "Note saved.", done)
            return go(request, lead.get_absolute_url())
    return lead_page(request, lead, note_form=form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change notes")
def edit(request, pk, note):
    lead = visible(request, pk)
    if lead.merged_into_id:
        return go(request, survivor_address(request, lead), leave=True)
    note = _note(request, lead, note)
    form = NoteForm(request.POST if request.method == "POST" else None, initial={"text": note.text})
    if form.is_bound and form.is_valid():
        text, before = form.cleaned_data["text"], note.text
        try:
            _, done = carry_out(
                request, "note.edit", f"Edited a note on {lead}",
                lambda: organising.edit_note(note, text, by=request.member).text != before,
            )  # fmt: skip
        except ValuesRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            say(request, "Note saved.", done)
            return go(request, lead.get_absolute_url(), leave=True)
    context = {"lead": lead, "note": note, "form": form}
    return render(request, "leads/note.html", context, status=422 if form.errors else 200)


@action_on_lead("change notes")
def delete(request, lead, note):
    note = _note(request, lead, note)
    _, done = carry_out(
        request,
        "note.delete",
        f"Deleted a note on {lead}",
        lambda: organising.delete_note(note, by=request.member),
    )
    say(request, "Note deleted.", done)
    return go(request, lead.get_absolute_url())


def _note(request, lead, pk):
    """A note of the lead that this member may change: their own, or any for Owner and Admin."""
    note = get_object_or_404(Note.objects.select_related("author__user"), lead=lead, pk=pk)
    require(request.member, "change notes", note)
    return note
