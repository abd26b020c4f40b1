"""The form of a new lead. Nothing that was typed is lost, whatever is wrong with it."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hirepilot.errors import HirePilotError
from hirepilot.incidents import reports_incident
from hirepilot.permissions import needs
from hirepilot.tenancy import link
from leads.forms.leads import NewLeadForm, tag_names
from leads.models import Lead
from leads.services.duplicates import NO_NAME, possible_duplicates
from leads.services.edit_values import NAMES, clean_values
from leads.services.intake import own_only, take_in
from leads.sources.base import LeadDraft, as_text
from leads.views.answers import carry_out, say

BROUGHT_IN = ("created", "updated", "merged")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit leads")
def new(request):
    form = NewLeadForm(
        request.POST if request.method == "POST" else None, initial={"owner": request.member.pk}
    )
    twins = []
    if form.is_bound and form.is_valid() and _can_be_stored(request, form):
        twins = possible_duplicates(form.values(), request.member, country=request.workspace.default_country)
        goes_on = not twins or ("anyway" in request.POST and not any(twin.is_exact for twin in twins))
        if goes_on and (decision := _create(request, form)):
            return redirect(_page_or_list(request, decision.lead_id))
    context = {"form": form, "twins": twins, "may_go_on": not any(twin.is_exact for twin in twins)}
    return render(request, "leads/new.html", context, status=422 if form.errors or twins else 200)


def _can_be_stored(request, form):
    """Whether every value can be read; the form says of each that cannot what is wrong with it."""
    told = {"country": request.workspace.default_country, "custom_fields": form.custom_fields}
    put_on(form, clean_values(form.values(), NO_NAME, **told).errors)
    return not form.errors


def put_on(form, faults):
    """Faults of a service, on the fields that they are about."""
    for name, sentence in faults.items():
        name = "first_name" if name in NAMES else name
        form.add_error(name if name in form.fields else None, sentence)


def _create(request, form):
    """Take the draft in; one that is refused says why on the form."""
    values, filed = form.values(), form.cleaned_data
    about = f"Entered by hand: {as_text(values)}"
    with reports_incident("lead_creation_failed", expected=(HirePilotError,), about=about):
        result, done = carry_out(
            request, "lead.intake", "Entered by hand", changed=lambda result: result.decisions[0].outcome in BROUGHT_IN,
            work=lambda: take_in(
                [_draft(values, filed)], source=Lead.Source.MANUAL, by=request.member, typed=True,
                legal_basis=values["legal_basis"], owner_id=filed["owner"] and filed["owner"].pk,
                own_only=own_only(request.member),
            ),
        )  # fmt: skip
    decision = result.decisions[0]
    if decision.lead_id is None or decision.outcome in ("failed", "skipped"):
        form.add_error(None, decision.detail)
        return None
    lead = Lead.objects.get(pk=decision.lead_id)
    if decision.outcome == "created":
        say(request, f"{lead} is created.", done)
    else:  # somebody else was faster
        say(request, f"{lead} was here already and has what you typed now.", done)
    return decision


def _draft(values, filed):
    own = {
        name.removeprefix("custom."): value for name, value in values.items() if name.startswith("custom.")
    }
    return LeadDraft(
        first_name=values["first_name"], last_name=values["last_name"], emails=tuple(values["emails"]),
        phones=tuple(values["phones"]), linkedin=tuple(values["linkedin"]), company=values["company"],
        title=values["title"], location=values["location"], tags=tuple(tag_names(filed["tags"])), note=filed["note"],
        custom=tuple((key, value) for key, value in own.items() if value),
    )  # fmt: skip


def _page_or_list(request, pk):
    seen = (
        Lead.objects.visible_to(request.member).filter(pk=pk).exists()
    )  # not, when it was given to somebody else
    return link("leads:detail", pk) if seen else link("leads:list")
