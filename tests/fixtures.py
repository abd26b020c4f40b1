"""The people most tests need: a workspace with one member of each role, open for the test, and a neighbour."""

import pytest
from django.test import Client

from hirepilot.context import Actor
from hirepilot.journal import acting
from hirepilot.models import Membership
from hirepilot.tenancy import workspace_scope
from tests.factories.hirepilot import MembershipFactory, WorkspaceFactory


@pytest.fixture
def member(db):
    """The Owner of the test's workspace. Use `workspace` too to have it open."""
    return MembershipFactory(workspace=WorkspaceFactory(name="Northgate Search", slug="northgate"))


@pytest.fixture
def workspace(member):
    with workspace_scope(member.workspace), acting(Actor(member_id=member.pk)):
        yield member.workspace


def _colleague(workspace, role):
    return MembershipFactory(workspace=workspace, role=role)


@pytest.fixture
def admin_member(workspace):
    return _colleague(workspace, Membership.Role.ADMIN)


@pytest.fixture
def plain_member(workspace):
    return _colleague(workspace, Membership.Role.MEMBER)


@pytest.fixture
def guest(workspace):
    return _colleague(workspace, Membership.Role.GUEST)


@pytest.fixture
def neighbour(db):
    """The Owner of another workspace; open it with `workspace_scope(neighbour.workspace)`."""
    return MembershipFactory(workspace=WorkspaceFactory(name="Harbour Talent", slug="harbour"))


@pytest.fixture
def as_member():
    """A browser signed in as a member: `as_member(plain_member).get(...)`."""

    def signed_in(member):
        browser = Client()
        browser.force_login(member.user)
        return browser

    return signed_in


@pytest.fixture
def client(workspace, member, as_member):
    return as_member(member)
