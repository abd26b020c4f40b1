"""For machines that watch: is the process alive, can it serve, and how is the work going. Never a person's data."""

import hmac

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count
from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hirepilot.models import Job
from hirepilot.scheduler import lag_seconds
from hirepilot.views.doors import anybody

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA")
LOOPBACK = ("127.0.0.1", "::1", "::ffff:127.0.0.1")
UNFINISHED = (Job.State.QUEUED, Job.State.RUNNING, Job.State.PARKED)


@require_safe
@never_cache
@anybody
def alive(request):
    """Answers as long as the process does; asks nobody, so that a slow database is no reason to restart us."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
@anybody
def ready(request):
    """200, or 503 naming the parts that fail. Later parts are not asked when the database is away."""
    parts = {"database": _database()}
    if parts["database"] == "ok":
        parts |= {"migrations": _migrations(), "jobs": _jobs()}
    failing = [name for name, state in parts.items() if state != "ok"]
    return JsonResponse(
        {"ready": not failing, "failing": failing, "parts": parts}, status=503 if failing else 200
    )


@require_safe
@never_cache
@anybody
def metrics(request):
    """Prometheus text, for the machine itself or for who has the METRICS_TOKEN; nobody else learns that it exists."""
    if not (_from_this_machine(request) or _has_token(request)):
        raise Http404
    return HttpResponse(
        "\n".join(_measured()) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8"
    )


def _database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return "not reachable"
    return "ok"


def _migrations():
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return f"{missing} not applied" if missing else "ok"


def _jobs():
    lag = lag_seconds()
    return f"the oldest due job has waited for {lag:.0f} s" if lag > settings.JOB_LAG_LIMIT_SECONDS else "ok"


def _measured():
    yield "# HELP hirepilot_jobs Jobs that are not over, by task and state."
    yield "# TYPE hirepilot_jobs gauge"
    counts = Job.objects.filter(state__in=UNFINISHED).values("task", "state").order_by("task", "state")
    for row in counts.annotate(count=Count("pk")):
        yield f'hirepilot_jobs{{task="{row["task"]}",state="{row["state"]}"}} {row["count"]}'
    yield "# HELP hirepilot_job_lag_seconds How long the oldest due job has been waiting."
    yield "# TYPE hirepilot_job_lag_seconds gauge"
    yield f"hirepilot_job_lag_seconds {lag_seconds():.3f}"
    yield "# HELP hirepilot_imports_running Imports that a worker is working on."
    yield "# TYPE hirepilot_imports_running gauge"
    yield f"hirepilot_imports_running {Job.objects.filter(task='leads.import', state=Job.State.RUNNING).count()}"


def _from_this_machine(request):
    """Not what a proxy on this machine passes on, which comes from its address too."""
    passed_on = settings.BEHIND_PROXY or any(name in request.META for name in FORWARDED)
    return not passed_on and request.META.get("REMOTE_ADDR") in LOOPBACK


def _has_token(request):
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.METRICS_TOKEN
    return (
        bool(wanted)
        and kind.lower() == "bearer"
        and hmac.compare_digest(given.strip().encode(), wanted.encode())
    )
