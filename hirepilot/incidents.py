"""Broken things tell the desk, even though the transaction they broke in is gone.

    with reports_incident("candidate_conversion_failed", user=by.user, lead=lead) as story:
        story.step("asked for by the campaign")
        convert_to_candidate(lead=lead, by=by)

The context manager stands around the outside of the work: it reports when the work has been rolled back, and raises
again what it caught. Whoever wants to know connects to `incident_reported`; lower apps do not know who that is.

Somebody may all the same have a transaction open around it. What is written inside would vanish with it, so there the
report is made by a thread of its own, on a connection of its own.
"""

import threading
import traceback
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum

import structlog
from django.db import Error as DatabaseFailure
from django.db import connection
from django.dispatch import Signal
from django.utils import timezone

from hirepilot import context
from hirepilot.context import EVERY_WORKSPACE
from hirepilot.logs import redact_text
from hirepilot.models import Membership

log = structlog.get_logger("incidents")
incident_reported = Signal()

OUR_APPS = ("hirepilot.", "leads.", "enrichment.", "campaigns.", "support.")
MACHINERY = ("hirepilot.incidents", "hirepilot.tenancy", "hirepilot.journal", "hirepilot.postgres")
LOCK_TIMEOUT = "5s"
PATIENCE = 15
LONGEST_TEXT = 4_000
REPORTED = "incident"  # where an error carries the report that was made of it


class Severity(StrEnum):
    S1 = "S1"  # money, lost data, the wall between workspaces
    S2 = "S2"  # a function is broken
    S3 = "S3"  # a provider is degraded


@dataclass(frozen=True)
class Kind:
    """A kind of incident in the words of the person who hits it: what happened, and what was not lost."""

    severity: Severity
    title: str
    kept: str


KINDS = {
    "lead_creation_failed": Kind(
        Severity.S2, "A lead could not be created",
        "Nothing was half written, and what you typed or uploaded is in the ticket or in the import.",
    ),
    "enrichment_double_charge": Kind(
        Severity.S1, "An enrichment was charged twice", "The second charge is found in the ledger and is given back.",
    ),
    "merge_corrupts": Kind(
        Severity.S1, "A merge damaged data", "The journal holds every value from before the merge.",
    ),
    "candidate_conversion_failed": Kind(
        Severity.S2, "A lead could not become a candidate", "The lead is as it was, with its whole history.",
    ),
    "client_conversion_failed": Kind(
        Severity.S2, "A lead could not become a client", "The lead is as it was, and no half-made client is left.",
    ),
    "leads_disappeared": Kind(
        Severity.S1, "Leads are gone after an import", "The import still has every row of the file.",
    ),
    "apollo_failed": Kind(Severity.S3, "Apollo does not work", "No credit was taken, and your leads are as they were."),
    "sniper_failed": Kind(Severity.S3, "Sniper could not read a page", "What it had found before is saved."),
    "campaign_mapping_broken": Kind(
        Severity.S2, "A campaign lost track of its leads", "No message was sent twice, and the leads are as they were.",
    ),
    "job_parked": Kind(
        Severity.S2, "Work in the background failed repeatedly", "The work is kept and can be started again.",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Incident:
    """What the desk has to know. Ids and not rows, because the rows may have gone with the transaction."""

    kind: str
    workspace_id: int | None = None
    user_id: int | None = None
    lead_id: int | None = None
    operation_id: int | None = None
    provider: str = ""
    steps: tuple[str, ...] = ()
    error: str = ""
    role: str = ""
    cause: str = ""  # the same kind and cause in a workspace are the same ticket
    about: str = ""  # the import and row, or the draft, where no lead exists yet
    member_id: int | None = None
    began_at: datetime = field(default_factory=timezone.now)
    failed_at: datetime = field(default_factory=timezone.now)

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"no such kind of incident: {self.kind}")

    @property
    def severity(self):
        return KINDS[self.kind].severity


class Story:
    """What is known while the work goes on; whoever does the work may add to it."""

    def __init__(self, steps=(), lead=None, about=""):
        self.steps, self.lead, self.about = list(steps), lead, about

    def step(self, text):
        self.steps.append(text)


@contextmanager
def reports_incident(
    kind,
    *,
    workspace=None,
    user=None,
    lead=None,
    provider="",
    steps=(),
    operation=None,
    about="",
    cause="",
    expected=(),
):
    """Report whatever the work inside raises, after its rollback, and raise it again.

    Without `workspace` and `user` those of the request or job are meant. `expected` are errors that say no to a person
    and break nothing. An error that an inner one has reported is not reported again.
    """
    began_at, story = timezone.now(), Story(steps, lead, about)
    known = Incident(
        kind, _id(workspace) or _open_workspace_id(), _user_id(user), provider=provider, began_at=began_at
    )
    try:
        yield story
    except Exception as error:
        if not isinstance(error, expected) and REPORTED not in vars(error):
            vars(error)[REPORTED] = incident = replace(
                known,
                lead_id=_id(story.lead),
                operation_id=_id(operation or context.operation.get()),
                steps=tuple(story.steps),
                error=describe(error),
                cause=cause or cause_of(error),
                about=story.about,
                failed_at=timezone.now(),
            )
            report(incident)
        raise


def report(incident):
    """Tell everybody who listens. Never raises: a report that fails must not hide what it is about."""
    actor = context.actor.get()
    if actor and incident.user_id is None and incident.member_id is None:
        incident = replace(incident, member_id=actor.member_id, user_id=actor.staff_id)
    incident = _storable(incident)
    # So that it is known even when the database is what broke. A draft is a person's data and no business of the log.
    known = {name: str(value) for name, value in asdict(incident).items() if value and name != "about"}
    log.error("incident", severity=incident.severity, **known)
    if not _in_a_transaction():
        _tell(incident)
        return
    thread = threading.Thread(
        target=copy_context().run, args=(_tell_apart, incident), name="incident", daemon=True
    )
    thread.start()
    # It may wait for a row that our own transaction holds. Its lock timeout ends that first.
    thread.join(PATIENCE)


def _storable(incident):
    """Without secrets, and without the characters that PostgreSQL cannot store: the text may be what broke the work."""

    def clean(text):
        text = text[:LONGEST_TEXT].replace("\x00", "").encode(errors="replace").decode()
        return redact_text(text)

    texts = {name: clean(getattr(incident, name)) for name in ("error", "cause", "about", "provider", "role")}
    return replace(incident, **texts, steps=tuple(map(clean, incident.steps)))


def describe(error):
    """The error in one line, with the place in our code where it came up."""
    place = _place(error)
    return f"{type(error).__name__}: {error}"[: LONGEST_TEXT // 2] + (
        f" ({place[0]}:{place[1]} in {place[2]})" if place else ""
    )


def cause_of(error):
    """What two reports of one fault have in common: the kind of error and the function it came up in, no values."""
    place = _place(error)
    return f"{type(error).__qualname__} in {place[0]}.{place[2]}" if place else type(error).__qualname__


def _place(error):
    """The innermost (module, line, function) of our own code, below the context managers that everything passes."""
    found = None
    for frame, line in traceback.walk_tb(error.__traceback__):
        module = frame.f_globals.get("__name__", "")
        if module.startswith(OUR_APPS) and not module.startswith(MACHINERY):
            found = module, line, frame.f_code.co_name
    return found


def _id(thing):
    return getattr(thing, "pk", thing)


def _user_id(user):
    return getattr(user, "user_id", None) or _id(user)  # a membership will do


def _open_workspace_id():
    workspace = context.workspace.get()
    return None if workspace in (None, EVERY_WORKSPACE) else workspace.pk


def _in_a_transaction():
    # The transaction that a test wraps around itself is none that the product could lose a report in.
    return any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)


def _tell_apart(incident):
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        _tell(incident)
    except DatabaseFailure:
        log.exception("incident not told")
    finally:
        connection.close()


def _tell(incident):
    try:
        incident = _with_person(incident)
    except DatabaseFailure:
        log.exception("the person of an incident is not known")
    # Django logs a listener that fails, and goes on to the next.
    incident_reported.send_robust(sender=Incident, incident=incident)


def _with_person(incident):
    """The incident with user and role, which only the database knows."""
    member = None
    if incident.member_id:
        member = Membership.objects.filter(pk=incident.member_id).first()
    elif incident.user_id and incident.workspace_id:
        member = Membership.objects.filter(
            user_id=incident.user_id, workspace_id=incident.workspace_id
        ).first()
    if member is None:
        return incident
    return replace(
        incident, user_id=incident.user_id or member.user_id, role=incident.role or member.get_role_display()
    )
