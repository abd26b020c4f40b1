"""Real workers on the test's database and broker, to be killed."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

COMMAND = [
    sys.executable,
    "-m",
    "celery",
    "-A",
    "hirepilot.celery",
    "worker",
    "-B",
    "-c",
    "2",
    "--loglevel=WARNING",
]


class Worker:
    """A Celery worker with beat, in a process group of its own, with leases and sweeps short enough for a test."""

    def __init__(self, *, database_url="", **environment):
        self.environment = (
            os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "TEST_DATABASE": connection.settings_dict["NAME"],
                "JOB_LEASE_SECONDS": "3",
                "JOB_SWEEP_SECONDS": "1",
                "IMPORT_CHUNK_ROWS": "50",
            }
            | environment
        )
        if database_url:
            self.environment |= {"DATABASE_URL": database_url}
        self.log = open(settings.DATA_DIR / "worker.log", "ab")  # noqa: SIM115  lives as long as the worker

    def __enter__(self):
        self.start()
        return self

    def start(self):
        self.process = subprocess.Popen(
            COMMAND, env=self.environment, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def __exit__(self, *error):
        self.kill_group()
        self.log.close()

    def kill_parent(self):
        self.process.kill()
        # A pool child whose parent has died ends when it next looks for work; the job it holds may still finish.
        self.process.wait()

    def kill_child(self):
        children = _children(self.process.pid)
        if children:
            os.kill(children[-1], signal.SIGKILL)

    def kill_group(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _children(pid):
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def eventually(happened, within=60, every=0.1):
    """Wait until `happened()` is true; fails with what it last said."""
    deadline = time.monotonic() + within
    while not (said := happened()):
        if time.monotonic() > deadline:
            log = (settings.DATA_DIR / "worker.log").read_text(errors="replace")[-3000:]
            raise AssertionError(f"not within {within} s: {said!r}\n{log}")
        time.sleep(every)
    return said
