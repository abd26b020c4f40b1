from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hirepilot.permissions import needs
from hirepilot.tenancy import link
from support.models import Ticket

SHOWN = 100


@require_safe
@needs("see tickets")
def ticket_list(request):
    """What broke for this member, newest first. More than a hundred at once nobody reads; the rest is in the admin."""
    mine = Ticket.objects.visible_to(request.member).newest_first()
    return render(request, "support/tickets.html", {"tickets": mine[:SHOWN], "shown": SHOWN})


@require_safe
@needs("see tickets")
def detail(request, pk):
    ticket = get_object_or_404(Ticket.objects.visible_to(request.member), pk=pk)
    crumbs = [{"label": "Tickets", "url": link("support:tickets")}, {"label": ticket.reference, "url": ""}]
    return render(request, "support/ticket.html", {"ticket": ticket, "crumbs": crumbs})
