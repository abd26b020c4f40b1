"""./run from start to stop, with a small product in the place of the real one."""

import hashlib
import re
import signal
import socket
import tempfile
import time
import urllib.request
import zipfile
from pathlib import Path

import psycopg
import pytest

from hirepilot.devdb import ThrowAway
from tests.factories.checkouts import Checkout

pytestmark = pytest.mark.faults
MOST_SECONDS_TO_STOP = 12
DEAF_WORKER = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
import hirepilot.celery
while True: time.sleep(1)
"""
FAILING_TEST = """
import os
import psycopg

def test_it():
    psycopg.connect(os.environ["DATABASE_URL"])
    assert False, "as expected"
"""
SLEEPING_TEST = """
import time
import pytest

@pytest.mark.faults
def test_it():
    print("\\nsleeping", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def checkout():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        made = Checkout(Path(folder, "a checkout"))
        yield made
        made.end()
        made.wait_until_empty()


@pytest.fixture
def prepared(checkout):
    return checkout.lend_packages()


def _address(said):
    return re.search(r"HirePilot runs at (http://127\.0\.0\.1:\d+)\n", said)[1]


def _stop(checkout, process, number):
    started = time.monotonic()
    process.send_signal(number)
    code = process.wait(30)
    return code, time.monotonic() - started, checkout.processes()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_runs_and_how_to_sign_in_and_stops_without_leaving_a_process(prepared, number):
    process, said = prepared.start()

    assert said.endswith("Demo: mia@northgate.example, password horses\nCtrl-C stops it.\n")
    assert urllib.request.urlopen(_address(said)).read() == b"hello"

    code, seconds, left = _stop(prepared, process, number)
    assert (code, left) == (0, [])
    assert seconds < MOST_SECONDS_TO_STOP


def test_a_worker_that_does_not_listen_does_not_hold_up_the_end(prepared):
    package = prepared.folder / "celery"
    package.mkdir()
    (package / "__init__.py").write_text(
        "class Celery:\n    def __init__(self, name):\n        self.conf = self\n"
    )
    (package / "__main__.py").write_text(DEAF_WORKER)
    process, _ = prepared.start()

    code, seconds, left = _stop(prepared, process, signal.SIGTERM)

    assert (code, left) == (0, [])
    assert 9 < seconds < MOST_SECONDS_TO_STOP


def test_nothing_outlives_a_launcher_that_was_killed_and_the_data_are_fine(prepared):
    process, _ = prepared.start()
    process.kill()
    process.wait()

    assert prepared.wait_until_empty() == []
    assert prepared.do("manage", "told").stdout == "migrate seed told\n"


def test_a_second_start_is_refused_and_a_command_uses_what_runs(prepared):
    process, said = prepared.start()
    second = prepared.do()

    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr == (
        f"HirePilot cannot start. The data in {prepared.folder}/.data/postgres are in use by another process "
        f"({process.pid}): use the HirePilot that is already running, or stop it first with: kill {process.pid}\n"
    )
    assert prepared.do("manage", "told").stdout == "migrate seed told\n"
    assert prepared.do("manage", "fail").returncode == 9
    assert urllib.request.urlopen(_address(said)).read() == b"hello"


def test_a_command_starts_the_database_for_itself_and_stops_it(prepared):
    assert prepared.do("manage", "migrate").returncode == 0
    assert prepared.do("manage", "told").stdout == "migrate told\n"
    assert prepared.processes() == []


def test_a_taken_port_is_evaded_unless_it_was_asked_for(prepared):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        refused = prepared.do(PORT=str(taken))

        assert refused.returncode == 1
        assert refused.stderr.startswith(f"HirePilot cannot start. Port {taken} is taken by another program:")

    process, said = prepared.start(PORT=str(taken))
    assert _address(said) == f"http://127.0.0.1:{taken}"
    assert _stop(prepared, process, signal.SIGTERM)[0] == 0


def test_a_given_database_is_used_and_none_is_started(prepared):
    with ThrowAway() as given:
        process, _ = prepared.start(DATABASE_URL=given.url)
        with psycopg.connect(given.url) as database:
            assert database.execute("SELECT what FROM told").fetchall() == [("migrate",), ("seed",)]

        assert not (prepared.folder / ".data" / "postgres").exists()
        assert _stop(prepared, process, signal.SIGTERM)[0] == 0


def test_what_fails_while_starting_is_named_and_nothing_stays_behind(prepared):
    (prepared.folder / "manage.py").write_text("raise SystemExit('table lead is missing')")
    failed = prepared.do()

    assert failed.returncode == 1
    assert failed.stderr == (
        "table lead is missing\nHirePilot cannot start. Preparing the database ended with code 1: what it says above "
        "is the reason; mend that and start ./run again.\n"
    )
    assert prepared.processes() == []


def test_a_test_run_gets_a_database_that_is_gone_afterwards(prepared):
    (prepared.folder / "tests" / "test_it.py").write_text(FAILING_TEST)
    done = prepared.do("test", "-p", "xdist", "-q", "tests/test_it.py")

    assert done.returncode == 1
    assert "AssertionError: as expected" in done.stdout
    assert "1 failed in " in done.stdout.splitlines()[-1]
    assert prepared.processes() == []


def test_an_interrupted_test_run_leaves_no_database(prepared):
    (prepared.folder / "pytest.ini").write_text("[pytest]\nmarkers = faults\n")
    (prepared.folder / "tests" / "test_it.py").write_text(SLEEPING_TEST)
    process, _ = prepared.start("test", "--faults", "-s", "tests/test_it.py", until="sleeping")

    code, seconds, left = _stop(prepared, process, signal.SIGTERM)

    assert (code, left) == (2, [])
    assert seconds < MOST_SECONDS_TO_STOP
    assert "KeyboardInterrupt" in process.stdout.read()


def _wheel(folder):
    """A package with nothing in it, and its hash."""
    path = folder / "nothing-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("nothing.py", "")
        wheel.writestr(
            "nothing-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: nothing\nVersion: 1.0\n"
        )
        wheel.writestr(
            "nothing-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr("nothing-1.0.dist-info/RECORD", "nothing.py,,\n")
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    "right", [True, False], ids=["the package as pinned", "a package that was exchanged"]
)
def test_packages_come_from_where_pip_is_told_and_only_as_pinned(checkout, right):
    wheels = checkout.folder.parent  # no space in its name: pip would take it for two places
    digest = _wheel(wheels)
    pinned = digest if right else "0" * 64
    (checkout.folder / "requirements.txt").write_text(f"nothing==1.0 --hash=sha256:{pinned}\n")
    index = {
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheels),
        "DATABASE_URL": "postgresql://nowhere",
    }
    done = checkout.do("manage", "told", **index)

    if right:
        assert list(checkout.folder.glob(".venv/lib/python3*/site-packages/nothing.py"))
        assert "ModuleNotFoundError: No module named 'psycopg'" in done.stderr  # it got as far as manage.py
    else:
        assert done.returncode == 1
        assert "HirePilot cannot start. The Python packages could not be installed" in done.stderr
        assert not (checkout.folder / ".venv" / "installed.json").exists()
