"""Leads for the palette: the first few that a word finds, archived ones too."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from hirepilot.permissions import needs
from leads.filters import LeadFilter

MOST = 8


@require_safe
@needs("see leads")
def find(request):
    words = request.GET.get("q", "").strip()
    found = LeadFilter({"q": words, "archived": "1"}, member=request.member)
    rows = found.search.page(size=MOST).rows if words and found.is_valid() else []
    return render(request, "leads/_found.html", {"leads": rows})
