from itertools import product

import pytest

from hirepilot.journal import history_of
from hirepilot.models import Change, Operation
from hirepilot.tenancy import workspace_scope
from leads.models import Lead
from leads.services.merging import merge
from leads.services.opting_out import opt_out
from leads.services.organising import archive
from leads.services.statuses import ALLOWED, BY_HAND, Moved, allowed_from, move
from tests.factories.leads import CompanyFactory, LeadFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]

Status = Lead.Status
TABLE = """
            new enriched contacted replied qualified bad_fit converted
new         .   yes      yes       yes     yes       yes     yes
enriched    -   .        yes       yes     yes       yes     yes
contacted   -   -        .         yes     yes       yes     yes
replied     -   -        -         .       yes       yes     yes
qualified   -   -        -         -       .         yes     yes
bad_fit     yes -        -         -       -         .       yes
converted   -   -        -         -       -         -       .
"""
MOVES = {
    (row[0], to): cell
    for row in map(str.split, TABLE.strip().splitlines()[1:])
    for to, cell in zip(TABLE.split()[:7], row[1:], strict=True)
}


@pytest.mark.proves("LEAD-016", "LEAD-050", "LEAD-072")
@pytest.mark.parametrize(("old", "new"), list(product(Status.values, Status.values)))
def test_a_lead_moves_where_the_table_lets_it(old, new):
    lead = LeadFactory(status=old)
    moved = move(lead, new)
    lead.refresh_from_db()
    match MOVES[old, new]:
        case "yes":
            assert (moved, lead.status) == (Moved(moved=1), new)
        case ".":
            assert (moved, lead.status) == (Moved(already=1), old)
        case "-":
            assert (moved, lead.status) == (Moved(refused={old: 1}), old)


@pytest.mark.proves("LEAD-051")
def test_a_bulk_moves_those_it_may_in_one_operation_and_counts_the_others():
    for status in ("new", "new", "contacted", "replied", "qualified", "converted", "converted"):
        LeadFactory(status=status)
    before = Operation.objects.count()
    assert move(Lead.objects.all(), Status.REPLIED) == Moved(3, 1, {"converted": 2, "qualified": 1})
    assert Operation.objects.count() == before + 1
    assert sorted(Lead.objects.values_list("status", flat=True)) == [
        "converted", "converted", "qualified", "replied", "replied", "replied", "replied",
    ]  # fmt: skip


def test_a_bulk_is_chosen_before_it_moves():
    LeadFactory(status="new")
    leads = Lead.objects.filter(status="new").order_by("-last_activity_at")[:10]
    assert move(leads, Status.QUALIFIED) == Moved(moved=1)


@pytest.mark.proves("LEAD-052", "LEAD-161")
def test_a_move_is_in_the_history_with_who_and_why(member):
    lead = LeadFactory(name="Ada Byron")
    move(lead, Status.BAD_FIT, by=member, why="only on site")
    (change,) = history_of(lead)
    assert (change.before, change.after) == ({"status": "new"}, {"status": "bad_fit"})
    assert (change.operation.by, change.operation.reason) == (member, "only on site")
    assert change.operation.summary == "Moved 1 lead to Bad Fit"


@pytest.mark.proves("LEAD-069", "LEAD-073")
@pytest.mark.parametrize(
    ("held", "becomes"),
    [({}, "new"), ({"email": "ada@engines.example"}, "enriched"), ({"phone": "+4930123456"}, "enriched")],
)
def test_a_reopened_lead_is_enriched_when_data_about_it_is_held(held, becomes):
    lead = LeadFactory(status="bad_fit", **held)
    assert move(lead, Status.NEW) == Moved(moved=1)
    lead.refresh_from_db()
    assert lead.status == becomes


def test_a_known_company_is_data_too():
    company = CompanyFactory(domain="engines.example")
    known, named = (
        LeadFactory(status="bad_fit", company=company),
        LeadFactory(status="bad_fit", company="Looms"),
    )
    move(Lead.objects.all(), Status.NEW)
    statuses = dict(Lead.objects.values_list("pk", "status"))
    assert statuses == {known.pk: "enriched", named.pk: "new"}


@pytest.mark.proves("LEAD-074")
def test_a_late_enrichment_changes_nothing_and_leaves_no_trace():
    lead = LeadFactory(status="contacted")
    before = (Operation.objects.count(), Change.objects.count())
    move(lead, Status.ENRICHED)
    assert (Operation.objects.count(), Change.objects.count()) == before


def test_a_lead_that_was_merged_away_does_not_move():
    survivor = LeadFactory()
    merged = LeadFactory(merged_into=survivor)
    assert move(merged, Status.REPLIED) == Moved()


@pytest.mark.proves("LEAD-075")
@pytest.mark.parametrize("status", Status.values)
def test_archived_closed_to_contact_and_merged_are_facts_beside_the_status(member, status):
    archived, closed, survivor, merged = LeadFactory.create_batch(4, status=status)

    archive(archived, by=member)
    opt_out(closed, "all", by=member)
    merge(survivor, merged, by=member)
    for one in (archived, closed, merged):
        one.refresh_from_db()

    assert (archived.archived_at is None, closed.opted_out, merged.merged_into) == (False, ["all"], survivor)
    assert [one.status for one in (archived, closed, merged)] == [status] * 3


def test_an_unknown_status_is_refused():
    with pytest.raises(ValueError, match="maybe"):
        move(Lead.objects.all(), "maybe")


def test_leads_of_a_neighbour_do_not_move(neighbour):
    with workspace_scope(neighbour.workspace):
        theirs = LeadFactory()
    assert move([theirs], Status.REPLIED) == Moved()


@pytest.mark.proves("LEAD-064", "LEAD-067")
def test_a_menu_offers_what_a_person_may_choose():
    offered = {status: allowed_from(Lead(status=status)) for status in Status.values}
    assert offered == {
        "new": ["contacted", "replied", "qualified", "bad_fit"],
        "enriched": ["contacted", "replied", "qualified", "bad_fit"],
        "contacted": ["replied", "qualified", "bad_fit"],
        "replied": ["qualified", "bad_fit"],
        "qualified": ["bad_fit"],
        "bad_fit": ["new"],
        "converted": [],
    }
    assert set(ALLOWED) == set(Status)
    assert Status.ENRICHED not in BY_HAND
