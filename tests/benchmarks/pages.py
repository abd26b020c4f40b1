"""How quick the pages stay while an import runs at full speed: their 95th percentile, against that of the idle product."""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles

from django.core.files import File
from django.core.management import call_command
from django.db import connection
from django.test import Client

from hirepilot.models import Membership, User, Workspace
from hirepilot.tenancy import workspace_scope
from leads.models import Lead, LeadImport
from leads.services import importing
from tests.benchmarks.files import write_existing, write_upload
from tests.benchmarks.imports import Worker, run_import
from tests.benchmarks.report import figure

VISITS = 150
THINKING = 0.05  # seconds between two pages of one person


def main():
    call_command("migrate", verbosity=0)
    rows = int(os.environ.get("BENCH_ROWS", "100000"))
    user = User.objects.create_user("bench.pages@agency.example", "irrelevant")
    workspace = Workspace.objects.create(name="Bench pages", slug="bench-pages")
    member = Membership.objects.create(user=user, workspace=workspace, role=Membership.Role.OWNER)
    with tempfile.TemporaryDirectory() as folder, workspace_scope(workspace), Worker(), Web() as web:
        existing, upload = Path(folder, "existing.csv"), Path(folder, "upload.csv")
        write_existing(existing, rows)
        write_upload(upload, rows)
        run_import(existing, member)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        browser = Browser(web.port, user, workspace)
        browser.visits(20)  # the first of everything is no measure
        idle = p95(browser.visits(VISITS))
        with open(upload, "rb") as file:
            started = importing.upload(File(file, name=upload.name), by=member)
        importing.start(started, by=member, mapping=started.mapping)
        busy = p95(browser.visits(VISITS, for_as_long_as=started))
        figure("pages_idle", idle, "ms (p95)")
        figure("pages_while_importing", busy, "ms (p95)", idle)


def p95(milliseconds):
    return quantiles(milliseconds, n=20)[-1]


class Web:
    """The web server as `./run` starts it."""

    def __enter__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [
            sys.executable, "-m", "gunicorn", "hirepilot.wsgi:application", "--worker-class=gthread", "--workers=2",
            "--threads=4", f"--bind=127.0.0.1:{self.port}", "--log-level=error",
        ]  # fmt: skip
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings"}
        self.process = subprocess.Popen(command, env=environment)
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                time.sleep(0.1)

    def __exit__(self, *error):
        self.process.terminate()
        self.process.wait(20)


class Browser:
    """Somebody who looks through leads and imports, one page after the other."""

    def __init__(self, port, user, workspace):
        client = Client()
        client.force_login(user)
        self.cookie = f"sessionid={client.cookies['sessionid'].value}"
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        lead = Lead.objects.order_by("pk").first()
        inside = f"/w/{workspace.slug}"
        self.addresses = [
            f"{inside}/leads/",
            f"{inside}/leads/?q=engineer",
            lead.get_absolute_url(),
            f"{inside}/leads/imports/",
        ]

    def visits(self, count, *, for_as_long_as=None):
        """Milliseconds of so many pages, or of fewer where an import ends before."""
        taken = []
        for number in range(count):
            if for_as_long_as is not None and self._is_over(for_as_long_as):
                break
            began = time.perf_counter()
            self.connection.request(
                "GET", self.addresses[number % len(self.addresses)], headers={"Cookie": self.cookie}
            )
            answer = self.connection.getresponse()
            answer.read()
            assert answer.status == 200, answer.status
            taken.append((time.perf_counter() - began) * 1000)
            time.sleep(THINKING)
        assert len(taken) >= 20, f"only {len(taken)} pages"
        return taken

    def _is_over(self, lead_import):
        lead_import.refresh_from_db(fields=("state",))
        return lead_import.state in LeadImport.OVER
