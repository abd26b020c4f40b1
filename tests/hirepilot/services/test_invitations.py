"""Invitations are made by list, each address with its answer, and their tokens are nowhere in the database."""

import smtplib
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from hirepilot.errors import (
    InvitationWithdrawn,
    NotAllowed,
    NotHere,
)
from hirepilot.models import Invitation, Membership, Operation
from hirepilot.services import invitations
from hirepilot.services.invitations import Invited, accept, invite, link_of, renew, split_addresses, withdraw
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


@pytest.mark.parametrize(
    ("pasted", "addresses"),
    [
        ("", []),
        (" ,;\n\r\n\t", []),
        ("mia@a.example", ["mia@a.example"]),
        ("a@a.example, b@a.example;c@a.example\nd@a.example", [f"{name}@a.example" for name in "abcd"]),
        ("mia@a.example tom@a.example", ["mia@a.example", "tom@a.example"]),
        (
            'Mia Berg <mia@a.example>, "Price, Tom" <tom@a.example>',
            ["Mia Berg <mia@a.example>", "<tom@a.example>"],
        ),
    ],
)
def test_addresses_are_taken_as_people_paste_them(pasted, addresses):
    assert split_addresses(pasted) == addresses


@pytest.mark.proves("WHO-131")
def test_each_address_of_a_list_has_its_answer(workspace, member, plain_member):
    EmailAddress.objects.create(user=plain_member.user, email="second@agency.example", verified=True)
    wanted = [
        "Mia Berg <Mia@Agency.example>",
        "mia@agency.example",
        plain_member.user.email.upper(),
        "second@agency.example",
        "nonsense",
        "a@b",
        "x@y.example\nBcc: z@y.example",
        "tom@agency.example",
    ]

    answers = invite(member, wanted, Role.ADMIN)

    assert [(one.email, one.outcome, one.reason, one.mailed, one.link) for one in answers] == [
        ("mia@agency.example", "made", "", True, ""),
        (plain_member.user.email, "member", "", False, ""),
        ("second@agency.example", "member", "", False, ""),
        ("nonsense", "refused", "Not an email address.", False, ""),
        ("a@b", "refused", "Not an email address.", False, ""),
        ("x@y.example\nbcc: z@y.example", "refused", "Not an email address.", False, ""),
        ("tom@agency.example", "made", "", True, ""),
    ]
    assert sorted(Invitation.objects.values_list("email", "role")) == [
        ("mia@agency.example", "admin"),
        ("tom@agency.example", "admin"),
    ]
    assert [letter.to for letter in mail.outbox] == [["mia@agency.example"], ["tom@agency.example"]]
    assert Operation.objects.get().summary == "Invited 2 people"


def test_the_mail_carries_the_link_and_the_database_only_its_hash(workspace, member):
    member.user.name = "Mia <b>& Co"
    member.user.save()

    invitation, token = invited(member)

    letter = mail.outbox[0]
    assert letter.subject == "Mia <b>& Co invites you to Northgate Search on HirePilot"
    assert link_of(token) in letter.body
    assert "Mia <b>& Co" in letter.body
    assert token not in str(Invitation.objects.values().get(pk=invitation.pk))
    assert token not in repr(Invited("x", "made", token=token))


@pytest.mark.proves("WHO-029")
def test_without_a_mail_server_the_link_is_there_to_copy(workspace, member, settings, tmp_path):
    settings.EMAIL_BACKEND = "hirepilot.outbox.OutboxBackend"
    settings.OUTBOX_DIR = tmp_path

    answer = invite(member, ["mia@agency.example"], Role.MEMBER)[0]

    assert (answer.mailed, answer.link) == (False, link_of(answer.token))
    assert len(list(tmp_path.glob("*.eml"))) == 1


@pytest.mark.parametrize(
    "error", [smtplib.SMTPServerDisconnected(), ConnectionRefusedError(), TimeoutError()]
)
def test_a_mail_server_that_is_away_loses_no_invitation(workspace, member, monkeypatch, error):
    class Away:
        def send_messages(self, messages):
            raise error

    monkeypatch.setattr(invitations, "get_connection", Away)

    answer = invite(member, ["mia@agency.example"], Role.MEMBER)[0]

    assert (answer.outcome, answer.mailed, answer.link) == ("made", False, link_of(answer.token))
    assert Invitation.objects.open().count() == 1


def test_only_so_many_at_once_and_altogether(workspace, member, monkeypatch):
    monkeypatch.setattr(invitations, "MAX_AT_ONCE", 3)
    monkeypatch.setattr(invitations, "MAX_OPEN", 4)

    first = invite(member, [f"a{n}@agency.example" for n in range(4)], Role.MEMBER)
    second = invite(member, ["a0@agency.example", "b0@agency.example", "b1@agency.example"], Role.MEMBER)

    assert [one.outcome for one in first] == ["made", "made", "made", "refused"]
    assert [one.outcome for one in second] == ["made", "made", "refused"]
    assert Invitation.objects.open().count() == 4


def test_inviting_again_replaces_the_link(workspace, member):
    older, old_token = invited(member, role=Role.GUEST)
    newer, new_token = invited(member, role=Role.ADMIN)

    assert (state(older), state(newer)) == ((False, True), (False, False))
    with pytest.raises(InvitationWithdrawn):
        accept(UserFactory(email="mia@agency.example"), old_token)
    assert accept(UserFactory(email="mia2@agency.example"), new_token, confirmed=True).role == Role.ADMIN


def test_an_expired_invitation_does_not_stand_in_the_way_of_a_new_one(workspace, member):
    older, _ = invited(member)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))

    answer = renew(member, older)

    assert answer.outcome == "made"
    assert Invitation.objects.open().get().role == Role.MEMBER


@pytest.mark.proves("WHO-133", "WHO-134")
@pytest.mark.parametrize("who", ["plain_member", "guest"])
def test_members_and_guests_invite_nobody(workspace, member, request, who):
    by = request.getfixturevalue(who)
    invitation, _ = invited(member)

    for attempt in (
        lambda: invite(by, ["x@agency.example"], Role.GUEST),
        lambda: renew(by, invitation),
        lambda: withdraw(by, invitation),
    ):
        with pytest.raises(NotAllowed):
            attempt()

    assert state(invitation) == (False, False)


def test_nobody_is_invited_as_owner(workspace, member):
    with pytest.raises(NotAllowed):
        invite(member, ["x@agency.example"], Role.OWNER)


def test_invitations_of_a_neighbour_are_out_of_reach(workspace, member, neighbour):
    invitation, _ = invited(neighbour)

    with pytest.raises(NotHere):
        renew(member, invitation)
    assert withdraw(member, invitation) is False
    assert state(invitation) == (False, False)


@pytest.mark.django_db(transaction=True)
def test_twenty_invitations_of_one_address_at_once_leave_one_open(workspace, member):
    at_once(lambda n: invite(member, ["mia@agency.example"], Role.MEMBER), range(20))

    assert (Invitation.objects.open().count(), Invitation.objects.count()) == (1, 20)
