import os
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from hirepilot.startup import refuse_unsafe

pytestmark = pytest.mark.django_db


def test_a_plain_role_may_start_and_nothing_is_said(capsys):
    refuse_unsafe()

    assert capsys.readouterr() == ("", "")


def test_a_role_that_bypasses_the_policies_is_refused(monkeypatch):
    class Superuser:
        def __enter__(self):
            return self

        def __exit__(self, *error):
            return False

        def execute(self, sql):
            assert "rolbypassrls" in sql

        def fetchone(self):
            return True, "postgres"

    monkeypatch.setattr(connection, "cursor", Superuser)
    with pytest.raises(SystemCheckError, match="“postgres” bypasses row-level security"):
        call_command("check", databases=["default"], tags=["database"])


def test_production_with_development_values_does_not_start():
    """The web server's own entry point, in a process of its own, because settings are read once."""
    started = subprocess.run(
        [sys.executable, "-c", "import hirepilot.wsgi"],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
        env=os.environ | {"PRODUCTION": "1", "DJANGO_SETTINGS_MODULE": "hirepilot.settings"},
    )
    assert started.returncode != 0
    for sentence in ("SECRET_KEY is the development key", "BASE_URL is not https", "No mail server is set"):
        assert sentence in started.stderr
