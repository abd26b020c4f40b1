"""Who goes leaves no door open, and what they owned has somebody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hirepilot.errors import NotHere
from hirepilot.models import ApiToken, Change, Invitation, Membership
from hirepilot.services.members import (
    handed_over,
    leave,
    owned_by,
    remove,
)
from hirepilot.tenancy import workspace_scope
from leads.models import Lead, LeadImport
from tests.factories.hirepilot import MembershipFactory
from tests.factories.leads import LeadFactory, LeadImportFactory
from tests.threads import at_once

Role = Membership.Role


def test_who_is_removed_loses_everything_at_once(workspace, member, plain_member, admin_member):
    lead, others = LeadFactory(owner=plain_member), LeadFactory(owner=member)
    running = LeadImportFactory(owner=plain_member, state=LeadImport.State.RUNNING)
    over = LeadImportFactory(owner=plain_member, state=LeadImport.State.DONE)
    ApiToken.objects.issue(member=plain_member, name="Reporting", scopes=["read"])
    owned = owned_by(plain_member)

    moved = remove(member, plain_member, admin_member)

    assert owned == moved == {"lead": 1, "import": 1}
    assert [Lead.objects.get(pk=one.pk).owner for one in (lead, others)] == [admin_member, member]
    assert [LeadImport.objects.get(pk=one.pk).owner for one in (running, over)] == [
        admin_member,
        plain_member,
    ]
    assert not ApiToken.objects.usable().exists()
    assert not Membership.objects.current().filter(pk=plain_member.pk).exists()
    assert owned_by(plain_member) == {}


def test_what_nobody_gets_is_everybodys(workspace, member, plain_member):
    lead = LeadFactory(owner=plain_member)

    assert remove(member, plain_member) == {"lead": 1}

    lead.refresh_from_db()
    assert lead.owner is None


def test_reassignment_is_in_the_journal_and_is_no_persons_edit(workspace, member, plain_member):
    lead = LeadFactory(owner=plain_member)

    remove(member, plain_member, member)

    change = Change.objects.select_related("operation").get(tbl="leads_lead", row_id=lead.pk)
    assert (change.before, change.after) == ({"owner_id": plain_member.pk}, {"owner_id": member.pk})
    assert (change.operation.kind, change.operation.by_person) == ("member.remove", False)


def test_rows_of_a_neighbour_stay_when_somebody_in_both_goes(workspace, member, plain_member, neighbour):
    also = MembershipFactory(workspace=neighbour.workspace, user=plain_member.user, role=Role.MEMBER)
    with workspace_scope(neighbour.workspace):
        theirs = LeadFactory(owner=also)

    remove(member, plain_member, member)

    with workspace_scope(neighbour.workspace):
        assert Lead.objects.get(pk=theirs.pk).owner == also
    assert Membership.objects.current().filter(pk=also.pk).exists()


@pytest.mark.parametrize("heir", ["guest", "plain_member"])
def test_a_guest_or_the_one_who_goes_inherits_nothing(workspace, member, plain_member, request, heir):
    with pytest.raises(NotHere):
        remove(member, plain_member, request.getfixturevalue(heir))

    assert Membership.objects.current().filter(pk=plain_member.pk).exists()


def test_links_that_the_one_who_goes_could_come_back_by_stop_working(
    workspace, member, admin_member, plain_member
):
    def invitation(email, by):
        return Invitation.objects.create(
            workspace=workspace,
            email=email,
            invited_by=by,
            token_hash=email,
            expires_at=timezone.now() + timedelta(1),
        )

    sent = invitation("friend@agency.example", admin_member)
    own = invitation(admin_member.user.email.upper(), member)
    other = invitation("other@agency.example", member)

    remove(member, admin_member)

    assert set(Invitation.objects.open().values_list("pk", flat=True)) == {other.pk}
    assert {sent.pk, own.pk} == set(
        Invitation.objects.exclude(withdrawn_at=None).values_list("pk", flat=True)
    )


def test_somebody_whose_account_is_closed_can_be_removed(workspace, member, plain_member):
    plain_member.user.is_active = False
    plain_member.user.save()
    lead = LeadFactory(owner=plain_member)

    remove(member, plain_member, member)

    lead.refresh_from_db()
    assert lead.owner == member


def test_who_leaves_hands_over_to_the_owner(workspace, member, guest, plain_member):
    lead = LeadFactory(owner=plain_member)

    assert (leave(plain_member), leave(guest)) == ({"lead": 1}, {})

    lead.refresh_from_db()
    assert lead.owner == member
    with pytest.raises(NotHere):
        leave(guest)


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_remove_each_other_leave_one(workspace, admin_member):
    other = MembershipFactory(workspace=workspace, role=Role.ADMIN)

    answers = at_once(lambda pair: remove(*pair), [(admin_member, other), (other, admin_member)])

    assert sorted(type(answer).__name__ for answer in answers) == ["NotHere", "dict"]
    assert Membership.objects.current().filter(workspace=workspace, role=Role.ADMIN).count() == 1


@pytest.mark.parametrize(
    ("moved", "heir", "said"),
    [
        ({}, "Mia", ""),
        ({"lead": 1}, "Mia", "1 lead now belongs to Mia."),
        ({"lead": 1200, "import": 1}, None, "1,200 leads, 1 import now belong to nobody."),
    ],
)
def test_what_changed_hands_is_said(moved, heir, said):
    assert handed_over(moved, heir) == said
