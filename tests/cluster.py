"""The database of a test run that was not given one by `./run test`.

Its address is chosen when the settings are read; PostgreSQL starts when the first test wants a database, so tests of
pure Python do not wait for it. Under xdist the controller starts it and the workers inherit the address.
"""

import atexit
import os

import pytest

from hirepilot.devdb import ThrowAway

_ours = None


def choose_database():
    """Put an address into DATABASE_URL, unless there is one."""
    global _ours  # noqa: PLW0603 - settings cannot hand it to a fixture
    if os.environ.get("DATABASE_URL"):
        return
    _ours = ThrowAway()
    os.environ["DATABASE_URL"] = _ours.url
    atexit.register(_remove, os.getpid())


def _remove(owner):
    if os.getpid() == owner:  # not a fork of it
        _ours.remove()


def _start():
    if _ours and not _ours.process:
        _ours.start()


def pytest_configure(config):
    if config.getoption("numprocesses", None):
        _start()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """pytest-django's first step towards a database."""
    _start()
