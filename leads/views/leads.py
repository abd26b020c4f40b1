"""Finding leads and reading one: the list, the peek beside it, the page."""

import structlog
from django.contrib.messages import get_messages
from django.db import OperationalError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from hirepilot.errors import BadCursor
from hirepilot.models import Membership
from hirepilot.paging import COUNTED_TO
from hirepilot.permissions import may, needs, who_may
from hirepilot.tenancy import link
from hirepilot.wording import plural
from leads.filters import LeadFilter
from leads.forms.leads import StatusForm
from leads.models import Identity, Lead
from leads.services.history import history
from leads.services.searching import Search
from leads.views.answers import go, varying, wants_parts
from leads.views.facts import STATES, channels, facts_of
from leads.views.list_state import ListState
from leads.views.page import lead_page
from leads.views.reading import survivor_address, visible

log = structlog.get_logger("leads")
LATEST = 3  # entries of the history in the peek


@require_safe
def lead_list(request):
    if not may(request.member, "see leads"):
        return _no_access(request)
    found = LeadFilter(request.GET, member=request.member)
    try:
        state = ListState(request, found)
        shown = _shown(request, found, state)
    except BadCursor:
        return redirect(state.address)
    except OperationalError:
        log.exception("the list of leads did not load")
        context = {"reference": request.id, "address": request.get_full_path()}
        return varying(render(request, "leads/failed.html", context, status=503))
    if not wants_parts(request):
        return varying(render(request, "leads/list.html", shown))
    response = render(request, "leads/_list.html", shown | {"parts": True, "messages": get_messages(request)})
    if request.htmx.trigger == "lead-filters":
        response["HX-Push-Url"] = state.address
    return varying(response)


def _shown(request, found, state):
    page = found.search.page(after=request.GET.get("after"), before=request.GET.get("before"))
    marks = _marks(page.rows)
    for lead in page.rows:
        lead.mark = marks.get(lead.pk, "")
    only_archived = state.given.get("archived") == "only"
    shown = {
        "filter": found, "page": page, "state": state, "valid": found.is_valid(), "capped_at": COUNTED_TO,
        "total": page.total, "statuses": StatusForm().fields["status"].choices, "only_archived": only_archived,
        "said": f"{plural(len(page.rows), 'lead')} shown of {plural(page.total, 'lead', COUNTED_TO)}",
    }  # fmt: skip
    if state.narrows and not only_archived:
        shown["of"] = Search(request.member).count()
    if not page.rows:
        shown["elsewhere"] = found.search.elsewhere()
        shown["any_lead"] = Lead.objects.visible_to(request.member).exists()
    return shown


def _marks(leads):
    """{lead: ok, risky or bad} of those whose first address has been checked."""
    checked = Identity.objects.filter(
        lead__in=[lead.pk for lead in leads], kind=Identity.Kind.EMAIL, verification__in=list(STATES)
    )
    first = {lead.pk: lead.email for lead in leads}
    rows = checked.values_list("lead_id", "value", "verification")
    return {lead: STATES[verification] for lead, value, verification in rows if first[lead] == value}


def _no_access(request):
    here = Membership.objects.current().filter(workspace=request.workspace, role=Membership.Role.OWNER)
    context = {"who": who_may("see leads"), "owner": here.select_related("user").first()}
    return render(request, "leads/no_access.html", context, status=403)


@require_safe
@needs("see leads")
def peek(request, pk):
    lead = visible(request, pk)
    if lead.merged_into_id:
        return redirect(link("leads:peek", lead.merged_into_id))
    context = {"lead": lead, "facts": facts_of(lead), "tags": lead.tags.all(), "opted_out": channels(lead)}
    return render(request, "leads/_peek.html", context | {"entries": history(lead, most=LATEST)})


@require_safe
@needs("see leads")
def detail(request, pk):
    lead = visible(request, pk)
    if lead.merged_into_id:
        return go(request, survivor_address(request, lead), leave=True)
    return lead_page(request, lead)
