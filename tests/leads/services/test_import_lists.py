"""The list that all leads of a file are put on: made once, whatever its case, and taken back with the import."""

import pytest
from django.utils import timezone

from hirepilot import queue
from hirepilot.models import Job
from hirepilot.services.undo import undo
from hirepilot.tenancy import workspace_scope
from leads.errors import ImportRefused
from leads.models import Lead, LeadImport, LeadList, ListMember
from leads.services import dry_run
from leads.services.correcting import correct
from leads.services.history import history
from tests.factories.imports import people, started, table, taken_in, uploaded
from tests.factories.leads import LeadFactory
from tests.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]


def on_lists():
    """{name of a list: names of the leads on it, in the order in which they were added}."""
    found = {name: [] for name in LeadList.objects.values_list("name", flat=True)}
    for name, lead in ListMember.objects.order_by("pk").values_list("list__name", "lead__full_name"):
        found[name].append(lead)
    return found


def test_every_lead_of_the_file_is_put_on_the_list_whether_new_here_already_or_merged(member):
    known = LeadFactory(name="Known Before", email="known@people.example", lists=["fair"])
    LeadFactory(name="Ada Byron", email="ada@engines.example")
    LeadFactory(name="Ada Byron", linkedin="ada-byron")
    rows = [
        *people(2), ["Known Before", "known@people.example"], ["Someone Else", "known@people.example"], ["", "no address"],
        ["Ada Byron", "ada@engines.example", "https://www.linkedin.com/in/ada-byron"],
    ]  # fmt: skip

    lead_import = taken_in(table(rows), member, add_to_list="  FAIR ")

    counted = {name: number for name, number in lead_import.counts.items() if number}
    assert counted == {"created": 2, "unchanged": 1, "skipped": 1, "failed": 1, "merged": 1}
    assert on_lists() == {"fair": ["Known Before", "Person Number0", "Person Number1", "Ada Byron"]}
    assert ListMember.objects.get(lead=known).created_in == known.created_in
    assert LeadList.objects.get().by is None


def test_a_lead_that_only_gets_onto_the_list_is_updated_and_its_history_says_so(member):
    lead = LeadFactory(
        name="Person Number0", email="p0@people.example", linkedin="person-0", company="Company 0"
    )

    lead_import = taken_in(table(people(1)), member, add_to_list="Fair")

    assert (lead_import.updated, LeadList.objects.get().by) == (1, member)
    (entry,) = (entry for entry in history(lead) if entry.lines)
    assert (entry.title, [line.after for line in entry.lines]) == ("List added", ["Fair"])


def test_undo_takes_the_list_back_that_the_import_made_and_undo_of_that_brings_it_again(member):
    LeadFactory(name="Person Number0", email="p0@people.example", lists=["Spring"])
    lead_import = taken_in(table(people(3)), member, add_to_list="Fair")
    before = on_lists()

    undone = undo(lead_import.operation, by=member)

    assert on_lists() == {"Spring": ["Person Number0"]}
    undo(undone, by=member)
    assert on_lists() == before == {
        "Fair": ["Person Number1", "Person Number2", "Person Number0"], "Spring": ["Person Number0"],
    }  # fmt: skip


def test_undo_leaves_a_list_that_another_import_was_put_on_since(member):
    first = taken_in(table(people(2)), member, add_to_list="Fair")
    taken_in(table(people(1, start=7)), member, add_to_list="fair")

    undo(first.operation, by=member)

    assert on_lists() == {"Fair": ["Person Number7"]}


def test_a_dry_run_names_the_list_and_makes_none(member):
    LeadFactory(name="Person Number0", email="p0@people.example", linkedin="person-0", company="Company 0")
    upload = uploaded(table([*people(1), *people(1)]), member)

    upload = dry_run.check(upload, mapping=upload.mapping, add_to_list="Fair")
    decisions = [decision for _, rows in dry_run.foreseen(upload) for decision, _ in rows]

    assert [(one.outcome, one.changes) for one in decisions] == [
        ("updated", (("list", "", "Fair"),)), ("unchanged", ()),
    ]  # fmt: skip
    assert (LeadList.objects.count(), ListMember.objects.count()) == (0, 0)


def test_a_row_that_is_corrected_later_is_put_on_the_list_too(member):
    lead_import = taken_in(table([*people(1), ["", "no address"]]), member, add_to_list="Fair")

    correct(lead_import, 3, ["Grace Hopper", "grace@navy.example"], by=member)

    assert on_lists() == {"Fair": ["Person Number0", "Grace Hopper"]}


def test_a_neighbours_list_of_the_same_name_is_another_list(member, neighbour):
    with workspace_scope(neighbour.workspace):
        taken_in(table(people(1)), neighbour, add_to_list="Fair")

    taken_in(table(people(1, start=5)), member, add_to_list="FAIR")

    assert on_lists() == {"FAIR": ["Person Number5"]}
    with workspace_scope(neighbour.workspace):
        assert on_lists() == {"Fair": ["Person Number0"]}


@pytest.mark.parametrize("name", ["\u0301", "\u0301\u0302"])
def test_a_name_of_which_nothing_is_left_is_refused(member, name):
    upload = uploaded(table(people(1)), member)
    with pytest.raises(ImportRefused):
        dry_run.check(upload, mapping=upload.mapping, add_to_list=name)
    assert LeadImport.objects.get().add_to_list == ""


@pytest.mark.django_db(transaction=True)
def test_twenty_imports_at_once_that_name_the_same_new_list_make_one(workspace, member):
    imports = [
        started(table(people(2, start=2 * n)), member, add_to_list="Fair" if n % 2 else "FAIR")
        for n in range(20)
    ]

    jobs = [lead_import.job_id for lead_import in imports]
    at_once(queue.work, jobs)
    for job in jobs:  # those that waited for their turn
        Job.objects.filter(pk=job).update(state=Job.State.QUEUED, run_after=timezone.now())
        queue.work(job)

    assert set(LeadImport.objects.values_list("state", flat=True)) == {LeadImport.State.DONE}
    assert (LeadList.objects.get().key, ListMember.objects.count(), Lead.objects.count()) == ("fair", 40, 40)
