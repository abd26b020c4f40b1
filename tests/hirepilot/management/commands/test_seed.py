"""An empty database gets the demo, any other stays as it is."""

import io
import sys
from types import ModuleType

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from hirepilot import context, seeds
from hirepilot.management.commands import seed as command
from hirepilot.models import Invitation, Membership, User, Workspace
from tests.factories.hirepilot import UserFactory, WorkspaceFactory

SIGN_IN = (
    "Demo: demo@hirepilot.example, password northgate-demo\n"
    "Super Admin (/admin/): admin@hirepilot.example, password northgate-demo\n"
)


def run():
    said = io.StringIO()
    call_command("seed", stdout=said)
    return said.getvalue()


@pytest.fixture(autouse=True)
def ground_only(monkeypatch, db):
    monkeypatch.setattr(command, "APPS", ("hirepilot",))


def test_the_demo_has_colleagues_of_every_role_beside_an_empty_workspace_of_ones_own():
    assert run() == SIGN_IN

    demo, own = Workspace.objects.order_by("pk")
    assert [(one.name, one.is_demo) for one in (demo, own)] == [
        ("Northgate Search (demo)", True),
        ("Priya’s workspace", False),
    ]
    assert set(demo.memberships.values_list("role", flat=True)) == set(Membership.Role.values)
    assert list(own.memberships.values_list("user__email", "role")) == [("demo@hirepilot.example", "owner")]
    assert Invitation.objects.open().get().workspace == demo
    assert not User.objects.exclude(email__endswith=".example").exists()


def test_it_signs_in_and_the_colleagues_do_not():
    run()

    assert Client().login(email="demo@hirepilot.example", password="northgate-demo")
    can = [user.email for user in User.objects.order_by("pk") if user.has_usable_password()]
    assert can == ["demo@hirepilot.example", "admin@hirepilot.example"]
    assert [user.email for user in User.objects.filter(is_superuser=True)] == ["admin@hirepilot.example"]
    assert not User.objects.get(is_superuser=True).memberships.exists()


def test_a_second_run_changes_nothing():
    run()
    before = list(User.objects.values()), list(Membership.objects.values())

    assert run() == SIGN_IN
    assert (list(User.objects.values()), list(Membership.objects.values())) == before


@pytest.mark.parametrize("make", [UserFactory, WorkspaceFactory])
def test_a_database_that_is_in_use_is_left_alone(make):
    make()
    before = User.objects.count(), Workspace.objects.count()

    assert run() == ""
    assert (User.objects.count(), Workspace.objects.count()) == before


def test_a_changed_password_is_no_longer_told():
    run()
    user = User.objects.get(email=seeds.DEMO)
    user.set_password("my own secret")
    user.save()

    assert run() == SIGN_IN.splitlines(keepends=True)[1]


def test_production_is_never_seeded(settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError):
        run()
    assert not User.objects.exists()


def test_each_app_adds_its_part_inside_the_demo_workspace(monkeypatch):
    seen = []
    part = ModuleType("leads.seeds")
    part.seed = lambda *given: seen.append((*given, context.workspace.get(), context.actor.get().member_id))
    monkeypatch.setitem(sys.modules, "leads.seeds", part)
    monkeypatch.setattr(command, "APPS", ("hirepilot", "leads"))
    monkeypatch.setattr(command, "module_has_submodule", lambda module, name: True)

    run()

    demo = Workspace.objects.get(is_demo=True)
    owner = demo.memberships.get(role="owner")
    assert seen == [(demo, owner, demo, owner.pk)]


def test_a_part_that_fails_leaves_the_database_empty(monkeypatch):
    part = ModuleType("leads.seeds")

    def fail(workspace, owner):
        raise RuntimeError("no leads today")

    part.seed = fail
    monkeypatch.setitem(sys.modules, "leads.seeds", part)
    monkeypatch.setattr(command, "APPS", ("hirepilot", "leads"))
    monkeypatch.setattr(command, "module_has_submodule", lambda module, name: True)

    with pytest.raises(RuntimeError):
        run()
    assert seeds.is_empty()
