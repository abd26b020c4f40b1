import fcntl
import os
import signal
import subprocess
import sys
import time

import pytest

from hirepilot.devdb import leftovers


@pytest.fixture
def note(tmp_path):
    return tmp_path / "postmaster.pid"


@pytest.fixture
def program(tmp_path):
    """Something else that runs, or an orphan when it is given the folder as postgres would be."""
    started = []

    def start(*arguments):
        code = "print('up', flush=True); import time; time.sleep(60)"
        started.append(
            subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True)
        )
        assert started[-1].stdout.readline() == "up\n"  # before, the kernel may not tell its command line yet
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("content", ["", "rubbish\n", "-\n"])
def test_a_note_without_a_number_is_left_to_postgres(note, content):
    note.write_text(content)

    leftovers.end_orphan(note.parent)

    assert note.read_text() == content


def test_no_note_means_no_orphan(note):
    assert leftovers.end_orphan(note.parent) is None


def test_the_number_of_a_dead_server_is_left_to_postgres(note, program):
    dead = program()
    dead.kill()
    dead.wait()
    note.write_text(f"{dead.pid}\n")

    leftovers.end_orphan(note.parent)

    assert note.exists()


def test_a_number_that_somebody_else_has_now_is_forgotten_and_he_lives(note, program):
    other = program("-D", "/somewhere/else")
    note.write_text(f"{other.pid}\n")

    leftovers.end_orphan(note.parent)

    assert not note.exists()
    assert other.poll() is None


def test_an_orphan_is_told_to_stop(note, program, monkeypatch):
    orphan = program("-D", str(note.parent))
    note.write_text(f"{orphan.pid}\n")
    monkeypatch.setattr(leftovers, "_is_alive", lambda pid: orphan.poll() is None)

    leftovers.end_orphan(note.parent)

    assert orphan.returncode in (-signal.SIGINT, 1)


@pytest.fixture
def throw_away(tmp_path, monkeypatch):
    """Makes a throw-away folder of some age, its lock held or not."""
    monkeypatch.setattr(leftovers.tempfile, "gettempdir", lambda: str(tmp_path))
    held = []

    def make(name, *, age, locked=False, lock=True):
        folder = tmp_path / name
        (folder / "postgres" / "data").mkdir(parents=True)
        if lock:
            held.append((folder / "postgres.lock").open("w"))
            if locked:
                fcntl.flock(held[-1], fcntl.LOCK_EX)
        os.utime(folder, (time.time() - age, time.time() - age))

    yield make
    for lock in held:
        lock.close()


def test_only_what_a_dead_launcher_left_is_swept_away(throw_away, tmp_path):
    throw_away("hirepilot-db-dead", age=3600)
    throw_away("hirepilot-db-running", age=3600, locked=True)
    throw_away("hirepilot-db-starting", age=1)
    throw_away("hirepilot-db-foreign", age=3600, lock=False)
    throw_away("else", age=3600)

    leftovers.sweep_leftovers("hirepilot-db-")

    assert sorted(folder.name for folder in tmp_path.iterdir()) == [
        "else",
        "hirepilot-db-foreign",
        "hirepilot-db-running",
        "hirepilot-db-starting",
    ]
