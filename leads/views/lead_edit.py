"""The form of a lead that is changed. Who was slower than a colleague sees what they wrote, and decides."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hirepilot.permissions import needs
from leads.errors import IdentityTaken, MergedAway, NothingToIdentify, ValuesRefused
from leads.forms.leads import LeadForm, LinesField, lines_in
from leads.models import Lead
from leads.services.edit_values import NAMES
from leads.services.editing import edit as edit_lead
from leads.services.editing import values_of
from leads.services.provenance import provenance
from leads.views.answers import carry_out, say
from leads.views.lead_new import put_on
from leads.views.reading import survivor_address, visible

# Under which name provenance knows the fields of the form.
ORIGINS = dict.fromkeys(NAMES, "full_name") | {"emails": "email", "phones": "phone"}


@dataclass(frozen=True)
class Conflict:
    """A field that somebody changed while it was being typed into."""

    name: str
    label: str
    theirs: str
    by: str


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit leads")
def edit(request, pk):
    lead = visible(request, pk)
    if lead.merged_into_id:
        return redirect(survivor_address(request, lead))
    now = LeadForm.shown(values_of(lead))
    if request.method != "POST":
        return _page(request, lead, LeadForm(initial=now), now)
    data = request.POST.copy()
    was = {name: data[f"was.{name}"] for name in now if f"was.{name}" in data}
    if data.get("take") in was:
        data[data["take"]] = was[data["take"]]
        return _page(request, lead, LeadForm(data, initial=now), was)
    form = LeadForm(data, initial=now)
    return _saved(request, lead, form, was) if form.is_valid() else _page(request, lead, form, was)


def _saved(request, lead, form, was):
    taken = None
    try:
        conflicts = _save(request, lead, form, was)
    except ValuesRefused as refusal:
        put_on(form, refusal.errors)
    except IdentityTaken as refusal:
        form.add_error(None, str(refusal))
        taken = refusal.lead_id and visible(request, refusal.lead_id)
    except NothingToIdentify as refusal:
        form.add_error(None, str(refusal))
    except MergedAway:
        return redirect(survivor_address(request, Lead.objects.get(pk=lead.pk)))
    else:
        return _conflict_page(request, lead, form, was, conflicts) if conflicts else redirect(lead)
    return _page(request, lead, form, was, taken=taken)


def _save(request, lead, form, was):
    """Save what was touched. Returns {field: what it holds now} where somebody else was faster."""
    touched = _touched(form, was)
    expected = {name: _read(form, name, was[name]) for name in touched if name in was}
    edited, done = carry_out(
        request, "lead.edit", f"Edited {lead}", changed=lambda edited: edited.changed,
        work=lambda: edit_lead(lead, touched, by=request.member, expected=expected),
    )  # fmt: skip
    if done:
        say(request, "Saved.", done)
    elif not edited.conflicts:
        messages.info(request, "Nothing was changed.")
    return edited.conflicts


def _touched(form, was):
    """The values that the person has changed. The others stay as they are now, whoever changed them meanwhile."""
    sent = {name: value for name, value in form.cleaned_data.items() if name in form.data}
    return {
        name: value
        for name, value in sent.items()
        if name not in was or value != _read(form, name, was[name])
    }


def _read(form, name, text):
    """A value that the form showed, as `editing` names it."""
    if isinstance(form.fields[name], LinesField):
        return lines_in(text)
    return text.strip()


def _conflict_page(request, lead, form, was, conflicts):
    lead = visible(request, lead.pk)
    now, origins, data = LeadForm.shown(values_of(lead)), provenance(lead), form.data.copy()
    for name in form.fields.keys() - _touched(form, was).keys():
        data[name] = now.get(name, "")
    found = []
    for name, theirs in conflicts.items():
        origin = origins.get(ORIGINS.get(name, name))
        shown = ", ".join(theirs) if isinstance(theirs, list) else theirs
        found.append(
            Conflict(name, form[name].label, shown or "(empty)", origin.by if origin else "Somebody")
        )
    return _page(request, lead, LeadForm(data, initial=now), now, conflicts=found)


def _page(request, lead, form, was, *, conflicts=(), taken=None):
    known = {name: was.get(name, "") for name in form.fields}
    context = {"form": form, "lead": lead, "was": known, "conflicts": conflicts, "taken": taken}
    return render(request, "leads/edit.html", context, status=422 if form.errors or conflicts else 200)
