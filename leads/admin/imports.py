"""Uploads in the admin: what became of every row, the file back, undo, and the job behind it."""

from django.contrib import admin
from django.db.models import Count

from hirepilot import queue
from hirepilot.admin_acts import act
from hirepilot.admin_base import WorkspaceAdmin
from hirepilot.admin_panels import Link, Panel, list_url, to_page
from hirepilot.admin_work import may_undo, planned_undo, taken_back
from hirepilot.errors import NothingToUndo
from hirepilot.journal import begin, operation
from hirepilot.models import Job
from hirepilot.paging import number_in
from hirepilot.staff_site import Waiting, attention
from leads.models import ImportRow, Lead, LeadImport
from leads.services import import_control, import_rows, reuploading
from leads.views.downloads import csv_download


@attention.register("imports")
def failed_imports():
    failed = LeadImport.objects.filter(state=LeadImport.State.FAILED)
    return [Waiting("Failed imports", failed.count(), list_url(LeadImport, "state=failed"))]


@admin.register(LeadImport)
class LeadImportAdmin(WorkspaceAdmin):
    search_for = "A number, or the beginning of a file's SHA-256"
    search_begins = ("sha256",)
    list_display = (
        "id", "name", "workspace", "by", "state", "rows_total", "created", "updated", "unchanged", "merged", "skipped",
        "failed", "uploaded_at",
    )  # fmt: skip
    list_display_links = ("id", "name")
    list_filter = ("state",)
    list_select_related = ("by__user",)
    fields = (
        "workspace", "name", "size", "sha256", "state", "problem", "by", "owner", "policy", "overwrite", "tags",
        "add_to_list", "legal_basis", "defaults", "rows_total", "rows_done", "line", "operation", "corrects", "uploaded_at",
        "started_at", "finished_at",
    )  # fmt: skip
    actions = ("download", "undo", "replay", "cancel")

    def has_undo_permission(self, request):
        return may_undo(request)

    def facts(self, request, row):
        counted = ImportRow.objects.filter(lead_import=row).order_by().values_list("outcome", "code")
        reasons = counted.annotate(rows=Count("pk")).order_by("outcome", "-rows")
        header = row.sheet.get("header", [])
        job = Job.objects.filter(pk=row.job_id).first()
        return [
            Panel("Outcomes", ("Outcome", "Rows"), list(row.counts.items())),
            Panel(
                "Rows that did not simply become a lead", ("Outcome", "Reason", "Rows"), list(reasons),
                more=Link("All of them", list_url(ImportRow, f"lead_import={row.pk}")),
            ),
            Panel("Columns", ("Column", "Field"), [
                (header[one["column"]] if one["column"] < len(header) else one["column"], one["field"] or "not imported")
                for one in row.mapping
            ]),
            Panel("Job", ("Number", "State", "Failures"), [(to_page(Job, job.pk), job.state, job.failures)] if job else []),
        ]  # fmt: skip

    @act("Download its rows", single=True)
    def download(self, request, rows, values):
        """All rows in the user's own cells, with outcome and reason; noted, because it is people's data."""
        found = rows.get()
        if found.files_removed_at or not found.operation_id:
            return "There are no rows: it was not started, or they are no longer kept."
        begin("import.download", summary=f"Downloaded the rows of {found.name}")
        header, told = reuploading.as_downloaded(found)
        return csv_download(f"import-{found.pk}.csv", header, map(told, import_rows.rows_of(found)))

    def planned(self, request, rows):
        for one in rows.exclude(operation=None).select_related("operation"):
            yield from planned_undo(one.operation)

    @act("Undo", allowed="undo", single=True, preview=planned)
    def undo(self, request, rows, values):
        found = rows.select_related("operation").get()
        if found.operation is None:
            raise NothingToUndo("This import has not been started.")
        return taken_back(found.operation)

    @act("Start its job again", single=True)
    def replay(self, request, rows, values):
        found = rows.get()
        if not (found.job_id and queue.replay(found.job_id)):
            return "There is no job that waits to be started again."
        with operation("staff.job", summary=f"Started the import of {found.name} again"):
            return f"Job {found.job_id} goes on where the import stopped."

    @act("Cancel", single=True)
    def cancel(self, request, rows, values):
        found = rows.get()
        with operation("staff.import", summary=f"Cancelled the import of {found.name}"):
            stopped, _ = import_control.cancel(found, by=None)
            return f"{stopped.get_state_display()}. What it took in stays, until it is undone."


@admin.register(ImportRow)
class ImportRowAdmin(WorkspaceAdmin):
    search_for = "The number of an import"
    list_display = ("id", "lead_import", "line", "outcome", "code", "detail", "lead_id", "workspace")
    list_filter = ("outcome",)
    list_select_related = ("lead_import",)
    fields = ("workspace", "lead_import", "line", "outcome", "code", "detail", "lead_id")

    def search(self, queryset, text, places):
        number = number_in(text)
        return queryset.none() if number is None else queryset.filter(lead_import=number)

    def facts(self, request, row):
        header = row.lead_import.sheet.get("header", [])
        names = [*header, *(f"Column {number}" for number in range(len(header) + 1, len(row.cells) + 1))]
        return [
            Panel("Cells", ("Column", "Cell"), list(zip(names, row.cells, strict=False))),
            Panel("Lead", ("Lead",), [(to_page(Lead, row.lead_id),)] if row.lead_id else []),
        ]
