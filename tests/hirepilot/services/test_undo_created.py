"""What an undo does with the rows that an operation made: removed, unless somebody built on them."""

import pytest

from hirepilot.errors import NothingToUndo
from hirepilot.journal import operation
from hirepilot.models import Change
from hirepilot.services.undo import plan_undo, undo
from leads.models import Activity, Company, CustomField, Identity, Lead, LeadTag, Merge, Note, OptOut, Tag
from tests.factories.journal import by_machine, dump
from tests.factories.leads import CompanyFactory, IdentityFactory, LeadFactory, NoteFactory, TagFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]

EVERYTHING = {
    "leads_lead": {"remove": 1},
    "leads_company": {"remove": 1},
    "leads_identity": {"remove": 2},
    "leads_leadtag": {"remove": 1},
    "leads_tag": {"remove": 1},
}


@pytest.fixture
def ada():
    """A lead that an import made, with its company, addresses and tag; `ada.made` is the operation."""
    with operation("lead.import", summary="Import people.csv") as made:
        lead = LeadFactory(
            name="Ada Byron",
            email="ada@engines.example",
            linkedin="ada-byron",
            tags=["Fair"],
            company="Engines",
        )
    lead.made = made
    return lead


def rows(model):
    return set(model.objects.values_list("pk", flat=True))


@pytest.mark.proves("PRO-22")
def test_what_was_made_is_removed_with_all_that_came_with_it(ada):
    plan = plan_undo(ada.made)
    undone = undo(ada.made)

    assert dump() == {}
    assert undone.plan == plan
    assert plan.counts == EVERYTHING
    assert plan.will == [
        "Removes 1 lead.",
        "Removes 1 company.",
        "Removes 2 email and LinkedIn addresses.",
        "Removes 1 lead tag.",
        "Removes 1 tag.",
    ]
    assert plan.wont == []


def test_changes_within_the_operation_do_not_keep_what_it_made(ada):
    with operation("lead.import") as made:
        lead = LeadFactory(name="Grace")
        Lead.objects.filter(pk=lead.pk).update(title="CFO")

    undo(made)

    assert rows(Lead) == {ada.pk}


def test_what_was_made_and_removed_in_one_operation_is_not_brought_back():
    with operation("lead.import") as made:
        LeadFactory(email="x@y.example").delete()

    assert plan_undo(made).counts == {}
    with pytest.raises(NothingToUndo):
        undo(made)


def test_a_made_row_that_somebody_removed_is_no_loss(ada):
    with operation("lead.import") as made:
        lead = LeadFactory()
        Lead.objects.filter(pk=lead.pk).update(title="CFO")
        other = LeadFactory()
    with operation("lead.delete"):
        lead.delete()

    plan = undo(made).plan

    assert rows(Lead) == {ada.pk}
    assert (plan.counts, plan.kept.total, other.pk in rows(Lead)) == ({"leads_lead": {"remove": 1}}, 0, False)


BUILDING = {
    "edits the lead": ("edited", lambda lead: Lead.objects.filter(pk=lead.pk).update(title="CFO")),
    "edits an address": (
        "hung",
        lambda lead: lead.identities.filter(kind="email").update(shown="Ada@Engines.example"),
    ),
    "corrects what a machine added": ("hung", lambda lead: lead.contact_values.update(shown="+1 555 0100")),
    "writes a note": ("hung", lambda lead: NoteFactory(lead=lead)),
    "tags": ("hung", lambda lead: LeadTag.objects.create(lead=lead, tag=TagFactory(name="Mine"))),
    "adds an address": ("hung", lambda lead: IdentityFactory(lead=lead)),
    "logs a call": ("hung", lambda lead: Activity.objects.create(lead=lead, kind="call")),
    "opts it out": ("hung", lambda lead: OptOut.objects.create(address="x", lead_id=lead.pk)),
    "merges another into it": ("used", lambda lead: LeadFactory(merged_into=lead)),
}


@pytest.mark.proves("PRO-23", "PRO-24", "PRO-25")
@pytest.mark.parametrize(("reason", "build"), BUILDING.values(), ids=BUILDING.keys())
def test_a_lead_on_which_somebody_built_stays_with_everything_of_it(ada, reason, build):
    with by_machine("enrichment"):
        ada.contact_values.create(kind="phone", value="+15550100")
    with operation("edit", summary="Own work"):
        build(ada)
    before = dump()

    plan = plan_undo(ada.made)

    assert plan.counts == {}
    assert plan.kept.groups["leads_lead", reason] == 1
    with pytest.raises(NothingToUndo):
        undo(ada.made)
    assert dump() == before


@pytest.mark.proves("PRO-22")
def test_the_plan_says_who_built_on_what_stays(ada, member):
    with operation("note.add", summary="Note", by=member) as added:
        NoteFactory(lead=ada)

    plan = plan_undo(ada.made)

    assert plan.wont == [
        "Keeps 1 lead with something added since.",
        "Keeps 1 company still in use.",
        "Keeps 1 tag still in use.",
    ]
    lead = plan.kept.sample[0]
    assert (lead.table, lead.row_id, lead.lead_id, lead.columns, lead.operation) == (
        "leads_lead",
        ada.pk,
        ada.pk,
        (),
        added,
    )
    assert lead.sentence.startswith(f"Something was added to it since by {member}, ")


def test_only_the_leads_on_which_somebody_built_stay():
    with operation("lead.import") as made:
        leads = [
            LeadFactory(name=name, email=f"{name}@x.example", tags=["Fair"], company=name) for name in "abc"
        ]
    with operation("note.add"):
        NoteFactory(lead=leads[1])

    plan = undo(made).plan

    assert rows(Lead) == {leads[1].pk}
    assert [identity.value for identity in Identity.objects.all()] == ["b@x.example"]
    assert [company.name for company in Company.objects.all()] == ["b"]
    assert (rows(Tag), LeadTag.objects.count()) == (rows(Tag), 1)
    assert plan.kept.groups == {
        ("leads_company", "used"): 1,
        ("leads_lead", "hung"): 1,
        ("leads_tag", "used"): 1,
    }


@pytest.mark.proves("PRO-28")
def test_what_machines_added_goes_too(ada):
    with by_machine("enrichment"):
        IdentityFactory(lead=ada)
        NoteFactory(lead=ada)
        Activity.objects.create(lead=ada, kind="enriched")
        Lead.objects.filter(pk=ada.pk).update(location="London")

    plan = undo(ada.made).plan

    assert dump() == {}
    assert plan.counts == EVERYTHING | {
        "leads_identity": {"remove": 3},
        "leads_note": {"remove": 1},
        "leads_activity": {"remove": 1},
    }


def test_work_that_was_taken_back_itself_keeps_nothing(ada):
    with operation("bulk.edit") as edit:
        Lead.objects.update(status="qualified")
        NoteFactory(lead=ada)
        Activity.objects.create(lead=ada, kind="status")
    undo(edit)

    undo(ada.made)

    assert dump() == {}


def test_work_that_was_taken_back_and_done_again_keeps_the_lead(ada):
    with operation("note.add") as edit:
        NoteFactory(lead=ada)
    undo(undo(edit))

    assert plan_undo(ada.made).kept.groups["leads_lead", "hung"] == 1


def test_an_address_that_was_there_before_is_not_lost_with_the_lead_it_was_moved_to(ada):
    elder = LeadFactory()
    with by_machine("setup"):
        mine = IdentityFactory(lead=elder)
    with operation("lead.import") as made:
        lead = LeadFactory()
    with by_machine("merge"):
        Identity.objects.filter(pk=mine.pk).update(lead=lead)

    plan = plan_undo(made)

    assert (plan.counts, plan.kept.groups) == ({}, {("leads_lead", "hung"): 1})


def test_an_address_that_the_operation_moved_goes_back_and_its_new_lead_goes():
    elder = LeadFactory(email="ada@engines.example")
    with operation("lead.split") as made:
        lead = LeadFactory()
        Identity.objects.update(lead=lead)

    undo(made)

    assert rows(Lead) == {elder.pk}
    assert Identity.objects.get().lead == elder


def test_a_machine_s_merge_row_goes_with_the_lead_that_is_removed():
    elder = LeadFactory()
    with operation("lead.import") as made:
        lead = LeadFactory()
    with by_machine("merge") as merge:
        Merge.objects.create(survivor=elder, merged=lead, operation=merge)

    undo(made)

    assert (rows(Lead), rows(Merge)) == ({elder.pk}, set())


def test_a_machine_s_row_stays_when_all_that_it_hangs_on_stays():
    elder = LeadFactory()
    with operation("lead.import") as made:
        lead, other = LeadFactory(), LeadFactory()
    with by_machine("merge") as merge:
        Merge.objects.create(survivor=elder, merged=lead, operation=merge)
    with operation("edit"):
        Lead.objects.filter(pk=lead.pk).update(title="CFO")

    undo(made)

    assert (rows(Lead), Merge.objects.count(), other.pk in rows(Lead)) == ({elder.pk, lead.pk}, 1, False)


# --- companies, tags, custom fields -----------------------------------------------------------------------------------
def test_a_company_and_a_tag_that_others_use_stay(ada):
    other = LeadFactory(company="Engines", tags=["Fair"])

    plan = undo(ada.made).plan

    assert rows(Lead) == {other.pk}
    assert (Company.objects.get().name, Tag.objects.get().name) == ("Engines", "Fair")
    assert plan.kept.groups == {("leads_company", "used"): 1, ("leads_tag", "used"): 1}
    assert plan.kept.sample[0].sentence == "Still in use."


def test_a_company_goes_when_only_restored_rows_referred_to_it():
    lead = LeadFactory(company="Looms")
    with operation("lead.import") as made:
        Lead.objects.update(company=CompanyFactory(name="Engines"))

    undo(made)

    assert [company.name for company in Company.objects.all()] == ["Looms"]
    assert Lead.objects.get(pk=lead.pk).company.name == "Looms"


def test_a_company_stays_when_the_link_to_it_cannot_go_back():
    lead = LeadFactory(company="Looms", title="Clerk")
    with operation("lead.import") as made:
        Lead.objects.update(company=CompanyFactory(name="Engines"), title="CFO")
    with operation("edit"):
        Lead.objects.update(company=CompanyFactory(name="Third"))
        Lead.objects.update(company=Company.objects.get(name="Engines"))
        Company.objects.filter(name="Looms").delete()

    plan = undo(made).plan

    lead.refresh_from_db()
    assert (lead.title, lead.company.name) == ("Clerk", "Engines")
    assert plan.kept.groups == {("leads_company", "used"): 1}
    assert plan.blocked.groups == {("leads_lead", "orphan"): 1}


def test_a_tag_that_somebody_recoloured_stays_and_nothing_else():
    with operation("lead.import") as made:
        LeadFactory(tags=["Fair"])
    with operation("tag.edit"):
        Tag.objects.update(hue=5)

    plan = undo(made).plan

    assert (rows(Lead), Tag.objects.count(), plan.kept.groups) == (set(), 1, {("leads_tag", "edited"): 1})


def test_a_custom_field_stays_while_a_lead_has_a_value_in_it():
    elder = LeadFactory()
    with operation("lead.import") as made:
        for key in ("used", "unused"):
            CustomField.objects.create(label=key, key=key)
        Lead.objects.update(custom={"unused": "x"})
        LeadFactory(custom={"unused": "y", "used": "y"})
    with operation("edit"):
        other = LeadFactory(custom={"used": "by hand"})

    plan = undo(made).plan

    assert list(CustomField.objects.values_list("key", flat=True)) == ["used"]
    assert dict(Lead.objects.values_list("pk", "custom")) == {elder.pk: {}, other.pk: {"used": "by hand"}}
    assert plan.kept.groups == {("leads_customfield", "used"): 1}


# --- opt-outs and activities ------------------------------------------------------------------------------------------
@pytest.mark.proves("PRO-29")
def test_opt_outs_and_activities_stay_whatever_is_undone():
    elder = LeadFactory()
    with operation("lead.import") as made:
        lead = LeadFactory()
        for of in (elder, lead):
            OptOut.objects.create(address=f"hash of {of.pk}", lead_id=of.pk)
            Activity.objects.create(lead=of, kind="call", text="Called")
        Lead.objects.filter(pk=elder.pk).update(title="CFO")

    plan = undo(made).plan

    assert set(OptOut.objects.values_list("lead_id", flat=True)) == {elder.pk, lead.pk}
    assert Activity.objects.get().lead == elder
    assert plan.counts == {"leads_lead": {"remove": 1, "restore": 1}, "leads_activity": {"remove": 1}}


def test_an_opt_out_that_changed_or_went_is_left_as_it_is():
    with by_machine():
        OptOut.objects.create(address="a")
        OptOut.objects.create(address="b")
    with operation("opt_out.edit") as made:
        OptOut.objects.filter(address="a").update(reason="Typed by hand")
        OptOut.objects.filter(address="b").delete()
        OptOut.objects.create(address="c")

    assert plan_undo(made).counts == {}
    with pytest.raises(NothingToUndo):
        undo(made)


def test_a_removed_row_is_in_the_journal_whole(ada):
    row = dump()["leads_lead", ada.pk]

    undone = undo(ada.made)

    change = Change.objects.get(operation=undone, tbl="leads_lead")
    assert (change.row_id, change.subject_id, change.after) == (ada.pk, ada.pk, None)
    assert {**change.before, **row} == change.before
    assert Note.objects.count() == 0
