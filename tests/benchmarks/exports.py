"""How fast leads become a file: end to end through the export job, in a worker of its own, as CSV and as XLSX.

The limit is the same rows as text in memory, read by the same queries, with nothing written.
"""

import os
import tempfile
import time
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from hirepilot.models import Membership, User, Workspace
from hirepilot.tenancy import workspace_scope
from leads.models import Lead, LeadExport
from leads.services import exporting, exports
from tests.benchmarks.files import write_existing
from tests.benchmarks.imports import Worker, run_import
from tests.benchmarks.report import figure


def main():
    call_command("migrate", verbosity=0)
    rows = int(os.environ.get("BENCH_EXPORT_ROWS", "100000"))
    user = User.objects.create_user("bench.export@agency.example", "irrelevant")
    workspace = Workspace.objects.create(name="Bench export", slug="bench-export")
    member = Membership.objects.create(user=user, workspace=workspace, role=Membership.Role.OWNER)
    label = f"export_{'100k' if rows == 100_000 else rows}"
    with tempfile.TemporaryDirectory() as folder, workspace_scope(workspace):
        with Worker():
            write_existing(Path(folder, "existing.csv"), rows)
            run_import(Path(folder, "existing.csv"), member)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        started = time.perf_counter()
        read = sum(1 for _ in exporting.export(Lead.objects.visible_to(member)).rows)
        limit = time.perf_counter() - started
        assert read == rows
        for kind in LeadExport.Format:
            with Worker() as worker:
                seconds = run_export(kind, member, rows)
                figure(f"{label}_{kind}", rows / seconds, "rows/s", rows / limit)
                figure(f"{label}_{kind}_memory", worker.growth_mib(), "MiB")


def run_export(kind, member, rows):
    """Seconds that the worker takes for all leads in all columns."""
    made = exports.start(by=member, format=kind, columns=list(exporting.choices()))
    while made.is_going_on:
        time.sleep(0.05)
        made.refresh_from_db()
    assert (made.state, made.rows_done) == (LeadExport.State.DONE, rows), made.problem
    return (made.finished_at - made.started_at).total_seconds()
