"""The table of permissions: four roles, and a refusal that names exactly those that could."""

import re

import pytest

from hirepilot.errors import NotAllowed
from hirepilot.models import Membership
from hirepilot.permissions import ACTIONS, ROLES, may, require

LABELS = {role.value: role.label for role in Membership.Role}


@pytest.mark.proves("WHO-011")
def test_a_workspace_has_four_roles_and_the_table_knows_no_other():
    assert [role.label for role in ROLES] == ["Owner", "Admin", "Member", "Guest"]
    assert set(ROLES) == set(Membership.Role)
    assert {len(cells) for cells in ACTIONS.values()} == {4}


@pytest.mark.proves("WHO-151")
@pytest.mark.parametrize("action", ACTIONS)
def test_a_refusal_names_exactly_the_roles_that_could(
    workspace, member, admin_member, plain_member, guest, action
):
    everybody = (member, admin_member, plain_member, guest)
    could = {LABELS[one.role] for one in everybody if may(one, action)}

    for one in everybody:
        if may(one, action):
            require(one, action)
        else:
            with pytest.raises(NotAllowed) as refused:
                require(one, action)
            assert set(re.findall("|".join(LABELS.values()), str(refused.value))) == could


@pytest.mark.parametrize("action", ACTIONS)
def test_who_was_removed_may_nothing_any_more(workspace, member, action):
    member.removed_at = member.joined_at

    assert not may(member, action)
    assert not may(None, action)


def test_an_action_that_is_not_in_the_table_is_a_mistake_and_never_a_no(member):
    with pytest.raises(KeyError):
        may(member, "fly")
