"""An import: a stored file, a confirmed mapping, and a job that takes it in chunk by chunk.

Each chunk is one short transaction that writes leads, refused rows, counts and the place in the file together. A killed
worker therefore loses nothing and repeats nothing: whoever goes on begins where the last commit ended.
"""

from django.core.files.storage import default_storage
from django.db import connection, transaction

from hirepilot.incidents import Incident, report
from hirepilot.journal import begin, resumed
from hirepilot.models import Change
from hirepilot.queue import current_job, enqueue, hold
from hirepilot.tenancy import writable_workspace
from leads.models import Lead, LeadImport
from leads.services import dry_rows, import_control, reuploading
from leads.services.import_chunks import Prefetched, chunks
from leads.services.import_settings import check_mapping, configure, make_fields, rules_of, settings_of
from leads.services.intake import take_in_rows
from leads.services.intake_decide import CREATED
from leads.services.uploading import earlier, paste, reread, upload
from leads.sources import tabular

__all__ = [
    "TASK", "check_leads_are_there", "check_mapping", "configure", "earlier", "paste", "reread", "rules_of", "run",
    "settings_of", "start", "upload",
]  # fmt: skip

State = LeadImport.State
TASK = import_control.TASK


@transaction.atomic
def start(lead_import, *, by, **settings):
    """Hand the file to a worker, to be taken in by these settings (see `configure`).

    A second click finds the import started and changes nothing.
    """
    lead_import = LeadImport.objects.select_for_update().get(pk=lead_import.pk)
    if lead_import.state != State.MAPPING:
        return lead_import
    configure(lead_import, **settings)
    dry_rows.remove(lead_import)
    make_fields(lead_import, by=by)
    lead_import.state = State.WAITING
    if lead_import.corrects_id:
        lead_import.operation = reuploading.operation_of(lead_import)
    else:
        lead_import.operation = begin("lead.import", by=by, summary=f"Import of {lead_import.name}")
    lead_import.job_id = enqueue(TASK, import_id=lead_import.pk).pk
    lead_import.save()
    return lead_import


def run(lead_import):
    """Take in the rest of the file. Called by the job; safe to call again at any point."""
    if lead_import.state not in (State.WAITING, State.RUNNING) or not import_control.set_running(lead_import):
        return
    rules = rules_of(lead_import)
    path = default_storage.path(lead_import.table)
    try:
        with resumed(lead_import.operation), Prefetched(chunks(path, lead_import, rules)) as ready:
            for chunk in ready:
                _take_chunk(lead_import.pk, chunk, rules)
    except tabular.Unreadable as error:
        _end(lead_import.pk, State.FAILED, problem=str(error))
    except import_control.Halted:
        pass
    else:
        _end(lead_import.pk, State.DONE)


@transaction.atomic
def _take_chunk(import_id, chunk, rules):
    hold()
    lead_import = import_control.running(import_id)
    if lead_import.offset != chunk.starts_at:
        raise AssertionError("the chunk does not begin where the last one ended")
    rows, stands_for, others = chunk.rows, {}, chunk.refused
    if lead_import.corrects_id:
        LeadImport.objects.select_for_update().get(pk=lead_import.corrects_id)
        rows, stands_for, set_aside = reuploading.sort_out(lead_import, chunk)
        others = [*set_aside, *others]
    decisions = [*take_in_rows(rows, rules, author_id=lead_import.by_id), *others]
    if stands_for:
        reuploading.keep(lead_import, stands_for, decisions, chunk.cells)
    for decision in decisions:
        setattr(lead_import, decision.outcome, getattr(lead_import, decision.outcome) + 1)
    _keep_rows(import_id, decisions, chunk.cells)
    lead_import.offset, lead_import.line = chunk.ends_at, chunk.last_line
    lead_import.rows_done += len(decisions)
    lead_import.save()


def _keep_rows(import_id, decisions, cells):
    """Store every row that did not become a new lead, or not with all its values, in the user's own cells."""
    kept = [decision for decision in decisions if decision.outcome != CREATED or decision.code]
    if not kept:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """CREATE TEMPORARY TABLE IF NOT EXISTS stage_row
               (line int, outcome text, code text, detail text, lead_id bigint, cells jsonb) ON COMMIT DELETE ROWS"""
        )
        cursor.execute("TRUNCATE stage_row")
        with cursor.copy("COPY stage_row FROM STDIN") as copy:
            for decision in kept:
                copy.write_row(
                    (
                        decision.line,
                        decision.outcome,
                        decision.code,
                        decision.detail,
                        decision.lead_id,
                        cells[decision.line],
                    )
                )
        cursor.execute(
            """INSERT INTO leads_importrow (workspace_id, lead_import_id, line, outcome, code, detail, lead_id, cells)
               SELECT %s, %s, line, outcome, code, detail, lead_id, cells FROM stage_row""",
            [writable_workspace().pk, import_id],
        )


@transaction.atomic
def _end(import_id, state, problem=""):
    hold()
    lead_import = import_control.running(import_id)
    import_control.stop(lead_import, state, problem)
    if state == State.DONE:
        check_leads_are_there(lead_import)


def check_leads_are_there(lead_import):
    """Report leads of an import that are gone although no operation removed them; returns how many."""
    made_in = lead_import.operation_id
    missing = lead_import.created - Lead.objects.filter(created_in=made_in).count()
    if missing > 0:
        removals = Change.objects.filter(tbl="leads_lead", after__isnull=True, before__created_in=made_in)
        removed = set(removals.values_list("row_id", flat=True))
        missing -= len(
            removed.difference(Lead.objects.filter(created_in=made_in).values_list("pk", flat=True))
        )
    if missing > 0:
        job = current_job()
        report(
            Incident(
                kind="leads_disappeared",
                workspace_id=lead_import.workspace_id,
                user_id=lead_import.by and lead_import.by.user_id,
                operation_id=made_in,
                error=f"{missing} of {lead_import.created} leads of import {lead_import.pk} are gone without an operation.",
                steps=(f"import {lead_import.pk}", f"job {job.pk if job else lead_import.job_id}"),
                cause=f"import:{lead_import.pk}",
            )
        )
    return max(missing, 0)
