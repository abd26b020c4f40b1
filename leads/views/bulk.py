"""What can be done to the ticked rows of the list, each in one operation with its undo."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from hirepilot.journal import operation
from hirepilot.permissions import needs
from hirepilot.tenancy import link
from hirepilot.wording import plural
from leads.errors import ValuesRefused
from leads.forms.leads import OwnerForm, StatusForm, TagForm
from leads.models import Lead
from leads.services import organising, statuses

MOST = 500


@require_POST
@needs("edit leads")
def bulk(request):
    numbers = [
        int(text)
        for text in request.POST.getlist("lead")[:MOST]
        if text.isascii() and text.isdigit() and len(text) < 19
    ]
    leads = Lead.objects.visible_to(request.member).filter(pk__in=numbers)
    chosen, work = leads.count(), ACTIONS.get(request.POST.get("do"))
    if not chosen or work is None:
        messages.error(request, "Tick the leads first, then choose what to do with them.")
        return redirect(_back(request))
    try:
        text, done = _in_one_operation(request, leads, work, chosen)
    except ValuesRefused as refusal:
        text, done = None, None
        messages.error(request, str(refusal))
    if text is None:
        messages.error(request, "Say what to set: nothing was changed.")
    else:
        messages.success(request, text, extra_tags=link("operation-undo", done.pk))
    return redirect(_back(request))


def _in_one_operation(request, leads, work, chosen):
    with operation(
        "lead.bulk", by=request.member, summary=f"{request.POST['do'].capitalize()}: {plural(chosen, 'lead')}"
    ) as done:
        text = work(request, Lead.objects.filter(pk__in=list(leads.values_list("pk", flat=True))))
        if text is None:
            transaction.set_rollback(True)  # nothing was asked for: no empty operation in the history
    return text, done


def _tag(request, leads):
    form = TagForm(request.POST)
    if not form.is_valid():
        return None
    organising.tag(leads, form.cleaned_data["tags"], by=request.member)
    return f"{plural(leads.count(), 'lead')} tagged {', '.join(form.cleaned_data['tags'])}."


def _status(request, leads):
    form = StatusForm(request.POST)
    if not form.is_valid():
        return None
    to = Lead.Status(form.cleaned_data["status"])
    moved = statuses.move(leads, to, by=request.member)
    left = sum(moved.refused.values())
    return f"{plural(moved.moved, 'lead')} moved to {to.label}." + (
        f" {left} could not go there." if left else ""
    )


def _assign(request, leads):
    form = OwnerForm(request.POST)
    if not form.is_valid():
        return None
    organising.assign(leads, form.cleaned_data["owner"], by=request.member)
    return f"{plural(len(leads), 'lead')} assigned to {form.cleaned_data['owner'] or 'nobody'}."


def _archive(request, leads):
    organising.archive(leads, by=request.member)
    return f"{plural(len(leads), 'lead')} archived."


ACTIONS = {"tag": _tag, "status": _status, "assign": _assign, "archive": _archive}


def _back(request):
    address = request.POST.get("next", "")
    return address if address.startswith(link("leads:list")) else link("leads:list")
