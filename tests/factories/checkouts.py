"""A checkout of a small product, to be started and stopped by the real ./run."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from hirepilot.bootstrap.packages import ROOT

MANAGE = """
import os, sys
import psycopg
command = sys.argv[1]
with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
    if command == "migrate":
        database.execute("CREATE TABLE IF NOT EXISTS told (what text)")
    database.execute("INSERT INTO told VALUES (%s)", [command])
    if command == "seed":
        print("Demo: mia@northgate.example, password horses")
    if command == "told":
        print(*[row[0] for row in database.execute("SELECT what FROM told")])
    if command == "fail":
        sys.exit(9)
"""
WEB = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]
"""
WORKER = """
import os
from pathlib import Path
from celery import Celery
folder = Path(os.environ["DATA_DIR"], "broker")
folder.mkdir(exist_ok=True)
app = Celery("hirepilot")
app.conf.broker_url = "filesystem://"
app.conf.broker_transport_options = {"data_folder_in": folder, "data_folder_out": folder, "control_folder": folder}
app.conf.beat_schedule_filename = str(folder / "beat")
"""
PARTS = ("run", "hirepilot/__init__.py", "hirepilot/errors.py", "hirepilot/bootstrap", "hirepilot/devdb")


class Checkout:
    """`folder` holds ./run and what it calls; .venv lends this checkout's packages and is marked as complete."""

    def __init__(self, folder):
        self.folder = Path(folder)
        (self.folder / "hirepilot").mkdir(parents=True)
        (self.folder / "tests").mkdir()
        for part in PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy2
            copy(ROOT / part, self.folder / part)
        for name, text in (
            ("manage.py", MANAGE),
            ("hirepilot/wsgi.py", WEB),
            ("hirepilot/celery.py", WORKER),
            ("requirements.txt", ""),
            ("tests/requirements.txt", ""),
        ):
            (self.folder / name).write_text(text)
        self.started = []

    def lend_packages(self):
        """What ./run would have installed, without installing it."""
        venv = self.folder / ".venv"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
        [site] = venv.glob("lib/python3*/site-packages")
        site.rmdir()
        site.symlink_to(next(Path(place) for place in sys.path if place.endswith("site-packages")))
        state = "from hirepilot.bootstrap import packages as p\nimport json\nprint(json.dumps(p._state(%r)))"
        asked = subprocess.run(
            [sys.executable, "-c", state % (("requirements.txt", "tests/requirements.txt"),)],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=True,
        )
        (venv / "installed.json").write_text(json.dumps(json.loads(asked.stdout)))
        return self

    def command(self, *arguments, **env):
        """How ./run is started here: with nothing of the surrounding test run but the path and where pip looks."""
        kept = ("PATH", "HOME", "TMPDIR", "LANG", "HIREPILOT_PG_BIN", "SSL_CERT_FILE")
        inherited = {name: os.environ[name] for name in kept if name in os.environ}
        return {"args": [self.folder / "run", *arguments], "env": inherited | env, "cwd": "/", "text": True}

    def do(self, *arguments, **env):
        return subprocess.run(
            **self.command(*arguments, **env), capture_output=True, timeout=120, check=False
        )

    def start(self, *arguments, until="Ctrl-C stops it.", **env):
        """Start and wait for a line; returns the process and what it has printed."""
        process = subprocess.Popen(
            **self.command(*arguments, **env), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.started.append(process)
        said = []
        for line in process.stdout:
            said.append(line)
            if until in line:
                return process, "".join(said)
        raise AssertionError(f"ended with {process.wait()} before saying {until!r}:\n{''.join(said)}")

    def processes(self):
        """Whatever still runs out of this folder."""
        listed = subprocess.run(
            ["ps", "-axo", "pid=,stat=,args="], capture_output=True, text=True, check=True
        )
        return [line for line in listed.stdout.splitlines() if f"{self.folder}/" in line]

    def wait_until_empty(self, seconds=15):
        deadline = time.monotonic() + seconds
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.1)
        return self.processes()

    def end(self):
        for process in self.started:
            process.kill()
            process.wait()
            process.stdout.close()
