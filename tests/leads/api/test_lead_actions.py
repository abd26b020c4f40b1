"""What can be done with one lead by the API."""

import pytest

from hirepilot.models import Operation
from leads.models import Lead, Tag
from tests.factories.api import Program, problem_of
from tests.factories.leads import LeadFactory


@pytest.fixture
def program(workspace, member):
    return Program(member)


@pytest.fixture
def lead(workspace):
    return LeadFactory(name="Ada Byron", email="ada@engines.example", tags=["Austin"])


def did(program, lead, action, body=None):
    """(status, the answer) of an action on the lead."""
    answer = program.post(f"leads/{lead.pk}/{action}/", body)
    return answer.status_code, answer.json()


@pytest.mark.proves("LEAD-051", "LEAD-052", "LEAD-064")
def test_a_status_moves_by_the_table_of_moves(program, lead):
    assert did(program, lead, "status", {"to": "qualified", "why": "Good talk"})[1]["status"] == "qualified"
    assert did(program, lead, "status", {"to": "qualified"})[0] == 200
    status, answer = did(program, lead, "status", {"to": "contacted"})

    assert (status, answer["code"], answer["detail"]) == (
        409,
        "move_refused",
        "A lead that is Qualified cannot become Contacted.",
    )
    assert Operation.objects.get(kind="lead.status").reason == "Good talk"


@pytest.mark.parametrize("to", ["converted", "enriched", "nonsense", None, "", 5, ["new"]])
def test_a_status_that_no_person_may_choose_is_refused(program, lead, to):
    assert problem_of(program.post(f"leads/{lead.pk}/status/", {"to": to})) == (422, "invalid")


@pytest.mark.proves("LEAD-142")
def test_tags_come_and_go_in_any_case(program, lead):
    assert did(program, lead, "tag", {"names": ["London", "AUSTIN"]})[1]["tags"] == ["Austin", "London"]
    assert did(program, lead, "untag", {"names": ["austin", "Nowhere"]})[1]["tags"] == ["London"]
    assert Tag.objects.count() == 2


@pytest.mark.parametrize(
    "names", [[], [""], ["x" * 61], "Austin", [None], [f"{number}" for number in range(51)], None]
)
def test_tags_that_are_none_are_refused(program, lead, names):
    for action in ("tag", "untag"):
        assert problem_of(program.post(f"leads/{lead.pk}/{action}/", {"names": names}))[0] == 422


def test_a_lead_changes_hands_and_is_shown_a_last_time(workspace, plain_member, member):
    lead = LeadFactory(owner=plain_member)
    program = Program(plain_member)

    status, answer = did(program, lead, "owner", {"owner": member.pk})

    assert (status, answer["owner"]["id"]) == (200, member.pk)
    assert problem_of(program.get(f"leads/{lead.pk}/")) == (404, "not_found")


def test_a_lead_can_be_nobodys(program, lead, member):
    did(program, lead, "owner", {"owner": member.pk})

    assert did(program, lead, "owner", {"owner": None})[1]["owner"] is None


def test_only_those_who_may_have_leads_get_them(program, lead, guest, neighbour, plain_member):
    plain_member.removed_at = plain_member.joined_at
    plain_member.save()

    for nobody in (guest.pk, neighbour.pk, plain_member.pk, 10**30, "x", [], {}):
        assert problem_of(program.post(f"leads/{lead.pk}/owner/", {"owner": nobody})) == (422, "invalid")
    assert problem_of(program.post(f"leads/{lead.pk}/owner/", {})) == (422, "invalid")
    assert Lead.objects.get().owner is None


@pytest.mark.proves("LEAD-076", "LEAD-081")
def test_an_archived_lead_leaves_the_list_and_comes_back(program, lead):
    assert did(program, lead, "archive")[1]["archived_at"] is not None
    assert program.get("leads/").json()["results"] == []
    assert did(program, lead, "restore")[1]["archived_at"] is None
    assert len(program.get("leads/").json()["results"]) == 1


@pytest.mark.proves("LEAD-122")
def test_an_opt_out_is_kept_by_channel(program, lead):
    assert did(program, lead, "opt-out", {"channel": "phone", "reason": "Asked on the phone"})[1][
        "opted_out"
    ] == ["phone"]
    assert did(program, lead, "opt-out")[1]["opted_out"] == ["all", "phone"]


@pytest.mark.parametrize(
    "action", ["archive", "restore", "status", "tag", "untag", "owner", "opt-out", "notes"]
)
def test_an_unknown_field_is_refused_and_nothing_done(program, lead, action):
    answer = program.post(f"leads/{lead.pk}/{action}/", {"shoe": 43})

    assert problem_of(answer) == (422, "invalid")
    assert ("shoe", "unknown") in [(error["field"], error["code"]) for error in answer.json()["errors"]]
    assert Operation.objects.exclude(kind="setup").count() == 0
