"""What this app does when something happens in the ground: what a leaving member owns here, and what an undo leaves."""

from django.dispatch import receiver

from hirepilot.job_events import job_cancelled, job_parked, job_replayed
from hirepilot.services.members import owned_rows
from hirepilot.services.undo import operation_undone, out_of_sight, unfinished
from hirepilot.tenancy import workspace_scope
from leads.models import Lead, LeadImport
from leads.services import dry_run, exports, import_control
from leads.services.after_undo import put_right
from leads.services.sight import concerns_hidden


@owned_rows.register("leads", column="owner", noun="lead")
def leads_of(member):
    return Lead.objects.filter(owner=member)


@owned_rows.register("imports", column="owner", noun="import")
def imports_of(member):
    """Those that will still give leads to their owner."""
    return LeadImport.objects.filter(owner=member).exclude(state__in=LeadImport.OVER)


@unfinished.register("imports")
def import_goes_on(operation):
    if LeadImport.objects.filter(operation=operation, state__in=LeadImport.GOING_ON).exists():
        return "This import is still going on. Cancel it first, or wait until it is done."
    return ""


out_of_sight.register("leads")(concerns_hidden)


@job_parked.register("imports")
def stop_its_import(job):
    if job.task == import_control.TASK:
        with workspace_scope(job.workspace):
            stopped = LeadImport.objects.filter(job_id=job.pk).first()
            import_control.gave_up(job)
            return stopped and f"import {stopped.pk} ({stopped.name}), the rows after line {stopped.line}"
    return None


@job_cancelled.register("imports")
def call_its_import_off(job):
    if job.task == import_control.TASK:
        with workspace_scope(job.workspace):
            import_control.called_off(job)


@job_replayed.register("imports")
def take_its_import_up_again(job):
    if job.task == import_control.TASK:
        with workspace_scope(job.workspace):
            import_control.take_up(job)


@job_parked.register("dry runs")
def say_it_is_not_found_out(job):
    if job.task == dry_run.TASK:
        with workspace_scope(job.workspace):
            dry_run.gave_up(job)


job_cancelled.register("dry runs")(say_it_is_not_found_out)


@job_replayed.register("dry runs")
def wait_for_it_again(job):
    if job.task == dry_run.TASK:
        with workspace_scope(job.workspace):
            dry_run.take_up(job)


@job_parked.register("exports")
def say_that_it_failed(job):
    if job.task == exports.TASK:
        with workspace_scope(job.workspace):
            exports.gave_up(job)


@job_cancelled.register("exports")
def call_its_export_off(job):
    if job.task == exports.TASK:
        with workspace_scope(job.workspace):
            exports.called_off(job)


@job_replayed.register("exports")
def take_its_export_up_again(job):
    if job.task == exports.TASK:
        with workspace_scope(job.workspace):
            exports.take_up(job)


@receiver(operation_undone)
def put_right_after_undo(sender, operation, undo, **kwargs):
    put_right(operation, undo)
