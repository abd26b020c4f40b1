"""Who may use the API: a session of a page of ours, or a token, each for its own workspace only."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hirepilot.models import ApiToken
from leads.models import Tag
from tests.factories.api import Program, problem_of

HOME = "/w/northgate/api/v1/"


@pytest.fixture
def strict(workspace, member):
    """A browser whose requests are checked as in production."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(member.user)
    return browser


def made_tag(browser, **headers):
    return browser.post(
        f"{HOME}tags/", json.dumps({"name": "Austin"}), content_type="application/json", headers=headers
    )


def test_a_session_writes_only_with_the_csrf_token_of_its_page(strict):
    strict.get(f"{HOME}docs/?script")  # a page that holds the token
    cookie = strict.cookies["csrftoken"].value

    assert problem_of(made_tag(strict)) == (403, "csrf")
    assert problem_of(made_tag(strict, **{"X-CSRFToken": "a" * 32})) == (403, "csrf")
    assert not Tag.objects.exists()
    assert made_tag(strict, **{"X-CSRFToken": cookie}).status_code == 201


def test_reading_by_session_needs_no_csrf_token(strict):
    assert strict.get(f"{HOME}tags/").status_code == 200


def test_a_token_needs_none_even_beside_a_session(strict, member):
    program = Program(member, "write")

    assert made_tag(strict, **program.headers).status_code == 201
    assert Tag.objects.count() == 1


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Bearer hp_nonsense", "Basic aGk6aGk=", "hp_x", "Bearer \u00ff", "Token x y z"],
)
def test_a_wrong_header_is_refused_even_beside_a_session(strict, header):
    answer = strict.get(f"{HOME}me/", headers={"Authorization": header})

    assert problem_of(answer) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "change",
    [
        {"revoked_at": timezone.now()},
        {"expires_at": timezone.now() - timedelta(seconds=1)},
    ],
)
def test_a_token_that_is_over_opens_nothing(workspace, member, change):
    program = Program(member)
    assert program.get("me/").status_code == 200

    ApiToken.objects.update(**change)

    assert problem_of(program.get("me/")) == (401, "unauthenticated")


def test_a_token_opens_only_its_own_workspace(workspace, neighbour):
    program = Program(neighbour)

    assert program.get("me/").json()["workspace"]["slug"] == "harbour"
    assert problem_of(program.get(f"{HOME}me/")) == (401, "unauthenticated")


def test_a_token_opens_no_page_not_even_of_a_workspace_called_api(workspace, member):
    member.workspace.slug = "api"
    member.workspace.save()
    program = Program(member)

    assert program.get("/w/api/settings/").status_code == 302
    assert program.get("/w/api/api/v1/me/").status_code == 200


def test_a_token_of_a_deactivated_person_is_over(workspace, member):
    program = Program(member)
    member.user.is_active = False
    member.user.save()

    assert program.get("me/").status_code == 401
