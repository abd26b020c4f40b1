"""A request with an Idempotency-Key is done once and answered twice alike."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from hirepilot.api import idempotency
from hirepilot.models import ApiReply, Job, Operation
from hirepilot.tasks import tidy
from hirepilot.tenancy import workspace_scope
from leads.models import Lead
from leads.services import importing
from tests.factories.api import Program, problem_of
from tests.factories.leads import LeadFactory
from tests.threads import at_once

ADA = {"full_name": "Ada Byron", "emails": ["ada@engines.example"]}


@pytest.fixture
def program(workspace, member):
    return Program(member)


def send(program, body=ADA, key="one", path="leads/"):
    return program.post(path, body, Idempotency_Key=key)


def test_the_same_request_is_answered_alike_and_done_once(program):
    first, second = send(program), send(program)

    assert (first.status_code, second.status_code, first.json()) == (201, 201, second.json())
    assert ("Idempotency-Replayed" in first.headers, second.headers["Idempotency-Replayed"]) == (
        False,
        "true",
    )
    assert Operation.objects.filter(kind="lead.intake").count() == 1


def test_the_order_of_the_fields_and_the_spaces_do_not_make_another_body(program):
    send(program)

    answer = send(program, '{"emails":["ada@engines.example"],   "full_name":"Ada Byron"}')

    assert answer.status_code == 201


def test_another_body_under_the_same_key_is_refused(program):
    send(program)

    assert problem_of(send(program, ADA | {"title": "CTO"})) == (422, "idempotency_key_reused")
    assert Lead.objects.get().title == ""


def test_another_key_address_member_or_workspace_is_another_request(program, admin_member, neighbour):
    send(program)

    assert send(program, key="two").status_code == 200
    assert send(Program(admin_member)).status_code == 200
    assert send(Program(neighbour)).status_code == 201
    with workspace_scope(neighbour.workspace):
        assert Lead.objects.count() == 1


def test_without_a_key_every_request_is_done(program):
    assert [program.post("leads/", ADA).status_code for _ in range(2)] == [201, 200]
    assert not ApiReply.objects.exists()


@pytest.mark.parametrize("key", ["x" * 256, "Zoë", "tab\tin it", ""])
def test_a_key_that_is_none_is_refused(program, key):
    assert problem_of(send(program, key=key))[0] == 400
    assert not Lead.objects.exists()


def test_a_key_of_255_characters_is_one(program):
    assert send(program, key="x" * 255).status_code == 201


def test_what_was_refused_may_be_sent_again_with_the_same_key(program):
    assert send(program, ADA | {"shoe": 1}).status_code == 422
    assert send(program).status_code == 201


def test_a_refusal_that_did_something_is_repeated_too(program, plain_member, member):
    LeadFactory(name="Ada Byron", email="ada@engines.example", owner=member)
    other = Program(plain_member)

    first, second = send(other, ADA | {"opt_out": ["email"]}), send(other, ADA | {"opt_out": ["email"]})

    assert (problem_of(first), first.json()) == ((409, "owned_by_other"), second.json())
    assert problem_of(second) == (409, "owned_by_other")


def test_a_reply_is_forgotten_after_a_day(program):
    send(program)
    ApiReply.objects.update(at=timezone.now() - timedelta(hours=24, seconds=1))

    assert send(program, ADA | {"title": "CTO"}).status_code == 200
    assert ApiReply.objects.count() == 1


def test_the_nightly_tidying_forgets_the_replies_of_every_workspace(program, neighbour):
    for each in (program, Program(neighbour)):
        send(each)
        with workspace_scope(each.member.workspace):
            ApiReply.objects.update(at=timezone.now() - timedelta(hours=25))
    send(program, key="new")

    tidy()

    assert [reply.key for reply in ApiReply.objects.all()] == ["new"]
    with workspace_scope(neighbour.workspace):
        assert not ApiReply.objects.exists()


def test_starting_an_import_takes_a_key(program, member):
    lead_import = importing.upload(SimpleUploadedFile("people.csv", b"Full name\nAda Byron\n"), by=member)
    path = f"imports/{lead_import.pk}/start/"

    assert problem_of(program.post(path)) == (400, "idempotency_key_missing")
    assert [send(program, {}, path=path).status_code for _ in range(3)] == [202, 202, 202]
    assert problem_of(send(program, {}, key="two", path=path)) == (409, "already_started")
    assert Job.objects.filter(task="leads.import").count() == 1


def test_what_breaks_leaves_no_reply_and_no_lead(program, monkeypatch):
    def broken(**values):
        raise ValueError

    with monkeypatch.context() as patched:
        patched.setattr(idempotency.ApiReply.objects, "create", broken)
        answer = Client(raise_request_exception=False).post(
            f"{program.home}leads/",
            ADA,
            content_type="application/json",
            headers=program.headers | {"Idempotency-Key": "one"},
        )

    assert answer.status_code == 500
    assert not Lead.objects.exists()
    assert send(program).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_make_one_lead(program, workspace):
    answers = at_once(lambda number: send(program), range(20))

    done = [answer for answer in answers if answer.status_code == 201]
    waiting = [answer for answer in answers if answer.status_code == 409]
    assert len(done) + len(waiting) == 20
    # A stored answer has its keys in another order.
    assert all(answer.json() == done[0].json() for answer in done)
    assert all(
        problem_of(answer) == (409, "still_running") and answer.headers["Retry-After"] == "2"
        for answer in waiting
    )
    assert Lead.objects.count() == 1
    assert Operation.objects.filter(kind="lead.intake").count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_with_keys_of_their_own_make_one_lead(program, workspace):
    answers = at_once(lambda number: send(program, key=str(number)), range(20))

    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert Lead.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_while_the_first_runs_the_second_is_told_to_wait(program, workspace, member):
    place = {"endpoint": "POST /w/northgate/api/v1/leads/", "key": "one"}
    name = f"{workspace.pk} {member.pk} {place['endpoint']} {place['key']}"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        [answer] = at_once(lambda _: send(program), [1])

    assert problem_of(answer) == (409, "still_running")
    assert send(program).status_code == 201
