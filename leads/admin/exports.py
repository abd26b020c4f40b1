"""Exports in the admin: who took which leads away, when, and as long as it is kept the file."""

from django.contrib import admin

from hirepilot import queue
from hirepilot.admin_acts import act
from hirepilot.admin_base import WorkspaceAdmin
from hirepilot.admin_panels import Panel, to_page
from hirepilot.journal import operation
from hirepilot.models import Job
from leads.models import LeadExport
from leads.services import exports
from leads.views.downloads import download


@admin.register(LeadExport)
class LeadExportAdmin(WorkspaceAdmin):
    list_display = (
        "id", "name", "workspace", "by", "what", "format", "rows_total", "state", "requested_at", "expires_at",
    )  # fmt: skip
    list_display_links = ("id", "name")
    list_filter = ("state", "format")
    list_select_related = ("by__user",)
    fields = (
        "workspace", "name", "format", "columns", "query", "by", "state", "problem", "size", "rows_total", "rows_done",
        "operation", "requested_at", "started_at", "finished_at", "expires_at",
    )  # fmt: skip
    actions = ("download", "withdraw", "replay")

    def facts(self, request, row):
        job = Job.objects.filter(pk=row.job_id).first()
        rows = [(to_page(Job, job.pk), job.state, job.failures)] if job else []
        return [Panel("Job", ("Number", "State", "Failures"), rows)]

    @act("Download", single=True)
    def download(self, request, rows, values):
        """The file; noted, because it is people's data."""
        found = rows.get()
        return download(exports.open_file(found), found.name)

    @act("Cancel, or remove the file", single=True)
    def withdraw(self, request, rows, values):
        found = rows.get()
        with operation("staff.export", summary=f"Cancelled the export {found.name}, or removed its file"):
            return f"{exports.withdraw(found).get_state_display()}. There is no file any more."

    @act("Start its job again", single=True)
    def replay(self, request, rows, values):
        found = rows.get()
        if not (found.job_id and queue.replay(found.job_id)):
            return "There is no job that waits to be started again."
        with operation("staff.job", summary=f"Started the export {found.name} again"):
            return f"Job {found.job_id} writes the file anew."
