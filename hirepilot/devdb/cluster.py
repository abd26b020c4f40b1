"""One embedded PostgreSQL: made, started, stopped, and never harmed by a crash of ours."""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from hirepilot.devdb.account import choose_account, die_with_parent
from hirepilot.devdb.errors import DatabaseProblem, DataInUse
from hirepilot.devdb.leftovers import end_orphan, sweep_leftovers
from hirepilot.devdb.programs import READABLE, ROOT, find_programs
from hirepilot.devdb.settings import DEVELOPMENT, THROW_AWAY

SUPERUSER, ROLE = "postgres", "hirepilot"
START_SECONDS = 120
THROW_AWAY_PREFIX = "hirepilot-db-"
LONGEST_SOCKET_FOLDER = 80  # bytes: the address of a socket may have 103 on macOS and 107 on Linux

# The product's role is a plain one: a superuser would pass by row-level security.
PREPARE = f"""
SELECT 'CREATE ROLE {ROLE} LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') \\gexec
SELECT 'CREATE DATABASE {ROLE} OWNER {ROLE}'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{ROLE}') \\gexec
"""


class Cluster:
    """PostgreSQL with its data in `home`/data, its log and its socket in `home`; a lock lies beside `home`.

    It belongs to the thread that starts it: when that dies, PostgreSQL stops by itself.
    """

    def __init__(self, home, *, settings=DEVELOPMENT):
        self.home = Path(home)
        self.settings = settings
        self.account = choose_account(home, ROOT)
        self.process = self._lock = None

    @property
    def data(self):
        return self.home.resolve() / "data"

    @property
    def log(self):
        return self.home.resolve() / "postgres.log"

    @property
    def socket_folder(self):
        home = os.fsencode(self.home.resolve())
        if len(home) <= LONGEST_SOCKET_FOLDER:
            return self.home.resolve()
        # Not $TMPDIR, which may differ between two starts.
        return Path("/tmp", f"hirepilot-{hashlib.sha256(home).hexdigest()[:12]}")

    @property
    def url(self):
        return self.url_as(ROLE)

    def url_as(self, role, database=ROLE):
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket_folder))}"

    def start(self):
        """Make the data folder if there is none, start, and wait until it answers."""
        try:
            self._take_lock()
            self._make_folders()
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            end_orphan(self.data)
            self._launch()
            self.sql(PREPARE)
        except PermissionError as error:
            self.stop()
            raise DatabaseProblem(
                f"{error.filename or self.home} belongs to another user: start as the user who started "
                "HirePilot here first, or delete that folder with all its data."
            ) from error
        except BaseException:  # Ctrl-C included: whatever ends the start also ends what it has started
            self.stop()
            raise
        return self

    def sql(self, script, *, database="postgres"):
        """Run a script as the superuser."""
        folder, user = f"--host={self.socket_folder}", f"--username={SUPERUSER}"
        return self._run(["psql", "-XqAt", "-vON_ERROR_STOP=1", folder, user, database], script)

    def stop(self, within=10):
        """Roll back what is open and stop; after `within` seconds stop hard, which the next start mends."""
        for number, seconds in ((signal.SIGINT, within), (signal.SIGQUIT, 1), (signal.SIGKILL, None)):
            if self.process and self.process.poll() is None:
                self.process.send_signal(number)
                with suppress(subprocess.TimeoutExpired):
                    self.process.wait(seconds)
        self.process = None
        if self._lock:
            self._lock.close()
            self._lock = None

    def kill(self):
        """End it as a power cut would: nothing is said, nothing is written."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def _take_lock(self):
        if self._lock:
            return
        self.home.parent.mkdir(parents=True, exist_ok=True)
        lock = self.home.with_name(f"{self.home.name}.lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise DataInUse(self.home, lock.read().strip()) from error
        lock.truncate(0)
        print(os.getpid(), file=lock, flush=True)
        self._lock = lock

    def _make_folders(self):
        if not self.home.exists():
            self.home.unlink(missing_ok=True)  # a link to what has been removed
            if self.account.can_enter(self.home.parent):
                self.home.mkdir(mode=0o700)
            else:
                READABLE.mkdir(mode=0o755, parents=True, exist_ok=True)
                self.home.symlink_to(tempfile.mkdtemp(prefix="postgres-", dir=READABLE))
            self.account.own(self.home)
        socket_folder = self.socket_folder
        if not socket_folder.exists():
            socket_folder.mkdir(mode=0o700)
            self.account.own(socket_folder)
        if socket_folder.is_symlink() or socket_folder.stat().st_uid not in (self.account.uid, os.geteuid()):
            raise DatabaseProblem(f"{socket_folder} is not ours: delete it and start again.")

    def _initialise(self):
        """In a folder of its own first: one that is half made by a crash is never taken for a database."""
        unfinished = self.home.resolve() / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        command = [
            "initdb",
            "-D",
            unfinished,
            "-U",
            SUPERUSER,
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        ]
        if self.programs.version >= 17:
            command.append("--locale-provider=builtin")  # the same order of text on every machine
        if self.settings.get("fsync") == "off":
            command.append("--no-sync")
        self._run(command)
        unfinished.rename(self.data)

    @property
    def programs(self):
        if not hasattr(self, "_programs"):
            self._programs = find_programs(self.account)
        return self._programs

    def _launch(self):
        written_by = int((self.data / "PG_VERSION").read_text())
        if written_by != self.programs.version:
            raise DatabaseProblem(
                f"The data in {self.data} were written by PostgreSQL {written_by} and the programs here are "
                f"{self.programs.version}: point HIREPILOT_PG_BIN at the programs of {written_by}, "
                "or move the folder away."
            )
        command = [self.programs.path("postgres"), "-D", self.data, "-k", f'"{self.socket_folder}"']
        command += [part for setting in self.settings.items() for part in ("-c", "=".join(setting))]
        deadline = time.monotonic() + START_SECONDS
        while not self._came_up(command, deadline):
            # A server that was killed just now may still hold its shared memory for a moment.
            if "pre-existing shared memory block" not in self._said() or time.monotonic() > deadline:
                raise DatabaseProblem(f"PostgreSQL does not start: {self._said()} ({self.log} has it all).")
            time.sleep(0.2)

    def _came_up(self, command, deadline):
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_clean_environment(),
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),
                **self.account.popen,
            )
        while self.process.poll() is None and time.monotonic() < deadline:
            if self._is_ready(self.process.pid):
                return True
            time.sleep(0.01)
        return False

    def _is_ready(self, pid):
        """By the last line of postmaster.pid, which is what pg_ctl reads too."""
        try:
            lines = (self.data / "postmaster.pid").read_text().split()
        except FileNotFoundError:
            return False
        return lines[0] == str(pid) and lines[-1] == "ready" if lines else False

    def _said(self):
        lines = [
            line
            for line in self.log.read_text(errors="replace").splitlines()
            if "FATAL" in line or "ERROR" in line
        ]
        return lines[-1].strip() if lines else "it said nothing"

    def _run(self, command, script=""):
        done = subprocess.run(
            [self.programs.path(command[0]), *command[1:]],
            input=script,
            capture_output=True,
            text=True,
            cwd="/",
            env=_clean_environment(),
            **self.account.popen,
            check=False,
        )
        if done.returncode:
            raise DatabaseProblem(f"{command[0]} failed: {' '.join(done.stderr.split())}")
        return done.stdout


def _clean_environment():
    """Ours, without what would send PostgreSQL's programs to another server or another language."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_"))} | {
        "LC_ALL": "C"
    }


class ThrowAway(Cluster):
    """A cluster in a temporary folder, which goes with it."""

    def __init__(self, settings=THROW_AWAY):
        sweep_leftovers(THROW_AWAY_PREFIX)
        self.folder = Path(tempfile.mkdtemp(prefix=THROW_AWAY_PREFIX))
        self.folder.chmod(0o755)  # PostgreSQL may run as somebody else, who has to pass through
        super().__init__(self.folder / "postgres", settings=settings)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_error):
        self.remove()

    def remove(self):
        self.stop(within=1)
        for folder in (self.socket_folder, self.home.resolve(), self.folder):
            shutil.rmtree(folder, ignore_errors=True)
