"""The lead that an address names, as far as the member may see it."""

from functools import wraps

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from hirepilot.permissions import needs
from leads.models import Lead
from leads.services.merging import survivor_of
from leads.views.answers import go


def visible(request, pk):
    """A lead that the member may see, merged ones too: they lead on to their survivor. Everybody else's is not found."""
    return get_object_or_404(
        Lead.objects.visible_to(request.member).select_related("owner__user", "company"), pk=pk
    )


def survivor_address(request, lead):
    """The page of the lead that this one was merged into, with word of where one came from."""
    return f"{visible(request, survivor_of(lead).pk).get_absolute_url()}?merged={lead.pk}"


def action_on_lead(action):
    """`view(request, lead)` for a POST by who may do that. A lead that was merged meanwhile leads to its survivor."""

    def decorate(view):
        @require_POST
        @needs(action)
        @wraps(view)
        def acted(request, pk, **kwargs):
            lead = visible(request, pk)
            if lead.merged_into_id:
                address = survivor_address(request, lead)
                messages.warning(
                    request, f"{lead} was merged into another lead meanwhile. Nothing was changed."
                )
                return go(request, address, leave=True)
            return view(request, lead, **kwargs)

        return acted

    return decorate
