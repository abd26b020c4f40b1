"""Two leads that may be one person: side by side, merged, and made two again."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from hirepilot.errors import HirePilotError
from hirepilot.paging import number_in
from hirepilot.permissions import needs
from hirepilot.tenancy import link
from leads.cleaning.names import names_agree
from leads.models import Merge
from leads.services import merging
from leads.services.duplicates import find_twins
from leads.services.merge_values import merged_values
from leads.views.answers import carry_out, go, say
from leads.views.reading import action_on_lead, survivor_address, visible

COMPARED = (
    ("Name", "full_name"), ("Title", "title"), ("Company", "company_name"), ("Location", "location"), ("Email", "email"),
    ("Phone", "phone"), ("LinkedIn", "linkedin"), ("Status", "status"), ("Owner", "owner_id"), ("Legal basis", "legal_basis"),
)  # fmt: skip
NOUNS = {
    "leads.Identity.lead": "address,addresses", "leads.ContactValue.lead": "phone or role address,phones or role addresses",
    "leads.LeadTag.lead": "tag", "leads.ListMember.lead": "list",
    "leads.Note.lead": "note", "leads.Activity.lead": "activity,activities",
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@needs("merge leads")
def merge(request, pk, other):
    """GET compares the two and says what comes out; POST merges them. The older survives unless a person chooses."""
    one, two = visible(request, pk), visible(request, other)
    for lead in (one, two):
        if lead.merged_into_id:
            return redirect(survivor_address(request, lead))
    if one == two:
        return redirect(one)
    survivor, merged = merging.older_first(one, two)
    chosen = (request.POST if request.method == "POST" else request.GET).get("survivor")
    if chosen == str(merged.pk):
        survivor, merged = merged, survivor
    if request.method == "POST":
        return _merge(request, survivor, merged)
    return render(request, "leads/merge.html", _compared(request, survivor, merged))


def _merge(request, survivor, merged):
    reasons = _reasons(request, survivor, merged) or ["by hand"]
    try:
        _, done = carry_out(
            request, "lead.merge", f"Merged {merged} into {survivor}",
            lambda: merging.merge(survivor, merged, by=request.member, reasons=reasons),
        )  # fmt: skip
    except HirePilotError as refusal:
        messages.error(request, str(refusal))
        return redirect(link("leads:merge", survivor.pk, merged.pk))
    say(request, f"{merged} is merged into {survivor}.", done)
    return redirect(survivor)


def _reasons(request, survivor, merged):
    return [twin.reason for twin in find_twins(survivor, request.member) if twin.lead.pk == merged.pk]


def _compared(request, survivor, merged):
    result = merged_values(survivor, merged)
    rows = []
    for label, column in COMPARED:
        left, right = _word(survivor, column), _word(merged, column)
        comes_out = right if column in result and result[column] == getattr(merged, column) else left
        if left or right:
            rows.append(
                {"label": label, "left": left, "right": right, "result": comes_out, "differs": left != right}
            )
    return {
        "survivor": survivor, "merged": merged, "rows": rows, "reasons": _reasons(request, survivor, merged),
        "names_differ": not names_agree(survivor.full_name, merged.full_name),
        "moves": [(count, NOUNS.get(label, "other row")) for label, count in merging.children_of(merged).items()],
    }  # fmt: skip


def _word(lead, column):
    if column == "status":
        return lead.get_status_display()
    return str(lead.owner or "") if column == "owner_id" else getattr(lead, column)


@action_on_lead("merge leads")
def unmerge(request, lead):
    number = number_in(request.POST.get("merge", ""))
    done = get_object_or_404(
        Merge.objects.filter(survivor=lead).select_related("operation", "merged"), pk=number
    )
    merged = done.merged
    try:
        unmerged = merging.unmerge(done, by=request.member)
    except HirePilotError as refusal:
        messages.error(request, str(refusal))
    else:
        lead.refresh_from_db()
        left = f" Left as it is: {' '.join(unmerged.left)}" if unmerged.left else ""
        say(request, f"{merged} and {lead} are two leads again.{left}", unmerged.operation)
    return go(request, lead.get_absolute_url(), leave=True)
