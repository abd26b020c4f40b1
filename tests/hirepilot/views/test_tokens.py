"""Tokens: everybody's own, all for Owner and Admin, none for Guests; a key is seen once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hirepilot.models import ApiToken

PAGE = "/w/northgate/settings/tokens/"
TYPED = {"name": "Reporting", "scope": "read", "days": "90"}


def token_of(member, name="Theirs"):
    return ApiToken.objects.issue(member=member, name=name, scopes=["read"])[0]


@pytest.mark.proves("WHO-111", "WHO-112", "WHO-113")
@pytest.mark.parametrize("who", ["member", "admin_member", "plain_member"])
def test_a_key_is_shown_once_and_works(request, workspace, as_member, who):
    who = request.getfixturevalue(who)
    browser = as_member(who)

    page = browser.post(PAGE, TYPED, follow=True)

    key = page.context["fresh"]["key"]
    token = ApiToken.objects.by_key(key)
    assert page.redirect_chain == [(PAGE, 302)]
    assert (token.member, token.name, token.scopes) == (who, "Reporting", ["read"])
    assert timedelta(days=89) < token.expires_at - timezone.now() <= timedelta(days=90)
    assert key.encode() in page.content
    assert "no-store" in page.headers["Cache-Control"]
    assert key not in str(dict(browser.session))
    assert key.encode() not in browser.get(PAGE).content


def test_a_token_may_last_until_it_is_revoked(client):
    client.post(PAGE, TYPED | {"days": "0", "scope": "write"})

    token = ApiToken.objects.get()
    assert (token.expires_at, token.scopes) == (None, ["write"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"name": "a\x00"},
        {"scope": ""},
        {"scope": "admin"},
        {"scope": "capture"},
        {"days": "9999"},
        {"days": "-1"},
    ],
)
def test_a_token_that_cannot_be_is_not_made(client, wrong):
    answer = client.post(PAGE, TYPED | wrong)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, list(wrong))
    assert not ApiToken.objects.exists()


@pytest.mark.proves("WHO-111", "WHO-112", "WHO-113")
def test_owner_and_admin_see_those_of_all_and_a_member_their_own(
    as_member, member, admin_member, plain_member
):
    tokens = {who: token_of(who) for who in (member, admin_member, plain_member)}

    def seen(who):
        page = as_member(who).get(PAGE)
        return [one.pk for one in page.context["own"]], [one.pk for one in page.context["others"]]

    assert seen(member) == ([tokens[member].pk], [tokens[plain_member].pk, tokens[admin_member].pk])
    assert seen(admin_member) == ([tokens[admin_member].pk], [tokens[plain_member].pk, tokens[member].pk])
    assert seen(plain_member) == ([tokens[plain_member].pk], [])


@pytest.mark.proves("WHO-111", "WHO-112", "WHO-113")
@pytest.mark.parametrize(
    ("who", "whose", "status"),
    [
        ("plain_member", "plain_member", 302),
        ("plain_member", "member", 404),
        ("plain_member", "admin_member", 404),
        ("admin_member", "plain_member", 302),
        ("admin_member", "member", 302),
        ("member", "admin_member", 302),
        ("member", "neighbour", 404),
        ("admin_member", "neighbour", 404),
    ],
)
def test_who_revokes_whose(request, as_member, workspace, who, whose, status):
    token = token_of(request.getfixturevalue(whose))

    answer = as_member(request.getfixturevalue(who)).post(f"{PAGE}{token.pk}/revoke/")

    token.refresh_from_db()
    assert (answer.status_code, token.revoked_at is not None) == (status, status == 302)


@pytest.mark.proves("WHO-114", "WHO-151")
def test_a_guest_has_no_tokens_and_hears_who_could(as_member, guest):
    browser, token = as_member(guest), token_of(guest)

    for answer in (browser.get(PAGE), browser.post(PAGE, TYPED), browser.post(f"{PAGE}{token.pk}/revoke/")):
        assert answer.status_code == 403
        assert b"Owner, Admin or Member" in answer.content
    assert ApiToken.objects.get() == token


def test_a_revoked_token_is_gone_from_the_page_and_an_expired_one_says_so(client, member):
    revoked, expired = token_of(member), token_of(member, "Old")
    client.post(f"{PAGE}{revoked.pk}/revoke/")
    ApiToken.objects.filter(pk=expired.pk).update(expires_at=timezone.now())

    page = client.get(PAGE)

    assert [one.pk for one in page.context["own"]] == [expired.pk]
    assert b"Expired" in page.content
    assert client.post(f"{PAGE}{revoked.pk}/revoke/").status_code == 404
    assert client.get(f"{PAGE}{expired.pk}/revoke/").status_code == 405
