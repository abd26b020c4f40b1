"""Work and journal in the admin: jobs, operations, changes; and what of them needs attention."""

from datetime import timedelta

from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from hirepilot import outbox, queue
from hirepilot.admin_acts import act
from hirepilot.admin_base import StaffAdmin, WorkspaceAdmin
from hirepilot.admin_panels import Link, Panel, list_url
from hirepilot.errors import NothingToUndo
from hirepilot.journal import begin, operation
from hirepilot.models import Change, Job, Operation
from hirepilot.services.operation_history import numbers_of
from hirepilot.services.undo import plan_undo
from hirepilot.services.undo_requests import is_large, request_undo
from hirepilot.services.undo_tables import journaled_tables
from hirepilot.staff_site import Waiting, attention
from hirepilot.wording import exact, plural

OVERDUE = timedelta(minutes=1)
PREVIEWED = 5


def places_of(workspace):
    """The lists that hold rows of a workspace, narrowed to it."""
    models = [model for model in apps.get_models() if admin.site.is_registered(model)]
    return Panel("Lists of this workspace", ("List",), [
        (Link(str(model._meta.verbose_name_plural).capitalize(), list_url(model, f"workspace={workspace.pk}")),)
        for model in models if admin.site.get_model_admin(model).has_workspace
    ])  # fmt: skip


@attention.register("jobs")
def jobs_that_wait():
    late = Job.objects.due().filter(run_after__lt=timezone.now() - OVERDUE)
    parked = Job.objects.filter(state=Job.State.PARKED)
    return [
        Waiting("Parked jobs", parked.count(), list_url(Job, "state=parked"), urgent=True),
        Waiting("Jobs overdue by a minute", late.count(), list_url(Job, "overdue=yes"), urgent=True),
    ]


@attention.register("outbox")
def mail_not_sent():
    """Only where no mail server is set, and mail waits on a page instead."""
    if not outbox.replaces_mail_server():
        return []
    return [Waiting("Mail in the outbox, not sent", len(outbox.waiting()), reverse("outbox"))]


class Overdue(admin.SimpleListFilter):
    title, parameter_name = "due", "overdue"

    def lookups(self, request, model_admin):
        return [("yes", "Overdue by a minute")]

    def queryset(self, request, queryset):
        if self.value() != "yes":
            return queryset
        late = Job.objects.due().filter(run_after__lt=timezone.now() - OVERDUE)
        return queryset.filter(pk__in=late.values("pk"))


@admin.register(Job)
class JobAdmin(StaffAdmin):
    """Rows of ids and states: nobody's data, so they are read without entering a workspace."""

    search_for = "A number, or the beginning of a task's name"
    search_begins = ("task",)
    list_display = (
        "id",
        "task",
        "workspace",
        "state",
        "failures",
        "run_after",
        "started_at",
        "finished_at",
        "worker",
    )
    list_filter = ("state", Overdue)
    list_select_related = ("workspace",)
    fields = (
        "task", "arguments", "workspace", "member", "state", "once", "failures", "run_after", "lease_until", "worker", "error",
        "created_at", "started_at", "finished_at",
    )  # fmt: skip
    actions = ("replay", "cancel")

    @act("Start again, with five new tries")
    def replay(self, request, rows, values):
        return self._each(
            rows, queue.replay, "Started {} again", "started again; those that run or are done were left"
        )

    @act("Cancel")
    def cancel(self, request, rows, values):
        return self._each(rows, queue.cancel, "Cancelled {}", "cancelled; those that are over were left")

    def _each(self, rows, verb, said, done):
        changed = [job for job in rows.order_by("pk") if verb(job.pk)]
        for job in changed:
            if job.workspace_id:
                with operation("staff.job", summary=said.format(f"job {job}")):
                    pass
        return f"{plural(len(changed), 'job')} {done}."


class ByStaff(admin.SimpleListFilter):
    title, parameter_name = "who", "by"

    def lookups(self, request, model_admin):
        return [("staff", "HirePilot staff")]

    def queryset(self, request, queryset):
        return queryset.exclude(staff=None) if self.value() == "staff" else queryset


@admin.register(Operation)
class OperationAdmin(WorkspaceAdmin):
    search_for = "A number"
    list_display = ("id", "workspace", "kind", "summary", "actor", "reason", "started_at", "undone_by")
    list_select_related = ("by__user", "staff", "undone_by")
    list_filter = (ByStaff,)
    fields = (
        "workspace", "kind", "summary", "actor", "reason", "by_person", "token", "job", "started_at", "undoes", "undone_by"
    )  # fmt: skip
    readonly_fields = ("actor",)
    actions = ("undo",)

    def has_undo_permission(self, request):
        return may_undo(request)

    def facts(self, request, row):
        did = [
            (one.many.capitalize(), one.made, one.changed, one.removed, one.brought_back)
            for one in numbers_of(row)
        ]
        changes = Link("Its changes, row by row", list_url(Change, f"operation={row.pk}"))
        return [
            Panel("What it did", ("Rows", "Made", "Changed", "Removed", "Brought back"), did, more=changes)
        ]

    def planned(self, request, rows):
        for one in rows.order_by("-pk")[:PREVIEWED]:
            yield from planned_undo(one)

    @act("Undo", allowed="undo", preview=planned)
    def undo(self, request, rows, values):
        return " ".join(taken_back(one) for one in rows.order_by("-pk"))


def may_undo(request):
    """Undo writes to any table of the journal, so it takes the right to change each of them."""
    models = [table.model._meta for table in journaled_tables().values()]
    return all(request.user.has_perm(f"{one.app_label}.change_{one.model_name}") for one in models)


def planned_undo(done):
    """What taking an operation back would do, in sentences."""
    if is_large(done):
        return [f"{done}: a large operation, which a worker takes back."]
    try:
        plan = plan_undo(done)
    except NothingToUndo as refusal:
        return [f"{done}: {refusal}"]
    return [
        f"{done}, of {exact(done.started_at)}:",
        *(plan.will or ["Nothing is left to take back."]),
        *plan.wont,
    ]


def taken_back(done):
    """Take an operation back, as the staff who acts now; a worker does it when it is large."""
    if is_large(done):
        asked = begin("staff.undo", summary=f"Asked for the undo of: {done}")
        job = request_undo(done, by=None, asked_in=asked.pk)
        return f"Job {job.pk} takes back: {done}."
    undone = request_undo(done, by=None)
    return " ".join([f"Taken back: {done}.", *undone.plan.wont])


@admin.register(Change)
class ChangeAdmin(WorkspaceAdmin):
    """The journal itself, written by triggers. Nobody changes it."""

    search_for = "The number of a lead, a row or an operation"
    search_exact = ("subject_id", "row_id", "operation_id")
    list_display = ("id", "workspace", "operation", "tbl", "row_id", "subject_id")
    list_select_related = ("operation",)
    fields = ("workspace", "operation", "tbl", "row_id", "subject_id")

    def facts(self, request, row):
        before, after = row.before or {}, row.after or {}
        names = sorted({*before, *after})
        values = [(name, before.get(name, ""), after.get(name, "")) for name in names]
        return [Panel("Values", ("Column", "Before", "After"), values)]
