"""Rows of all imports that wait for a person: is it the lead whose address they have, or somebody else?"""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hirepilot.errors import BadCursor
from hirepilot.paging import Order, keyset_page, number_in
from hirepilot.permissions import needs
from hirepilot.tenancy import link
from hirepilot.wording import plural
from leads.services import import_rows, reviewing
from leads.services.reviewing import MOST_AT_ONCE, Decision

NEWEST_FIRST = Order("rows to review")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("import leads")
def review(request):
    waiting, here = reviewing.waiting(request.member), link("leads:import-review")
    chosen = number_in(request.GET.get("import", ""))
    if chosen:
        waiting, here = waiting.filter(lead_import=chosen), f"{here}?import={chosen}"
    if request.method == "POST":
        _decide(request, waiting)
        return redirect(here)
    try:
        page = keyset_page(
            waiting, NEWEST_FIRST, after=request.GET.get("after"), before=request.GET.get("before"), size=20
        )
    except BadCursor:
        return redirect(here)
    rows = reviewing.side_by_side(page.rows, request.member)
    context = {"page": page, "rows": rows, "decisions": Decision.choices, "here": here}
    return render(request, "leads/import_review.html", context)


def _decide(request, waiting):
    """One row by its own button (`one`: decision:row), or all that are ticked by `decision`."""
    decision, _, one = request.POST.get("one", "").partition(":")
    numbers = [one] if one else request.POST.getlist("row")
    decision = decision or request.POST.get("decision", "")
    numbers = [number for number in map(number_in, numbers) if number is not None][:MOST_AT_ONCE]
    if decision not in Decision.values or not numbers:
        messages.error(request, "Tick at least one row.")
        return
    rows = list(waiting.filter(pk__in=numbers))
    decided, refused = reviewing.decide(rows, decision, by=request.member)
    taken = [row for row in decided if row.outcome not in import_rows.NOT_TAKEN_IN]
    left = [row for row in decided if row.code == reviewing.LEFT_OUT]
    if taken:
        messages.success(request, f"{plural(len(taken), 'row')} taken in.")
    if left:
        messages.success(request, f"{plural(len(left), 'row')} left out.")
    for row in decided:
        if row not in taken and row not in left:
            messages.error(request, f"Line {row.line} is still not taken in: {row.detail}")
    for row, why in refused:
        messages.info(request, f"Line {row.line}: {why}")
    if gone := len(set(numbers)) - len(rows):
        messages.info(request, f"{plural(gone, 'row was,rows were')} decided already.")
