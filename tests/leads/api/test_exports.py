"""Exports by a program: asked for, watched, fetched, removed."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from hirepilot import queue
from hirepilot.models import Job, Operation
from hirepilot.tenancy import workspace_scope
from leads.models import LeadExport
from leads.services import exporting
from leads.services.exports import withdraw
from tests.factories.api import Program, problem_of
from tests.factories.lead_exports import ready
from tests.factories.leads import CustomFieldFactory, LeadFactory
from tests.threads import at_once


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def program(workspace, member):
    return Program(member)


def ask(program, body=None, key="export-1"):
    return program.post("exports/", body, Idempotency_Key=key)


def fetched(program, number):
    """The rows of an export, once a worker has written it."""
    queue.work(LeadExport.objects.get(pk=number).job_id)
    answer = program.get(f"exports/{number}/file/")
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_an_export_from_the_wish_to_the_file(program, member):
    LeadFactory(name="Ada Byron", status="replied", tags=["R&D", "Berlin"])
    LeadFactory(name="Grace Hopper", status="new", tags=["Berlin"])
    LeadFactory(name="Not Meant", status="qualified", tags=["Berlin"])
    wanted = {"filter": {"status": ["new", "replied"], "tag": "Berlin"}, "columns": ["tags", "full_name"]}

    asked = ask(program, wanted)
    number = asked.json()["id"]
    unready = program.get(f"exports/{number}/file/")
    rows = fetched(program, number)
    done = program.get(f"exports/{number}/").json()

    made = LeadExport.objects.get()
    assert asked.status_code == 202
    assert asked.json() | {"name": "", "requested_at": ""} == {
        "id": number, "name": "", "state": "waiting", "problem": "", "format": "csv", "columns": ["tags", "full_name"],
        "filter": "status=new&status=replied&tag=Berlin", "chosen": None,
        "by": {"id": member.pk, "name": str(member)}, "rows_total": None, "rows_done": 0, "size": 0, "file": None,
        "expires_at": None, "operation": made.operation_id, "requested_at": "", "started_at": None, "finished_at": None,
    }  # fmt: skip
    assert problem_of(unready) == (409, "export_not_ready")
    assert rows == [["Full name", "Tags"], ["Ada Byron", "Berlin; R&D"], ["Grace Hopper", "Berlin"]]
    assert (done["state"], done["rows_total"], done["rows_done"], done["size"]) == ("done", 2, 2, made.size)
    assert done["file"] == f"http://testserver/w/northgate/api/v1/exports/{number}/file/"
    assert program.get(done["file"]).headers["Content-Disposition"] == f'attachment; filename="{made.name}"'
    assert made.operation.reason == done["filter"]


def test_leads_are_named_by_number_and_those_of_others_are_nobodys(program, plain_member, member, neighbour):
    hers, mine = LeadFactory(name="Hers", owner=member), LeadFactory(name="Mine", owner=plain_member)
    with workspace_scope(neighbour.workspace):
        theirs = LeadFactory()
    by_member = Program(plain_member)

    number = ask(by_member, {"leads": [theirs.pk, mine.pk, hers.pk], "columns": ["full_name"]}).json()["id"]

    assert fetched(by_member, number) == [["Full name"], ["Mine"]]
    assert by_member.get(f"exports/{number}/").json()["chosen"] == 3
    assert problem_of(ask(by_member, {"leads": [hers.pk, theirs.pk]}, key="2")) == (422, "export_refused")


def test_without_anything_all_leads_in_all_columns_are_meant(program):
    CustomFieldFactory(label="Notice period", key="notice")
    LeadFactory(custom={"notice": "3 months"})

    assert ask(program).json()["columns"] == [*exporting.COLUMNS, "custom:notice"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"format": "pdf"}, "format"),
        ({"columns": []}, "columns"),
        ({"columns": ["shoe"]}, "columns"),
        ({"columns": "full_name"}, "columns"),
        ({"leads": []}, "leads"),
        ({"leads": [0]}, "leads.0"),
        ({"leads": [10**30]}, "leads.0"),
        ({"leads": ["a"]}, "leads.0"),
        ({"leads": [1] * 10_001}, "leads"),
        ({"leads": [1], "filter": {}}, "leads"),
        ({"filter": "status=new"}, "filter"),
        ({"filter": ["new"]}, "filter"),
        ({"filter": {"status": "asleep"}}, "filter.status"),
        ({"filter": {"status": {"is": "new"}}}, "filter.status"),
        ({"filter": {"status": [1]}}, "filter.status"),
        ({"filter": {"tag": "gone"}}, "filter.tag"),
        ({"filter": {"q": "x" * 300}}, "filter.q"),
        ({"filter": {"shoe": "43"}}, "filter.shoe"),
        ({"shoe": 43}, "shoe"),
    ],
)
def test_what_cannot_be_exported_is_refused_by_its_name(program, body, field):
    LeadFactory()

    answer = ask(program, body)

    assert problem_of(answer) == (422, "invalid")
    assert {error["field"] for error in answer.json()["errors"]} == {field}
    assert not LeadExport.objects.exists()
    assert not Job.objects.exists()


def test_a_key_is_needed_and_makes_one_export(program):
    LeadFactory()

    without = program.post("exports/", {})
    answers = [ask(program) for _ in range(2)]

    assert problem_of(without) == (400, "idempotency_key_missing")
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    assert (LeadExport.objects.count(), Operation.objects.filter(kind="lead.export").count()) == (1, 1)
    assert problem_of(ask(program, {"format": "xlsx"})) == (422, "idempotency_key_reused")


@pytest.mark.django_db(transaction=True)
def test_twenty_requests_at_once_with_one_key_make_one_export(workspace, member, program, monkeypatch):
    monkeypatch.setattr(queue, "ring", lambda job_id: None)
    LeadFactory()

    answers = at_once(lambda _: ask(program), range(20))

    assert {answer.status_code for answer in answers} <= {202, 409}
    assert 202 in {answer.status_code for answer in answers}
    assert (LeadExport.objects.count(), Job.objects.count()) == (1, 1)


def test_a_file_is_gone_after_its_time_and_after_it_was_removed(program, member):
    old = ready(member, expires_at=timezone.now() - timedelta(minutes=1))
    new = ready(member)

    removed = program.delete(f"exports/{new.pk}/").json()

    assert (removed["state"], removed["file"]) == ("done", None)
    assert problem_of(program.get(f"exports/{old.pk}/file/")) == (410, "export_gone")
    assert problem_of(program.get(f"exports/{new.pk}/file/")) == (410, "export_gone")


def test_a_waiting_export_is_cancelled_twice_like_once(program):
    LeadFactory()
    number = ask(program).json()["id"]

    assert [program.delete(f"exports/{number}/").json()["state"] for _ in range(2)] == ["cancelled"] * 2
    assert Job.objects.get().state == Job.State.CANCELLED
    assert problem_of(program.get(f"exports/{number}/file/")) == (409, "export_not_ready")


def test_a_member_sees_their_own_and_a_guest_none(program, member, plain_member, guest):
    hers, mine = ready(member), ready(plain_member)
    by_member = Program(plain_member)

    assert [one["id"] for one in program.get("exports/").json()["results"]] == [mine.pk, hers.pk]
    assert [one["id"] for one in by_member.get("exports/").json()["results"]] == [mine.pk]
    for path in (f"exports/{hers.pk}/", f"exports/{hers.pk}/file/"):
        assert problem_of(by_member.get(path)) == (404, "not_found")
    assert problem_of(by_member.delete(f"exports/{hers.pk}/")) == (404, "not_found")
    assert problem_of(Program(guest).get("exports/")) == (403, "not_allowed")


def test_a_token_that_only_reads_fetches_files_and_asks_for_none(member, workspace):
    reader, made = Program(member, "read"), ready(member)

    assert reader.get(f"exports/{made.pk}/file/").status_code == 200
    assert problem_of(ask(reader)) == (403, "scope_missing")
    assert problem_of(reader.delete(f"exports/{made.pk}/")) == (403, "scope_missing")
    assert withdraw(made).file == ""


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_costs_the_same_for_any_number(program, member, count, django_assert_num_queries):
    for _ in range(count):
        ready(member)
    program.get("exports/")

    with django_assert_num_queries(10):
        assert len(program.get("exports/").json()["results"]) == count
