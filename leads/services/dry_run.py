"""A dry run: what an import would do, decided by the code that will do it, over what is there, without a write."""

import json
import time
import uuid
from collections import Counter, defaultdict

from django.core.files.storage import default_storage
from django.db import transaction

from hirepilot.models import Membership
from hirepilot.queue import enqueue, hold
from leads.models import ContactValue, CustomField, Identity, Lead, LeadImport
from leads.models.lead_import import Outcome
from leads.services import dry_rows, reuploading
from leads.services.import_chunks import Prefetched, chunks
from leads.services.import_files import folder
from leads.services.import_rows import MOST_SHOWN, NOT_TAKEN_IN, known_by
from leads.services.import_settings import configure, new_fields, rules_of
from leads.services.importing import State
from leads.services.intake import settle
from leads.services.intake_ahead import FIRST, Ahead
from leads.sources import tabular

TASK = "leads.dry_run"
LABELS = {
    "full_name": "Name", "company": "Company", "title": "Title", "location": "Location", "owner": "Owner", "tag": "Tag",
    "list": "List", "note": "Note", **dict(Identity.Kind.choices), **dict(ContactValue.Kind.choices),
}  # fmt: skip
RUNNING, DONE, FAILED = "running", "done", "failed"
SHOWN = 200  # characters of a name or a value


class Unwanted(Exception):
    """Nobody waits for this dry run any more."""


@transaction.atomic
def check(lead_import, **settings):
    """Keep how the file is to be taken in, as `importing.start` would, and let a worker say what would come of it."""
    lead_import = LeadImport.objects.select_for_update().get(pk=lead_import.pk)
    if lead_import.state != State.MAPPING:
        return lead_import
    configure(lead_import, **settings)
    dry_rows.remove(lead_import)
    key = uuid.uuid4().hex
    lead_import.dry_run = {"key": key, "state": RUNNING, "rows_done": 0}
    lead_import.dry_rows = f"{folder()}/{key}.check"
    lead_import.save()
    enqueue(TASK, import_id=lead_import.pk, key=lead_import.dry_run["key"])
    return lead_import


def run(lead_import, key):
    """Say what would come of the file, unless it was asked anew or started since. Safe to call again: nothing is written."""
    if not (asked := _keep(lead_import.pk, key)):
        return
    counts, reasons = Counter(), defaultdict(Counter)
    began = time.monotonic()
    try:
        with dry_rows.written(asked.dry_rows) as keep_rows:
            for starts_at, decisions in foreseen(lead_import):
                for decision, _ in decisions:
                    counts[decision.outcome] += 1
                    if decision.code:
                        reasons[decision.outcome][decision.code] += 1
                keep_rows(_row(*one, lead_import.mapping, starts_at) for one in decisions)
                if not _keep(lead_import.pk, key, rows_done=counts.total()):
                    raise Unwanted
    except tabular.Unreadable as error:
        _keep(lead_import.pk, key, state=FAILED, problem=str(error))
    except Unwanted:
        pass
    else:
        _keep(
            lead_import.pk, key, state=DONE, seconds=time.monotonic() - began, counts=dict(counts),
            reasons={outcome: counted.most_common() for outcome, counted in reasons.items()},
        )  # fmt: skip


def foreseen(lead_import):
    """For each chunk of the file where it begins, and [(decision, cells as JSON text)] of its rows in the file's order."""
    rules, path = rules_of(lead_import), default_storage.path(lead_import.table)
    corrected = set()  # lines of the earlier import that would be taken in by now
    with Prefetched(chunks(path, lead_import, rules)) as ready, Ahead() as ahead:
        for chunk in ready:
            rows, stands_for, others = chunk.rows, {}, chunk.refused
            if lead_import.corrects_id:
                rows, stands_for, set_aside = reuploading.sort_out(lead_import, chunk, taken=corrected)
                others = [*set_aside, *others]
            settled = settle(rows, rules, look_up=ahead.look_up, write=ahead.write, merge=ahead.merge)
            if stands_for:
                corrected |= {stands_for[one.line].line for one in settled if one.outcome not in NOT_TAKEN_IN}
            decisions = sorted([*settled, *others], key=lambda decision: decision.line)
            yield chunk.starts_at, [(decision, chunk.cells[decision.line]) for decision in decisions]


def _row(decision, cells, mapping, starts_at):
    name, value = known_by(decision.code, json.loads(cells), mapping)
    lead_id = decision.target.lead_id if decision.target else None
    return {
        "line": decision.line, "outcome": decision.outcome, "code": decision.code, "detail": decision.detail,
        "name": name[:SHOWN], "value": value[:SHOWN], "lead": lead_id if lead_id and lead_id < FIRST else None,
        "changes": decision.changes, "starts_at": starts_at,
    }  # fmt: skip


def gave_up(job):
    """Its job was given up or called off: whoever waits for it is told."""
    problem = "The check broke off. Check again, or import: nothing was written."
    _note(**job.arguments, state=FAILED, problem=problem)


called_off = gave_up


def take_up(job):
    """Its job was started again."""
    _note(**job.arguments, state=RUNNING, problem="")


@transaction.atomic
def _keep(import_id, key, **found):
    hold()
    return _note(import_id, key, **found)


@transaction.atomic
def _note(import_id, key, **found):
    """Note how far it is. Returns the import, or None when nobody waits for this dry run any more."""
    lead_import = LeadImport.objects.select_for_update().get(pk=import_id)
    if lead_import.state != State.MAPPING or not lead_import.dry_run or lead_import.dry_run["key"] != key:
        return None
    lead_import.dry_run |= found
    lead_import.save(update_fields=["dry_run"])
    return lead_import


def told(lead_import, member):
    """What a dry run that is done says of each outcome: [{name, count, reasons, rows}], with its first rows."""
    found, said = lead_import.dry_run, []
    first = {name: dry_rows.read(lead_import, outcome=name, limit=MOST_SHOWN) for name in found["counts"]}
    rows = defaultdict(list)
    for row in in_words([row for some in first.values() for row in some], lead_import, member):
        rows[row["outcome"]].append(row)
    for name in Outcome.values:
        reasons = found["reasons"].get(name, [])
        count = found["counts"].get(name, 0)
        said.append({"name": name, "count": count, "reasons": reasons, "rows": rows[name]})
    return said


def in_words(flat, lead_import, member):
    """Rows of `dry_rows` as far as the member may know of the leads that they meet.

    A row has `line`, `name`, `value`, `code`, `detail`, `lead`, `changes`: (what, before, after) in words, and `fixed`:
    whether a person has fixed it, and so since it was checked ("since").
    """
    leads = Lead.objects.visible_to(member).in_bulk([row["lead"] for row in flat if row["lead"]])
    since = lead_import.dry_run.get("fixed", [])
    own = {f"custom.{key}": label for key, label in CustomField.objects.values_list("key", "label")}
    new = new_fields(lead_import, lead_import.mapping).items()
    labels = LABELS | own | {f"custom.{key}": field.label for key, field in new}
    owners = {after for row in flat for what, _, after in row["changes"] if what == "owner"}
    colleagues = Membership.objects.select_related("user").in_bulk(owners)

    def words(what, before, after):
        return labels.get(what, what), before, str(colleagues.get(after, "")) if what == "owner" else after

    def known(row):
        lead = leads.get(row["lead"])
        hidden = row["lead"] and not lead
        fixed = "since" if row["line"] in since else "before" if str(row["line"]) in lead_import.fixes else ""
        return row | {
            "lead": lead,
            "fixed": fixed,
            "changes": [] if hidden else [words(*change) for change in row["changes"]],
        }

    return [known(row) for row in flat]
