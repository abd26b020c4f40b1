"""PostgreSQL killed in the middle of an import and started again: what was acknowledged is there, the rest follows."""

import json
import os
import random
import subprocess
import sys
import time

import pytest

from hirepilot.devdb import KILLABLE, ThrowAway
from tests.benchmarks.files import write_upload
from tests.faults.workers import Worker, eventually

pytestmark = pytest.mark.faults
ROWS = 2_000


@pytest.fixture
def cluster():
    cluster = ThrowAway(KILLABLE)
    cluster.start()
    yield cluster
    cluster.remove()


def drive(cluster, *command):
    environment = os.environ | {
        "DATABASE_URL": cluster.url,
        "TEST_DATABASE": "hirepilot",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.driver", *command],
        env=environment,
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )
    return (
        done.stdout.strip().splitlines()[-1]
        if done.returncode == 0 and done.stdout.strip()
        else done.stderr[-500:]
    )


def state(cluster):
    said = drive(cluster, "state")
    return json.loads(said) if said.startswith("{") else {"state": said}


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_database_costs_nothing_that_was_acknowledged(cluster, tmp_path, seed):
    expected = write_upload(tmp_path / "upload.csv", ROWS)
    drive(cluster, "start", str(tmp_path / "upload.csv"))
    draw = random.Random(seed)

    with Worker(database_url=cluster.url, TEST_DATABASE="hirepilot"):
        eventually(lambda: state(cluster).get("rows_done", 0) > 0)
        time.sleep(draw.uniform(0, 1))
        before = state(cluster)
        cluster.kill()
        time.sleep(draw.uniform(0, 2))
        cluster.start()
        after = eventually(lambda: "rows_done" in state(cluster) and state(cluster))
        assert after["rows_done"] >= before.get("rows_done", 0)
        done = eventually(lambda: (now := state(cluster))["state"] == "done" and now, within=90)

    people = expected["new"] + expected["known"]
    assert done == {
        "state": "done", "rows_done": ROWS, "created": people, "updated": done["updated"],
        "unchanged": expected["double"] - done["updated"], "merged": 0, "skipped": 0, "failed": expected["bad"],
        "leads": people, "identities": 2 * people, "kept_rows": ROWS - people, "job": "done", "missing": 0,
    }  # fmt: skip
