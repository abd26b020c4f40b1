import pytest

from hirepilot.errors import NotAllowed
from hirepilot.journal import operation
from hirepilot.models import JournaledModel, Operation
from hirepilot.services.undo import plan_undo, undo
from hirepilot.tenancy import workspace_scope
from leads.errors import MergeRefused
from leads.models import Activity, ContactValue, Identity, Lead, Merge, Note
from leads.services.editing import edit
from leads.services.merge_children import links_to_leads, unruly_children
from leads.services.merging import children_of, lost_children, merge, older_first, survivor_of, unmerge
from leads.services.opting_out import opt_out
from leads.services.organising import add_note, tag, untag
from leads.services.statuses import move
from leads.tasks import check_merges
from support.models import Ticket
from tests.factories.leads import ActivityFactory, IdentityFactory, LeadFactory, NoteFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]

COLUMNS = [field.attname for field in Lead._meta.concrete_fields if field.attname != "last_activity_at"]


def picture():
    """Everything that hangs on leads, and the leads."""
    children = {
        (model._meta.label, *row)
        for model, field in links_to_leads()
        for row in model.objects.values_list("pk", field.attname)
    }
    return children, sorted(Lead.objects.values_list(*COLUMNS), key=str)


def a_pair():
    older = LeadFactory(
        name="Ada Byron", email="ada@engines.example", phone="+12125550142", tags=["Austin", "Berlin"],
        lists=["Fair", "Spring"],
        created_at="2026-01-01T00:00Z", company="Engines",
    )  # fmt: skip
    newer = LeadFactory(
        name="Ada King", linkedin="ada-king", phone="+12125550142", tags=["austin", "Paris"], title="Engineer",
        lists=["fair", "Autumn"],
        created_at="2026-02-01T00:00Z",
    )  # fmt: skip
    for lead in (older, newer):
        NoteFactory(lead=lead)
        ActivityFactory(lead=lead)
    return older, newer


@pytest.mark.proves("PRO-04", "LEAD-033", "LEAD-131", "LEAD-132", "LEAD-133", "LEAD-134")
def test_everything_moves_to_the_survivor(member):
    older, newer = a_pair()
    done = merge(older, newer, by=member, reasons=["same phone"])
    assert children_of(newer) == {}
    assert children_of(older) == {
        "leads.Identity.lead": 2, "leads.ContactValue.lead": 1, "leads.LeadTag.lead": 3, "leads.ListMember.lead": 3,
        "leads.Note.lead": 2, "leads.Activity.lead": 3,
    }  # fmt: skip
    assert (done.survivor, done.merged, done.reasons) == (older, newer, ["same phone"])
    newer.refresh_from_db()
    assert (newer.merged_into, newer.full_name, newer.linkedin) == (older, "Ada King", "ada-king")
    activity = Activity.objects.get(kind="merge")
    assert (activity.lead, activity.text) == (older, "Merged Ada King into Ada Byron")
    assert activity.data == {"merged": newer.pk, "reasons": ["same phone"]}
    assert lost_children(done) == {}


def test_no_child_of_a_lead_can_be_forgotten():
    """A new model with a key to Lead moves by itself. This fails where that would not be exact: see `merge_rules`."""
    assert unruly_children() == []
    assert {model._meta.label for model, _ in links_to_leads()} >= {
        "leads.Identity", "leads.ContactValue", "leads.LeadTag", "leads.ListMember", "leads.Note", "leads.Activity",
    }  # fmt: skip
    assert all(issubclass(model, JournaledModel) for model, _ in links_to_leads())


@pytest.mark.proves("PRO-18", "PRO-31", "LEAD-139")
def test_unmerging_puts_everything_back_where_it_was(member):
    older, newer = a_pair()
    edit(newer, {"location": "Oslo"}, by=member)
    before = picture()
    done = merge(older, newer, by=member)
    assert picture() != before
    unmerged = unmerge(done, by=member)
    after = picture()
    activity = Activity.objects.get(kind="merge")
    after[0].remove(("leads.Activity", activity.pk, older.pk))
    assert (after, unmerged.left, Merge.objects.count()) == (before, (), 0)


def test_undoing_the_undo_merges_again(member):
    older, newer = a_pair()
    done = merge(older, newer, by=member)
    merged = picture()
    undone = unmerge(done, by=member).operation
    undo(undone, by=member)
    assert picture() == merged


@pytest.mark.proves("PRO-18")
def test_a_merge_inside_something_larger_is_taken_back_alone(member):
    older, newer = a_pair()
    before = picture()
    with operation("lead.import", by=member):
        merge(older, newer, reasons=["one row named both"])
        Lead.objects.filter(pk=older.pk).update(location="Berlin")
    done = Merge.objects.get()
    unmerged = unmerge(done, by=member)
    after = picture()
    activity = Activity.objects.get(kind="merge")
    after[0].remove(("leads.Activity", activity.pk, older.pk))
    assert Lead.objects.get(pk=older.pk).location == "Berlin"
    with operation("setup"):
        Lead.objects.filter(pk=older.pk).update(location="")
    after = after[0], picture()[1]
    assert (after, unmerged.left, Merge.objects.count()) == (before, (), 0)


@pytest.mark.proves("LEAD-140")
def test_a_merge_taken_back_alone_leaves_what_was_changed_since_and_says_so(member):
    older, newer = a_pair()
    with operation("lead.import", by=member):
        done = merge(older, newer)
    edit(older, {"title": "Countess"}, by=member)
    link = older.lead_tags.get(tag__name="Paris")
    untag(older, ["Paris"], by=member)
    unmerged = unmerge(done, by=member)
    assert sorted(unmerged.left) == [
        f"Lead {older.pk} keeps title: changed since.", f"Lead tag {link.pk} was removed since.",
    ]  # fmt: skip
    assert Lead.objects.get(pk=older.pk).title == "Countess"
    assert children_of(newer)["leads.LeadTag.lead"] == 1


@pytest.mark.parametrize("kind", ["lead.merge", "lead.import"])
def test_a_member_unmerges_only_two_leads_that_they_see(member, plain_member, kind):
    older, newer = (
        LeadFactory(name="Ada Byron", owner=plain_member),
        LeadFactory(name="Ada King", owner=member),
    )
    with operation(kind, by=member):
        done = merge(older, newer, by=member)
    with pytest.raises(NotAllowed, match="not yours to see"):
        unmerge(done, by=plain_member)
    assert Lead.objects.get(pk=newer.pk).merged_into == older

    with operation("setup"):
        Lead.objects.filter(pk=newer.pk).update(owner=plain_member)
    unmerge(done, by=plain_member)
    assert Lead.objects.get(pk=newer.pk).merged_into is None


def test_undoing_the_larger_thing_takes_the_merge_back_too(member):
    older, newer = a_pair()
    before = picture()
    with operation("lead.import", by=member) as imported:
        merge(older, newer)
    undo(imported, by=member)
    after = picture()
    after[0].remove(("leads.Activity", Activity.objects.get(kind="merge").pk, older.pk))
    assert after == before


@pytest.mark.proves("LEAD-140")
def test_the_plan_of_an_unmerge_says_what_stays(member):
    older, newer = a_pair()
    done = merge(older, newer, by=member)
    edit(older, {"title": "Countess"}, by=member)
    assert plan_undo(done.operation).kept.total == 1


VALUES = [
    # (older, newer, typed of older, typed of newer) -> what the survivor holds
    (("Berlin", "Paris"), ((), ()), "Paris"),
    (("Berlin", ""), ((), ()), "Berlin"),
    (("", "Paris"), (("location",), ()), "Paris"),
    (("Berlin", "Paris"), (("location",), ()), "Berlin"),
    (("Berlin", "Paris"), ((), ("location",)), "Paris"),
    (("Berlin", "Paris"), (("location",), ("location",)), "Paris"),
]


@pytest.mark.proves("PRO-45", "LEAD-129", "LEAD-130")
@pytest.mark.parametrize(("held", "typed", "survives"), VALUES)
def test_a_persons_value_wins_and_then_the_newer_one(held, typed, survives):
    older, newer = (
        LeadFactory(location=value, typed=list(names)) for value, names in zip(held, typed, strict=True)
    )
    merge(older, newer)
    older.refresh_from_db()
    assert (older.location, older.typed) == (survives, ["location"] if any(typed) else [])


@pytest.mark.proves("LEAD-130")
def test_newer_is_the_value_that_was_set_last_not_the_lead_that_came_last():
    older, newer = (
        LeadFactory(location="Berlin", title="Engineer"),
        LeadFactory(location="Paris", title="Nurse"),
    )
    with operation("lead.import"):
        Lead.objects.filter(pk=older.pk).update(location="Oslo")
    merge(older, newer)
    older.refresh_from_db()
    assert (older.location, older.title) == ("Oslo", "Nurse")


def test_custom_fields_are_merged_each_by_itself():
    older = LeadFactory(custom={"size": "S", "remark": "old"}, typed=["custom.size"])
    newer = LeadFactory(custom={"size": "M", "remark": "new", "since": "2027-03-31"})
    merge(older, newer)
    older.refresh_from_db()
    assert older.custom == {"size": "S", "remark": "new", "since": "2027-03-31"}


@pytest.mark.parametrize(
    ("one", "other", "survives"),
    [
        ("new", "replied", "replied"), ("replied", "new", "replied"), ("qualified", "converted", "converted"),
        ("qualified", "bad_fit", "bad_fit"), ("bad_fit", "qualified", "bad_fit"), ("bad_fit", "new", "bad_fit"), ("new", "bad_fit", "bad_fit"), ("bad_fit", "converted", "converted"), ("bad_fit", "contacted", "bad_fit"),
    ],
)  # fmt: skip
def test_the_status_that_is_further_on_survives(one, other, survives):
    older, newer = LeadFactory(status=one), LeadFactory(status=other)
    merge(older, newer)
    older.refresh_from_db()
    assert older.status == survives


def test_owner_and_presence_survive(plain_member):
    older, newer = LeadFactory(archived_at="2026-01-01T00:00Z"), LeadFactory(owner=plain_member)
    merge(older, newer)
    older.refresh_from_db()
    assert (older.owner, older.archived_at) == (plain_member, None)


@pytest.mark.proves("PRO-56", "PRO-57")
def test_opt_outs_of_both_hold_for_the_survivor_and_for_each_after_unmerging(member):
    older, newer = LeadFactory(email="ada@engines.example"), LeadFactory(name="Ada King")
    opt_out(older, "email", by=member)
    opt_out(newer, "phone", by=member)
    done = merge(older, newer, by=member)
    assert Lead.objects.get(pk=older.pk).opted_out == ["email", "phone"]
    unmerge(done, by=member)
    assert [lead.opted_out for lead in Lead.objects.order_by("pk")] == [["email"], ["phone"]]


@pytest.mark.proves("PRO-32")
def test_chains_are_flattened():
    first, second, third, fourth = (LeadFactory() for _ in range(4))
    merge(second, third)
    merge(first, second)
    merge(fourth, first)
    for lead in (first, second, third):
        lead.refresh_from_db()
        assert lead.merged_into == survivor_of(lead) == fourth
    assert survivor_of(fourth) == fourth


def test_merging_into_a_merged_lead_reaches_its_survivor():
    first, second, third = (LeadFactory() for _ in range(3))
    merge(first, second)
    done = merge(second, third)
    assert (done.survivor, done.merged) == (first, third)


def test_the_same_merge_again_gives_the_one_that_was_made():
    first, second = LeadFactory(), LeadFactory()
    done = merge(first, second)
    before = Operation.objects.count()
    assert merge(first, second) == done
    assert merge(second, first) == done
    assert Operation.objects.count() == before


def test_a_lead_is_not_merged_with_itself():
    lead = LeadFactory()
    with pytest.raises(MergeRefused):
        merge(lead, Lead.objects.get(pk=lead.pk))


def test_a_lead_of_a_neighbour_is_not_merged(neighbour):
    with workspace_scope(neighbour.workspace):
        theirs = LeadFactory()
    with pytest.raises(Lead.DoesNotExist):
        merge(LeadFactory(), theirs)


@pytest.mark.proves("LEAD-128")
def test_the_older_comes_first():
    newer, older = LeadFactory(created_at="2026-02-01T00:00Z"), LeadFactory(created_at="2026-01-01T00:00Z")
    older.refresh_from_db()
    newer.refresh_from_db()
    assert older_first(newer, older) == older_first(older, newer) == (older, newer)


def test_what_went_to_a_merged_lead_is_noticed(member):
    older, newer = LeadFactory(), LeadFactory()
    done = merge(older, newer)
    add_note(newer, "goes to the survivor", by=member)
    tag(newer, ["nowhere"])
    move(newer, "replied")
    assert lost_children(done) == {}
    NoteFactory(lead=newer)
    done.refresh_from_db()
    assert lost_children(done) == {"leads.Note.lead": 1}


def test_a_merge_by_a_machine_is_not_a_persons_doing(member):
    assert merge(LeadFactory(), LeadFactory()).operation.by_person is False
    assert merge(LeadFactory(), LeadFactory(), by=member).operation.by_person is True


@pytest.mark.proves("PRO-33")
def test_the_old_address_leads_to_the_survivor():
    older, newer = a_pair()
    IdentityFactory(lead=newer, value="king@engines.example")
    merge(older, newer)
    assert Identity.objects.get(value="ada-king").lead == older
    assert Identity.objects.get(value="king@engines.example").lead == older
    assert ContactValue.objects.get().lead == older
    assert set(Note.objects.values_list("lead", flat=True)) == {older.pk}


@pytest.mark.proves("TICK-003")
def test_a_merge_that_lost_a_child_opens_one_ticket_however_often_it_is_looked_at(workspace, member):
    older, newer = a_pair()
    merge(older, newer, by=member)
    check_merges()
    assert not Ticket.objects.exists()
    NoteFactory(lead=newer)  # the fault: a merge moves every note

    check_merges()
    check_merges()

    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.lead_id, ticket.user_id) == ("merge_corrupts", older.pk, member.user_id)


def test_a_merge_that_was_taken_back_has_lost_nothing(workspace, member):
    older, newer = a_pair()
    unmerge(merge(older, newer, by=member), by=member)
    NoteFactory(lead=newer)

    check_merges()

    assert not Ticket.objects.exists()
