"""Every migration goes forth on a database that is in use, and back."""

import json
import os
import subprocess
import sys
from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

OURS = ("hirepilot", "leads", "enrichment", "campaigns", "support")


def test_every_migration_can_be_taken_back():
    stuck = [
        f"{app}.{name}"
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if app in OURS and not all(step.reversible for step in migration.operations)
    ]
    assert stuck == []


@pytest.fixture
def database(transactional_db):
    """An empty one beside that of the tests."""
    name = f"migrating_{uuid4().hex}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield name
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def known_to(rows, earlier):
    """The rows with the columns that they had earlier."""
    return [{name: row[name] for name in was if name in row} for row, was in zip(rows, earlier, strict=True)]


def test_two_workspaces_keep_their_rows_on_the_way_back_and_forth(database):
    told = subprocess.run(
        [sys.executable, "-m", "tests.migrating"],
        env=os.environ | {"TEST_DATABASE": database},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr[-4000:]
    at = json.loads(told.stdout)

    now, early, again = at["now"], at["early"], at["again"]
    assert {len({row["workspace_id"] for row in rows}) for rows in now.values()} == {0, 2}
    assert early.keys() < now.keys() == again.keys()
    for table, rows in early.items():
        assert known_to(now[table], rows) == rows, table
        assert known_to(again[table], rows) == rows, table
    assert [row["table"] for row in again["leads_leadimport"]] == ["people.csv"] * 2
    assert (at["nothing"], set(map(len, at["anew"].values()))) == ({}, {0})
