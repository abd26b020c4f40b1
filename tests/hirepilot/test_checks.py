"""Production starts with safe values only, and says in one sentence what is wrong with the others."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.checks import Tags, run_checks
from django.db import connection

from hirepilot.checks import database_role_is_bound_by_policies, production_is_configured

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "PRODUCTION": "1",
    "SECRET_KEY": "5f0c9d8e7a6b4c3d2e1f" * 4,
    "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    "BASE_URL": "https://pilot.example",
    "BROKER_URL": "redis://localhost/0",
    "EMAIL_URL": "smtp://mail.example:25",
}


BROWSER_TESTS_SET = "DJANGO_ALLOW_ASYNC_UNSAFE"  # in this process, not by an operator


def check(**changed):
    """`manage.py check --deploy` as an operator runs it, in an environment of its own."""
    unset = {name for name, value in changed.items() if value is None}
    env = {
        name: value
        for name, value in (os.environ | SAFE | changed).items()
        if name not in {*unset, BROWSER_TESTS_SET}
    }
    env["DJANGO_SETTINGS_MODULE"] = "hirepilot.settings"
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_production_environment_passes_without_a_warning():
    code, said = check()

    assert code == 0, said
    assert "no issues (0 silenced)" in said


@pytest.mark.proves("WHO-019")
def test_every_unsafe_value_is_refused_at_once():
    code, said = check(
        SECRET_KEY=None,
        ENCRYPTION_KEYS=None,
        BASE_URL="http://pilot.example",
        BROKER_URL=None,
        EMAIL_URL=None,
        OUTBOUND_ALLOW="127.0.0.1:1",
        REQUIRE_STAFF_MFA="0",
    )

    assert code != 0
    for number in ("010", "011", "012", "013", "014", "015", "017"):
        assert f"hirepilot.E{number}" in said
    assert "hirepilot.E016" not in said


@pytest.mark.proves("WHO-019")
@pytest.mark.parametrize(
    ("changed", "number"),
    (
        ({"ENCRYPTION_KEYS": "no key"}, "018"),
        ({"ENCRYPTION_KEYS": ""}, "018"),
        ({"EMAIL_URL": "consolemail://"}, "014"),
        ({"EMAIL_URL": "dummymail://"}, "014"),
    ),
)
def test_a_value_with_which_nothing_would_work_is_refused(changed, number):
    code, said = check(**changed)

    assert (code, said.count("hirepilot.E")) == (1, 1)
    assert f"hirepilot.E{number}" in said


def test_development_is_not_mistaken_for_production(settings):
    settings.PRODUCTION = False

    assert "hirepilot.E016" in [error.id for error in production_is_configured()]


def test_the_role_of_the_tests_is_bound_by_policies(db):
    assert database_role_is_bound_by_policies(databases=["default"]) == []
    assert run_checks(tags=[Tags.database], databases=["default"]) == []


def test_a_role_that_walks_through_walls_is_refused(db, monkeypatch):
    class Superuser:
        def __enter__(self):
            return self

        def __exit__(self, *error):
            pass

        def execute(self, sql):
            pass

        def fetchone(self):
            return True, "postgres"

    monkeypatch.setattr(connection, "cursor", Superuser)

    assert [error.id for error in database_role_is_bound_by_policies(databases=["default"])] == [
        "hirepilot.E001"
    ]
