"""Against real servers. What is slow, or kills, is marked as a fault."""

import multiprocessing
import os
import pwd
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from hirepilot.devdb import KILLABLE, THROW_AWAY, Cluster, DatabaseProblem, DataInUse
from hirepilot.devdb import cluster as cluster_module
from hirepilot.devdb.account import Account
from hirepilot.devdb.programs import ROOT

LAUNCHER = """
import sys, time
from hirepilot.devdb import KILLABLE, THROW_AWAY, Cluster
Cluster(sys.argv[1], settings=THROW_AWAY).start()
print("started", flush=True)
time.sleep(60)
"""


@pytest.fixture
def passable():
    """A folder with a space in its name that PostgreSQL can reach too when it runs as somebody else."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "a checkout")
        place.mkdir()
        place.parent.chmod(0o755)
        yield place


@pytest.fixture
def make(passable):
    made = []

    def new(name="postgres"):
        made.append(Cluster(passable / name, settings=KILLABLE))
        return made[-1]

    yield new
    for cluster in made:
        cluster.stop()


def _ask(cluster, question):
    with psycopg.connect(cluster.url) as connection:
        return connection.execute(question).fetchall()


def _numbers(cluster):
    return [number for (number,) in _ask(cluster, "SELECT n FROM t ORDER BY n")]


def _add(cluster, number):
    with psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS t (n int)")
        connection.execute("INSERT INTO t VALUES (%s)", [number])


@pytest.mark.parametrize(
    ("home", "folder"),
    [
        ("/srv/a checkout/.data/postgres", "/srv/a checkout/.data/postgres"),
        (f"/srv/{'x' * 80}", "/tmp/hirepilot-"),
        (f"/srv/{'ü' * 40}", "/tmp/hirepilot-"),
    ],
)
def test_the_socket_lies_where_its_address_is_short_enough(home, folder):
    cluster = Cluster(home)

    assert str(cluster.socket_folder).startswith(folder)
    assert len(os.fsencode(cluster.socket_folder)) <= 80
    assert psycopg.conninfo.conninfo_to_dict(cluster.url) == {
        "user": "hirepilot",
        "dbname": "hirepilot",
        "host": str(cluster.socket_folder),
    }


def test_the_product_gets_a_plain_role_and_a_database_of_its_own(make):
    cluster = make().start()

    assert _ask(
        cluster,
        "SELECT current_user, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, "
        "pg_get_userbyid(datdba) = current_user, pg_encoding_to_char(encoding), datcollate FROM pg_roles, pg_database "
        "WHERE rolname = current_user AND datname = current_database()",
    ) == [("hirepilot", False, False, True, False, True, "UTF8", "C.UTF-8")]
    assert _ask(cluster, "SHOW listen_addresses") == [("",)]
    assert cluster.home.stat().st_mode & 0o077 == 0
    assert cluster.home.stat().st_uid != 0


def test_data_in_use_are_refused_with_the_number_of_who_uses_them(make):
    first, second = make().start(), make()

    with pytest.raises(DataInUse) as refused:
        second.start()

    assert str(refused.value) == (
        f"The data in {first.home} are in use by another process ({os.getpid()}): use the HirePilot that is already "
        f"running, or stop it first with: kill {os.getpid()}"
    )
    assert _ask(first, "SELECT 1") == [(1,)]


@pytest.mark.faults
def test_what_was_committed_is_there_after_a_stop_and_after_a_kill(make):
    cluster = make().start()
    _add(cluster, 1)
    cluster.stop()
    cluster.start()
    _add(cluster, 2)
    cluster.kill()
    cluster.start()

    assert _numbers(cluster) == [1, 2]


@pytest.mark.faults
def test_stopping_does_not_wait_for_those_who_are_connected(make):
    cluster = make().start()
    connection = psycopg.connect(cluster.url)
    connection.execute("SELECT 1")
    started = time.monotonic()
    cluster.stop(within=1)

    assert time.monotonic() - started < 2.5
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")


@pytest.mark.faults
@pytest.mark.parametrize(
    "orphaned", [False, True], ids=["it ends with its launcher", "it outlives its launcher"]
)
def test_a_launcher_killed_at_any_time_does_no_harm(make, passable, orphaned):
    script = LAUNCHER
    if orphaned:  # as on a machine where a child cannot ask to die with its parent
        script = (
            "from hirepilot.devdb import cluster\ncluster.die_with_parent = lambda number: None\n" + script
        )
    launcher = subprocess.Popen(
        [sys.executable, "-c", script, passable / "postgres"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert launcher.stdout.readline() == "started\n"
    cluster = make()
    _add(cluster, 1)
    launcher.kill()
    launcher.wait()

    cluster.start()

    assert _numbers(cluster) == [1]


@pytest.mark.faults
def test_a_database_half_made_is_made_again(make):
    cluster = make()
    cluster._make_folders()
    (cluster.home / "unfinished").mkdir()
    (cluster.home / "unfinished" / "PG_VERSION").write_text("18")

    assert _ask(cluster.start(), "SELECT 1") == [(1,)]
    assert not (cluster.home / "unfinished").exists()


@pytest.mark.faults
def test_data_of_another_version_are_left_alone(make):
    cluster = make().start()
    cluster.stop()
    (cluster.data / "PG_VERSION").write_text("11\n")

    with pytest.raises(DatabaseProblem) as refused:
        cluster.start()

    assert str(refused.value) == (
        f"The data in {cluster.data} were written by PostgreSQL 11 and the programs here are "
        f"{cluster.programs.version}: point HIREPILOT_PG_BIN at the programs of 11, or move the folder away."
    )


@pytest.mark.faults
def test_a_server_that_does_not_start_says_why(make):
    cluster = make()
    cluster.settings = KILLABLE | {"shared_buffers": "none"}

    with pytest.raises(DatabaseProblem) as refused:
        cluster.start()

    assert str(refused.value).startswith("PostgreSQL does not start: ")
    assert 'invalid value for parameter "shared_buffers": "none"' in str(refused.value)
    assert cluster.process is None


@pytest.mark.faults
def test_a_checkout_that_its_account_cannot_enter_keeps_its_data_elsewhere(make, passable, monkeypatch):
    monkeypatch.setattr(cluster_module, "READABLE", passable / "readable")
    monkeypatch.setattr(Account, "can_enter", lambda account, folder: False)
    cluster = make().start()
    _add(cluster, 1)
    cluster.stop()

    assert cluster.home.is_symlink()
    assert cluster.home.resolve().parent == passable / "readable"
    assert _numbers(make().start()) == [1]


@pytest.mark.faults
def test_a_link_to_data_that_were_removed_is_a_fresh_start(make, passable):
    (passable / "postgres").symlink_to(passable / "gone")

    assert _ask(make().start(), "SELECT 1") == [(1,)]


def _as_nobody(home, answers):
    """In a fork of root: become somebody plain, who has no other PostgreSQL than his own."""
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)
    cluster = Cluster(home, settings=THROW_AWAY)
    try:
        answers.put(_ask(cluster.start(), "SELECT current_user"))
    finally:
        cluster.stop()


@pytest.mark.faults
@pytest.mark.parametrize("how", ["as we are", "as a plain user"])
def test_it_runs_as_root_and_as_a_plain_user(make, passable, how):
    if how == "as we are" or os.geteuid():
        answer = _ask(make().start(), "SELECT current_user")
    else:
        passable.chmod(0o777)
        context = multiprocessing.get_context("fork")
        answers = context.SimpleQueue()
        plain = context.Process(target=_as_nobody, args=(passable / "postgres", answers))
        plain.start()
        plain.join(60)
        assert plain.exitcode == 0
        answer = answers.get()

    assert answer == [("hirepilot",)]


@pytest.mark.faults
def test_a_throw_away_database_leaves_nothing():
    with cluster_module.ThrowAway() as cluster:
        folder = cluster.folder
        assert _ask(cluster, "SHOW fsync") == [("off",)]

    assert not Path(folder).exists()
