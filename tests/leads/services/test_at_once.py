"""Twenty people at the same leads in the same moment, on twenty connections."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from hirepilot.tenancy import workspace_scope
from leads.models import Identity, Lead, LeadTag, Merge, Note, Tag
from leads.services.editing import edit
from leads.services.merging import children_of, merge
from leads.services.opting_out import opt_out
from leads.services.organising import add_note, archive, assign, tag, untag
from leads.services.statuses import move
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("workspace")]

PEOPLE = 20


@pytest.fixture
def at_once(workspace):
    """Run the works of all people at the same moment; returns what each returned or raised."""
    start = threading.Barrier(PEOPLE)

    def one(work):
        try:
            with workspace_scope(workspace):
                Lead.objects.exists()
                start.wait(timeout=30)
                return work()
        except Exception as error:  # noqa: BLE001  told to the test, which compares it
            return error
        finally:
            connection.close()

    def run(*works):
        with ThreadPoolExecutor(PEOPLE) as pool:
            return list(pool.map(one, [works[number % len(works)] for number in range(PEOPLE)]))

    return run


def test_a_merged_into_b_and_b_into_a_is_one_merge(at_once, member):
    a, b = (
        LeadFactory(email="a@engines.example", tags=["Austin"]),
        LeadFactory(linkedin="ada", tags=["Austin"]),
    )
    merges = at_once(lambda: merge(a, b, by=member), lambda: merge(b, a, by=member))
    done = Merge.objects.get()
    assert set(merges) == {done}
    assert children_of(done.merged) == {}
    assert Identity.objects.filter(lead=done.survivor).count() == 2


def test_a_ring_of_merges_leaves_one_survivor(at_once, member):
    ring = [LeadFactory() for _ in range(5)]
    results = at_once(*(lambda n=n: merge(ring[n], ring[(n + 1) % 5], by=member) for n in range(5)))
    assert [result for result in results if isinstance(result, Exception)] == []
    (survivor,) = Lead.objects.filter(merged_into=None)
    assert set(Lead.objects.exclude(pk=survivor.pk).values_list("merged_into", flat=True)) == {survivor.pk}


def test_notes_written_during_a_merge_all_reach_the_survivor(at_once, member):
    a, b = LeadFactory(), LeadFactory()
    results = at_once(lambda: merge(a, b, by=member), *(3 * [lambda: add_note(b, "Hello", by=member)]))
    assert [result for result in results if isinstance(result, Exception)] == []
    assert set(Note.objects.values_list("lead", flat=True)) == {a.pk}
    assert Note.objects.count() == 15


def test_the_same_tags_are_made_once(at_once, member):
    leads = [LeadFactory() for _ in range(10)]
    forwards, backwards = ["Austin", "Berlin", "Cairo"], ["Cairo", "Berlin", "Austin"]
    results = at_once(
        lambda: tag(Lead.objects.all(), forwards, by=member),
        lambda: tag(Lead.objects.order_by("-pk"), backwards, by=member),
    )
    assert sorted(results) == [0] * 19 + [10]
    assert (Tag.objects.count(), LeadTag.objects.count()) == (3, 30)
    assert len(leads) == 10


def test_different_bulk_changes_do_not_collide(at_once, member, plain_member):
    for number in range(30):
        LeadFactory(email=f"p{number}@engines.example")
    results = at_once(
        lambda: tag(Lead.objects.all(), ["Austin"], by=member),
        lambda: untag(Lead.objects.order_by("-last_activity_at"), ["Austin"], by=member),
        lambda: move(Lead.objects.all(), "replied", by=member),
        lambda: assign(Lead.objects.order_by("-pk"), plain_member, by=member),
        lambda: archive(Lead.objects.filter(email__gt="p2"), by=member),
    )
    assert [result for result in results if isinstance(result, Exception)] == []
    assert set(Lead.objects.values_list("status", "owner")) == {("replied", plain_member.pk)}


@pytest.mark.proves("LEAD-043")
def test_of_those_who_type_one_address_one_gets_it(at_once, member):
    leads = [LeadFactory() for _ in range(PEOPLE)]
    typed = {"emails": ["one@engines.example"]}
    results = at_once(*(lambda lead=lead: edit(lead, typed, by=member) for lead in leads))
    assert sorted(type(result).__name__ for result in results) == ["Edited"] + ["IdentityTaken"] * 19
    assert Identity.objects.count() == 1


def test_of_those_who_edit_one_field_the_others_are_told(at_once, member):
    lead = LeadFactory(location="")
    results = at_once(
        *(
            lambda n=n: edit(lead, {"location": f"Place {n}"}, by=member, expected={"location": ""})
            for n in range(PEOPLE)
        )
    )
    assert sum(bool(result.changed) for result in results) == 1
    assert sum(bool(result.conflicts) for result in results) == 19


def test_all_opt_out_and_none_is_lost(at_once, member):
    lead = LeadFactory(email="ada@engines.example", linkedin="ada")
    results = at_once(
        *(lambda c=c: opt_out(lead, c, by=member) for c in ("all", "email", "phone", "linkedin"))
    )
    assert sorted(results) == [0] * 16 + [2] * 4
    assert Lead.objects.get().opted_out == ["all", "email", "linkedin", "phone"]
