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


def _heard(service, listener):
    """What a service does about its own jobs, in their workspace."""

    def hear(job):
        if job.task != service.TASK:
            return None
        with workspace_scope(job.workspace):
            return listener(job)

    return hear


for _name, _service in (("imports", import_control), ("dry runs", dry_run), ("exports", exports)):
    job_parked.register(_name)(_heard(_service, _service.gave_up))
    job_cancelled.register(_name)(_heard(_service, _service.called_off))
    job_replayed.register(_name)(_heard(_service, _service.take_up))


@receiver(operation_undone)
def put_right_after_undo(sender, operation, undo, **kwargs):
    put_right(operation, undo)
