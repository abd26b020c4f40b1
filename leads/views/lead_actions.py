"""What can be done to one lead: each posted, said in a toast with its undo, and back to the page."""

from django.contrib import messages

from hirepilot.tenancy import link
from leads.errors import ReasonNeeded, ValuesRefused
from leads.forms.leads import LiftForm, OptOutForm, OwnerForm, StatusForm, TagForm
from leads.models import Lead
from leads.services import opting_out, organising, statuses
from leads.views.answers import back, carry_out, first_fault, go, say
from leads.views.reading import action_on_lead


def _page(request, lead):
    return go(request, back(request, lead.get_absolute_url()))


def _refused(request, lead, form=None, refusal=None):
    if form is not None:
        first_fault(request, form)
    else:
        messages.error(request, str(refusal))
    return _page(request, lead)


@action_on_lead("edit leads")
def status(request, lead):
    form = StatusForm(request.POST)
    if not form.is_valid():
        return _refused(request, lead, form)
    to, why = Lead.Status(form.cleaned_data["status"]), form.cleaned_data["why"]
    moved, done = carry_out(
        request, "lead.status", statuses.said(lead, to), reason=why, changed=lambda moved: moved.moved,
        work=lambda: statuses.move(lead, to, by=request.member, why=why),
    )  # fmt: skip
    if done:
        lead.refresh_from_db(fields=["status"])  # somebody who is reopened may become Enriched instead of New
        say(request, f"{lead} is now {lead.get_status_display()}.", done)
    elif moved.already:
        messages.info(request, f"{lead} is {to.label} already.")
    else:
        messages.error(request, f"{lead} cannot go from {lead.get_status_display()} to {to.label}.")
    return _page(request, lead)


@action_on_lead("edit leads")
def tags(request, lead):
    form = TagForm(request.POST)
    if not form.is_valid():
        return _refused(request, lead, form)
    names = form.cleaned_data["tags"]
    try:
        new, done = carry_out(
            request, "lead.tag", f"Tagged {lead}: {', '.join(names)}",
            work=lambda: organising.tag(lead, names, by=request.member),
        )  # fmt: skip
    except ValuesRefused as refusal:
        return _refused(request, lead, refusal=refusal)
    if new:
        say(request, f"Tagged {', '.join(names)}.", done)
    else:
        messages.info(request, f"{lead} is tagged so already.")
    return _page(request, lead)


@action_on_lead("edit leads")
def untag(request, lead):
    name = request.POST.get("tag", "")
    try:
        gone, done = carry_out(
            request, "lead.untag", f"Took “{name[:60]}” off {lead}",
            work=lambda: organising.untag(lead, [name], by=request.member),
        )  # fmt: skip
    except ValuesRefused as refusal:
        return _refused(request, lead, refusal=refusal)
    if gone:
        say(request, f"“{name[:60]}” is off.", done)
    return _page(request, lead)


@action_on_lead("edit leads")
def owner(request, lead):
    form = OwnerForm(request.POST)
    if not form.is_valid():
        return _refused(request, lead, form)
    to = form.cleaned_data["owner"]
    changed, done = carry_out(
        request, "lead.assign", f"{lead} belongs to {to or 'nobody'}",
        work=lambda: organising.assign(lead, to, by=request.member),
    )  # fmt: skip
    if changed:
        say(request, f"{lead} now belongs to {to or 'nobody'}.", done)
    if not Lead.objects.visible_to(request.member).filter(pk=lead.pk).exists():
        return go(request, link("leads:list"), leave=True)
    return _page(request, lead)


@action_on_lead("archive leads")
def archive(request, lead):
    return _put(request, lead, "lead.archive", "Archived", organising.archive, f"{lead} is archived.")


@action_on_lead("archive leads")
def restore(request, lead):
    return _put(request, lead, "lead.restore", "Restored", organising.restore, f"{lead} is back.")


def _put(request, lead, kind, did, work, text):
    """Into the archive or out of it. A lead that is there already says nothing."""
    _, done = carry_out(request, kind, f"{did} {lead}", lambda: work(lead, by=request.member))
    if done:
        say(request, text, done)
    return _page(request, lead)


@action_on_lead("edit leads")
def opt_out(request, lead):
    form = OptOutForm(request.POST)
    if not form.is_valid():
        return _refused(request, lead, form)
    channel, reason = Lead.Channel(form.cleaned_data["channel"]), form.cleaned_data["reason"]
    new = opting_out.opt_out(lead, channel, reason=reason, source="by hand", by=request.member)
    if new:  # without Undo: only a person who says why can lift an opt-out
        say(request, f"{lead} will not be contacted ({channel.label}).")
    else:
        messages.info(request, f"{lead} is opted out of this already ({channel.label}).")
    return _page(request, lead)


@action_on_lead("lift opt-outs")
def lift(request, lead):
    form = LiftForm(request.POST)
    if not form.is_valid():
        return _refused(request, lead, form)
    channel, reason = Lead.Channel(form.cleaned_data["channel"]), form.cleaned_data["reason"]
    try:
        lifted = opting_out.lift(lead, channel, reason=reason, by=request.member)
    except ReasonNeeded as refusal:
        return _refused(request, lead, refusal=refusal)
    if lifted:
        say(request, f"{lead} may be contacted again ({channel.label}).")
    return _page(request, lead)
