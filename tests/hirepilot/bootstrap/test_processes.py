import os
import signal
import sys
import time
from contextlib import contextmanager

import pytest

from hirepilot.bootstrap import processes
from hirepilot.bootstrap.errors import StepFailed

DEAF = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, file=open(sys.argv[1], "w"), flush=True)
time.sleep(60)
"""


def _python(script, *arguments):
    return [sys.executable, "-c", script, *map(str, arguments)]


def _wait_until(true, seconds=10):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _is_gone(pid):
    """Dead, or a zombie that waits for the machine's own clean-up."""
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(") ")[2].startswith("Z")
    except (ProcessLookupError, FileNotFoundError):
        return True


@contextmanager
def _interrupted(number, when=lambda: True):
    """This process gets a signal as soon as something is so."""

    def check(*_):
        if when():
            signal.setitimer(signal.ITIMER_REAL, 0)
            os.kill(os.getpid(), number)

    before = {name: signal.getsignal(name) for name in (*processes.STOP_SIGNALS, signal.SIGALRM)}
    signal.signal(signal.SIGALRM, check)
    signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for name, handler in before.items():
            signal.signal(name, handler)


def test_a_service_that_does_not_listen_is_killed_with_its_children(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "GRACE_SECONDS", 0.3)
    note = tmp_path / "child"

    with processes.Services() as services:
        services.start("Deaf", _python(DEAF, note), dict(os.environ))
        _wait_until(lambda: note.exists() and note.read_text().endswith("\n"))

    assert services.all[0].process.returncode == -signal.SIGKILL
    _wait_until(lambda: _is_gone(int(note.read_text())))


def test_a_service_that_dies_is_started_again_and_its_children_are_gone(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "SHORTEST_LIFE", 0)
    note = tmp_path / "child"

    with processes.Services() as services:
        monkeypatch.setattr(processes, "GRACE_SECONDS", 0)
        services.start("Deaf", _python(DEAF, note), dict(os.environ))
        _wait_until(lambda: note.exists() and note.read_text().endswith("\n"))
        first, orphan = services.all[0].process, int(note.read_text())
        first.kill()
        first.wait()
        services.keep_alive()

        assert services.all[0].process.poll() is None
        assert services.all[0].process.pid != first.pid
        _wait_until(lambda: _is_gone(orphan))


def test_a_service_that_cannot_start_is_not_started_again_and_again():
    with processes.Services() as services:
        services.start("The web server", _python("raise SystemExit(3)"), dict(os.environ))
        services.all[0].process.wait()
        with pytest.raises(StepFailed) as failed:
            services.keep_alive()

    assert str(failed.value) == (
        "The web server ended with code 3: what it says above is the reason; mend that and start ./run again."
    )


def test_a_step_says_what_the_program_printed():
    assert processes.step("Asking", _python("print('hello')"), dict(os.environ)) == "hello\n"
    with pytest.raises(StepFailed, match="Asking ended with code 1"):
        processes.step("Asking", _python("raise SystemExit(1)"), dict(os.environ))


@pytest.mark.parametrize("number", processes.STOP_SIGNALS)
def test_a_signal_stops_once_and_does_not_interrupt_the_clean_up(number):
    with _interrupted(number):
        processes.stop_on_signals()
        with pytest.raises(processes.Stopped) as stopped:
            time.sleep(5)
        os.kill(os.getpid(), number)  # a second Ctrl-C
        time.sleep(0.01)

    assert stopped.value.number == number


def test_a_program_in_the_foreground_hands_on_its_exit_code():
    assert processes.in_foreground(_python("raise SystemExit(7)"), dict(os.environ)) == 7


def _in_foreground_until_told(script, note):
    """Runs a script, which says by a file that it is ready, and ends this process's patience with it."""
    with _interrupted(signal.SIGTERM, when=note.exists):
        return processes.in_foreground(_python(script, note), dict(os.environ))


def test_a_program_in_the_foreground_is_told_to_end_and_ends_in_its_own_way(tmp_path):
    script = """
import sys, time
try:
    open(sys.argv[1], "w")
    time.sleep(60)
except KeyboardInterrupt:
    sys.exit(2)
"""

    assert _in_foreground_until_told(script, tmp_path / "ready") == 2


def test_a_program_in_the_foreground_that_does_not_end_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "GRACE_SECONDS", 0.2)
    script = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
open(sys.argv[1], "w")
time.sleep(60)
"""

    assert _in_foreground_until_told(script, tmp_path / "ready") == -signal.SIGKILL
