"""An import: a stored file, a confirmed mapping, and a job that takes it in chunk by chunk.

Each chunk is one short transaction that writes leads, refused rows, counts and the place in the file together. A killed
worker therefore loses nothing and repeats nothing: whoever goes on begins where the last commit ended.
"""

import hashlib
import uuid
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from hirepilot.incidents import Incident, report
from hirepilot.journal import begin, resumed
from hirepilot.models import Change, Membership, Workspace
from hirepilot.queue import cancel as cancel_job
from hirepilot.queue import current_job, enqueue, hold
from hirepilot.tenancy import writable_workspace
from leads.errors import ImportRefused
from leads.models import CustomField, Lead, LeadImport
from leads.services.import_chunks import Prefetched, chunks
from leads.services.intake import own_only, take_in_rows
from leads.services.intake_clean import Rules, tag_pair
from leads.services.intake_decide import CREATED
from leads.sources import columns, tabular
from leads.sources.reading import Reading, read

State = LeadImport.State
IDENTIFYING = {"full_name", "first_name", "last_name", "email", "linkedin"}  # one of them says who a row is


def upload(file, *, by, name=""):
    """Store an uploaded file, read its shape, propose a mapping. Raises ImportRefused, keeping nothing, for what is no table."""
    name = Path(name or file.name).name[:255]
    if file.size > settings.IMPORT_MAX_BYTES:
        raise ImportRefused(
            f"“{name}” is larger than {settings.IMPORT_MAX_BYTES // 1024**2} MB. Split it and try again."
        )
    stored = default_storage.save(f"{_folder()}/{uuid.uuid4().hex}{Path(name).suffix[:10].lower()}", file)
    try:
        found = _read(stored, name, Reading())
        policy = writable_workspace().match_policy
        return LeadImport.objects.create(
            name=name, file=stored, size=file.size, sha256=_digest(stored), by=by, policy=policy, **found
        )
    except BaseException:
        default_storage.delete(stored)
        raise


def reread(lead_import, reading):
    """Read the file of an import that is waiting for its mapping in another way, and propose a mapping anew.

    Raises ImportRefused, keeping the old reading, where the file is no table that way.
    """
    found = _read(lead_import.file.name, lead_import.name, reading)
    with transaction.atomic():
        locked = LeadImport.objects.select_for_update().get(pk=lead_import.pk)
        if locked.state != State.MAPPING:
            _remove_table(found["table"], locked.file.name)
            return locked
        replaced = locked.table
        for field, value in found.items():
            setattr(locked, field, value)
        locked.save()
        transaction.on_commit(lambda: _remove_table(replaced, locked.file.name))
    return locked


def _read(stored, name, reading):
    """The fields of an import that say what its file holds. A text made of the file is a file of its own beside it."""
    target = f"{_folder()}/{uuid.uuid4().hex}.utf8.csv"
    try:
        table, sheet = read(default_storage.path(stored), default_storage.path(target), reading)
        if sheet.rows > settings.IMPORT_MAX_ROWS:
            rows = f"{sheet.rows:,} rows; one import takes {settings.IMPORT_MAX_ROWS:,}"
            raise ImportRefused(f"“{name}” has {rows}. Split it and try again.")
    except BaseException:
        default_storage.delete(target)
        raise
    own_fields = CustomField.objects.values_list("key", "label")
    proposals = columns.propose(sheet.header, sheet.sample, own_fields)
    return {
        "table": target if table == Path(default_storage.path(target)) else stored,
        "sheet": sheet.as_dict(),
        "mapping": [proposal.as_dict() for proposal in proposals],
        "rows_total": sheet.rows,
    }


def _folder():
    return f"{writable_workspace().pk}/imports"


def _remove_table(table, file):
    if table != file:
        default_storage.delete(table)


def _digest(stored):
    with default_storage.open(stored, "rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def earlier(lead_import):
    """An earlier import of a byte-identical file, announced before it is imported again."""
    return (
        LeadImport.objects.filter(sha256=lead_import.sha256, pk__lt=lead_import.pk)
        .exclude(operation=None)
        .first()
    )


@transaction.atomic
def start(
    lead_import,
    *,
    by,
    mapping,
    policy=Workspace.MatchPolicy.FILL,
    overwrite=(),
    tags=(),
    owner=None,
    legal_basis="",
):
    """Confirm the mapping and hand the file to a worker. A second click finds the import started and changes nothing."""
    lead_import = LeadImport.objects.select_for_update().get(pk=lead_import.pk)
    if lead_import.state != State.MAPPING:
        return lead_import
    check_mapping(mapping)
    lead_import.mapping, lead_import.policy, lead_import.overwrite = mapping, policy, list(overwrite)
    lead_import.tags, lead_import.owner, lead_import.legal_basis = list(tags), owner, legal_basis
    lead_import.state = State.WAITING
    lead_import.operation = begin("lead.import", by=by, summary=f"Import of {lead_import.name}")
    lead_import.job_id = enqueue("leads.import", import_id=lead_import.pk).pk
    lead_import.save()
    return lead_import


def check_mapping(mapping):
    """Raise ImportRefused for a mapping by which no row could be taken in."""
    try:
        columns.Mapper(mapping)
    except ValueError as error:
        raise ImportRefused(f"This mapping cannot be used: {error}.") from error
    if not {item["field"] for item in mapping} & IDENTIFYING:
        raise ImportRefused("Map at least one column to a name, an email or a LinkedIn address.")


def run(lead_import):
    """Take in the rest of the file. Called by the job; safe to call again at any point."""
    if lead_import.state not in (State.WAITING, State.RUNNING):
        return
    with transaction.atomic():
        hold()
        LeadImport.objects.filter(pk=lead_import.pk, started_at=None).update(started_at=timezone.now())
        LeadImport.objects.filter(pk=lead_import.pk).update(state=State.RUNNING)
    rules = rules_of(lead_import)
    path = default_storage.path(lead_import.table)
    try:
        with resumed(lead_import.operation), Prefetched(chunks(path, lead_import, rules)) as ready:
            for chunk in ready:
                _take_chunk(lead_import.pk, chunk, rules)
    except tabular.Unreadable as error:
        _end(lead_import.pk, State.FAILED, problem=str(error))
        return
    _end(lead_import.pk, State.DONE)


def rules_of(lead_import):
    """The intake rules that an import's settings mean."""
    workspace = writable_workspace()
    owners = {}
    for colleague in (
        Membership.objects.current().filter(workspace=workspace).select_related("user").order_by("pk")
    ):
        owners.setdefault(colleague.user.email.lower(), colleague.pk)
        owners.setdefault(str(colleague).lower(), colleague.pk)
    return Rules(
        source=Lead.Source.FILE.value,
        policy=lead_import.policy,
        overwrite=frozenset(lead_import.overwrite),
        country=workspace.default_country,
        tags=tuple(map(tag_pair, lead_import.tags)),
        owner_id=lead_import.owner_id,
        owners=owners,
        legal_basis=lead_import.legal_basis,
        own_only=own_only(lead_import.by),
    )


@transaction.atomic
def _take_chunk(import_id, chunk, rules):
    hold()
    lead_import = LeadImport.objects.select_for_update().get(pk=import_id)
    if lead_import.offset != chunk.starts_at:
        raise AssertionError("the chunk does not begin where the last one ended")
    decisions = [*take_in_rows(chunk.rows, rules, author_id=lead_import.by_id), *chunk.refused]
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
    lead_import = LeadImport.objects.select_for_update().get(pk=import_id)
    lead_import.state, lead_import.problem, lead_import.finished_at = state, problem, timezone.now()
    lead_import.rows_total = lead_import.rows_done if state == State.DONE else lead_import.rows_total
    lead_import.save()
    if state == State.DONE:
        check_leads_are_there(lead_import)


@transaction.atomic
def cancel(lead_import, *, by):
    """Stop an import and keep what it has taken in; undo of its operation takes that back."""
    # The job first: the worker locks it before the import too, so that neither waits for the other in a ring.
    if job_id := LeadImport.objects.values_list("job_id", flat=True).get(pk=lead_import.pk):
        cancel_job(job_id)
    lead_import = LeadImport.objects.select_for_update().get(pk=lead_import.pk)
    if lead_import.state in (State.MAPPING, State.WAITING, State.RUNNING):
        if lead_import.job_id != job_id:  # started meanwhile
            cancel_job(lead_import.job_id)
        lead_import.state, lead_import.finished_at = State.CANCELLED, timezone.now()
        lead_import.save()
    return lead_import


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
