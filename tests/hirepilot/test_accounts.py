"""Signing in and up tells nobody who has an account, stops guessing, and keeps secrets sealed."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.test import Client

from hirepilot.models import User
from tests.factories.hirepilot import UserFactory

KNOWN, UNKNOWN, PASSWORD = "mia@agency.example", "nobody@agency.example", "correct horse battery"


@pytest.fixture(autouse=True)
def known(db):
    cache.clear()
    return UserFactory(email=KNOWN, password=PASSWORD)


def page_of(answer):
    """The page without what differs on every request."""
    text = answer.content.decode()
    for address in (KNOWN, UNKNOWN):
        text = text.replace(address, "ADDRESS")
    once = r'(csrfmiddlewaretoken" value=|X-CSRFToken": |nonce=|Reference[^>]*>)"?[\w-]+'
    return answer.status_code, re.sub(once, "", text)


def test_a_wrong_password_and_an_unknown_address_look_the_same():
    wrong = Client().post("/accounts/login/", {"login": KNOWN, "password": "wrong"})
    unknown = Client().post("/accounts/login/", {"login": UNKNOWN, "password": "wrong"})

    assert page_of(wrong) == page_of(unknown)


def test_asking_for_a_new_password_looks_the_same_for_all():
    answers = [
        Client().post("/accounts/password/reset/", {"email": email}, follow=True)
        for email in (KNOWN, UNKNOWN)
    ]

    assert page_of(answers[0]) == page_of(answers[1])
    assert [letter.to for letter in mail.outbox] == [
        [KNOWN],
        [UNKNOWN],
    ]  # and the mailbox, not the page, is told


def test_our_letters_are_ours(settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    for email in (KNOWN, UNKNOWN):
        Client().post("/accounts/password/reset/", {"email": email})
    Client().post("/accounts/signup/", {"email": "third@agency.example", "password1": "another long secret"})

    assert [letter.subject for letter in mail.outbox] == [
        "A new password for HirePilot", "No account at HirePilot with this address", "Confirm your address for HirePilot",
    ]  # fmt: skip
    assert [re.search(r"http\S+", letter.body) is not None for letter in mail.outbox] == [True] * 3
    assert [letter.body.strip().splitlines()[-1] for letter in mail.outbox] == ["HirePilot"] * 3
    assert "Hello from" not in "".join(letter.body for letter in mail.outbox)


def test_signing_up_looks_the_same_for_all_where_addresses_are_confirmed(settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"

    answers = [
        Client().post("/accounts/signup/", {"email": email, "password1": "another long secret"}, follow=True)
        for email in (KNOWN, UNKNOWN)
    ]

    assert page_of(answers[0]) == page_of(answers[1])
    assert User.objects.get(email=KNOWN).check_password(PASSWORD)


@pytest.mark.proves("WHO-024")
def test_in_development_anybody_signs_up_and_is_in():
    browser = Client()

    typed = {"email": "New@Agency.example", "password1": "another long secret"}
    answer = browser.post("/accounts/signup/", typed, follow=True)

    assert answer.redirect_chain[-1][0] == "/workspaces/new/"
    assert User.objects.get(email="new@agency.example").check_password("another long secret")


@pytest.mark.proves("WHO-025", "WHO-026")
@pytest.mark.parametrize("is_open", [True, False])
def test_whether_sign_up_is_open_is_a_setting(settings, is_open):
    settings.OPEN_SIGNUP = is_open

    Client().post("/accounts/signup/", {"email": UNKNOWN, "password1": "another long secret"})

    assert User.objects.filter(email=UNKNOWN).exists() is is_open


def test_guessing_is_stopped_and_not_only_in_this_process():
    for _ in range(6):
        Client().post("/accounts/login/", {"login": KNOWN, "password": "wrong"})

    right = Client().post("/accounts/login/", {"login": KNOWN, "password": PASSWORD})

    assert right.status_code == 200
    assert "Too many" in right.content.decode()


def test_signing_in_starts_a_new_session():
    browser = Client()
    browser.get("/accounts/login/")
    browser.session["x"] = 1
    before = browser.session.session_key

    browser.post("/accounts/login/", {"login": KNOWN.upper(), "password": PASSWORD})

    assert browser.session["_auth_user_id"]
    assert browser.session.session_key != before


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_signing_in_leads_nowhere_else(target):
    answer = Client().post("/accounts/login/", {"login": KNOWN, "password": PASSWORD, "next": target})

    assert answer.headers["Location"] == "/"


def test_second_factor_secrets_are_sealed_in_the_database(known):
    secret = generate_totp_secret()

    TOTP.activate(known, secret)

    stored = Authenticator.objects.get()
    assert secret not in str(stored.data)
    assert TOTP(stored).validate_code("000000") in (True, False)  # and can be read by the product
