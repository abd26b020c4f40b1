"""How fast a file becomes leads: end to end through the import job, in a worker of its own, against two limits.

Limit B is a COPY of the same clean rows into copies of all the tables that the import wrote, with the same indexes and
without row-level security, triggers and foreign keys. Raw COPY loads the file's cells into a bare table.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from django.core.files import File
from django.core.management import call_command
from django.db import connection, transaction
from import_export import resources
from tablib import Dataset

from hirepilot.journal import operation
from hirepilot.models import Membership, User, Workspace
from hirepilot.tenancy import workspace_scope
from leads.models import Lead, LeadImport
from leads.services import importing
from tests.benchmarks.files import write_existing, write_upload
from tests.benchmarks.report import figure

# The tables an import writes, and which of their rows it wrote. Rows it updated are part of the limit too.
WRITTEN = {
    "leads_company": "created_in = {op}",
    "leads_lead": "created_in = {op} OR id IN (SELECT row_id FROM hirepilot_change WHERE operation_id = {op})",
    "leads_leadsearch": "lead_id IN (SELECT id FROM leads_lead WHERE created_in = {op})",
    "leads_identity": "created_in = {op}",
    "leads_contactvalue": "created_in = {op}",
    "leads_tag": "created_in = {op}",
    "leads_leadtag": "created_in = {op}",
    "hirepilot_change": "operation_id = {op}",
    "leads_importrow": "lead_import_id = {imported}",
}


def main():
    call_command("migrate", verbosity=0)
    sizes = [int(size) for size in os.environ.get("BENCH_ROWS", "100000,1000000").split(",")]
    growths = {}
    for rows in sizes:
        label = {100_000: "100k", 1_000_000: "1m"}.get(rows, str(rows))
        seconds, limit, raw, growth = measure(rows)
        figure(f"import_{label}", seconds, "s", limit)
        figure(f"import_{label}_raw_copy", seconds, "s", raw)
        figure(f"import_{label}_rows", rows / seconds, "rows/s")
        growths[label] = growth
    first = next(iter(growths.values()))
    for label, growth in growths.items():
        figure(f"import_memory_{label}", growth, "MiB", first)
    figure(
        "import_vs_import_export",
        rows_per_second_here(rows, seconds),
        "rows/s",
        import_export_rows_per_second(),
    )


def rows_per_second_here(rows, seconds):
    return rows / seconds


def measure(rows):
    """(seconds of the import, of limit B, of raw COPY, MiB that the worker grew) for an upload onto as many leads."""
    user = User.objects.create_user(f"bench{rows}@agency.example", "irrelevant")
    workspace = Workspace.objects.create(name=f"Bench {rows}", slug=f"bench-{rows}")
    member = Membership.objects.create(user=user, workspace=workspace, role=Membership.Role.OWNER)
    with tempfile.TemporaryDirectory() as folder, workspace_scope(workspace), Worker() as worker:
        existing, upload = Path(folder, "existing.csv"), Path(folder, "upload.csv")
        write_existing(existing, rows)
        expected = write_upload(upload, rows)
        run_import(existing, member)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        prepare_limit()
        done = run_import(upload, member)
        growth = worker.growth_mib()
        assert done.created == expected["new"], done.counts
        assert done.failed == expected["bad"], done.counts
        assert sum(done.counts.values()) == rows, done.counts
        seconds = (done.finished_at - done.started_at).total_seconds()
        return seconds, limit_b(done), raw_copy(upload), growth


def run_import(path, member):
    with open(path, "rb") as file:
        upload = importing.upload(File(file, name=path.name), by=member)
    return finished(importing.start(upload, by=member, mapping=upload.mapping))


def finished(upload):
    """The import, once a worker is through with it."""
    while upload.state in (LeadImport.State.MAPPING, LeadImport.State.WAITING, LeadImport.State.RUNNING):
        time.sleep(0.05)
        upload.refresh_from_db()
    assert upload.state == LeadImport.State.DONE, upload.problem
    return upload


def prepare_limit():
    """Copies of the tables with what they hold before the import."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS limit_b CASCADE; CREATE SCHEMA limit_b")
        for table in WRITTEN:
            cursor.execute(f"CREATE TABLE limit_b.{table} (LIKE public.{table} INCLUDING ALL)")
            cursor.execute(f"INSERT INTO limit_b.{table} SELECT * FROM public.{table}")
        cursor.execute("ANALYZE")


def limit_b(done):
    """Seconds to COPY the rows that the import wrote into the prepared copies; updated rows go in under another id."""
    seconds = 0.0
    with connection.cursor() as cursor, tempfile.TemporaryDirectory() as folder:
        for table, where in WRITTEN.items():
            path = Path(folder, table)
            rows = (
                f"SELECT * FROM public.{table} WHERE {where.format(op=done.operation_id, imported=done.pk)}"
            )
            with open(path, "wb") as file, cursor.copy(f"COPY ({rows}) TO STDOUT") as copy:
                for block in copy:
                    file.write(block)
            # An updated lead is in the copy already: it makes room first, outside the measure.
            cursor.execute(f"CREATE TEMPORARY TABLE bare AS SELECT * FROM limit_b.{table} LIMIT 0")
            if table == "leads_lead":
                cursor.execute(
                    "DELETE FROM limit_b.leads_lead WHERE id IN (SELECT row_id FROM hirepilot_change"
                    " WHERE operation_id = %s AND tbl = 'leads_lead')",
                    [done.operation_id],
                )
            started = time.perf_counter()
            with (
                transaction.atomic(),
                open(path, "rb") as file,
                cursor.copy(f"COPY limit_b.{table} FROM STDIN") as copy,
            ):
                while block := file.read(1 << 20):
                    copy.write(block)
            seconds += time.perf_counter() - started
            cursor.execute("DROP TABLE bare")
    return seconds


def raw_copy(path):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bare (line text)")
        started = time.perf_counter()
        with open(path, "rb") as file, cursor.copy("COPY bare FROM STDIN (DELIMITER E'\\x01')") as copy:
            while block := file.read(1 << 20):
                copy.write(block)
        seconds = time.perf_counter() - started
        cursor.execute("DROP TABLE bare")
    return seconds


class Worker:
    """A real worker on the benchmark's broker, whose memory is watched."""

    def __enter__(self):
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "hirepilot.celery",
            "worker",
            "-B",
            "-c",
            "1",
            "--loglevel=ERROR",
        ]
        self.process = subprocess.Popen(
            command, env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings"}
        )
        self.idle, self.peak, self.left = 0, 0, threading.Event()
        time.sleep(6)
        self.idle = self._resident()
        self.watch = threading.Thread(target=self._watch, daemon=True)
        self.watch.start()
        return self

    def __exit__(self, *error):
        self.left.set()
        self.watch.join()
        self.process.terminate()
        try:
            self.process.wait(12)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def growth_mib(self):
        return (self.peak - self.idle) / 1024

    def _watch(self):
        while not self.left.wait(0.1):
            self.peak = max(self.peak, self._resident())

    def _resident(self):
        """KiB of the largest process of the worker: the pool child that runs the job."""
        sizes = [0]
        for pid in [self.process.pid, *_children(self.process.pid)]:
            try:
                status = Path(f"/proc/{pid}/status").read_text()
            except OSError:
                continue
            sizes += [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")]
        return max(sizes)


def _children(pid):
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def import_export_rows_per_second(rows=2_000):
    """The same kind of rows, row by row, by django-import-export's own way."""

    class PlainLeads(resources.ModelResource):
        class Meta:
            model = Lead
            import_id_fields = ("email",)
            fields = ("full_name", "email", "linkedin", "company_name", "title", "location")

    data = Dataset(headers=["full_name", "email", "linkedin", "company_name", "title", "location"])
    for number in range(rows):
        data.append(
            [f"Person {number}", f"p{number}@x.example", f"person-{number}", "Company", "CFO", "Berlin"]
        )
    workspace = Workspace.objects.create(name="Bench import-export", slug="bench-import-export")
    with workspace_scope(workspace), operation("benchmark"):
        started = time.perf_counter()
        result = PlainLeads().import_data(data, raise_errors=True)
        seconds = time.perf_counter() - started
    assert result.totals["new"] == rows
    return rows / seconds
