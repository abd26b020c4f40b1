"""An import that goes on: how far it is, and pause, resume and stop."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from hirepilot.models import Job
from hirepilot.permissions import needs
from hirepilot.wording import duration, number, plural
from leads.models import LeadImport
from leads.services import import_control, import_rows
from leads.views.import_sheets import onward

State = LeadImport.State


def visible_imports(request):
    found = LeadImport.objects.visible_to(request.member)
    undone = ("operation__undone_by__by__user", "operation__undone_by__staff")
    return found.select_related("by__user", "owner__user", "operation", "corrects", *undone)


def one_import(request, pk):
    return get_object_or_404(visible_imports(request), pk=pk)


@require_safe
@needs("import leads")
def progress(request, pk):
    """The part of the page that asks for itself. When all is done it sends the browser to the result."""
    lead_import = one_import(request, pk)
    if lead_import.state not in LeadImport.GOING_ON:
        return HttpResponse(headers={"HX-Redirect": lead_import.get_absolute_url()})
    return render(request, "leads/_import_progress.html", how_far(lead_import))


@require_POST
@needs("import leads")
def pause(request, pk):
    lead_import = import_control.pause(one_import(request, pk))
    if lead_import.state != State.PAUSED:
        messages.info(request, "It was over already.")
    return redirect(lead_import)


@require_POST
@needs("import leads")
def resume(request, pk):
    return redirect(import_control.resume(one_import(request, pk)))


@require_POST
@needs("import leads")
def cancel(request, pk):
    """Stop, and keep what came in; or with `take_back` let it go again."""
    lead_import = one_import(request, pk)
    take_back = "take_back" in request.POST and not lead_import.corrects_id
    lead_import, undone = import_control.cancel(lead_import, by=request.member, take_back=take_back)
    if lead_import.state != State.CANCELLED:
        messages.info(request, "It was done already. You can still undo it here.")
    elif not lead_import.operation_id:
        messages.success(request, "Nothing was imported.")
        return onward(request, lead_import)
    elif isinstance(undone, Job):
        messages.success(request, "Stopped. What came in is being taken back.")
        return redirect(lead_import.operation)
    elif take_back:
        messages.success(request, "Stopped, and taken back.")
    else:
        messages.success(request, f"Stopped. {plural(lead_import.rows_done, 'row')} came in and stay.")
    return redirect(lead_import)


def how_far(lead_import):
    """What the part that shows the progress takes."""
    return {"lead_import": lead_import, "note": _note(lead_import)}


def _note(lead_import):
    if lead_import.state == State.PAUSED:
        return "Paused. Nothing is lost; it goes on from here when you say so."
    if first := import_control.before(lead_import):
        return f"Waits for the import of “{first.name}”: they come in one after the other. Safe to leave."
    if not lead_import.rows_done:
        return "Waiting for a worker. Safe to leave: it goes on by itself."
    pace = import_rows.pace_of(lead_import)
    left = f", {duration(pace.left)} left" if pace.left is not None else ""
    return f"{number(round(pace.rows_a_second))} rows a second{left}. Safe to leave: it goes on by itself."
