"""What can be done to the ticked rows of the list, each in one operation with its undo."""

from django.contrib import messages
from django.views.decorators.http import require_POST

from hirepilot.paging import number_in
from hirepilot.permissions import needs, require
from hirepilot.tenancy import link
from hirepilot.wording import plural
from leads.errors import ValuesRefused
from leads.forms.leads import OwnerForm, StatusForm, TagForm
from leads.models import Lead
from leads.services import organising, statuses
from leads.views.answers import back, carry_out, first_fault, go, say

MOST = 500


@require_POST
@needs("edit leads")
def bulk(request):
    numbers = [
        number for text in request.POST.getlist("lead")[:MOST] if (number := number_in(text)) is not None
    ]
    leads = list(Lead.objects.visible_to(request.member).filter(pk__in=numbers, merged_into=None))
    work = ACTIONS.get(request.POST.get("do"))
    if not leads or work is None:
        messages.error(request, "Tick the leads first, then choose what to do with them.")
    else:
        try:
            if address := work(request, leads):
                return go(request, address, leave=True)
        except ValuesRefused as refusal:
            messages.error(request, str(refusal))
    return go(request, back(request, link("leads:list")))


def _told(request, kind, summary, work, text, *, nothing, count=lambda result: result):
    """Carry it out in one operation and say how many it concerned, or why none."""
    result, done = carry_out(request, kind, summary, work, changed=count)
    if done:
        say(request, text(result), done)
    else:
        messages.info(request, nothing)


def _tag(request, leads):
    form = TagForm(request.POST)
    if not form.is_valid():
        return first_fault(request, form)
    names = form.cleaned_data["tags"]
    words = ", ".join(names)
    return _told(
        request, "lead.tag", lambda new: f"Tagged {plural(new, 'lead')}: {words}",
        lambda: organising.tag(leads, names, by=request.member),
        lambda new: f"{plural(new, 'lead')} tagged {words}.{_rest(len(leads) - new, 'had it already')}",
        nothing=f"All of them are tagged {words} already.",
    )  # fmt: skip


def _status(request, leads):
    form = StatusForm(request.POST)
    if not form.is_valid():
        return first_fault(request, form)
    to = Lead.Status(form.cleaned_data["status"])

    def text(moved):
        stayed = _rest(sum(moved.refused.values()), "could not go there") + _rest(
            moved.already, "was there already"
        )
        return f"{plural(moved.moved, 'lead')} moved to {to.label}.{stayed}"

    return _told(
        request, "lead.status", lambda moved: statuses.said(plural(moved.moved, "lead"), to),
        lambda: statuses.move(leads, to, by=request.member), text,
        nothing=f"None of them can go to {to.label} from where it is.", count=lambda moved: moved.moved,
    )  # fmt: skip


def _assign(request, leads):
    form = OwnerForm(request.POST)
    if not form.is_valid():
        return first_fault(request, form)
    to = form.cleaned_data["owner"] or "nobody"
    return _told(
        request, "lead.assign", lambda new: f"Assigned {plural(new, 'lead')} to {to}",
        lambda: organising.assign(leads, form.cleaned_data["owner"], by=request.member),
        lambda new: f"{plural(new, 'lead')} assigned to {to}.{_rest(len(leads) - new, 'belonged to them already')}",
        nothing=f"All of them belong to {to} already.",
    )  # fmt: skip


def _archive(request, leads):
    require(request.member, "archive leads")
    return _told(
        request, "lead.archive", lambda count: f"Archived {plural(count, 'lead')}",
        lambda: organising.archive(leads, by=request.member), lambda count: f"{plural(count, 'lead')} archived.",
        nothing="All of them are archived already.",
    )  # fmt: skip


def _restore(request, leads):
    require(request.member, "archive leads")
    return _told(
        request, "lead.restore", lambda count: f"Restored {plural(count, 'lead')}",
        lambda: organising.restore(leads, by=request.member), lambda count: f"{plural(count, 'lead')} restored.",
        nothing="None of them is archived.",
    )  # fmt: skip


def _rest(count, words):
    return f" {count:,} {words}." if count else ""


def _export(request, leads):
    """To the page of the export, with these leads chosen."""
    require(request.member, "export leads")
    return f"{link('leads:export')}?leads={','.join(str(lead.pk) for lead in leads)}"


ACTIONS = {
    "tag": _tag, "status": _status, "assign": _assign, "archive": _archive, "restore": _restore, "export": _export,
}  # fmt: skip
