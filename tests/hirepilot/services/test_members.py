"""Members change one at a time, a workspace has one Owner whatever happens."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from hirepilot.errors import NotAllowed, NotHere, OneOwner
from hirepilot.models import ApiToken, Membership, Operation, Workspace
from hirepilot.services.members import (
    change_role,
    create_workspace,
    leave,
    remove,
    transfer,
)
from tests.factories.hirepilot import MembershipFactory, UserFactory
from tests.threads import at_once

Role = Membership.Role


def roles(workspace):
    people = Membership.objects.filter(workspace=workspace, removed_at=None).order_by("pk")
    return list(people.values_list("pk", "role"))


# --- A new workspace --------------------------------------------------------------------------------------------------


@pytest.mark.proves("WHO-006", "WHO-007")
def test_whoever_makes_a_workspace_owns_it(db):
    user = UserFactory()

    first = create_workspace(user, "Northgate Search", "Europe/Berlin", "DE")
    second = create_workspace(user, "Northgate Search")

    assert [(one.slug, one.time_zone, one.default_country, one.is_demo) for one in (first, second)] == [
        ("northgate-search", "Europe/Berlin", "DE", False),
        ("northgate-search-2", "UTC", "US", False),
    ]
    assert list(user.memberships.order_by("pk").values_list("workspace", "role")) == [
        (first.pk, "owner"),
        (second.pk, "owner"),
    ]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("人才", "workspace"),
        ("../../admin", "admin"),
        ("<script>alert(1)</script>", "scriptalert1script"),
        ("é" * 80, "e" * 50),
        ("-- ' OR 1=1", "or-11"),
    ],
)
def test_any_name_gets_an_address(db, name, slug):
    assert create_workspace(UserFactory(), name).slug == slug


@pytest.mark.parametrize(
    "wrong", [{"time_zone": "Mars/Olympus"}, {"name": ""}, {"name": "x" * 81}, {"default_country": "USA"}]
)
def test_a_workspace_that_cannot_be_is_not_made(db, wrong):
    with pytest.raises(ValidationError):
        create_workspace(UserFactory(), **({"name": "Fine"} | wrong))

    assert not Workspace.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_twelve_workspaces_of_one_name_at_once_get_twelve_addresses():
    users = UserFactory.create_batch(12)

    made = at_once(lambda user: create_workspace(user, "Northgate"), users)

    assert len({workspace.slug for workspace in made}) == 12
    assert Membership.objects.filter(role=Role.OWNER).count() == 12


# --- Roles ------------------------------------------------------------------------------------------------------------


@pytest.mark.proves("WHO-131", "WHO-132")
@pytest.mark.parametrize("role", [Role.ADMIN, Role.MEMBER, Role.GUEST])
@pytest.mark.parametrize("by", ["member", "admin_member"])
def test_owner_and_admin_change_roles(workspace, plain_member, request, by, role):
    changed = change_role(request.getfixturevalue(by), plain_member, role)

    plain_member.refresh_from_db()
    assert (changed.pk, plain_member.role) == (plain_member.pk, role)


@pytest.mark.proves("WHO-133", "WHO-134", "WHO-151")
@pytest.mark.parametrize("by", ["plain_member", "guest"])
def test_others_change_no_roles_and_hear_who_could(workspace, admin_member, request, by):
    with pytest.raises(NotAllowed, match="Owner or Admin"):
        change_role(request.getfixturevalue(by), admin_member, Role.GUEST)

    admin_member.refresh_from_db()
    assert admin_member.role == Role.ADMIN


@pytest.mark.proves("WHO-012", "WHO-014", "WHO-132")
def test_nobody_touches_the_owner(workspace, member, admin_member):
    for attempt in (
        lambda: change_role(admin_member, member, Role.MEMBER),
        lambda: change_role(member, member, Role.MEMBER),
        lambda: remove(admin_member, member),
        lambda: remove(member, member),
        lambda: leave(member),
        lambda: change_role(admin_member, admin_member, Role.OWNER),
        lambda: change_role(member, admin_member, "emperor"),
    ):
        with pytest.raises(OneOwner):
            attempt()

    assert roles(workspace) == [(member.pk, "owner"), (admin_member.pk, "admin")]


@pytest.mark.proves("WHO-114")
def test_a_guest_keeps_no_tokens(workspace, member, plain_member):
    ApiToken.objects.issue(member=plain_member, name="Reporting", scopes=["read"])

    change_role(member, plain_member, Role.GUEST)

    assert not ApiToken.objects.usable().exists()


def test_a_role_changed_meanwhile_counts(workspace, member, admin_member, plain_member):
    change_role(member, Membership.objects.get(pk=admin_member.pk), Role.MEMBER)

    with pytest.raises(NotAllowed):
        change_role(admin_member, plain_member, Role.GUEST)  # the object still says Admin


def test_members_of_a_neighbour_are_out_of_reach(workspace, member, neighbour):
    other = MembershipFactory(workspace=neighbour.workspace, role=Role.MEMBER)

    for attempt in (
        lambda: change_role(member, other, Role.GUEST),
        lambda: remove(member, other),
        lambda: transfer(member, other),
        lambda: remove(member, MembershipFactory(workspace=workspace, role=Role.MEMBER), other),
    ):
        with pytest.raises(NotHere):
            attempt()

    assert roles(neighbour.workspace) == [(neighbour.pk, "owner"), (other.pk, "member")]


def test_what_was_done_to_members_is_in_the_history(workspace, member, admin_member, plain_member):
    change_role(admin_member, plain_member, Role.GUEST)
    remove(admin_member, plain_member)

    done = Operation.objects.order_by("pk").values_list("kind", "by", "summary")
    assert list(done) == [
        ("member.role", admin_member.pk, f"{plain_member}: Member → Guest"),
        ("member.remove", admin_member.pk, f"Removed {plain_member}; what they owned: nobody"),
    ]


# --- Transfer ---------------------------------------------------------------------------------------------------------


@pytest.mark.proves("WHO-013", "WHO-143")
def test_the_owner_hands_the_workspace_over(workspace, member, plain_member):
    transfer(member, plain_member)

    assert roles(workspace) == [(member.pk, "admin"), (plain_member.pk, "owner")]


@pytest.mark.proves("WHO-144", "WHO-145", "WHO-146")
@pytest.mark.parametrize("by", ["admin_member", "plain_member", "guest"])
def test_only_the_owner_hands_it_over(workspace, member, request, by):
    with pytest.raises(NotAllowed, match="Owner"):
        transfer(request.getfixturevalue(by), request.getfixturevalue(by))

    assert roles(workspace)[0] == (member.pk, "owner")


def test_nobody_who_is_gone_becomes_owner(workspace, member, plain_member, admin_member):
    remove(member, plain_member)
    admin_member.user.is_active = False
    admin_member.user.save()

    for gone in (plain_member, admin_member):
        with pytest.raises(NotHere):
            transfer(member, gone)


@pytest.mark.proves("WHO-012")
@pytest.mark.django_db(transaction=True)
def test_twenty_transfers_at_once_leave_one_owner(workspace, member):
    heirs = MembershipFactory.create_batch(20, workspace=workspace, role=Role.MEMBER)

    answers = at_once(lambda heir: transfer(member, heir), heirs)

    owners = [pk for pk, role in roles(workspace) if role == "owner"]
    assert [answer.pk for answer in answers if isinstance(answer, Membership)] == owners
    assert [type(answer) for answer in answers].count(NotAllowed) == 19
    assert len(owners) == 1


@pytest.mark.proves("WHO-012")
@pytest.mark.django_db(transaction=True)
def test_the_database_keeps_exactly_one_owner_by_itself(workspace, member, plain_member):
    for sql in (
        "UPDATE hirepilot_membership SET role = 'owner'",
        "UPDATE hirepilot_membership SET role = 'member'",
        "UPDATE hirepilot_membership SET removed_at = now()",
        "DELETE FROM hirepilot_membership WHERE role = 'owner'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)

    assert roles(workspace) == [(member.pk, "owner"), (plain_member.pk, "member")]
