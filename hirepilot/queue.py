"""Durable jobs: rows that are claimed by lease, guarded by a fence, and swept when their worker falls silent.

    enqueue("leads.import", import_id=3)        # in the caller's transaction; the broker is rung after commit

    @job("leads.import")                        # in tasks.py
    def run_import(*, import_id): ...

A job may be delivered twice; only one delivery holds the lease. Work of several transactions calls `hold()` in each: it
locks the job row and refuses when the lease has gone to another worker, so that a stopped worker that wakes up late cannot
write.
"""

import logging
import os
import threading
import traceback
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from datetime import timedelta

import structlog
from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, F, When
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerDown

from hirepilot import context
from hirepilot.context import Actor
from hirepilot.errors import Later, LeaseLost
from hirepilot.incidents import Incident, report, report_breach
from hirepilot.job_events import job_cancelled, job_parked, job_replayed, named, tell
from hirepilot.journal import acting
from hirepilot.models import Job, Workspace
from hirepilot.tenancy import workspace_scope

log = logging.getLogger(__name__)
TASKS = {}
TICKS = {}  # task name -> seconds
_current = ContextVar("job", default=None)


def job(name, *, every=None):
    """Register a function as the work of a task name. It runs in the job's workspace, acting for its member.

    `every`, in seconds, also makes it a tick: one job in each such stretch of time, however many beats there are.
    """

    def register(work):
        if name in TASKS:
            raise ValueError(f"two jobs are called {name}")
        TASKS[name] = work
        if every:
            TICKS[name] = every
        return work

    return register


def current_job():
    """The job that this code runs in, or None."""
    return _current.get()


def enqueue(task, *, once=None, run_after=None, **arguments):
    """Write a job in the caller's transaction and ring after commit. `once`: a second job of that name is not made (None)."""
    scope, actor = context.workspace.get(), context.actor.get() or Actor()
    fields = {
        "task": task,
        "arguments": arguments,
        "member_id": actor.member_id,
        "run_after": run_after or timezone.now(),
        "workspace": scope if isinstance(scope, Workspace) else None,
    }
    if once is None:
        made = Job.objects.create(**fields)
    else:
        made = (
            Job.objects.bulk_create([Job(once=once, **fields)], ignore_conflicts=True)
            and Job.objects.filter(once=once, state=Job.State.QUEUED).first()
        )
    if made is not None and run_after is None:
        transaction.on_commit(lambda: ring(made.pk))
    return made


def ring(job_id):
    """Tell the broker. A broker that is down costs seconds, not the job: the sweeper rings again."""
    try:
        current_app.send_task("hirepilot.work", args=[job_id], expires=600)
    except (BrokerDown, OSError) as error:
        log.warning("the broker did not take job %s: %s", job_id, error)


def wake(job_id):
    """Run a job now that waits for its time (see `Later`)."""
    if Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(run_after=timezone.now()):
        transaction.on_commit(lambda: ring(job_id))


def claim(job_id):
    """Take the lease of a due job; None when it is not due or somebody else holds it."""
    lease = timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
    taken = (
        Job.objects.due()
        .filter(pk=job_id)
        .update(
            state=Job.State.RUNNING,
            fence=F("fence") + 1,
            lease_until=lease,
            started_at=timezone.now(),
            worker=f"{settings.WORKER_NAME}:{os.getpid()}",
            # A claim of a running job means that its worker died: that counts as a failure too.
            failures=F("failures") + Case(When(state=Job.State.RUNNING, then=1), default=0),
        )
    )
    return _with_owners(job_id) if taken else None


def hold():
    """Lock the current job's row in this transaction; raises LeaseLost when another worker has claimed it since."""
    mine = current_job()
    if mine is None:
        return
    held = Job.objects.select_for_update().filter(pk=mine.pk, fence=mine.fence, state=Job.State.RUNNING)
    if not held.values_list("pk", flat=True):
        raise LeaseLost


def work(job_id):
    """Claim a job, run it, and say how it ended. Called by the worker for each ring; safe to call any number of times."""
    claimed = claim(job_id)
    if claimed is None:
        return
    if claimed.failures >= settings.JOB_FAILURES_BEFORE_PARKED:
        _park(claimed, "Its worker died each time.")
        return
    structlog.contextvars.bind_contextvars(job_id=claimed.pk, workspace=claimed.workspace_id)
    try:
        with _inside(claimed), _renewed(claimed):
            TASKS[claimed.task](**claimed.arguments)
    except LeaseLost:
        log.warning("job %s went to another worker", claimed.pk)
        return
    except Later as later:
        _mine(claimed).update(
            state=Job.State.QUEUED, run_after=timezone.now() + timedelta(seconds=later.seconds), lease_until=None
        )
        return
    except Exception as error:  # noqa: BLE001  whatever a job raises must end in its row, not in the worker's log
        _failed(claimed, error)
        return
    finally:
        structlog.contextvars.unbind_contextvars("job_id", "workspace")
    _mine(claimed).update(state=Job.State.DONE, finished_at=timezone.now(), lease_until=None, error="")


@contextmanager
def _inside(claimed):
    with ExitStack() as stack:
        if claimed.workspace:
            stack.enter_context(workspace_scope(claimed.workspace))
        stack.enter_context(acting(Actor(member_id=claimed.member_id, job_id=claimed.pk)))
        token = _current.set(claimed)
        stack.callback(_current.reset, token)
        yield


@contextmanager
def _renewed(claimed):
    """Renew the lease from a thread with a connection of its own for as long as the work runs."""
    done = threading.Event()

    def renew():
        try:
            while not done.wait(settings.JOB_LEASE_SECONDS / 3):
                lease = timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
                if not _mine(claimed).update(lease_until=lease):
                    return
        finally:
            connection.close()

    thread = threading.Thread(target=renew, name=f"lease-{claimed.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(timeout=5)


def _mine(claimed):
    return Job.objects.filter(pk=claimed.pk, fence=claimed.fence, state=Job.State.RUNNING)


def _failed(claimed, error):
    text = "".join(traceback.format_exception(error, limit=-6))[-4000:]
    log.error("job %s (%s) failed", claimed.pk, claimed.task, exc_info=error)
    report_breach(
        error,
        attempted=named(claimed),
        workspace=claimed.workspace_id,
        user=claimed.member and claimed.member.user_id,
    )
    failures = claimed.failures + 1
    if failures >= settings.JOB_FAILURES_BEFORE_PARKED:
        _park(claimed, text, failures)
        return
    wait = timedelta(seconds=min(2**failures, 300))
    _mine(claimed).update(
        state=Job.State.QUEUED,
        failures=failures,
        run_after=timezone.now() + wait,
        lease_until=None,
        error=text,
    )


@transaction.atomic
def _set_parked(claimed, text, failures):
    """What the job was about, in the words of whoever works with it; None when it is another worker's by now."""
    parked = _mine(claimed).update(
        state=Job.State.PARKED,
        failures=failures or claimed.failures,
        finished_at=timezone.now(),
        lease_until=None,
        error=text,
    )
    if not parked:
        return None
    return "; ".join(filter(None, tell(job_parked, claimed)))


def _park(claimed, text, failures=None):
    about = _set_parked(claimed, text, failures)
    if about is not None:
        report(
            Incident(
                kind="job_parked",
                workspace_id=claimed.workspace_id,
                user_id=claimed.member and claimed.member.user_id,
                error=text.strip().splitlines()[-1],
                steps=(named(claimed),),
                attempted=named(claimed),
                about=about,
                cause=f"job:{claimed.task}",
            )
        )


@transaction.atomic
def replay(job_id):
    """Give a parked, cancelled or failed job five new tries (staff)."""
    ready = (
        Job.objects.filter(pk=job_id)
        .exclude(state__in=[Job.State.RUNNING, Job.State.DONE])
        .update(
            state=Job.State.QUEUED,
            failures=0,
            run_after=timezone.now(),
            finished_at=None,
            fence=F("fence") + 1,
        )
    )
    if ready:
        tell(job_replayed, _with_owners(job_id))
        transaction.on_commit(lambda: ring(job_id))
    return bool(ready)


@transaction.atomic
def cancel(job_id):
    """Stop a job: a waiting one at once, a running one at its next `hold()`."""
    stopped = Job.objects.filter(
        pk=job_id, state__in=[Job.State.QUEUED, Job.State.RUNNING, Job.State.PARKED]
    ).update(state=Job.State.CANCELLED, finished_at=timezone.now(), lease_until=None, fence=F("fence") + 1)
    if stopped:
        tell(job_cancelled, _with_owners(job_id))
    return bool(stopped)


def _with_owners(job_id):
    return Job.objects.select_related("workspace", "member").get(pk=job_id)
