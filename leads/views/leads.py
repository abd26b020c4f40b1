"""Finding leads and reading one: the list, the peek beside it, the page; and the form for a new or changed lead."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hirepilot.errors import BadCursor, HirePilotError
from hirepilot.incidents import reports_incident
from hirepilot.paging import COUNTED_TO
from hirepilot.permissions import may, needs, who_may
from hirepilot.services.undo import expires_at
from hirepilot.tenancy import link
from leads.errors import IdentityTaken, NothingToIdentify, ValuesRefused
from leads.filters import LeadFilter
from leads.forms.leads import LeadForm, NoteForm, OptOutForm, OwnerForm, StatusForm, TagForm
from leads.models import Lead, Merge, Tag
from leads.panels import lead_panels
from leads.services.duplicates import find_twins, possible_duplicates
from leads.services.editing import edit as edit_lead
from leads.services.editing import values_of
from leads.services.history import TABS, history
from leads.services.intake import own_only, take_in
from leads.services.merging import survivor_of
from leads.services.provenance import provenance, source_of
from leads.services.statuses import allowed_from
from leads.sources.base import LeadDraft

VIEWS = (
    ("All", {}), ("Mine", {"owner": "me"}), ("New", {"status": "new"}), ("Replied", {"status": "replied"}),
    ("Bad fit", {"status": "bad_fit"}), ("Archived", {"archived": "only"}),
)  # fmt: skip
SENTENCES = {
    "q": "Text is", "status": "Status is", "owner": "Owner is", "tag": "Tag is", "source": "Source is",
    "company": "Company is", "has_email": "Has an email:", "archived": "Archived:", "import": "Came in by operation",
}  # fmt: skip
BESIDE_THE_FORM = ("archived", "import", "source", "company", "has_email")


def visible(request, pk):
    """A lead that the member may see, merged ones too: they lead on to their survivor."""
    return get_object_or_404(Lead.objects.visible_to(request.member).select_related("owner__user"), pk=pk)


@require_safe
def lead_list(request):
    if not may(request.member, "see leads"):
        return render(request, "leads/no_access.html", {"who": who_may("see leads")}, status=403)
    found = LeadFilter(request.GET, member=request.member)
    valid = found.is_valid()
    try:
        page = found.search.page(after=request.GET.get("after"), before=request.GET.get("before"))
    except BadCursor:
        return redirect(link("leads:list"))
    chips = _chips(request, found) if valid else []
    shown = {
        "filter": found, "page": page, "valid": valid, "tabs": _tabs(request), "chips": chips, "kept": _kept(request),
        "capped_at": COUNTED_TO, "all_tags": Tag.objects.all()[:200], "owners": OwnerForm().fields["owner"].queryset,
        "statuses": StatusForm().fields["status"].choices,
    }  # fmt: skip
    if not page.rows:
        shown["elsewhere"] = found.search.elsewhere()
        shown["any_lead"] = Lead.objects.visible_to(request.member).exists()
    return render(request, "leads/list.html", shown)


def _tabs(request):
    address, tabs = link("leads:list"), []
    given = {key: value for key, value in request.GET.items() if key in ("owner", "status", "archived")}
    for label, values in VIEWS:
        query = "&".join(f"{key}={value}" for key, value in values.items())
        tabs.append(
            {"label": label, "url": f"{address}?{query}" if query else address, "current": given == values}
        )
    return tabs


def _kept(request):
    """Parameters that the filter form has no control for: they go along when it is sent."""
    return [(name, value) for name in BESIDE_THE_FORM for value in request.GET.getlist(name)]


def _chips(request, found):
    """What narrows the list, as sentences that can be taken away one by one."""
    given = found.form.cleaned_data
    chips = []
    for name in found.form.fields:
        values = request.GET.getlist(name)
        if name == "sort" or not given.get(name) or not any(values):
            continue
        choices = dict(getattr(found.form.fields[name], "choices", ()))
        rest = request.GET.copy()
        for gone in (name, "after", "before"):
            rest.pop(gone, None)
        chips.append(
            {
                "label": SENTENCES[name],
                "value": ", ".join(str(choices.get(value, value)) for value in values if value),
                "remove_url": f"?{rest.urlencode()}",
            }
        )
    return chips


@require_safe
@needs("see leads")
def find(request):
    """Leads for the palette: the first few that a word finds."""
    found = LeadFilter({"q": request.GET.get("q", "")}, member=request.member)
    rows = found.search.page(size=8).rows if found.is_valid() and request.GET.get("q", "").strip() else []
    return render(request, "leads/_found.html", {"leads": rows})


@require_safe
@needs("see leads")
def peek(request, pk):
    return render(request, "leads/_peek.html", {"lead": visible(request, pk)} | _facts(visible(request, pk)))


@require_safe
@needs("see leads")
def detail(request, pk):
    lead = visible(request, pk)
    if lead.merged_into_id:
        return redirect(f"{survivor_of(lead).get_absolute_url()}?merged={lead.pk}")
    tab = request.GET.get("tab", "all")
    if tab not in dict(TABS):
        raise Http404
    return render(request, "leads/detail.html", _facts(lead) | {
        "lead": lead, "entries": history(lead, tab), "member": request.member,
        "history_tabs": [{"label": label, "url": f"?tab={key}", "current": key == tab} for key, label in TABS],
        "twins": find_twins(lead, request.member), "followed": _followed(request, lead),
        "statuses": [(one, Lead.Status(one).label) for one in allowed_from(lead)],
        "status_form": StatusForm(), "tag_form": TagForm(), "note_form": NoteForm(), "opt_out_form": OptOutForm(),
        "owner_form": OwnerForm(initial={"owner": lead.owner_id}),
        "panels": [{"label": one.label, "html": one.work(request, lead)} for one in lead_panels],
    })  # fmt: skip


def _facts(lead):
    return {
        "provenance": provenance(lead), "source": source_of(lead),
        "identities": lead.identities.order_by("pk"), "contact_values": lead.contact_values.order_by("pk"),
        "tags": lead.tags.all(), "opted_out": [Lead.Channel(channel).label for channel in lead.opted_out],
    }  # fmt: skip


def _followed(request, lead):
    """The merge behind an old address that led here, for the banner that says so."""
    number = request.GET.get("merged", "")
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    merges = Merge.objects.filter(survivor=lead, merged_id=int(number)).select_related(
        "operation__by__user", "merged"
    )
    merge = merges.order_by("-pk").first()
    return merge and {"merge": merge, "until": expires_at(merge.operation)}


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit leads")
def new(request):
    form = LeadForm(request.POST if request.method == "POST" else None)
    twins = []
    if form.is_bound and form.is_valid():
        values = form.values()
        twins = possible_duplicates(values, request.member, country=request.workspace.default_country)
        may_go_on = not twins or (request.POST.get("anyway") and not any(twin.is_exact for twin in twins))
        if may_go_on and (decision := _created(request, values, form)):
            return redirect(link("leads:detail", decision.lead_id))
    return render(
        request,
        "leads/form.html",
        {"form": form, "twins": twins, "title": "New lead", "submit": "Create"},
        status=422 if form.errors or twins else 200,
    )


def _created(request, values, form):
    """Take the draft in; a draft that is refused says why on the form."""
    own = {
        name.removeprefix("custom."): value for name, value in values.items() if name.startswith("custom.")
    }
    draft = LeadDraft(
        first_name=values["first_name"], last_name=values["last_name"], emails=tuple(values["emails"]),
        phones=tuple(values["phones"]), linkedin=tuple(values["linkedin"]), company=values["company"],
        title=values["title"], location=values["location"],
        custom=tuple((key, value) for key, value in own.items() if value),
    )  # fmt: skip
    with reports_incident("lead_creation_failed", expected=(HirePilotError,), about="a lead entered by hand"):
        result = take_in(
            [draft], source=Lead.Source.MANUAL, by=request.member, typed=True, summary="Entered by hand",
            own_only=own_only(request.member),
        )
    decision = result.decisions[0]
    if decision.lead_id is None or decision.outcome in ("failed", "skipped"):
        form.add_error(None, decision.detail)
        return None
    return decision


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit leads")
def edit(request, pk):
    lead = visible(request, pk)
    now = LeadForm.shown(values_of(lead))
    form = LeadForm(request.POST if request.method == "POST" else None, initial=now)
    conflicts = {}
    if form.is_bound and form.is_valid():
        try:
            edited = edit_lead(lead, form.values(), by=request.member, expected=_expected(request, form))
        except ValuesRefused as refusal:
            for name, sentence in refusal.errors.items():
                form.add_error(name if name in form.fields else None, sentence)
        except (IdentityTaken, NothingToIdentify) as refusal:
            form.add_error(None, str(refusal))
        else:
            if not edited.conflicts:
                return redirect(lead)
            conflicts = {form.fields[name].label or name: value for name, value in edited.conflicts.items()}
    return render(
        request,
        "leads/form.html",
        {
            "form": form,
            "lead": lead,
            "before": now,
            "conflicts": conflicts,
            "title": f"Edit {lead}",
            "submit": "Save",
        },
        status=422 if form.errors or conflicts else 200,
    )


def _expected(request, form):
    """The values that the person had before their eyes, as the form sent them along."""
    shown = {name: request.POST.get(f"was.{name}") for name in form.fields}
    return {
        name: [line for line in value.splitlines() if line.strip()] if name in form.LISTS else value
        for name, value in shown.items()
        if value is not None
    }
