"""Refused rows that a person corrects: taken in once, by the settings of their import, and counted."""

import pytest

from hirepilot.models import Workspace
from hirepilot.services.undo import undo
from hirepilot.tenancy import workspace_scope
from leads.errors import RowRefused
from leads.models import ImportRow, Lead, LeadImport
from leads.services import import_rows
from leads.services.correcting import correct
from tests.factories.imports import started, table, taken_in
from tests.factories.leads import LeadFactory
from tests.threads import at_once

ROWS = [
    ["Ada Byron", "ada@engines.example"],
    ["", "no address"],
    ["Charles Babbage", "ada@engines.example", "", "Analytical"],
    ["", "", "", ""],
    ["Alan Turing", "alan@bletchley.example", "", "", "", "", "", "", "Bletchley"],
]


@pytest.fixture
def lead_import(workspace, member):
    return taken_in(table(ROWS), member, tags=["Fair"])


def counts(lead_import):
    return {name: count for name, count in LeadImport.objects.get(pk=lead_import.pk).counts.items() if count}


@pytest.mark.proves("PRO-01")
def test_a_corrected_row_becomes_a_lead_of_the_import_and_the_counts_still_add_up(lead_import, member):
    before = counts(lead_import)
    row = correct(lead_import, 3, ["Grace Hopper", "grace@navy.example"], by=member)

    assert before == {"created": 1, "skipped": 2, "failed": 2}
    assert counts(lead_import) == {"created": 2, "skipped": 2, "failed": 1}
    assert (row.outcome, row.code, row.detail) == ("created", "corrected", f"Corrected by {member}.")
    lead = Lead.objects.get(full_name="Grace Hopper")
    assert (lead.pk, lead.created_in, lead.tags.get().name) == (row.lead_id, lead_import.operation_id, "Fair")
    assert [(row.line, row.outcome) for row in import_rows.rows_of(lead_import)] == [
        (2, "created"), (3, "created"), (4, "skipped"), (5, "skipped"), (6, "failed"),
    ]  # fmt: skip


def test_undo_of_the_import_takes_the_corrected_row_back_too(lead_import, member):
    correct(lead_import, 3, ["Grace Hopper", "grace@navy.example"], by=member)
    undo(lead_import.operation, by=member)

    assert not Lead.objects.exists()
    with pytest.raises(RowRefused):
        correct(lead_import, 4, ["Charles Babbage", "charles@engines.example"], by=member)


def test_a_row_of_another_name_is_the_same_person_if_somebody_says_so(lead_import, member):
    row = correct(lead_import, 4, ROWS[2], by=member, same_person=True)

    lead = Lead.objects.get()
    assert (row.outcome, row.lead_id) == ("updated", lead.pk)
    assert (lead.full_name, lead.company_name) == ("Ada Byron", "Analytical")
    assert counts(lead_import) == {"created": 1, "updated": 1, "skipped": 1, "failed": 2}


def test_or_somebody_else_without_the_address(lead_import, member):
    row = correct(lead_import, 4, ["Charles Babbage", "", "", "Analytical"], by=member)

    assert (row.outcome, Lead.objects.get(pk=row.lead_id).full_name) == ("created", "Charles Babbage")


def test_a_row_that_is_refused_again_says_why_and_keeps_what_was_typed(lead_import, member):
    row = correct(lead_import, 3, ["", "still@no@address"], by=member)

    assert (row.outcome, row.code) == ("failed", ImportRow.objects.get(line=3).code)
    assert ImportRow.objects.get(line=3).cells == ["", "still@no@address"]
    assert counts(lead_import) == {"created": 1, "skipped": 2, "failed": 2}


def test_cells_beyond_the_last_column_are_moved_by_the_person_and_never_dropped(lead_import, member):
    with pytest.raises(RowRefused, match="more in this row than the file has columns"):
        correct(lead_import, 6, ROWS[4], by=member)
    row = correct(
        lead_import,
        6,
        ["Alan Turing", "alan@bletchley.example", "", "Bletchley", "", "", "", "", " "],
        by=member,
    )

    assert (row.outcome, Lead.objects.get(pk=row.lead_id).company_name) == ("created", "Bletchley")


@pytest.mark.parametrize("line", [2, 99], ids=["taken in already", "not in the file"])
def test_only_refused_rows_can_be_corrected(lead_import, member, line):
    with pytest.raises(RowRefused):
        correct(lead_import, line, ["Grace Hopper", "grace@navy.example"], by=member)
    assert Lead.objects.count() == 1


def test_nothing_is_corrected_while_the_import_goes_on(workspace, member):
    lead_import = started(table(ROWS), member)
    ImportRow.objects.create(lead_import=lead_import, line=3, outcome="failed", cells=["", "no address"])

    with pytest.raises(RowRefused):
        correct(lead_import, 3, ["Grace Hopper", ""], by=member)


def test_a_member_who_sees_only_their_own_does_not_reach_a_colleagues_lead_by_correcting(
    workspace, member, plain_member
):
    workspace.lead_visibility = Workspace.LeadVisibility.OWN
    workspace.save()
    LeadFactory(name="Ada Byron", email="ada@engines.example", owner=member)
    lead_import = taken_in(table([["", "no address"]]), plain_member)
    row = correct(lead_import, 2, ["Ada Byron", "ada@engines.example", "", "Taken over"], by=plain_member)

    assert (row.outcome, row.code) == ("skipped", "owned_by_other")
    assert Lead.objects.get().company_name == ""


@pytest.mark.django_db(transaction=True)
def test_twenty_who_correct_the_same_row_at_once_make_one_lead(workspace, member):
    lead_import = taken_in(table(ROWS), member)

    def one(number):
        with workspace_scope(workspace):
            return correct(lead_import, 3, ["Grace Hopper", "grace@navy.example"], by=member)

    answers = [type(answer) for answer in at_once(one, range(20))]
    assert (answers.count(ImportRow), answers.count(RowRefused)) == (1, 19)
    assert counts(lead_import) == {"created": 2, "skipped": 2, "failed": 1}
