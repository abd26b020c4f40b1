"""A link leads in, by an account that is there or a new one, and never shows up in a later address."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from hirepilot.models import Invitation, Membership, User
from hirepilot.services.invitations import invite, withdraw
from tests.factories.hirepilot import UserFactory

PASSWORD = "correct horse battery"


@pytest.fixture
def token(member):
    return invite(member, ["mia@agency.example"], "member")[0].token


def signed_in(email="mia@agency.example", name="Mia"):
    browser = Client()
    browser.force_login(UserFactory(email=email, name=name))
    return browser


def test_the_link_goes_into_the_session_and_out_of_the_address(token):
    browser = Client()

    answer = browser.get(f"/invitation/{token}/")
    page = browser.get("/invitation/")

    assert answer.headers["Location"] == "/invitation/"
    assert token not in str(dict(browser.session))
    assert page.context["signup_url"] == "/accounts/signup/?next=%2Finvitation%2F&email=mia%40agency.example"
    assert token.encode() not in page.content
    assert not Invitation.objects.exclude(accepted_at=None).exists()  # looking is not coming in


def test_who_is_signed_in_joins_with_one_click(token, member):
    browser = signed_in()
    browser.get(f"/invitation/{token}/")
    assert browser.get("/").headers["Location"] == "/invitation/"  # also by way of the home page

    answer = browser.post("/invitation/")

    assert answer.headers["Location"] == "/w/northgate/"
    assert Membership.objects.get(user__email="mia@agency.example").role == "member"
    assert browser.get("/").headers["Location"] == "/w/northgate/"
    assert browser.get(f"/invitation/{token}/", follow=True).redirect_chain[1][0] == "/w/northgate/"


@pytest.mark.proves("WHO-025")
def test_a_new_person_signs_up_by_the_link_where_sign_up_is_closed(token, member, settings):
    settings.OPEN_SIGNUP = False
    browser = Client()
    browser.get(f"/invitation/{token}/")
    signup = browser.get("/invitation/").context["signup_url"]

    form = browser.get(signup)
    answer = browser.post(
        signup, {"email": "mia@agency.example", "password1": PASSWORD, "next": "/invitation/"}
    )
    joined = browser.post("/invitation/", {"your_name": "Mia Berg"})

    assert form.context["form"].initial["email"] == "mia@agency.example"
    assert answer.headers["Location"] == "/invitation/"
    assert joined.headers["Location"] == "/w/northgate/"
    user = User.objects.get(email="mia@agency.example")
    assert (user.name, user.memberships.get().workspace) == ("Mia Berg", member.workspace)


def test_confirming_the_address_first_does_not_lose_the_invitation(token, member, settings):
    settings.OPEN_SIGNUP, settings.ACCOUNT_EMAIL_VERIFICATION = False, "mandatory"
    browser, person = Client(), {"email": "mia@agency.example", "password1": PASSWORD}
    browser.get(f"/invitation/{token}/")
    browser.post(browser.get("/invitation/").context["signup_url"], person)
    confirmation = re.search(r"/accounts/confirm-email/\S+/", mail.outbox[-1].body)[0]

    browser.post(confirmation)
    signed_in = browser.post(
        "/accounts/login/", {"login": person["email"], "password": PASSWORD}, follow=True
    )

    assert signed_in.redirect_chain[-1][0] == "/invitation/"
    assert browser.post("/invitation/", {"your_name": "Mia"}).headers["Location"] == "/w/northgate/"


@pytest.mark.proves("WHO-025")
def test_without_a_link_that_works_sign_up_stays_closed(token, member, settings):
    settings.OPEN_SIGNUP = False
    person = {"email": "mia@agency.example", "password1": PASSWORD}
    browser = Client()
    assert b"by invitation" in browser.post("/accounts/signup/", person).content

    browser.get(f"/invitation/{token}/")
    withdraw(member, Invitation.objects.get())

    assert b"by invitation" in browser.post("/accounts/signup/", person).content
    assert not User.objects.filter(email=person["email"]).exists()


def test_another_address_has_to_be_confirmed(token):
    browser = signed_in("other@home.example", name="")
    browser.get(f"/invitation/{token}/")

    page = browser.get("/invitation/")
    refused = browser.post("/invitation/", {"your_name": "Otto"})
    joined = browser.post("/invitation/", {"your_name": "Otto", "confirmed": "on"})

    assert b"Sent to another address" in page.content
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["confirmed"])
    assert joined.headers["Location"] == "/w/northgate/"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda: Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1)), b"has expired"),
        (lambda: Invitation.objects.update(withdrawn_at=timezone.now()), b"was withdrawn"),
        (lambda: Invitation.objects.update(accepted_at=timezone.now()), b"already been used"),
    ],
)
@pytest.mark.parametrize("who", [Client, signed_in])
def test_a_link_that_is_over_says_why(token, db, who, spoil, said):
    browser = who()
    spoil()

    page = browser.get(f"/invitation/{token}/", follow=True)

    assert page.status_code == 410
    assert said in page.content
    assert browser.get("/invitation/").headers["Location"] == "/"


def test_a_link_that_ends_while_its_page_is_open_lets_nobody_in(token, db):
    browser = signed_in()
    browser.get(f"/invitation/{token}/", follow=True)
    Invitation.objects.update(withdrawn_at=timezone.now())

    assert browser.post("/invitation/").status_code == 410
    assert not Membership.objects.filter(user__email="mia@agency.example").exists()


@pytest.mark.parametrize("token", ["x", "a" * 3000, "%00", "' OR 1=1 --", "..%2F..%2Fadmin"])
def test_an_invented_link_is_refused_kindly(db, token):
    page = Client().get(f"/invitation/{token}/")

    assert page.status_code in (404, 410)


def test_nothing_about_a_workspace_is_shown_without_its_link(member, token):
    assert b"Northgate" not in Client().get("/invitation/", follow=True).content


def test_a_page_with_a_link_is_kept_by_nobody(token):
    assert "no-store" in Client().get(f"/invitation/{token}/").headers["Cache-Control"]
