"""An invitation lets in whom it was meant for, once, while it is good."""

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from hirepilot.errors import (
    InvitationError,
    InvitationExpired,
    InvitationUsed,
    InvitationWithdrawn,
    WrongAddress,
)
from hirepilot.models import Invitation, Membership, Operation
from hirepilot.services.invitations import accept, invite, withdraw
from hirepilot.services.members import remove
from tests.factories.hirepilot import UserFactory
from tests.threads import at_once

Role = Membership.Role


def invited(by, email="mia@agency.example", role=Role.MEMBER):
    """(invitation, token) of a fresh one."""
    answer = invite(by, [email], role)[0]
    return Invitation.objects.open().get(email=email, workspace=by.workspace), answer.token


def state(invitation):
    invitation.refresh_from_db()
    return invitation.accepted_at is not None, invitation.withdrawn_at is not None


def test_the_invited_person_comes_in_and_a_second_click_changes_nothing(workspace, member):
    invitation, token = invited(member, role=Role.ADMIN)
    user = UserFactory(email="mia@agency.example")

    first, second = accept(user, token), accept(user, token)

    assert (first.pk, first.role, first.workspace) == (second.pk, Role.ADMIN, workspace)
    assert state(invitation) == (True, False)
    assert list(Operation.objects.filter(kind="member.join").values_list("by", "summary")) == [
        (first.pk, f"{user} joined as Admin"),
    ]


def test_a_confirmed_second_address_counts_and_an_unconfirmed_does_not(workspace, member):
    _, token = invited(member)
    user = UserFactory(email="private@home.example")
    address = EmailAddress.objects.create(user=user, email="mia@agency.example", verified=False)

    with pytest.raises(WrongAddress):
        accept(user, token)
    address.verified = True
    address.save()

    assert accept(user, token).user == user


def test_somebody_with_another_address_has_to_mean_it(workspace, member):
    invitation, token = invited(member)
    user = UserFactory(email="other@home.example")

    with pytest.raises(WrongAddress):
        accept(user, token)
    assert state(invitation) == (False, False)

    assert accept(user, token, confirmed=True).user == user


@pytest.mark.parametrize("token", ["", "x", "' OR '1'='1", "\x00", "é" * 5000])
def test_an_invented_token_lets_nobody_in(workspace, member, token):
    invited(member)

    with pytest.raises(InvitationError):
        accept(UserFactory(), token, confirmed=True)


def test_the_stored_hash_is_no_token(workspace, member):
    invitation, _ = invited(member)

    with pytest.raises(InvitationError):
        accept(UserFactory(email="mia@agency.example"), invitation.token_hash)


def test_a_link_that_is_over_says_so(workspace, member):
    user = UserFactory(email="mia@agency.example")
    expired, token = invited(member)
    Invitation.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    with pytest.raises(InvitationExpired):
        accept(user, token)

    withdrawn, token = invited(member)
    assert (withdraw(member, withdrawn), withdraw(member, withdrawn)) == (True, False)
    with pytest.raises(InvitationWithdrawn):
        accept(user, token)

    _, token = invited(member)
    accept(UserFactory(), token, confirmed=True)
    with pytest.raises(InvitationUsed):
        accept(user, token)


def test_a_used_link_does_not_bring_back_who_was_removed(workspace, member):
    user = UserFactory(email="mia@agency.example")
    _, token = invited(member, role=Role.ADMIN)
    first = accept(user, token)
    remove(member, first)

    with pytest.raises(InvitationUsed):
        accept(user, token)

    _, token = invited(member, role=Role.GUEST)
    again = accept(user, token)
    assert (again.pk, again.role, again.removed_at) == (first.pk, Role.GUEST, None)


def test_a_colleague_who_tries_the_link_of_another_does_not_use_it_up(workspace, member, plain_member):
    invitation, token = invited(member, role=Role.ADMIN)

    assert accept(plain_member.user, token, confirmed=True).role == Role.MEMBER
    assert state(invitation) == (False, False)


def test_a_member_invited_by_a_second_address_keeps_the_role(workspace, member, plain_member):
    invitation, token = invited(member, role=Role.ADMIN)
    EmailAddress.objects.create(user=plain_member.user, email="mia@agency.example", verified=True)

    assert accept(plain_member.user, token).role == Role.MEMBER
    assert state(invitation) == (True, False)


@pytest.mark.proves("WHO-006")
@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_at_once_make_one_membership(workspace, member):
    _, token = invited(member)
    user = UserFactory(email="mia@agency.example")

    answers = at_once(lambda n: accept(user, token), range(20))

    assert {answer.pk for answer in answers} == {Membership.objects.get(user=user).pk}
    assert Operation.objects.filter(kind="member.join").count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_people_with_one_link_are_one_too_few_links(workspace, member):
    _, token = invited(member)
    users = UserFactory.create_batch(20)

    answers = at_once(lambda user: accept(user, token, confirmed=True), users)

    assert [type(answer) for answer in answers].count(InvitationUsed) == 19
    assert Membership.objects.filter(workspace=workspace).count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_and_a_click_at_once_agree(workspace, member):
    for round_number in range(5):
        user = UserFactory(email=f"mia{round_number}@agency.example")
        invitation, token = invited(member, email=user.email)
        answers = at_once(
            lambda work: work[0](*work[1:]), [(accept, user, token), (withdraw, member, invitation)]
        )

        came_in = isinstance(answers[0], Membership)
        assert answers[1] is not came_in
        assert state(invitation) == (came_in, not came_in)
