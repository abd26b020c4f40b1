"""Work of the leads app for the workers."""

from datetime import timedelta

from django.utils import timezone

from hirepilot.models import Workspace
from hirepilot.queue import job
from hirepilot.tenancy import workspace_scope
from leads.models import LeadExport, LeadImport, Merge
from leads.services import dry_run, export_run, exports, import_files, importing, merging, upload_parts

DAY = 24 * 3600


@job(importing.TASK)
def run_import(*, import_id):
    importing.run(LeadImport.objects.select_related("operation", "by__user").get(pk=import_id))


@job(dry_run.TASK)
def run_dry(*, import_id, key):
    dry_run.run(LeadImport.objects.select_related("by__user").get(pk=import_id), key)


@job(exports.TASK)
def run_export(*, export_id):
    export_run.run(LeadExport.objects.select_related("by__user", "by__workspace").get(pk=export_id))


@job("leads.tidy_exports", every=DAY)
def tidy_exports():
    """Remove in every workspace the files of exports that are past their time."""
    for workspace in Workspace.objects.all():
        with workspace_scope(workspace):
            exports.tidy()


@job("leads.check_imports", every=DAY)
def check_imports():
    """Look in every workspace whether leads of the last month's imports are gone without anybody having removed them."""
    since = timezone.now() - timedelta(days=30)
    for workspace in Workspace.objects.all():
        with workspace_scope(workspace):
            for done in LeadImport.objects.filter(state=LeadImport.State.DONE, finished_at__gt=since):
                importing.check_leads_are_there(done)


@job("leads.check_merges", every=DAY)
def check_merges():
    """Look in every workspace whether the last month's merges left something on a lead where nobody can see it."""
    since = timezone.now() - timedelta(days=30)
    for workspace in Workspace.objects.all():
        with workspace_scope(workspace):
            for done in Merge.objects.filter(at__gt=since).select_related("merged", "operation__by"):
                merging.check_merge(done)


@job("leads.forget_import_files", every=DAY)
def forget_import_files():
    """Remove in every workspace the files and rows of imports that are older than they may be kept."""
    for workspace in Workspace.objects.all():
        with workspace_scope(workspace):
            import_files.forget_old()
            upload_parts.remove_old()
