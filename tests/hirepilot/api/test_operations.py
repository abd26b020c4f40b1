"""What was done, and taking it back, by the API."""

import pytest

from hirepilot.models import Job, Operation
from hirepilot.services import undo_requests
from hirepilot.tenancy import link
from leads.models import Lead
from leads.services.organising import assign
from tests.factories.api import Program, problem_of


@pytest.fixture
def program(workspace, member):
    return Program(member)


@pytest.fixture
def done(program, member):
    """A lead was taken in and then edited."""
    program.post("leads/", {"full_name": "Ada Byron", "location": "London"})
    program.patch(f"leads/{Lead.objects.get().pk}/", {"location": "Paris"})
    return Operation.objects.get(kind="lead.edit")


def test_operations_are_listed_newest_first(program, done, member):
    rows = program.get("operations/").json()["results"]

    assert [row["kind"] for row in rows] == ["lead.edit", "lead.intake"]
    assert (rows[0]["id"], rows[0]["by"], rows[0]["summary"], rows[0]["undone_by"]) == (
        done.pk,
        {"id": member.pk, "name": str(member)},
        "Edited Ada Byron",
        None,
    )
    assert [row["kind"] for row in program.get("operations/?kind=lead.intake").json()["results"]] == [
        "lead.intake"
    ]


def test_the_plan_says_what_an_undo_would_do_and_the_undo_does_it(program, done):
    plan = program.get(f"operations/{done.pk}/").json()["undo"]
    answer = program.post(f"operations/{done.pk}/undo/")

    assert plan == {"state": "possible", "will": ["Puts 2 values back on 1 lead."], "wont": [], "why": ""}
    assert (answer.status_code, answer.json()["kind"], answer.json()["undoes"]) == (201, "undo", done.pk)
    assert answer.json()["undo"] == {"state": "done", "will": plan["will"], "wont": [], "why": ""}
    assert Lead.objects.get().location == "London"


def test_what_is_undone_cannot_be_undone_again_but_the_undo_can(program, done):
    undone = program.post(f"operations/{done.pk}/undo/").json()

    again = program.post(f"operations/{done.pk}/undo/")
    program.post(f"operations/{undone['id']}/undo/")

    assert problem_of(again) == (409, "nothing_to_undo")
    assert Lead.objects.get().location == "Paris"


def test_what_can_no_longer_be_undone_says_why(program, done):
    program.post(f"operations/{done.pk}/undo/")

    shown = program.get(f"operations/{done.pk}/").json()["undo"]

    assert (shown["state"], shown["will"]) == ("refused", [])
    assert "already taken this back" in shown["why"]


def test_a_large_one_is_left_to_a_worker(program, done, monkeypatch):
    monkeypatch.setattr(undo_requests, "ROWS_IN_REQUEST", 0)

    first = program.get(f"operations/{done.pk}/").json()["undo"]["state"]
    planned = program.get(f"operations/{done.pk}/?plan=1").json()["undo"]["state"]
    answer = program.post(f"operations/{done.pk}/undo/")
    second = program.post(f"operations/{done.pk}/undo/")

    assert (first, planned, answer.status_code, second.status_code) == ("large", "possible", 202, 202)
    assert answer.json()["undo"]["state"] == "waiting"
    assert answer.headers["Location"] == f"http://testserver{link('api:operation', done.pk)}"
    assert program.get(f"operations/{done.pk}/").json()["undo"]["state"] == "waiting"
    assert Job.objects.filter(task="hirepilot.undo").count() == 1


def test_a_member_sees_and_takes_back_only_their_own(program, done, plain_member):
    own = Program(plain_member)
    own.post("leads/", {"full_name": "Grace Hopper"})

    assert [row["by"]["id"] for row in own.get("operations/").json()["results"]] == [plain_member.pk]
    assert problem_of(own.get(f"operations/{done.pk}/")) == (404, "not_found")
    assert problem_of(own.post(f"operations/{done.pk}/undo/")) == (404, "not_found")
    assert (
        own.post(f"operations/{own.get('operations/').json()['results'][0]['id']}/undo/").status_code == 201
    )
    assert [lead.full_name for lead in Lead.objects.all()] == ["Ada Byron"]


@pytest.mark.parametrize("query", ["?kind=", "?kind=" + "x" * 41, "?shoe=1", "?kind=%00"])
def test_a_filter_that_is_wrong_is_refused(program, query):
    assert problem_of(program.get(f"operations/{query}")) == (422, "invalid")


@pytest.mark.proves("WHO-053")
def test_a_member_takes_back_nothing_on_a_lead_that_they_no_longer_see(
    program, workspace, member, plain_member
):
    workspace.lead_visibility = "own"
    workspace.save()
    own = Program(plain_member)
    own.post("leads/", {"full_name": "Ada Byron", "location": "London"})
    lead = Lead.objects.get()
    own.patch(f"leads/{lead.pk}/", {"location": "Paris"})
    edited = Operation.objects.get(kind="lead.edit")
    assign(Lead.objects.all(), member, by=member)

    shown, answer = own.get(f"operations/{edited.pk}/"), own.post(f"operations/{edited.pk}/undo/")

    assert Lead.objects.get().owner == member
    assert shown.json()["undo"]["state"] == "refused"
    assert problem_of(answer) == (403, "not_allowed")
    assert shown.json()["undo"]["why"] == answer.json()["detail"]
    assert "Owner or Admin" in answer.json()["detail"]
    assert Lead.objects.get().location == "Paris"
    assert program.post(f"operations/{edited.pk}/undo/").status_code == 201


def test_a_member_takes_back_that_they_gave_a_lead_away_until_somebody_else_moves_it(
    workspace, member, plain_member, admin_member
):
    own = Program(plain_member)
    own.post("leads/", {"full_name": "Ada Byron"})
    assign(Lead.objects.all(), admin_member, by=plain_member)
    given = Operation.objects.filter(by=plain_member).latest("pk")
    states = [own.get(f"operations/{given.pk}/").json()["undo"]["state"]]
    assign(Lead.objects.all(), member, by=admin_member)
    states.append(own.get(f"operations/{given.pk}/").json()["undo"]["state"])
    assign(Lead.objects.all(), admin_member, by=member)

    assert states == ["possible", "refused"]
    assert own.post(f"operations/{given.pk}/undo/").status_code == 201
    assert Lead.objects.visible_to(plain_member).count() == 1
