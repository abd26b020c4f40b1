"""Whether an import goes on: its turn among those of its workspace, pause, stop, and what its job tells of itself.

Imports of one workspace come in one after the other, in the order in which they were started. Each waits by its own job,
which looks again every few seconds, so that nothing is stranded whatever is killed.
"""

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from hirepilot.errors import HirePilotError, Later, NothingToUndo
from hirepilot.queue import cancel as cancel_job
from hirepilot.queue import current_job, enqueue, hold, wake
from hirepilot.services.notifications import notify_waiting
from hirepilot.services.undo_requests import request_undo
from hirepilot.tenancy import writable_workspace
from hirepilot.wording import plural
from leads.models import LeadImport
from leads.services import dry_rows

TASK = "leads.import"
State = LeadImport.State


class Halted(HirePilotError):
    """The import was paused, stopped or given to another job since this job last looked."""


@transaction.atomic
def set_running(lead_import):
    """Let an import begin, or go on after a crash; False when it no longer waits. Raises Later while others are before it."""
    hold()
    if (job := current_job()) and job.pk != lead_import.job_id:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('leads.import_turn'), %s::int)", [writable_workspace().pk]
        )
    if before(lead_import):
        raise Later(settings.IMPORT_TURN_SECONDS)
    mine = LeadImport.objects.filter(pk=lead_import.pk, state__in=(State.WAITING, State.RUNNING))
    mine.filter(started_at=None).update(started_at=timezone.now())
    return bool(mine.update(state=State.RUNNING))


def before(lead_import):
    """The import that this one waits for, or None: one that runs, or was started earlier and waits too."""
    if lead_import.state != State.WAITING:
        return None
    others = LeadImport.objects.exclude(pk=lead_import.pk).order_by("operation_id")
    earlier = others.filter(state=State.WAITING, operation_id__lt=lead_import.operation_id)
    return (others.filter(state=State.RUNNING) | earlier).first()


def running(import_id):
    """The import, locked, for as long as the job that asks is the one to take it in. Else raises Halted."""
    lead_import = LeadImport.objects.select_for_update().get(pk=import_id)
    job = current_job()
    if lead_import.state != State.RUNNING or (job and job.pk != lead_import.job_id):
        raise Halted
    return lead_import


def stop(lead_import, state, problem=""):
    """No further row is looked at: the total is what has an outcome. The next import of the workspace has its turn."""
    _end_pause(lead_import)
    lead_import.state, lead_import.problem, lead_import.finished_at = state, problem, timezone.now()
    lead_import.rows_total = lead_import.rows_done
    lead_import.save()
    if state != State.CANCELLED:
        _tell(lead_import)
    _wake_next()


def _tell(lead_import):
    """Whoever started an import that took long, or failed, hears how it ended."""
    # One that finishes an earlier import does so in that one's operation, which began long ago.
    began = lead_import.started_at if lead_import.corrects_id else lead_import.operation.started_at
    took = (lead_import.finished_at - (began or lead_import.finished_at)).total_seconds()
    failed = lead_import.state == State.FAILED
    if lead_import.by:
        how = "ended before the file did" if failed else "is done"
        text = f"The import of “{lead_import.name[:200]}” {how}: {plural(lead_import.rows_done, 'row')}."
        notify_waiting(lead_import.by, text, "leads:import-detail", lead_import.pk, took=took, failed=failed)


def _wake_next():
    waiting = LeadImport.objects.filter(state=State.WAITING).order_by("operation_id")
    if job_id := waiting.values_list("job_id", flat=True).first():
        wake(job_id)


@transaction.atomic
def pause(lead_import):
    """Let an import rest where it is. The chunk that is being written is finished; a second click changes nothing."""
    lead_import = LeadImport.objects.select_for_update().get(pk=lead_import.pk)
    if lead_import.state in (State.WAITING, State.RUNNING):
        lead_import.state, lead_import.paused_at = State.PAUSED, timezone.now()
        lead_import.save()
        _wake_next()
    return lead_import


@transaction.atomic
def resume(lead_import):
    """Let a paused import go on where it rests, when it is its turn."""
    lead_import = LeadImport.objects.select_for_update().get(pk=lead_import.pk)
    if lead_import.state == State.PAUSED:
        _end_pause(lead_import)
        lead_import.state = State.WAITING
        lead_import.job_id = enqueue(TASK, import_id=lead_import.pk).pk
        lead_import.save()
    return lead_import


def _end_pause(lead_import):
    if lead_import.paused_at:
        lead_import.paused_seconds += (timezone.now() - lead_import.paused_at).total_seconds()
        lead_import.paused_at = None


def cancel(lead_import, *, by, take_back=False):
    """Stop an import and keep what it has taken in, or with `take_back` let all of that go again.

    Returns (the import, the undo or the Job that is at it or None). Safe to repeat, also when it was killed half way.
    """
    lead_import = _cancel(lead_import)
    take_back = (
        take_back and not lead_import.corrects_id
    )  # its operation is that of the import that it finishes
    if not take_back or lead_import.state != State.CANCELLED or not lead_import.operation_id:
        return lead_import, None
    try:
        return lead_import, request_undo(lead_import.operation, by=by)
    except NothingToUndo:  # it had written nothing yet, or was taken back meanwhile
        return lead_import, None


@transaction.atomic
def _cancel(lead_import):
    # The job first: the worker locks it before the import too, so that neither waits for the other in a ring.
    if job_id := LeadImport.objects.values_list("job_id", flat=True).get(pk=lead_import.pk):
        cancel_job(job_id)
    lead_import = LeadImport.objects.select_for_update().get(pk=lead_import.pk)
    if lead_import.state not in LeadImport.OVER:
        dry_rows.remove(lead_import)
        if lead_import.job_id != job_id:  # started meanwhile
            cancel_job(lead_import.job_id)
        stop(lead_import, State.CANCELLED)
    return lead_import


@transaction.atomic
def gave_up(job):
    """Its job failed again and again and was parked: the import has stopped where it is and says so.

    Returns which import and rows that concerns, for the ticket.
    """
    about = LeadImport.objects.filter(job_id=job.pk).first()
    for lead_import in _going_on(job):
        problem = "Something broke again and again. HirePilot was told, and can let it go on from here."
        stop(lead_import, State.FAILED, problem)
    return about and f"import {about.pk} ({about.name}), the rows after line {about.line}"


@transaction.atomic
def called_off(job):
    """Its job was cancelled, by whomever: the import has stopped where it is."""
    for lead_import in _going_on(job):
        stop(lead_import, State.CANCELLED)


def _going_on(job):
    return LeadImport.objects.select_for_update().filter(
        job_id=job.pk, state__in=(State.WAITING, State.RUNNING)
    )


@transaction.atomic
def take_up(job):
    """Its job was given new tries: the import goes on where it stopped, unless it was taken back since."""
    stopped = LeadImport.objects.select_for_update(of=("self",)).filter(
        job_id=job.pk, state__in=(State.FAILED, State.CANCELLED)
    )
    for lead_import in stopped.filter(operation__undone_by=None):
        lead_import.state, lead_import.finished_at, lead_import.problem = State.WAITING, None, ""
        lead_import.rows_total = lead_import.rows_in_file
        lead_import.save()
