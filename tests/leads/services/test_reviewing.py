"""Rows whose address belongs to a lead of another name: decided once, by a person, in their import's operation."""

import pytest

from hirepilot.models import Workspace
from hirepilot.services.undo import undo
from hirepilot.tenancy import workspace_scope
from leads.models import Lead, LeadImport
from leads.services import reviewing
from leads.services.reviewing import Decision, decide, side_by_side, waiting
from tests.factories.hirepilot import MembershipFactory, WorkspaceFactory
from tests.factories.imports import table, taken_in
from tests.factories.leads import LeadFactory, setting_up
from tests.threads import at_once

CHARLES = ["Charles Babbage", "ada@engines.example", "linkedin.com/in/charles", "Analytical"]


@pytest.fixture
def ada(workspace, member):
    return LeadFactory(name="Ada Byron", email="ada@engines.example", owner=member)


@pytest.fixture
def lead_import(ada, member):
    return taken_in(table([CHARLES, ["Grace Hopper", "grace@navy.example"]]), member)


def counts(lead_import):
    return {name: count for name, count in LeadImport.objects.get(pk=lead_import.pk).counts.items() if count}


def leads():
    return sorted(Lead.objects.values_list("full_name", "email", "linkedin", "company_name"))


ADA, GRACE = ("Ada Byron", "ada@engines.example", "", ""), ("Grace Hopper", "grace@navy.example", "", "")


@pytest.mark.proves("LEAD-106")
def test_the_same_person_is_brought_onto_the_lead_whose_name_stays(lead_import, ada, member):
    (row,), refused = decide(waiting(member), Decision.SAME, by=member)

    assert (row.outcome, row.code, row.detail, row.lead_id, refused) == (
        "updated", "corrected", f"Decided by {member}: the same person.", ada.pk, [],
    )  # fmt: skip
    assert leads() == [("Ada Byron", "ada@engines.example", "charles", "Analytical"), GRACE]
    assert counts(lead_import) == {"created": 1, "updated": 1}


def test_somebody_else_becomes_a_lead_without_the_contested_address_only(lead_import, ada, member):
    (row,), _ = decide(waiting(member), Decision.DIFFERENT, by=member)

    assert (row.outcome, row.detail) == ("created", f"Decided by {member}: somebody else.")
    assert leads() == [ADA, ("Charles Babbage", "", "charles", "Analytical"), GRACE]
    assert Lead.objects.get(full_name="Charles Babbage").created_in == lead_import.operation_id


def test_what_is_left_out_waits_no_longer_and_is_still_counted(lead_import, member):
    (row,), _ = decide(waiting(member), Decision.LEAVE_OUT, by=member)

    assert (row.outcome, row.code, list(waiting(member))) == ("skipped", "left_out", [])
    assert counts(lead_import) == {"created": 1, "skipped": 1}
    assert leads() == [ADA, GRACE]


@pytest.mark.parametrize("decision", [Decision.SAME, Decision.DIFFERENT])
def test_undo_of_the_import_takes_the_decision_back_too(lead_import, member, decision):
    decide(waiting(member), decision, by=member)
    undo(lead_import.operation, by=member)

    assert leads() == [ADA]
    assert not waiting(member).exists()


def test_a_row_that_only_the_contested_address_identifies_cannot_be_somebody_else(ada, member):
    LeadFactory(name="Charles Babbage", linkedin="charles")
    taken_in(table([["", "ada@engines.example", "linkedin.com/in/charles"]]), member)
    decided, ((row, why),) = decide(waiting(member), Decision.DIFFERENT, by=member)

    assert (decided, row.line) == ([], 2)
    assert "nothing says who this is" in why
    assert waiting(member).count() == 1


def test_a_member_who_sees_only_their_own_gets_no_colleagues_lead_by_deciding(
    workspace, member, plain_member
):
    workspace.lead_visibility = Workspace.LeadVisibility.OWN
    workspace.save()
    ada = LeadFactory(name="Ada Byron", email="ada@engines.example")
    taken_in(table([CHARLES]), plain_member)
    with setting_up():
        Lead.objects.filter(pk=ada.pk).update(owner=member)
    (shown,) = side_by_side(list(waiting(plain_member)), plain_member)
    (row,), _ = decide(waiting(plain_member), Decision.SAME, by=plain_member)

    assert (shown.lead, [old for _, _, old, _ in shown.sides]) == (None, [""] * 4)
    assert (row.outcome, row.code) == ("skipped", "owned_by_other")
    assert Lead.objects.get().company_name == ""


def test_only_rows_of_ones_own_imports_wait_for_a_member_and_none_of_a_neighbour(
    lead_import, member, plain_member
):
    neighbour = WorkspaceFactory()
    with workspace_scope(neighbour):
        LeadFactory(name="Ada Byron", email="ada@engines.example")
        taken_in(table([CHARLES]), MembershipFactory(workspace=neighbour))
    LeadFactory(name="Alan Turing", email="alan@bletchley.example")
    own = taken_in(table([["Charles Babbage", "alan@bletchley.example"]]), plain_member)

    assert [row.lead_import for row in waiting(plain_member)] == [own]
    assert {row.lead_import_id for row in waiting(member)} == {own.pk, lead_import.pk}


def test_what_the_file_says_stands_beside_what_is_there(lead_import, ada, member):
    (row,) = side_by_side(list(waiting(member)), member)

    assert (row.name, row.lead) == ("Charles Babbage", ada)
    assert row.sides == [
        ("Name", "Charles Babbage", "Ada Byron", True), ("Email", "ada@engines.example", "ada@engines.example", False),
        ("LinkedIn", "linkedin.com/in/charles", "", False), ("Company", "Analytical", "", False),
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_at_once_make_one_result(workspace, ada, member):
    lead_import = taken_in(table([CHARLES]), member)
    rows = list(waiting(member))

    def one(number):
        with workspace_scope(workspace):
            return decide(rows, list(Decision)[number % 3], by=member)

    answers = at_once(one, range(20))
    assert sorted(len(decided) for decided, _ in answers) == [0] * 19 + [1]
    assert sum(LeadImport.objects.get(pk=lead_import.pk).counts.values()) == 1
    assert Lead.objects.count() <= 2
    assert reviewing.waiting(member).count() == 0
