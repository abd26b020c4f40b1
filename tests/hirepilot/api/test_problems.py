"""Whatever goes wrong is answered as problem+json, in the same form, and without anything of what broke."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client

from hirepilot.api import me
from hirepilot.errors import OutsideWorkspace
from tests.factories.api import Program, problem_of

HOME = "/w/northgate/api/v1/"


@pytest.fixture
def program(workspace, member):
    return Program(member)


@pytest.mark.parametrize(
    "path",
    ["nonsense/", "leads", "leads/x/", "leads/1", "", "leads/1/2/3/", "schema", "%00/", "leads/1/../../"],
)
def test_an_address_that_is_none_is_not_found(program, path):
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        assert problem_of(program.ask(method, path)) == (404, "not_found")


@pytest.mark.parametrize("number", ["0", "999", "9" * 18, "9" * 19, "9" * 400])
def test_a_number_that_is_none_is_not_found(program, number):
    for path in (
        f"leads/{number}/",
        f"tags/{number}/",
        f"notes/{number}/",
        f"imports/{number}/",
        f"operations/{number}/",
    ):
        assert problem_of(program.get(path)) == (404, "not_found")


@pytest.mark.parametrize(
    ("method", "path"),
    [("DELETE", "leads/"), ("PUT", "tags/"), ("OPTIONS", "leads/"), ("POST", "me/"), ("TRACE", "me/")],
)
def test_a_method_that_is_none_is_refused_with_those_that_are(program, method, path):
    answer = program.ask(method, path)

    assert problem_of(answer) == (405, "method_not_allowed")
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "nonsense", ""]
)
def test_a_body_of_another_kind_is_refused(program, kind):
    answer = Client().generic(
        "POST", f"{HOME}tags/", b"name=Austin", content_type=kind, headers=program.headers
    )

    assert problem_of(answer) == (415, "unsupported_media_type")


def test_a_file_is_taken_only_where_files_are_uploaded(program):
    file = SimpleUploadedFile("people.csv", b"Name\nAda Byron\n")

    answer = Client().post(f"{HOME}leads/", {"file": file}, headers=program.headers)

    assert problem_of(answer) == (415, "unsupported_media_type")


def test_an_answer_of_another_kind_is_not_to_be_had(program):
    assert problem_of(program.get("me/", Accept="text/html")) == (406, "not_acceptable")
    assert problem_of(program.get("me/?format=xml")) == (404, "not_found")


def test_a_body_that_is_too_large_is_refused(program, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000

    assert problem_of(program.post("tags/", {"name": "x" * 1_000})) == (413, "too_large")


def test_wrong_values_are_named_one_by_one(program):
    answer = program.post("leads/", {"full_name": ["x"], "emails": ["a@b.example", 3.5, {}], "shoe": 1})

    assert problem_of(answer) == (422, "invalid")
    assert answer.json()["errors"] == [
        {"field": "shoe", "code": "unknown", "detail": "There is no such field."}
    ]


@pytest.mark.parametrize(
    "error",
    [
        ValueError("hp_secret in the query"),
        DatabaseError("SELECT secret"),
        OutsideWorkspace(),
        RecursionError(),
        KeyError("secret"),
    ],
)
def test_what_breaks_on_our_side_is_logged_and_tells_nothing(program, monkeypatch, caplog, error):
    def broken(*args):
        raise error

    monkeypatch.setattr(me, "may", broken)
    answer = Client(raise_request_exception=False).get(f"{HOME}me/", headers=program.headers)

    assert problem_of(answer) == (500, "failed")
    assert "secret" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]
    assert "a request of the API failed" in caplog.text


def test_who_is_not_a_member_is_told_so_in_the_same_form(workspace, neighbour, as_member):
    assert problem_of(Client().get(f"{HOME}me/")) == (401, "unauthenticated")
    assert problem_of(as_member(neighbour).get(f"{HOME}me/")) == (404, "not_found")
