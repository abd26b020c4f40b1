"""The first workspace and its Owner, made on the command line."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from hirepilot.management.commands import create_workspace
from hirepilot.models import Membership, User, Workspace
from tests.factories.hirepilot import UserFactory

WANTED = {
    "name": "Harbour Talent",
    "owner_email": "Ina@Harbour.example",
    "owner_name": "Ina Holm",
    "zone": "Europe/Oslo",
    "country": "no",
}


def make(**changed):
    said = io.StringIO()
    call_command("create_workspace", stdout=said, **(WANTED | {"no_input": True} | changed))
    return said.getvalue()


@pytest.fixture(autouse=True)
def no_password(monkeypatch, db):
    monkeypatch.delenv("OWNER_PASSWORD", raising=False)


def test_it_makes_both_and_prints_where_the_owner_chooses_a_password(settings):
    settings.BASE_URL = "https://pilot.example"

    said = make()

    owner = Membership.objects.get()
    assert (owner.role, owner.user.email, owner.user.name) == ("owner", "ina@harbour.example", "Ina Holm")
    workspace = owner.workspace
    assert (
        workspace.name,
        workspace.slug,
        workspace.time_zone,
        workspace.default_country,
        workspace.is_demo,
    ) == (
        "Harbour Talent",
        "harbour-talent",
        "Europe/Oslo",
        "NO",
        False,
    )
    link = re.search(r"https://pilot\.example(/accounts/password/reset/key/\S+)", said)[1]
    assert "token_fail" not in Client().get(link, follow=True).context


def test_a_password_from_the_environment_signs_in(monkeypatch):
    monkeypatch.setenv("OWNER_PASSWORD", "a long new secret")

    said = make()

    assert "password" not in said
    assert Client().login(email="ina@harbour.example", password="a long new secret")


def test_a_terminal_is_asked_twice(monkeypatch):
    answers = iter(["a long new secret", "a long new secret"])
    monkeypatch.setattr(create_workspace.getpass, "getpass", lambda prompt: next(answers))
    monkeypatch.setattr(create_workspace.sys.stdin, "isatty", lambda: True, raising=False)

    make(no_input=False)

    assert User.objects.get().check_password("a long new secret")


def test_two_different_answers_make_nothing(monkeypatch):
    answers = iter(["a long new secret", "another secret"])
    monkeypatch.setattr(create_workspace.getpass, "getpass", lambda prompt: next(answers))
    monkeypatch.setattr(create_workspace.sys.stdin, "isatty", lambda: True, raising=False)

    with pytest.raises(CommandError, match="not the same"):
        make(no_input=False)
    assert not User.objects.exists()


def test_somebody_known_gets_a_second_workspace_and_keeps_their_password():
    known = UserFactory(email="ina@harbour.example", password="their own password")

    said = make()

    known.refresh_from_db()
    assert known.check_password("their own password")
    assert known.memberships.get().role == "owner"
    assert "/accounts/" not in said


@pytest.mark.parametrize(
    "wrong",
    [
        {"owner_email": "nonsense"},
        {"owner_email": ""},
        {"name": ""},
        {"name": "x" * 81},
        {"name": "a\nb\x00"},
        {"zone": "Mars/Olympus"},
        {"country": "Norway"},
        {"country": "ZZ"},
        {"owner_name": "x" * 121},
    ],
)
def test_nonsense_makes_neither(wrong):
    with pytest.raises(CommandError):
        make(**wrong)

    assert not Workspace.objects.exists()
    assert not User.objects.exists()


def test_a_weak_password_makes_neither(monkeypatch):
    monkeypatch.setenv("OWNER_PASSWORD", "12345")

    with pytest.raises(CommandError, match="too short"):
        make()
    assert not User.objects.exists()
