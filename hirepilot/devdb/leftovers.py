"""What a launcher that was killed leaves behind. Called only where the lock says that none is alive."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from hirepilot.devdb.errors import DatabaseProblem

ORPHAN_SECONDS = 10
YOUNG_SECONDS = 60


def end_orphan(data):
    """Stop a server that still runs on this folder; forget one whose number somebody else has now."""
    note = data / "postmaster.pid"
    pid = _noted_pid(note)
    if pid is None or not _is_alive(pid):
        return
    if not _serves(pid, data):
        note.unlink()  # numbers are handed out anew after a restart of the machine or the container
        return
    for number in (signal.SIGINT, signal.SIGQUIT):
        os.kill(pid, number)
        deadline = time.monotonic() + ORPHAN_SECONDS
        while time.monotonic() < deadline:
            if not _is_alive(pid):
                return
            time.sleep(0.05)
    raise DatabaseProblem(f"A PostgreSQL left over from before does not stop: end it with kill -9 {pid}")


def _noted_pid(note):
    try:
        return int(note.read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _serves(pid, data):
    """Whether process `pid` is a PostgreSQL started on this folder."""
    if sys.platform == "linux":
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        return os.fsencode(data) in words
    listed = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return f"-D {data} " in listed.stdout


def sweep_leftovers(prefix):
    """Remove throw-away folders whose launcher is gone."""
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        with suppress(FileNotFoundError):  # another launcher was faster
            found = folder.stat()
            if found.st_uid == os.geteuid() and time.time() - found.st_mtime > YOUNG_SECONDS:
                _remove_unless_locked(folder)


def _remove_unless_locked(folder):
    try:
        with (folder / "postgres.lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree((folder / "postgres").resolve(), ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)
    except (BlockingIOError, FileNotFoundError):
        return
