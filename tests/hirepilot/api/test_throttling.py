"""So many requests a minute for each token and each member; the rest is told when to come again."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from hirepilot.api.throttling import PerToken
from tests.factories.api import Program, problem_of


def at(second):
    """Stands still at this second after the minute that has just begun."""
    return time_machine.travel(
        timezone.now().replace(second=0, microsecond=0) + timedelta(seconds=second), tick=False
    )


@pytest.fixture(autouse=True)
def three_a_minute(monkeypatch):
    monkeypatch.setattr(PerToken, "THROTTLE_RATES", {"token": "3/min"})


def test_the_fourth_request_of_a_minute_is_told_to_wait(workspace, member):
    program = Program(member)
    with at(10):
        assert [program.get("me/").status_code for _ in range(3)] == [200, 200, 200]
        answer = program.get("me/")

    assert problem_of(answer) == (429, "throttled")
    assert answer.headers["Retry-After"] == "50"


def test_the_next_minute_begins_anew(workspace, member):
    program = Program(member)
    with at(59):
        assert [program.get("me/").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    with at(60):
        assert program.get("me/").status_code == 200


def test_tokens_members_and_workspaces_do_not_use_up_each_others(workspace, member, neighbour, client):
    with at(0):
        for program in (Program(member), Program(member), Program(neighbour)):
            assert [program.get("me/").status_code for _ in range(4)] == [200, 200, 200, 429]
        assert client.get("/w/northgate/api/v1/me/").status_code == 200


def test_the_description_page_is_told_in_json_too(client):
    with at(0):
        answers = [client.get("/w/northgate/api/v1/docs/") for _ in range(4)]

    assert problem_of(answers[-1]) == (429, "throttled")
