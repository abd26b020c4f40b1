"""History: what was done in the workspace, what each of it changed, and taking it back."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from hirepilot.errors import BadCursor, NothingToUndo
from hirepilot.models import Job, Operation
from hirepilot.paging import Order, keyset_page
from hirepilot.panels import operation_links
from hirepilot.permissions import needs, require
from hirepilot.services.operation_history import concerned, numbers_of, said_of_undo, still_there
from hirepilot.services.undo import check_undoable, plan_undo, refusal_for
from hirepilot.services.undo_requests import is_large, request_undo, undo_job
from hirepilot.services.undo_tables import journaled_tables
from hirepilot.tenancy import link

NEWEST_FIRST = Order("history")
AT_WORK = (Job.State.QUEUED, Job.State.RUNNING)


@require_safe
@needs("undo")
def operation_list(request):
    try:
        page = keyset_page(
            _visible(request), NEWEST_FIRST, after=request.GET.get("after"), before=request.GET.get("before")
        )
    except BadCursor:
        return redirect(link("operations"))
    return render(request, "hirepilot/operations.html", {"page": page})


@require_safe
@needs("undo")
def operation_detail(request, pk):
    """The page; with ?part=undo only what can be taken back, which htmx asks for while it is worked out or done."""
    operation = get_object_or_404(_visible(request), pk=pk)
    if request.GET.get("part") == "undo":
        context = _undo_state(operation, request.member, may_take_long=True)
        if context["state"] != "waiting" and "waiting" in request.GET:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "hirepilot/_operation_undo.html", {"operation": operation, **context})
    context = _undo_state(operation, request.member, may_take_long="plan" in request.GET)
    numbers, leads = numbers_of(operation), concerned(operation, request.member)
    links = [(entry.label, *found) for entry in operation_links if (found := entry.work(request, operation))]
    crumbs = [{"label": "History", "url": link("operations")}, {"label": f"No. {operation.pk}"}]
    return render(
        request,
        "hirepilot/operation.html",
        {
            "operation": operation,
            "numbers": numbers,
            "leads": leads,
            "links": links,
            "crumbs": crumbs,
            **context,
        },
    )


@require_POST
@needs("undo")
def operation_undo(request, pk):
    """From the operation's page, or from the toast of the page that did it."""
    operation = get_object_or_404(_visible(request), pk=pk)
    require(request.member, "undo", operation)
    try:
        done = request_undo(operation, by=request.member)
    except NothingToUndo as refusal:
        messages.error(request, str(refusal))
        return redirect(link("operation", pk))
    if isinstance(done, Job):
        return redirect(link("operation", pk))
    left = f" Left as it is: {' '.join(done.plan.wont)}" if done.plan.wont else ""
    messages.success(request, f"Taken back: {operation}.{left}", extra_tags=link("operation-undo", done.pk))
    return redirect(_back(request, done.plan) or link("operation", pk))


def _visible(request):
    found = Operation.objects.visible_to(request.member)
    return found.select_related("by__user", "staff", "undone_by__by__user", "undone_by__staff", "undoes")


def _undo_state(operation, member, *, may_take_long):
    """What the page says about taking the operation back: one state, and what that state shows."""
    if operation.undone_by_id:
        return {"state": "undone", "did": said_of_undo(operation.undone_by), "left": still_there(operation)}
    if why := refusal_for(member, operation):
        return {"state": "refused", "why": why}
    job = undo_job(operation)
    if job and job.state in AT_WORK:
        return {"state": "waiting"}
    try:
        if not may_take_long and is_large(operation):
            check_undoable(operation)
            return {"state": "large", "job": job}
        plan = plan_undo(operation)
    except NothingToUndo as refusal:
        return {"state": "refused", "why": str(refusal)}
    return {"state": "plan" if plan else "nothing", "plan": plan, "sample": _sample(plan, member), "job": job}


def _sample(plan, member):
    """Rows that would be left alone, of the leads that the member may see; tags and companies are everybody's."""
    rows = [*plan.kept.sample, *plan.blocked.sample]
    root = next(table for table in journaled_tables().values() if table.is_root)
    wanted = {row.lead_id for row in rows if row.lead_id}
    leads = {lead.pk: lead for lead in root.model.objects.visible_to(member).filter(pk__in=wanted)}
    return [
        {"lead": leads.get(row.lead_id), "sentence": row.sentence}
        for row in rows
        if row.lead_id in leads or not row.lead_id
    ]


def _back(request, plan):
    """Where a toast was pressed, if that page is still there after the undo and is not the operation's own."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return ""
    try:
        page = resolve(urlsplit(referer).path)
    except Resolver404:
        return ""
    tables = journaled_tables()
    removes = any(tables[name].is_root and "remove" in actions for name, actions in plan.counts.items())
    of_one_row = set(page.captured_kwargs) - {"workspace"}
    return "" if page.view_name.startswith("operation") or (removes and of_one_row) else referer
