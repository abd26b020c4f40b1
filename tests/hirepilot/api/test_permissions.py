"""Nothing is open because somebody forgot: every endpoint declares its actions, and a token stays within its scopes."""

import pytest
from django.urls import URLResolver, get_resolver
from rest_framework.response import Response
from rest_framework.views import APIView

from hirepilot.api.endpoint import Endpoint
from hirepilot.api.permissions import ANY_MEMBER
from hirepilot.permissions import ACTIONS
from tests.factories.api import Program, problem_of

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def endpoints(resolver=None):
    for pattern in (resolver or get_resolver("hirepilot.api.urls")).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from endpoints(pattern)
        else:
            yield pattern.callback.cls


@pytest.mark.parametrize("view", list(endpoints()), ids=lambda view: view.__name__)
def test_every_method_of_every_endpoint_has_its_action(view):
    offered = {method for method in METHODS if hasattr(view, method.lower())} - {"OPTIONS"}

    assert issubclass(view, APIView)
    assert set(view.needs) == offered, (
        f"{view.__name__}.needs has to name the action of {', '.join(sorted(offered))}"
    )
    assert set(view.needs.values()) <= {*ACTIONS, ANY_MEMBER}
    assert set(view.scopes) <= offered
    assert view.metadata_class is None  # OPTIONS would answer without asking


class Forgetful(Endpoint):
    def get(self, request):
        return Response("open")

    def post(self, request):
        return Response("open")


def test_a_method_without_an_action_is_refused_for_everybody(rf, workspace, member):
    request = rf.get("/")
    request.member, request.workspace, request.token, request.id = member, workspace, None, "1"
    request._dont_enforce_csrf_checks = True

    answer = Forgetful.as_view()(request)

    assert (answer.status_code, answer.data["code"]) == (403, "permission_denied")


@pytest.mark.parametrize(
    ("scope", "reads", "writes", "captures"),
    [
        ("read", 200, 403, 403),
        ("write", 200, 201, 201),
        ("capture", 403, 403, 201),
    ],
)
def test_a_token_stays_within_its_scope(workspace, member, scope, reads, writes, captures):
    program = Program(member, scope)

    assert program.get("leads/").status_code == reads
    assert program.post("tags/", {"name": "Austin"}).status_code == writes
    assert program.post("leads/", {"full_name": "Ada Byron"}).status_code == captures
    assert program.get("me/").status_code == 200


@pytest.mark.proves("WHO-151")
def test_a_refusal_says_which_scope_or_role_it_takes(workspace, member, guest):
    by_scope = Program(member, "read").post("tags/", {"name": "Austin"})
    by_role = Program(guest, "write").get("leads/")

    assert problem_of(by_scope) == (403, "scope_missing")
    assert by_scope.json()["detail"] == "This token's scopes do not allow this: it takes “write”."
    assert problem_of(by_role) == (403, "not_allowed")
    assert (
        by_role.json()["detail"] == "Your role cannot see leads. Ask somebody who is Owner, Admin or Member."
    )


def test_a_token_loses_what_its_member_loses(workspace, plain_member):
    program = Program(plain_member, "write")
    assert program.get("leads/").status_code == 200

    plain_member.role = "guest"
    plain_member.save()

    assert problem_of(program.get("leads/")) == (403, "not_allowed")


def test_a_capturing_token_learns_nothing_of_whom_it_meets(workspace, member):
    Program(member).post(
        "leads/",
        {"full_name": "Ada Byron", "emails": ["ada@engines.example"], "phones": ["+44 20 7946 0991"]},
    )

    answer = Program(member, "capture").post(
        "leads/", {"full_name": "Ada Byron", "emails": ["ada@engines.example"]}
    )

    assert (answer.status_code, answer.json()["lead"], answer.json()["outcome"]) == (200, None, "unchanged")
    assert b"7946" not in answer.content
