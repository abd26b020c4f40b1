"""The description and its page: for members only, at their own workspace's address, under a policy of their own."""

import pytest

from tests.factories.api import Program, problem_of

HOME = "/w/northgate/api/v1/"


def test_the_description_names_the_workspaces_own_address(client):
    answer = client.get(f"{HOME}schema/?format=json")

    assert answer.json()["servers"] == [{"url": "/w/northgate/api/v1"}]
    assert "/leads/{id}/" in answer.json()["paths"]


def test_the_page_loads_what_its_policy_allows_and_no_script_in_its_text(client):
    page = client.get(f"{HOME}docs/")
    script = client.get(f"{HOME}docs/?script")

    policy = page.headers["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src 'self';" in f"{policy};"
    assert "<script>" not in page.content.decode()
    assert f"{HOME}schema/".encode() in script.content.replace(b"\\u002D", b"-")
    assert script.headers["Content-Type"] == "application/javascript"


def test_other_pages_keep_the_strict_policy(client):
    assert "unsafe-inline" not in client.get(f"{HOME}me/").headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["schema/", "docs/"])
def test_strangers_see_neither(workspace, neighbour, as_member, path):
    assert as_member(neighbour).get(HOME + path).status_code == 404
    assert problem_of(Program(neighbour).get(HOME + path)) == (401, "unauthenticated")


@pytest.mark.parametrize("scope", ["read", "write", "capture"])
def test_a_token_of_any_scope_may_read_the_description(workspace, plain_member, scope):
    assert Program(plain_member, scope).get("schema/").status_code == 200
