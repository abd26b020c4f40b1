"""The one way in: every lead, by hand or by the million, from whatever source, is taken in here.

clean (pure) → look up and lock what is there → decide (pure) → write → merge where two leads proved to be one
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial

from django.db import IntegrityError, OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected, SerializationFailure, UniqueViolation

from hirepilot.journal import operation
from hirepilot.models import Membership, Workspace
from hirepilot.tenancy import writable_workspace
from hirepilot.wording import plural
from leads.models import CustomField, Lead
from leads.models.lead_import import Outcome
from leads.services.intake_clean import Rules, clean
from leads.services.intake_decide import MERGED, Decision, decide
from leads.services.intake_known import Moved, look_up, owner_names
from leads.services.intake_write import write
from leads.services.merging import merge

TRIES = 8
CHUNK = 5_000
AGAIN = (UniqueViolation, DeadlockDetected, SerializationFailure)


@dataclass
class IntakeResult:
    """One decision for every draft, in order."""

    decisions: list = field(default_factory=list)

    @property
    def counts(self):
        counted = Counter(decision.outcome for decision in self.decisions)
        return {outcome.value: counted[outcome.value] for outcome in Outcome}


def own_only(member):
    """For `Rules.own_only`: the member who may touch no colleague's lead, or None for who may touch all."""
    sees_own = (
        member is not None
        and member.role == Membership.Role.MEMBER
        and member.workspace.lead_visibility == Workspace.LeadVisibility.OWN
    )
    return member.pk if sees_own else None


def owners():
    """For `Rules.owners`: the colleagues of the open workspace by address and by name."""
    found = {}
    here = Membership.objects.current().filter(workspace=writable_workspace())
    for colleague in here.select_related("user").order_by("pk"):
        found.setdefault(colleague.user.email.lower(), colleague.pk)
        found.setdefault(str(colleague).lower(), colleague.pk)
    return found


def custom_fields():
    """For `Rules.custom_fields`: the fields of the open workspace by their keys."""
    return {own.key: own for own in CustomField.objects.all()}


def take_in(drafts, *, source, by=None, summary="", **rules):
    """Take drafts in, in one operation, and say what became of each. Keyword arguments as in `Rules`."""
    rules = Rules(
        source=str(source),
        country=writable_workspace().default_country,
        custom_fields=custom_fields() if any(draft.custom for draft in drafts) else {},
        **rules,
    )
    rows = [clean(draft, rules) for draft in drafts]
    result = IntakeResult()
    with operation(
        "lead.intake",
        by=by,
        summary=summary or f"{plural(len(rows), 'lead')}: {Lead.Source(rules.source).label}",
    ):
        for start in range(0, len(rows), CHUNK):
            result.decisions += take_in_rows(rows[start : start + CHUNK], rules, author_id=by and by.pk)
    return result


def take_in_rows(rows, rules, *, author_id=None):
    """Decide and write cleaned rows in one transaction inside the open operation; returns their decisions.

    Tried again when another writer took an identity meanwhile: then it is there, and the row meets it.
    """
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                return _take_in(rows, rules, author_id)
        except (IntegrityError, OperationalError) as error:
            if not isinstance(error.__cause__, AGAIN) or attempt == TRIES - 1:
                raise
        except Moved:
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _take_in(rows, rules, author_id):
    _one_intake_at_a_time()
    return settle(
        rows, rules, look_up=look_up, write=partial(write, rules=rules, author_id=author_id), merge=_merge
    )


def settle(rows, rules, *, look_up, write, merge):
    """Decide rows over what is there, and let it be written. The same for a run and for a dry run, so they cannot differ."""
    decisions, merged_lines = [], set()
    while rows:
        known = look_up(rows)
        if rules.own_only is not None:
            owner_names({*known.by_key.values(), *known.bare.values()})
        plan = decide(rows, known, rules)
        write(plan)
        decisions += plan.decisions
        rows = rows[plan.taken :]
        if plan.merge:
            merge(*plan.merge)
            merged_lines.add(rows[0].line)
    return [_as_merged(decision, merged_lines) for decision in decisions]


def _merge(survivor, other):
    survivor, other = (Lead.objects.get(pk=target.lead_id) for target in (survivor, other))
    merge(survivor, other, by=None, reasons=["one row named both"])


def _as_merged(decision, merged_lines):
    if decision.line not in merged_lines:
        return decision
    return replace(
        decision,
        outcome=MERGED,
        code="two_leads",
        detail="Two leads turned out to be one person and were merged.",
    )


def _one_intake_at_a_time():
    """Chunks of one workspace follow each other: they meet the same people, and would only wait on each other's rows."""
    with connection.cursor() as cursor:
        # A table that has just been filled still looks empty to the planner, which would then read all of it for every
        # foreign key it checks.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('leads.intake'), %s::int)", [writable_workspace().pk]
        )


__all__ = ["Decision", "IntakeResult", "settle", "take_in", "take_in_rows"]
