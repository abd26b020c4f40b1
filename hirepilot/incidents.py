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

import structlog
from django.db import Error as DatabaseFailure
from django.db import connection
from django.dispatch import Signal
from django.utils import timezone

from hirepilot import context
from hirepilot.breaches import is_breach
from hirepilot.context import EVERY_WORKSPACE
from hirepilot.errors import ATTEMPTED
from hirepilot.incident_kinds import KINDS, Severity
from hirepilot.logs import redact_text
from hirepilot.models import Membership

__all__ = [
    "KINDS", "Incident", "Severity", "Story", "cause_of", "describe", "incident_reported", "report", "report_breach",
    "reports_incident",
]  # fmt: skip

log = structlog.get_logger("incidents")
incident_reported = Signal()

OUR_APPS = ("hirepilot.", "leads.", "enrichment.", "campaigns.", "support.")
MACHINERY = ("hirepilot.incidents", "hirepilot.tenancy", "hirepilot.journal", "hirepilot.postgres")
LOCK_TIMEOUT = "5s"
PATIENCE = 15
LONGEST_TEXT = 4_000
REPORTED = "incident"  # where an error carries the report that was made of it
PERSONAL = ("about", "attempted")
TEXTS = ("error", "cause", "about", "provider", "role", "attempted")


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
    attempted: str = ""  # the operation that the failure took back, or what else was being done

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
    and break nothing. An error that an inner one has reported is not reported again, and one that reached for another
    workspace is reported as that, whatever it interrupted and whoever expected it.
    """
    began_at, story = timezone.now(), Story(steps, lead, about)
    known = Incident(
        kind, _id(workspace) or _open_workspace_id(), _user_id(user), provider=provider, began_at=began_at
    )
    try:
        yield story
    except Exception as error:
        if is_breach(error) or not isinstance(error, expected):
            told = replace(
                known,
                lead_id=_id(story.lead),
                operation_id=_id(operation or context.operation.get()),
                steps=tuple(story.steps),
                about=story.about,
                cause=cause,
            )
            _report_once(error, told)
        raise


def report_breach(error, *, attempted, workspace=None, user=None):
    """Where requests and jobs end: tell of an error that reached for another workspace; others are not meant."""
    if is_breach(error):
        known = Incident(
            "tenancy_breach", _id(workspace) or _open_workspace_id(), _user_id(user), attempted=attempted
        )
        _report_once(error, known)


def _report_once(error, known):
    """Report an error that no inner one has reported, with what only the error knows."""
    if REPORTED in vars(error):
        return
    vars(error)[REPORTED] = incident = replace(
        known,
        kind="tenancy_breach" if is_breach(error) else known.kind,
        error=describe(error),
        cause=known.cause or cause_of(error),
        attempted=vars(error).get(ATTEMPTED, known.attempted),
        failed_at=timezone.now(),
    )
    report(incident)


def report(incident):
    """Tell everybody who listens. Never raises: a report that fails must not hide what it is about."""
    actor = context.actor.get()
    if actor and incident.user_id is None and incident.member_id is None:
        incident = replace(incident, member_id=actor.member_id, user_id=actor.staff_id)
    incident = _storable(incident)
    # So that it is known even when the database is what broke. A draft is a person's data and no business of the log.
    known = {name: str(value) for name, value in asdict(incident).items() if value and name not in PERSONAL}
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

    texts = {name: clean(getattr(incident, name)) for name in TEXTS}
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
