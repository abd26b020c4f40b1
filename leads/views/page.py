"""The page of one lead: who it is, what happened, what can be done. htmx gets only the parts that an action changes."""

from django.contrib.messages import get_messages
from django.http import Http404
from django.shortcuts import render

from hirepilot.models import Operation
from hirepilot.paging import number_in
from hirepilot.permissions import may
from leads.forms.leads import possible_owners
from leads.models import Lead
from leads.panels import lead_panels
from leads.services.duplicates import find_twins
from leads.services.history import MOST, TABS, history
from leads.services.merging import way_to
from leads.services.statuses import allowed_from
from leads.views.answers import varying, wants_parts
from leads.views.facts import channels, facts_of


def lead_page(request, lead, *, note_form=None, status=200):
    context = _context(request, lead) | {"note_form": note_form}
    if wants_parts(request):
        context |= {"messages": get_messages(request)}
        return varying(render(request, "leads/_lead.html", context, status=status))
    return varying(render(request, "leads/detail.html", context, status=status))


def _context(request, lead):
    opted_out = channels(lead)
    closed = {value for value, _ in opted_out}
    return _told(request, lead) | {
        "lead": lead, "facts": facts_of(lead), "tags": lead.tags.all(), "owners": possible_owners(),
        "statuses": [(one.value, one.label) for one in allowed_from(lead)],
        "opted_out": opted_out, "may_lift": may(request.member, "lift opt-outs"),
        "open_channels": [] if "all" in closed else [one for one in Lead.Channel.choices if one[0] not in closed],
        "twins": find_twins(lead, request.member), "merged": _merged(request, lead),
        "panels": [{"label": one.label, "html": one.work(request, lead)} for one in lead_panels],
    }  # fmt: skip


def _told(request, lead):
    """The history under the tab that was asked for, by days; each entry with what its reader may do about it."""
    tab = request.GET.get("tab", "all")
    if tab not in dict(TABS):
        raise Http404
    told = history(lead, most=MOST + 1)
    counts = {key: len([one for one in told if key in ("all", one.tab)]) for key, _ in TABS}
    entries = [one for one in told if tab in ("all", one.tab)][:MOST]
    open_to_member = set(
        Operation.objects.visible_to(request.member)
        .filter(pk__in={one.operation.pk for one in entries if one.operation})
        .values_list("pk", flat=True)
    )
    tabs = [
        {
            "label": label,
            "url": f"?tab={key}",
            "current": key == tab,
            "count": counts[key] if counts[key] <= MOST else "",
        }
        for key, label in TABS
    ]
    lines = [_line(request.member, one, open_to_member) for one in entries]
    return {"lines": lines, "history_tabs": tabs, "tab": tab, "most": MOST if counts[tab] > MOST else 0}


def _line(member, entry, open_to_member):
    operation = entry.operation
    return {
        "entry": entry,
        "operation_id": operation.pk if operation and operation.pk in open_to_member else None,
        "is_taken_back": bool(operation and operation.undone_by_id),
        "may_change": bool(entry.note) and may(member, "change notes", entry.note),
    }


def _merged(request, lead):
    """The merges behind an old address that led here, for the band that names them. The last is the one to take back."""
    number = number_in(request.GET.get("merged", ""))
    way = way_to(lead, number) if number is not None else []
    if not way:
        return None
    can_open = Operation.objects.visible_to(request.member).filter(pk=way[-1].operation_id).exists()
    return {"way": way, "merge": way[-1], "can_open": can_open}
