from datetime import UTC, datetime

import pytest

from hirepilot.context import Actor
from hirepilot.journal import acting, operation
from hirepilot.models import Operation
from hirepilot.services.undo import undo
from leads.models import Identity, Lead
from leads.services import merging, organising
from leads.services.intake import take_in
from leads.services.provenance import LOCKED, UNSAID, Trace, provenance
from leads.sources.base import LeadDraft
from tests.factories.leads import CustomFieldFactory, LeadFactory


def taken_in(draft, source="file", kind="lead.import", summary="Import of people.csv", by=None, **rules):
    with operation(kind, by=by, summary=summary):
        result = take_in([draft], source=source, by=by, **rules)
    return Lead.objects.get(pk=result.decisions[0].lead_id)


def fresh(lead):
    return Lead.objects.get(pk=lead.pk)


def said(lead):
    return {name: (one.kind, one.operation.kind, one.locked) for name, one in provenance(fresh(lead)).items()}


@pytest.mark.proves("PRO-06")
def test_values_of_a_file_name_the_file_and_who_read_it(workspace, member):
    lead = taken_in(LeadDraft(full_name="Ada Byron", title="CTO", emails=("ada@x.example",)), by=member)

    found = provenance(lead)

    assert set(found) == {"full_name", "title", "email"}
    assert {one.kind for one in found.values()} == {"file"}
    assert found["title"].who.startswith(f"Import of people.csv, by {member}, ")
    assert (found["title"].by, found["title"].locked) == (str(member), False)


@pytest.mark.proves("PRO-06")
def test_what_a_person_typed_is_theirs_and_locked(workspace, member):
    lead = taken_in(LeadDraft(full_name="Ada Byron", title="CTO"), by=member)
    organising.edit(lead, {"title": "Chief", "emails": ["ada@x.example"]}, by=member)

    assert said(lead) == {
        "full_name": ("file", "lead.import", False), "title": ("person", "lead.edit", True),
        "email": ("person", "lead.edit", True),
    }  # fmt: skip
    title = provenance(fresh(lead))["title"]
    assert title.who.startswith(f"Typed by {member}, ")
    assert title.text == LOCKED


@pytest.mark.parametrize(("source", "kind"), [
    ("manual", "person"), ("extension", "extension"), ("apollo", "provider"), ("api", "api"),
])  # fmt: skip
def test_the_source_says_what_kind_of_origin_it_is(workspace, member, source, kind):
    lead = taken_in(LeadDraft(full_name="Ada Byron"), source=source, kind="lead.intake", by=member)

    assert provenance(lead)["full_name"].kind == kind


@pytest.mark.proves("PRO-06")
def test_a_machine_is_no_person(workspace):
    lead = LeadFactory(name="Ada Byron")
    with acting(Actor()), operation("enrichment.run", by_person=False, summary="Hunter"):
        Lead.objects.filter(pk=lead.pk).update(title="CTO")

    assert provenance(fresh(lead))["title"].kind == "provider"


def test_a_merge_is_looked_through_to_what_the_merged_lead_said(workspace, member):
    survivor = taken_in(LeadDraft(full_name="Helena Voss"), by=member)
    other = taken_in(
        LeadDraft(full_name="Helena Voss", emails=("h@x.example",)),
        source="manual",
        kind="lead.intake",
        by=member,
        typed=True,
    )
    organising.edit(other, {"title": "Chief"}, by=member)
    merging.merge(survivor, other, by=member)

    found = said(survivor)

    assert found["title"] == ("person", "lead.edit", True)
    assert found["email"] == ("person", "lead.intake", False)


def test_what_an_undo_put_back_is_from_where_it_was_from_before(workspace, member):
    lead = taken_in(LeadDraft(full_name="Ada Byron", title="CTO"), by=member)
    organising.edit(lead, {"title": "Chief"}, by=member)
    undone = undo(Operation.objects.get(kind="lead.edit"), by=member)
    assert said(lead)["title"] == ("file", "lead.import", False)

    undo(undone, by=member)
    assert said(lead)["title"] == ("person", "lead.edit", True)


@pytest.mark.proves("PRO-06")
def test_custom_fields_have_an_origin_each(workspace, member):
    lead = LeadFactory(name="Ada Byron", custom={"shoe": "38", "hat": "M"})
    with operation("lead.edit", by=member):
        Lead.objects.filter(pk=lead.pk).update(custom={"shoe": "39", "hat": "M"}, typed=["custom.shoe"])

    found = said(lead)

    assert (found["custom.shoe"][1:], found["custom.hat"][1:]) == (("lead.edit", True), ("setup", False))


@pytest.mark.proves("PRO-06")
def test_each_address_says_how_it_came_and_how_sure_it_is(workspace, member):
    lead = taken_in(
        LeadDraft(
            full_name="Ada", emails=("a@x.example",), phones=("+44 20 7946 0991",), linkedin=("in/ada-b",)
        ),
        by=member,
    )  # fmt: skip
    organising.edit(lead, {"emails": ["a@x.example", "b@x.example"]}, by=member)
    with operation("address.check", by=member):
        Identity.objects.filter(value="a@x.example").update(verification="risky")
    rows = [*lead.identities.order_by("pk"), *lead.contact_values.all()]

    trace = Trace(fresh(lead), rows)

    assert [(one.kind, one.sure, one.locked) for one in map(trace.of_row, rows)] == [
        ("file", "Risky", True), ("file", "Not verified", False), ("person", "Not verified", True),
        ("file", "Not verified", False),
    ]  # fmt: skip
    assert trace.of_row(rows[0]).text == f"Risky. {LOCKED}"


def test_a_machines_value_says_that_nobody_knows_how_sure_it_is_and_a_persons_does_not(workspace, member):
    lead = taken_in(LeadDraft(
        full_name="Ada", emails=("a@x.example",), phones=("+44 20 7946 0991",), linkedin=("in/ada-b",), title="CTO",
    ), by=member)  # fmt: skip
    organising.edit(lead, {"location": "Oslo"}, by=member)
    with operation("address.check", by=member):
        Identity.objects.filter(value="a@x.example").update(verification="valid")

    assert {name: one.sure for name, one in provenance(fresh(lead)).items()} == {
        "full_name": UNSAID, "email": "Verified", "phone": "Not verified", "linkedin": "Not verified", "title": UNSAID,
        "location": "",
    }  # fmt: skip


@pytest.mark.proves("PRO-06", "PRO-43")
def test_every_value_says_from_where_and_when(workspace, member):
    CustomFieldFactory(key="shoe", label="Shoe size")
    lead = taken_in(
        LeadDraft(
            full_name="Ada Byron", emails=("a@x.example",), phones=("+44 20 7946 0991",), linkedin=("in/ada",),
            company="Engines", title="CTO", location="London", custom=(("shoe", "39"),),
        ), by=member, legal_basis="Consent",
    )  # fmt: skip
    organising.edit(lead, {"title": "Chief", "emails": ["a@x.example", "b@x.example"]}, by=member)
    moved = {
        "lead.import": datetime(2026, 3, 1, 9, 0, tzinfo=UTC), "lead.edit": datetime(2026, 4, 1, 9, 0, tzinfo=UTC),
    }  # fmt: skip
    for kind, moment in moved.items():
        Operation.objects.filter(kind=kind).update(started_at=moment)
    lead = fresh(lead)
    rows = [*lead.identities.order_by("pk"), *lead.contact_values.order_by("pk")]

    trace = Trace(lead, rows)
    found = trace.fields() | {row.value: trace.of_row(row) for row in rows}

    held = {
        "full_name", "title", "company", "location", "legal_basis", "email", "phone", "linkedin", "custom.shoe",
        "a@x.example", "b@x.example", "ada", "+442079460991",
    }  # fmt: skip
    typed = {"title", "b@x.example"}
    assert {name: (one.kind, one.at) for name, one in found.items()} == {
        name: ("person", moved["lead.edit"]) if name in typed else ("file", moved["lead.import"])
        for name in held
    }


@pytest.mark.parametrize("edits", (1, 3))
def test_it_costs_the_same_however_often_a_lead_was_changed(
    workspace, member, edits, django_assert_num_queries
):
    lead = LeadFactory(name="Ada")
    for number in range(edits):
        organising.edit(lead, {"title": f"T{number}", "location": f"L{number}"}, by=member)
        merging.merge(lead, LeadFactory(name="Ada", email=f"a{number}@x.example"), by=member)
        lead = fresh(lead)

    with django_assert_num_queries(5):
        provenance(lead)
