"""Lists by cursor: whoever follows `next` sees every row once, whatever is added meanwhile."""

import pytest

from hirepilot.api.paging import NEWEST
from leads.models import Lead
from tests.factories.api import Program, problem_of
from tests.factories.leads import LeadFactory, TagFactory


@pytest.fixture
def program(workspace, member):
    return Program(member)


def walk(program, path, step="next", between=lambda: None):
    """(names, number of pages) of all pages from this one on."""
    found, pages = [], 0
    while path:
        answer = program.get(path).json()
        found += [row.get("full_name") or row.get("name") for row in answer["results"]]
        path, pages = answer[step], pages + 1
        between()
    return found, pages


def test_every_row_is_seen_once_while_others_are_added(program):
    names = [LeadFactory(name=f"Lead {number}").full_name for number in range(10)]

    found, pages = walk(program, "leads/?limit=3", between=lambda: LeadFactory(name="Added meanwhile"))

    assert (found, pages) == (names[::-1], 4)


def test_previous_leads_back_the_same_way(program):
    for number in range(7):
        TagFactory(name=f"Tag {number}", key=f"tag {number}")

    last = program.get(program.get("tags/?limit=3").json()["next"]).json()["next"]

    assert [row["name"] for row in program.get(last).json()["results"]] == ["Tag 6"]
    first = program.get(program.get(last).json()["previous"]).json()
    assert [row["name"] for row in first["results"]] == ["Tag 3", "Tag 4", "Tag 5"]
    assert program.get(first["previous"]).json()["previous"] is None


def test_links_keep_the_filters(program):
    for number in range(3):
        LeadFactory(name=f"Ada {number}", status="qualified")
        LeadFactory(name=f"Grace {number}")

    assert walk(program, "leads/?status=qualified&limit=1")[0] == ["Ada 2", "Ada 1", "Ada 0"]


def test_a_page_has_fifty_rows_unless_asked_and_never_more_than_a_hundred(program):
    LeadFactory.create_batch(101)

    assert len(program.get("leads/").json()["results"]) == 50
    assert len(program.get("leads/?limit=100").json()["results"]) == 100
    assert problem_of(program.get("leads/?limit=101")) == (422, "invalid")


@pytest.mark.parametrize(
    "cursor",
    ["x", "-", "-x", "%00", "a" * 1999, "W10", "WyJuZXdlc3QiXQ", "%F0%9F%92%A9", "null", "..", "-%2D"],
)
def test_a_cursor_that_is_none_is_refused(program, cursor):
    for path in ("leads/", "tags/", "operations/", "imports/", "companies/"):
        answer = program.get(f"{path}?cursor={cursor}")
        assert problem_of(answer)[0] in (400, 422), path


def test_a_cursor_of_another_list_is_refused(program):
    cursor = NEWEST.cursor((5,))

    assert problem_of(program.get(f"tags/?cursor={cursor}")) == (400, "bad_cursor")
    assert program.get(f"operations/?cursor={cursor}").status_code == 200


def test_a_cursor_shows_no_more_than_the_list_does(program, neighbour):
    LeadFactory(name="Ours")
    theirs = Program(neighbour).get("leads/?limit=1").json()
    far = program.get("leads/?limit=1&sort=-created&cursor=" + NEWEST.cursor((10**9,)))

    assert theirs["results"] == []
    assert problem_of(far) == (400, "bad_cursor")
    assert Lead.objects.count() == 1
