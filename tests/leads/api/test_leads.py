"""Leads by the API: found, shown, created, edited, and refused."""

import pytest
from django.db import IntegrityError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from hirepilot.journal import operation
from hirepilot.models import Operation
from leads.api import creating
from leads.models import CustomField, Identity, Lead, OptOut, Tag
from leads.services.merging import merge
from support.models import Ticket
from tests.factories.api import Program, problem_of
from tests.factories.hirepilot import setting_up
from tests.factories.leads import CompanyFactory, LeadFactory, NoteFactory

ADA = {
    "full_name": "Ada Byron",
    "emails": ["ada@engines.example"],
    "phones": ["+44 20 7946 0991"],
    "company": "Engines Ltd",
}


@pytest.fixture
def program(workspace, member):
    return Program(member)


def test_a_list_has_a_row_for_every_lead_with_what_lists_show(program, member):
    lead = LeadFactory(
        name="Ada Byron",
        email="ada@engines.example",
        linkedin="ada-byron",
        tags=["Austin"],
        company="Engines",
        owner=member,
    )

    answer = program.get("leads/")

    [row] = answer.json()["results"]
    assert (row["id"], row["full_name"], row["email"], row["linkedin"]) == (
        lead.pk,
        "Ada Byron",
        "ada@engines.example",
        "ada-byron",
    )
    assert (row["tags"], row["company_name"], row["owner"]) == (
        ["Austin"],
        "Engines",
        {"id": member.pk, "name": str(member)},
    )
    assert (answer.json()["next"], answer.json()["previous"]) == (None, None)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "Grace, Ada"),
        ("q=ada", "Ada"),
        ("q=gra", "Grace"),
        ("q=ada@", "Ada"),
        ("tag=austin", "Ada"),
        ("owner=none", "Grace"),
        ("owner=me", "Ada"),
        ("status=bad_fit", "Grace"),
        ("status=new&status=bad_fit", "Grace, Ada"),
        ("archived=only", "Old"),
        ("archived=1", "Old, Grace, Ada"),
        ("has_email=1", "Ada"),
        ("sort=name", "Ada, Grace"),
        ("company=engines", "Ada"),
        ("q=nobody", ""),
        ("source=apollo", ""),
    ],
)
def test_a_list_takes_the_filters_of_the_page(program, member, query, found):
    LeadFactory(name="Ada", email="ada@engines.example", tags=["Austin"], company="Engines", owner=member)
    LeadFactory(name="Grace", status="bad_fit")
    LeadFactory(name="Old", archived_at="2026-01-01T00:00:00Z")

    answer = program.get(f"leads/?{query}").json()

    assert ", ".join(row["full_name"] for row in answer["results"]) == found


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("statsu=new", "statsu"),
        ("status=nonsense", "status"),
        ("tag=Nowhere", "tag"),
        ("owner=999999", "owner"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("sort=shoe", "sort"),
        ("q=%00", "q"),
        ("archived=maybe", "archived"),
    ],
)
def test_a_filter_that_is_wrong_is_refused_and_never_means_everybody(program, query, field):
    LeadFactory()

    answer = program.get(f"leads/?{query}")

    assert problem_of(answer) == (422, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_lead_is_shown_with_everything_that_is_known(program):
    lead = LeadFactory(
        name="Ada Byron",
        email="ada@engines.example",
        linkedin="ada-byron",
        phone="+442079460991",
        tags=["Austin"],
    )

    shown = program.get(f"leads/{lead.pk}/").json()

    assert [(row["kind"], row["value"]) for row in shown["identities"]] == [
        ("email", "ada@engines.example"),
        ("slug", "ada-byron"),
    ]
    assert [(row["kind"], row["value"]) for row in shown["contact_values"]] == [("phone", "+442079460991")]
    assert (shown["tags"], shown["custom"], shown["typed"], shown["opted_out"]) == (["Austin"], {}, [], [])


@pytest.mark.proves("LEAD-030", "LEAD-032")
@pytest.mark.django_db(transaction=True)  # a lead is as old as its transaction
def test_a_lead_says_when_it_was_created_and_whether_and_when_it_was_archived(program):
    before = timezone.now()
    path = f"leads/{program.post('leads/', ADA).json()['lead_id']}/"
    made = program.get(path).json()
    between = timezone.now()
    program.post(f"{path}archive/")
    put_away = program.get(path).json()

    assert before <= parse_datetime(made["created_at"]) <= between
    assert (put_away["created_at"], made["archived_at"]) == (made["created_at"], None)
    assert between <= parse_datetime(put_away["archived_at"]) <= timezone.now()


@pytest.mark.proves("LEAD-158")
def test_a_captured_lead_says_so_in_its_history(program, member):
    Program(member, "capture").post("leads/", ADA)

    [entry] = program.get(f"leads/{Lead.objects.get().pk}/history/").json()["results"]

    assert Lead.objects.get().source == "extension"
    assert "Chrome extension" in str(entry)


def test_every_value_says_where_it_came_from(program, member):
    made = program.post("leads/", {"full_name": "Ada Byron", "location": "London"}).json()["lead"]
    edited = program.patch(f"leads/{made['id']}/", {"location": "Paris"}).json()

    place = edited["provenance"]["location"]
    assert (made["provenance"]["location"]["kind"], made["provenance"]["location"]["locked"]) == (
        "api",
        False,
    )
    assert (place["kind"], place["locked"]) == ("person", True)
    assert place["operation"] == Operation.objects.get(kind="lead.edit").pk
    assert str(member) in place["who"]
    assert (place["sure"], sorted(place)) == ("", ["at", "kind", "locked", "operation", "sure", "who"])


def test_a_new_person_is_created_once_and_met_again_afterwards(program, member):
    first = program.post("leads/", ADA | {"tags": ["Austin"], "note": "Met in May.", "owner": member.pk})
    second = program.post("leads/", ADA)
    third = program.post(
        "leads/", {"full_name": "Ada Byron", "emails": ["ADA@engines.example"], "title": "CTO"}
    )

    lead = Lead.objects.get()
    assert [
        (answer.status_code, answer.json()["outcome"], answer.json()["lead_id"])
        for answer in (first, second, third)
    ] == [
        (201, "created", lead.pk),
        (200, "unchanged", lead.pk),
        (200, "updated", lead.pk),
    ]
    assert (lead.title, lead.owner, lead.source, lead.phone) == (
        "CTO",
        member,
        Lead.Source.API,
        "+442079460991",
    )
    assert first.json()["lead"]["tags"] == ["Austin"]
    assert lead.notes.get().text == "Met in May."


def test_what_cannot_be_used_is_said_and_the_rest_is_kept(program):
    answer = program.post("leads/", {"full_name": "Ada Byron", "emails": ["not an address"]})

    assert (answer.status_code, answer.json()["outcome"]) == (201, "created")
    assert answer.json()["code"]
    assert not Identity.objects.exists()


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, None),
        ({"phones": ["+44 20 7946 0991"]}, None),
        ({"fullname": "Ada"}, [("fullname", "unknown")]),
        ({"full_name": ["Ada"]}, [("full_name", "invalid")]),
        ({"full_name": "x" * 201}, [("full_name", "max_length")]),
        ({"emails": "ada@engines.example"}, [("emails", "not_a_list")]),
        ({"emails": [{}]}, [("emails.0", "invalid")]),
        ({"emails": ["a@b.example"] * 51}, [("emails", "max_length")]),
        ({"full_name": "Ada", "status": "converted"}, [("status", "invalid_choice")]),
        ({"full_name": "Ada", "owner": 999_999_999_999_999_999_999}, [("owner", "does_not_exist")]),
        ({"full_name": "Ada", "owner": True}, [("owner", "incorrect_type")]),
        ({"full_name": "Ada", "custom": {"shoe_size": "43"}}, [("custom.shoe_size", "values_refused")]),
        ({"full_name": "Ada", "opt_out": ["fax"]}, [("opt_out.0", "invalid_choice")]),
    ],
)
def test_a_person_who_cannot_be_stored_is_refused_field_by_field(program, body, errors):
    answer = program.post("leads/", body)

    assert problem_of(answer)[0] == 422
    if errors:
        assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == errors
    assert not Lead.objects.exists()


@pytest.mark.proves("TICK-001", "TICK-018", "TICK-019")
@pytest.mark.django_db(transaction=True)
def test_a_failure_of_ours_is_a_ticket_with_what_was_sent(program, member, monkeypatch):
    def broken(*args, **kwargs):
        with operation("lead.intake", summary="Through the API"):
            LeadFactory(name="Half Made")
            raise IntegrityError("duplicate key value violates a constraint")

    monkeypatch.setattr(creating, "take_in", broken)
    with pytest.raises(IntegrityError):  # the test client hands it on
        program.post("leads/", ADA | {"custom": {}, "owner": member.pk})

    ticket, said = Ticket.objects.get(), dict(Ticket.objects.get().contents)
    assert (ticket.kind, ticket.about) == ("lead_creation_failed", [
        "Sent through the API: full_name: Ada Byron; emails: ada@engines.example; phones: +44 20 7946 0991; "
        f"company: Engines Ltd; owner: {member}"
    ])  # fmt: skip
    assert (said["Lead"], said["User"], said["Role"], said["Operation"]) == (
        ticket.about[0], str(member.user_id), "Owner", "lead.intake: Through the API",
    )  # fmt: skip
    assert not Lead.objects.exists()


def test_a_custom_field_is_checked_by_its_kind(program):
    with setting_up():
        CustomField.objects.create(label="Notice", key="notice", kind=CustomField.Kind.DATE)

    wrong = program.post("leads/", {"full_name": "Ada Byron", "custom": {"notice": "soon"}})
    right = program.post("leads/", {"full_name": "Ada Byron", "custom": {"notice": "2027-03-31"}})

    assert [(error["field"]) for error in wrong.json()["errors"]] == ["custom.notice"]
    assert right.json()["lead"]["custom"] == {"notice": "2027-03-31"}


@pytest.mark.proves("PRO-60")
def test_an_opt_out_survives_every_write_through_the_api(program):
    program.post("leads/", ADA | {"opt_out": ["email"]})
    program.post("leads/", ADA | {"policy": "overwrite"})
    program.patch(f"leads/{Lead.objects.get().pk}/", {"emails": ["new@engines.example"]})
    program.patch(f"leads/{Lead.objects.get().pk}/", {"emails": ["ada@engines.example"]})

    assert Lead.objects.get().opted_out == ["email"]


@pytest.mark.proves("WHO-159")
def test_a_capture_of_somebody_elses_lead_is_skipped_and_says_whom_to_ask(workspace, member, plain_member):
    lead = LeadFactory(name="Ada Byron", email="ada@engines.example", owner=member, title="Secret title")

    answer = Program(plain_member, "capture").post("leads/", ADA | {"title": "Other"})

    assert problem_of(answer) == (409, "owned_by_other")
    assert (answer.json()["detail"], answer.json()["outcome"], answer.json()["lead_id"]) == (
        f"Owned by somebody else: ask {member}.", "skipped", None,
    )  # fmt: skip
    lead.refresh_from_db()
    assert (lead.title, lead.phone, Lead.objects.count()) == ("Secret title", "", 1)


def test_somebody_elses_lead_is_neither_shown_nor_changed_when_it_is_met(workspace, member, plain_member):
    lead = LeadFactory(name="Ada Byron", email="ada@engines.example", owner=member, title="Secret title")

    answer = Program(plain_member).post("leads/", ADA | {"opt_out": ["email"], "title": "Other"})

    assert problem_of(answer) == (409, "owned_by_other")
    assert answer.json()["detail"] == f"Owned by somebody else: ask {member}."
    assert answer.json()["lead_id"] is None
    assert b"Secret" not in answer.content
    lead.refresh_from_db()
    assert (lead.title, lead.phone, lead.owner) == ("Secret title", "", member)
    assert OptOut.objects.exists()


def test_the_same_address_under_another_name_goes_to_a_person(program):
    lead = LeadFactory(name="Ada Byron", email="ada@engines.example")

    answer = program.post("leads/", {"full_name": "Charles Babbage", "emails": ["ada@engines.example"]})

    assert problem_of(answer) == (409, "review")
    assert answer.json()["lead_id"] == lead.pk
    assert [row.full_name for row in Lead.objects.all()] == ["Ada Byron"]


def test_an_edit_changes_what_is_sent_and_marks_it_as_typed(program):
    lead = LeadFactory(name="Ada Byron", email="ada@engines.example", location="London")

    answer = program.patch(
        f"leads/{lead.pk}/", {"title": "CTO", "emails": ["ada@engines.example", "ada@home.example"]}
    )

    shown = answer.json()
    assert (answer.status_code, shown["title"], shown["location"], shown["typed"]) == (
        200,
        "CTO",
        "London",
        ["emails", "title"],
    )
    assert [row["value"] for row in shown["identities"]] == ["ada@engines.example", "ada@home.example"]


def test_an_edit_of_what_somebody_changed_meanwhile_saves_nothing(program):
    lead = LeadFactory(name="Ada Byron", title="CEO", location="London")

    answer = program.patch(
        f"leads/{lead.pk}/",
        {"title": "CTO", "location": "Paris", "expected": {"title": "Clerk", "location": "London"}},
    )

    assert problem_of(answer) == (409, "changed_since")
    assert answer.json()["now"] == {"title": "CEO"}
    assert [error["field"] for error in answer.json()["errors"]] == ["title"]
    lead.refresh_from_db()
    assert (lead.title, lead.location) == ("CEO", "London")
    assert (
        program.patch(f"leads/{lead.pk}/", {"title": "CTO", "expected": {"title": "CEO"}}).status_code == 200
    )


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"emails": ["grace@navy.example"]}, 409, "identity_taken"),
        ({"emails": ["nonsense"]}, 422, "values_refused"),
        ({"full_name": "", "emails": []}, 422, "no_identity"),
        ({"expected": {"shoe": "43"}}, 422, "invalid"),
        ({"status": "qualified"}, 422, "invalid"),
    ],
)
def test_an_edit_that_cannot_be_is_refused(program, body, status, code):
    lead = LeadFactory(name="Ada Byron")
    other = LeadFactory(name="Grace Hopper", email="grace@navy.example")

    answer = program.patch(f"leads/{lead.pk}/", body)

    assert problem_of(answer) == (status, code)
    if code == "identity_taken":
        assert answer.json()["lead_id"] == other.pk


@pytest.mark.proves("PRO-32")
def test_a_merged_lead_leads_to_the_survivor(program, member):
    lead, other = (
        LeadFactory(name="Ada Byron", email="ada@a.example"),
        LeadFactory(name="Ada Byron", email="ada@b.example"),
    )
    merge(lead, other, by=member, reasons=["same person"])

    read, written = program.get(f"leads/{other.pk}/"), program.patch(f"leads/{other.pk}/", {"title": "CTO"})

    assert (read.status_code, read.headers["Location"]) == (308, f"/w/northgate/api/v1/leads/{lead.pk}/")
    assert problem_of(written) == (409, "merged")
    assert written.json()["survivor_id"] == lead.pk


@pytest.mark.proves("WHO-153", "WHO-155", "WHO-157")
def test_a_colleagues_hidden_lead_is_not_there(workspace, member, plain_member):
    hidden = LeadFactory(name="Hidden", owner=member, company="Hidden Ltd", tags=["Somewhere"])
    note = NoteFactory(lead=hidden, author=plain_member)
    LeadFactory(name="Own", owner=plain_member)
    program = Program(plain_member)

    assert [row["full_name"] for row in program.get("leads/").json()["results"]] == ["Own"]
    assert program.get("leads/?q=hidden").json()["results"] == []
    assert program.get("companies/").json()["results"] == []
    for path in (
        f"leads/{hidden.pk}/",
        f"leads/{hidden.pk}/notes/",
        f"leads/{hidden.pk}/history/",
        f"notes/{note.pk}/",
        f"companies/{hidden.company_id}/",
        "leads/999999999999999999999999/",
    ):
        assert problem_of(program.get(path)) == (404, "not_found")
    for action in ("status", "tag", "untag", "owner", "archive", "restore", "opt-out", "notes"):
        assert problem_of(program.post(f"leads/{hidden.pk}/{action}/", {"to": "qualified"})) == (
            404,
            "not_found",
        )


def test_a_companys_page_shows_companies_of_visible_leads(program):
    company = CompanyFactory(name="Engines Ltd")

    assert [row["name"] for row in program.get("companies/").json()["results"]] == ["Engines Ltd"]
    assert program.get(f"companies/{company.pk}/").json()["name"] == "Engines Ltd"


def test_every_write_is_an_operation_of_the_member_and_the_token(program, member):
    program.post("leads/", ADA | {"tags": ["Austin"]})
    lead = Lead.objects.get()
    program.patch(f"leads/{lead.pk}/", {"title": "CTO"})

    done = Operation.objects.exclude(kind="setup").order_by("pk")
    assert [(each.kind, each.by, each.token) for each in done] == [
        ("lead.intake", member, program.token),
        ("lead.edit", member, program.token),
    ]
    assert Tag.objects.get().created_in == done[0].pk


def test_a_colleagues_hidden_namesake_without_an_address_is_not_given_away(workspace, member, plain_member):
    LeadFactory(name="Ada Byron", owner=member)

    answer = Program(plain_member).post("leads/", {"full_name": "Ada Byron"})

    assert problem_of(answer) == (409, "owned_by_other")
    assert answer.json()["detail"] == f"Owned by somebody else: ask {member}."
