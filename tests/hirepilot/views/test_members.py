"""The members page: every button does what it says, for those who may, and for nobody else's people."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hirepilot.models import Invitation, Membership
from hirepilot.models.api_token import hashed
from hirepilot.services.invitations import find, invite, link_of
from leads.models import Lead
from tests.factories.hirepilot import MembershipFactory
from tests.factories.leads import LeadFactory

PAGE = "/w/northgate/settings/members/"


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def waiting(by, email="mia@agency.example"):
    invite(by, [email], "member")
    return Invitation.objects.get(email=email)


@pytest.fixture
def without_mail(settings, tmp_path):
    settings.EMAIL_BACKEND = "hirepilot.outbox.OutboxBackend"
    settings.OUTBOX_DIR = tmp_path


def test_the_page_lists_members_by_rank_and_what_is_open(
    client, member, guest, plain_member, admin_member, neighbour
):
    gone = MembershipFactory(workspace=member.workspace, role="member", removed_at=timezone.now())
    invitation = waiting(member)
    waiting(neighbour, "theirs@harbour.example")

    page = client.get(PAGE)

    assert [one.pk for one in page.context["members"]] == [
        member.pk,
        admin_member.pk,
        plain_member.pk,
        guest.pk,
    ]
    assert [one.pk for one in page.context["waiting"]] == [invitation.pk]
    assert gone.user.email.encode() not in page.content
    assert b"harbour" not in page.content


@pytest.mark.parametrize("many", [1, 6])
def test_the_page_costs_the_same_for_any_number(client, member, many, django_assert_max_num_queries):
    MembershipFactory.create_batch(many, workspace=member.workspace, role="member")
    for number in range(many):
        waiting(member, f"a{number}@agency.example")

    with django_assert_max_num_queries(14):
        assert client.get(PAGE).status_code == 200


def test_a_list_of_addresses_is_answered_one_by_one_and_once(client, plain_member):
    typed = {"emails": f"Mia <mia@agency.example>, {plain_member.user.email}\nnonsense", "role": "guest"}

    page = client.post(f"{PAGE}invite/", typed, follow=True)

    assert page.redirect_chain == [(PAGE, 302)]
    assert [(one["email"], one["outcome"], one["link"]) for one in page.context["invited"]] == [
        ("mia@agency.example", "made", ""),
        (plain_member.user.email, "member", ""),
        ("nonsense", "refused", ""),
    ]
    assert Invitation.objects.get().role == "guest"
    assert client.get(PAGE).context["invited"] is None


@pytest.mark.proves("WHO-029")
def test_without_a_mail_server_the_link_is_shown_once_and_works(client, member, without_mail):
    page = client.post(f"{PAGE}invite/", {"emails": "mia@agency.example", "role": "member"}, follow=True)

    link = page.context["invited"][0]["link"]
    token = link.rstrip("/").rpartition("/")[2]
    assert link == link_of(token)
    assert link.encode() in page.content
    assert "no-store" in page.headers["Cache-Control"]
    assert find(hashed(token)).email == "mia@agency.example"
    assert token.encode() not in client.get(PAGE).content
    assert token not in str(dict(client.session))


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"emails": " ,;", "role": "member"},
        {"emails": "a@b.example", "role": "owner"},
        {"emails": "x" * 20_001, "role": "member"},
    ],
)
def test_a_list_that_cannot_be_read_is_shown_again(client, typed):
    answer = client.post(f"{PAGE}invite/", typed)

    assert answer.status_code == 422
    assert answer.context["invite_form"].errors
    assert not Invitation.objects.exists()


def test_hostile_names_are_shown_as_text(client, plain_member):
    plain_member.user.name = "<img src=x onerror=alert(1)>"
    plain_member.user.save()

    page = client.post(
        f"{PAGE}invite/", {"emails": '"><script>alert(1)</script>', "role": "member"}, follow=True
    )

    assert b"<script>alert" not in page.content
    assert b"<img src=x" not in page.content


def test_a_new_link_replaces_an_expired_one(client, member, without_mail):
    old = waiting(member)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert b"Expired" in client.get(PAGE).content

    page = client.post(f"{PAGE}invitations/{old.pk}/renew/", follow=True)

    assert page.context["invited"][0]["link"]
    assert Invitation.objects.open().get().pk != old.pk


def test_an_invitation_is_withdrawn(client, member):
    invitation = waiting(member)

    answer = client.post(f"{PAGE}invitations/{invitation.pk}/withdraw/", follow=True)

    assert said(answer) == ["The invitation of mia@agency.example was withdrawn; its link no longer works."]
    assert not Invitation.objects.open().exists()
    assert client.post(f"{PAGE}invitations/{invitation.pk}/withdraw/").status_code == 404


def test_a_role_is_changed(client, plain_member):
    answer = client.post(f"{PAGE}{plain_member.pk}/role/", {"role": "admin"}, follow=True)

    plain_member.refresh_from_db()
    assert (plain_member.role, said(answer)) == ("admin", [f"{plain_member} is now Admin."])


@pytest.mark.proves("WHO-132")
def test_an_admin_is_told_that_the_owner_stays(as_member, admin_member, member):
    browser = as_member(admin_member)

    answer = browser.post(f"{PAGE}{member.pk}/role/", {"role": "guest"}, follow=True)

    assert said(answer) == [
        "A workspace always has exactly one Owner. The Owner can transfer it to somebody else."
    ]
    assert browser.get(f"{PAGE}{member.pk}/remove/").status_code == 403
    assert browser.post(f"{PAGE}{member.pk}/remove/").status_code == 403
    member.refresh_from_db()
    assert (member.role, member.removed_at) == ("owner", None)


@pytest.mark.parametrize("role", ["owner", "", "emperor", "x" * 1000])
def test_a_role_that_is_none_is_refused(client, plain_member, role):
    answer = client.post(f"{PAGE}{plain_member.pk}/role/", {"role": role}, follow=True)

    plain_member.refresh_from_db()
    assert (plain_member.role, said(answer)) == ("member", ["Choose one of the roles."])


def test_an_admin_who_steps_down_is_not_left_before_a_closed_door(as_member, admin_member):
    answer = as_member(admin_member).post(f"{PAGE}{admin_member.pk}/role/", {"role": "member"})

    assert answer.headers["Location"] == "/"


def test_removal_says_what_is_owned_and_hands_it_over(client, member, plain_member, admin_member, guest):
    LeadFactory.create_batch(2, owner=plain_member)
    path = f"{PAGE}{plain_member.pk}/remove/"

    page = client.get(path)
    answer = client.post(path, {"reassign_to": admin_member.pk}, follow=True)

    assert page.context["owned"] == {"lead": 2}
    assert page.context["form"]["reassign_to"].value() == member.pk
    assert [one.pk for one in page.context["form"].fields["reassign_to"].queryset] == [
        member.pk,
        admin_member.pk,
    ]
    assert b"They own 2 leads." in page.content
    assert said(answer) == [
        f"{plain_member} is no longer in this workspace. 2 leads now belong to {admin_member}."
    ]
    assert {lead.owner for lead in Lead.objects.all()} == {admin_member}


def test_who_owns_nothing_is_removed_without_a_question(client, plain_member):
    path = f"{PAGE}{plain_member.pk}/remove/"

    page = client.get(path)
    answer = client.post(path, {"reassign_to": "x"}, follow=True)

    assert list(page.context["form"].fields) == []
    assert said(answer) == [f"{plain_member} is no longer in this workspace."]


@pytest.mark.parametrize("heir", ["neighbour", "guest", "plain_member"])
def test_an_heir_that_cannot_be_is_refused(client, request, plain_member, heir):
    heir = request.getfixturevalue(heir)
    LeadFactory(owner=plain_member)

    answer = client.post(f"{PAGE}{plain_member.pk}/remove/", {"reassign_to": heir.pk})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reassign_to"])
    assert Membership.objects.current().filter(pk=plain_member.pk).exists()


def test_the_owner_hands_over_only_when_sure(client, member, plain_member):
    path = f"{PAGE}transfer/"

    unsure = client.post(path, {"to": plain_member.pk})
    sure = client.post(path, {"to": plain_member.pk, "sure": "on"}, follow=True)

    assert (unsure.status_code, list(unsure.context["transfer_form"].errors)) == (422, ["sure"])
    assert said(sure) == [f"{plain_member} is now the Owner, and you are an Admin."]
    assert not sure.context["transfer_form"]


def test_everybody_but_the_owner_can_leave(as_member, member, plain_member, guest):
    for leaver in (plain_member, guest):
        answer = as_member(leaver).post("/w/northgate/leave/", follow=True)
        assert said(answer) == ["You have left Northgate Search."]

    stays = as_member(member).post("/w/northgate/leave/", follow=True)
    assert stays.redirect_chain == [("/profile/", 302)]
    assert [one.pk for one in Membership.objects.filter(removed_at=None)] == [member.pk]


ACTIONS = [
    ("get", ""),
    ("post", "invite/"),
    ("post", "{pk}/role/"),
    ("get", "{pk}/remove/"),
    ("post", "{pk}/remove/"),
    ("post", "invitations/{pk}/renew/"),
    ("post", "invitations/{pk}/withdraw/"),
]


@pytest.mark.proves("WHO-133", "WHO-134", "WHO-151")
@pytest.mark.parametrize("who", ["plain_member", "guest"])
@pytest.mark.parametrize(("method", "path"), ACTIONS)
def test_members_and_guests_hear_who_could(request, as_member, admin_member, who, method, path):
    browser = as_member(request.getfixturevalue(who))

    typed = {"role": "guest", "emails": "a@b.example"}
    answer = getattr(browser, method)(PAGE + path.format(pk=admin_member.pk), typed)

    assert answer.status_code == 403
    assert b"Owner or Admin" in answer.content


@pytest.mark.proves("WHO-144", "WHO-145", "WHO-146")
@pytest.mark.parametrize("who", ["admin_member", "plain_member", "guest"])
def test_only_the_owner_hands_over(request, as_member, member, who):
    who = request.getfixturevalue(who)

    assert as_member(who).post(f"{PAGE}transfer/", {"to": who.pk, "sure": "on"}).status_code == 403
    member.refresh_from_db()
    assert member.role == "owner"


@pytest.mark.proves("WHO-152")
def test_the_neighbours_people_are_not_found(client, neighbour):
    other = MembershipFactory(workspace=neighbour.workspace, role="member")
    invitation = waiting(neighbour)

    for method, path, pk in (
        ("post", "{pk}/role/", other.pk),
        ("get", "{pk}/remove/", other.pk),
        ("post", "{pk}/remove/", other.pk),
        ("post", "invitations/{pk}/renew/", invitation.pk),
        ("post", "invitations/{pk}/withdraw/", invitation.pk),
        ("post", "{pk}/role/", 2**63 - 1),
        ("get", "{pk}/remove/", 0),
    ):
        assert getattr(client, method)(PAGE + path.format(pk=pk), {"role": "guest"}).status_code == 404
    assert client.post(f"{PAGE}transfer/", {"to": other.pk, "sure": "on"}).status_code == 422
    assert Membership.objects.current().filter(pk=other.pk, role="member").exists()
    assert Invitation.objects.open().filter(pk=invitation.pk).exists()


@pytest.mark.parametrize(
    "path", ["invite/", "{pk}/role/", "invitations/{pk}/renew/", "invitations/{pk}/withdraw/", "transfer/"]
)
def test_nothing_happens_by_following_a_link(client, plain_member, path):
    assert client.get(PAGE + path.format(pk=plain_member.pk)).status_code == 405
