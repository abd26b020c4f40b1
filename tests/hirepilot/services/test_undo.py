"""What an undo gives back, what it leaves alone, and what it says about both."""

import datetime

import pytest
from django.db import connection
from django.forms import modelform_factory
from django.utils import timezone

from hirepilot.errors import NothingToUndo
from hirepilot.journal import operation
from hirepilot.models import Change, Operation
from hirepilot.services.undo import operation_undone, plan_undo, undo
from hirepilot.tenancy import workspace_scope
from leads.models import Activity, Company, Identity, Lead, LeadTag, Merge, Note, Tag
from tests.factories.journal import by_machine, dump
from tests.factories.leads import CompanyFactory, LeadFactory, NoteFactory, TagFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]


def edit(lead, **values):
    """A person changes a row; returns the operation."""
    with operation("lead.edit", summary="Edit") as opened:
        type(lead).objects.filter(pk=lead.pk).update(**values)
    return opened


def titles():
    return list(Lead.objects.order_by("pk").values_list("title", flat=True))


def by_form(leads):
    form = modelform_factory(Lead, fields=["title"])
    for lead in leads:
        form({"title": "CFO"}, instance=lead).save()


def by_save(leads):
    for lead in leads:
        lead.title = "CFO"
        lead.save()


def by_bulk_update(leads):
    for lead in leads:
        lead.title = "CFO"
    Lead.objects.bulk_update(leads, ["title"])


def by_raw_sql(leads):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE leads_lead SET title = 'CFO' WHERE id = ANY(%s)", [[lead.pk for lead in leads]]
        )


ROADS = {
    "a form": by_form,
    "a save": by_save,
    "a bulk update": by_bulk_update,
    "raw SQL": by_raw_sql,
    "a queryset": lambda leads: Lead.objects.filter(pk__in=[lead.pk for lead in leads]).update(title="CFO"),
}


@pytest.mark.proves("PRO-17", "PRO-20")
@pytest.mark.parametrize("road", ROADS.values(), ids=ROADS.keys())
def test_a_change_is_in_the_journal_and_goes_back_whatever_road_it_came(road):
    leads = [LeadFactory(title="Clerk"), LeadFactory(title="Cook")]
    with operation("lead.edit") as opened:
        road(leads)

    changes = list(
        Change.objects.order_by("row_id").values_list("tbl", "row_id", "subject_id", "before", "after")
    )
    assert changes == [
        ("leads_lead", lead.pk, lead.pk, {"title": old}, {"title": "CFO"})
        for lead, old in zip(leads, ("Clerk", "Cook"), strict=True)
    ]
    undo(opened)
    assert titles() == ["Clerk", "Cook"]


def test_several_changes_of_one_row_go_back_to_where_the_first_began():
    lead = LeadFactory(title="Clerk", location="Rome")
    with operation("lead.edit") as opened:
        for title in ("Chef", "CFO", "Clerk"):
            Lead.objects.update(title=title)
        for location in ("Oslo", "Bonn"):
            Lead.objects.update(location=location)

    undone = undo(opened)

    assert Lead.objects.values("title", "location").get(pk=lead.pk) == {"title": "Clerk", "location": "Rome"}
    assert undone.plan.values == {"leads_lead": 1}


@pytest.mark.proves("PRO-20", "PRO-21", "PRO-22")
def test_a_value_that_was_changed_since_stays_and_the_others_go_back(member):
    lead = LeadFactory(title="Clerk", location="Rome")
    opened = edit(lead, title="CFO", location="Bonn")
    since = edit(lead, title="Chef")

    plan = plan_undo(opened)
    undone = undo(opened)

    assert Lead.objects.values("title", "location").get() == {"title": "Chef", "location": "Rome"}
    assert undone.plan == plan
    assert plan.counts == {"leads_lead": {"restore": 1}}
    assert plan.kept.groups == {("leads_lead", "changed"): 1}
    assert plan.will == ["Puts 1 value back on 1 lead."]
    assert plan.wont == ["Keeps what was changed since on 1 lead."]
    (left,) = plan.kept.sample
    assert (left.table, left.row_id, left.lead_id, left.columns) == (
        "leads_lead",
        lead.pk,
        lead.pk,
        ("title",),
    )
    assert left.operation == since
    assert left.sentence.startswith(f"Title: changed since by {member}, ")
    assert left.sentence.endswith(" (Edit).")


def test_a_value_that_somebody_put_back_by_hand_is_no_conflict():
    lead = LeadFactory(title="Clerk", location="Rome")
    opened = edit(lead, title="CFO", location="Bonn")
    edit(lead, title="Clerk")

    plan = undo(opened).plan

    assert (plan.values, plan.kept.total) == ({"leads_lead": 1}, 0)


def test_a_value_that_went_away_and_came_back_goes_back():
    lead = LeadFactory(title="Clerk")
    opened = edit(lead, title="CFO")
    edit(lead, title="Chef")
    edit(lead, title="CFO")

    undo(opened)

    assert titles() == ["Clerk"]


def test_every_type_of_value_goes_back_exactly(member):
    LeadFactory(
        title='O\'Brien "x" \\ %s {}',
        custom={"n": 1.50, "deep": [None, {"ü": True}]},
        typed=["title", "a,b"],
        company="Engines",
        owner=member,
        archived_at=datetime.datetime(2026, 1, 2, 3, 4, 5, 678901, datetime.UTC),
    )
    before = dump()
    with operation("lead.edit") as opened:
        Lead.objects.update(title="", custom={}, typed=[], company=None, owner=None, archived_at=None)

    undo(opened)

    assert dump() == before


def test_a_row_that_was_removed_since_is_named(member):
    lead = LeadFactory(title="Clerk")
    opened = edit(lead, title="CFO")
    with operation("lead.delete", summary="Deleted 1 lead") as removal:
        lead.delete()

    plan = plan_undo(opened)

    assert (plan.counts, plan.kept.groups) == ({}, {("leads_lead", "removed"): 1})
    assert plan.kept.sample[0].operation == removal
    assert plan.wont == ["Passes over 1 lead removed since."]
    with pytest.raises(NothingToUndo):
        undo(opened)
    assert Operation.objects.get(pk=opened.pk).undone_by is None


@pytest.mark.proves("PRO-17", "PRO-21")
def test_two_hundred_hand_edits_among_a_thousand_are_what_stays():
    with operation("setup"):
        Lead.objects.bulk_create(Lead(full_name=f"Person {n}", title="Clerk") for n in range(1000))
    leads = list(Lead.objects.order_by("pk"))
    with operation("lead.bulk") as opened:
        Lead.objects.update(title="CFO", location="Bonn")
    for lead in leads[::5]:
        edit(lead, title="By hand")

    plan = undo(opened).plan

    assert titles() == ["By hand", "Clerk", "Clerk", "Clerk", "Clerk"] * 200
    assert not Lead.objects.exclude(location="").exists()
    assert plan.counts == {"leads_lead": {"restore": 1000}}
    assert (plan.values, plan.kept.total, len(plan.kept.sample)) == ({"leads_lead": 1800}, 200, 50)


def test_thousands_of_rows_are_planned_and_undone_set_by_set():
    LeadFactory(title="Clerk")
    with operation("lead.import") as opened:
        Lead.objects.update(title="CFO")
        leads = Lead.objects.bulk_create(Lead(full_name=f"Person {n}") for n in range(3000))
        Identity.objects.bulk_create(Identity(lead=lead, kind="slug", value=str(lead.pk)) for lead in leads)
    with by_machine():
        Activity.objects.bulk_create(Activity(lead=lead, kind="enriched") for lead in leads)
    with operation("bulk.note"):
        Note.objects.bulk_create(Note(lead=lead, text="x") for lead in leads[::2])

    plan = undo(opened).plan

    assert plan.counts == {
        "leads_lead": {"restore": 1, "remove": 1500},
        "leads_identity": {"remove": 1500},
        "leads_activity": {"remove": 1500},
    }
    assert plan.kept.groups == {("leads_lead", "hung"): 1500}
    assert (Note.objects.count(), Identity.objects.count(), Activity.objects.count()) == (1500, 1500, 1500)


def test_derived_columns_neither_conflict_nor_go_back():
    long_ago = timezone.now() - datetime.timedelta(days=400)
    lead = LeadFactory(title="Clerk", last_activity_at=long_ago)
    opened = edit(lead, title="CFO")
    Lead.objects.update(last_activity_at=long_ago, opted_out=["email"])

    undo(opened)

    lead.refresh_from_db()
    assert (lead.title, lead.opted_out) == ("Clerk", ["email"])
    assert timezone.now() - lead.last_activity_at < datetime.timedelta(minutes=1)


def test_a_lead_is_touched_when_something_of_it_goes_back():
    long_ago = timezone.now() - datetime.timedelta(days=400)
    lead, other = (LeadFactory(last_activity_at=long_ago) for _ in range(2))
    note = NoteFactory(lead=lead, text="Old")
    opened = edit(note, text="New")

    undo(opened)

    assert Lead.objects.get(last_activity_at=long_ago) == other


def test_keys_that_moved_on_go_back_in_any_order():
    tags = [TagFactory(name=name, key=name) for name in "abc"]
    with operation("tag.edit") as opened:
        for tag, key in zip((*tags, tags[0]), ("spare", "a", "b", "c"), strict=True):
            Tag.objects.filter(pk=tag.pk).update(key=key, name=key)
    before_undo = dump()

    undone = undo(opened)

    assert list(Tag.objects.order_by("pk").values_list("key", flat=True)) == ["a", "b", "c"]
    assert undone.plan.counts == {"leads_tag": {"restore": 3}}
    undo(undone)
    assert dump() == before_undo


def test_a_key_that_another_row_has_now_blocks_the_whole_row():
    tag, other = TagFactory(name="Austin"), TagFactory(name="Boston")
    opened = edit(tag, name="Texas", key="texas", hue=4)
    edit(other, name="Austin", key="austin")

    plan = plan_undo(opened)

    assert (plan.counts, plan.blocked.groups) == ({}, {("leads_tag", "taken"): 1})
    assert plan.blocked.sample[0].sentence == "Key: another tag has this now."
    assert plan.wont == ["Cannot give back to 1 tag what another one has now."]
    with pytest.raises(NothingToUndo):
        undo(opened)


@pytest.mark.parametrize(("other_hue", "restored"), [(3, 0), (1, 1)])
def test_a_key_of_an_expression_with_a_condition_is_respected_too(other_hue, restored):
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX ON leads_tag (workspace_id, lower(name)) WHERE hue > 1")
    tag = TagFactory(name="Austin", hue=2)
    opened = edit(tag, hue=1)
    TagFactory(name="AUSTIN", key="other", hue=other_hue)

    plan = plan_undo(opened)

    assert plan.counts.get("leads_tag", {}).get("restore", 0) == restored
    assert plan.blocked.total == 1 - restored


def test_a_link_to_what_is_gone_stays_cut_and_the_rest_goes_back():
    lead = LeadFactory(title="Clerk", company="Engines")
    opened = edit(lead, title="CFO", company=CompanyFactory(name="Looms"))
    with operation("company.delete"):
        Company.objects.filter(name="Engines").delete()

    plan = undo(opened).plan

    lead.refresh_from_db()
    assert (lead.title, lead.company.name) == ("Clerk", "Looms")
    assert plan.blocked.groups == {("leads_lead", "orphan"): 1}
    assert plan.blocked.sample[0].sentence == "Company: what it pointed to is gone."


@pytest.mark.proves("PRO-18", "PRO-21")
def test_a_merge_comes_apart_but_for_what_changed_since():
    keeps = LeadFactory(name="Ada Byron", title="", tags=["Austin"])
    goes = LeadFactory(
        name="A. Byron",
        title="CFO",
        email="ada@engines.example",
        linkedin="ada-byron",
        tags=["Austin", "VIP"],
    )
    note = NoteFactory(lead=goes)
    with by_machine():
        call = goes.activities.create(kind="call")
    before = dump()
    with operation("lead.merge") as merge:
        Identity.objects.filter(lead=goes).update(lead=keeps)
        LeadTag.objects.filter(lead=goes, tag__name="VIP").update(lead=keeps)
        goes.lead_tags.all().delete()
        goes.notes.update(lead=keeps)
        goes.activities.update(lead=keeps)
        Lead.objects.filter(pk=keeps.pk).update(title="CFO", typed=["title"])
        Lead.objects.filter(pk=goes.pk).update(merged_into=keeps)
        Merge.objects.create(survivor=keeps, merged=goes, operation=merge)
    edit(keeps, title="CTO")

    plan = undo(merge).plan

    after = dump()
    expected = before | {("leads_lead", keeps.pk): before["leads_lead", keeps.pk] | {"title": "CTO"}}
    assert after == expected
    assert (note.pk, call.pk) == (goes.notes.get().pk, goes.activities.get().pk)
    assert plan.kept.groups == {("leads_lead", "changed"): 1}


def test_an_undo_is_an_operation_that_names_what_it_undid(member):
    opened = edit(LeadFactory(title="Clerk"), title="CFO")
    heard = []

    def hear(sender, operation, undo, **kwargs):
        heard.append((operation, undo, titles()))

    operation_undone.connect(hear)
    try:
        undone = undo(opened, by=member)
    finally:
        operation_undone.disconnect(hear)

    assert (undone.kind, undone.summary, undone.undoes, undone.by) == ("undo", "Undo: Edit", opened, member)
    assert Operation.objects.get(pk=opened.pk).undone_by == undone
    assert heard == [(opened, undone, ["Clerk"])]
    assert Change.objects.get(operation=undone).after == {"title": "Clerk"}


def test_an_undo_inside_another_operation_is_its_own():
    opened = edit(LeadFactory(title="Clerk"), title="CFO")

    with operation("reply.correct") as outer:
        undone = undo(opened)
        Lead.objects.update(location="Rome")

    assert undone != outer
    assert list(Change.objects.order_by("pk").values_list("operation", flat=True)) == [
        opened.pk,
        undone.pk,
        outer.pk,
    ]


def test_an_undo_whose_receiver_fails_has_not_happened():
    opened = edit(LeadFactory(title="Clerk"), title="CFO")

    def fail(**kwargs):
        raise ZeroDivisionError

    operation_undone.connect(fail)
    try:
        with pytest.raises(ZeroDivisionError):
            undo(opened)
    finally:
        operation_undone.disconnect(fail)

    assert titles() == ["CFO"]
    assert Operation.objects.get(pk=opened.pk).undone_by is None


def test_what_is_undone_already_cannot_be_undone(member):
    opened = edit(LeadFactory(title="Clerk"), title="CFO")
    undo(opened, by=member)

    for attempt in (plan_undo, undo):
        with pytest.raises(NothingToUndo, match=f"{member} has already taken this back"):
            attempt(opened)


@pytest.mark.proves("PRO-03", "PRO-15")
@pytest.mark.parametrize(
    ("days", "hours", "possible"), [(30, 1, True), (30, -1, False), (7, 1, True), (7, -1, False)]
)
def test_an_operation_can_be_undone_for_as_long_as_the_workspace_says(workspace, days, hours, possible):
    workspace.undo_days = days
    opened = edit(LeadFactory(title="Clerk"), title="CFO")
    started = timezone.now() - datetime.timedelta(days=days) + datetime.timedelta(hours=hours)
    Operation.objects.filter(pk=opened.pk).update(started_at=started)

    if possible:
        assert plan_undo(opened).expires_at == started + datetime.timedelta(days=days)
        undo(opened)
    else:
        for attempt in (plan_undo, undo):
            with pytest.raises(NothingToUndo, match=f"older than {days} days"):
                attempt(opened)
    assert titles() == ["Clerk" if possible else "CFO"]


def test_an_operation_that_changed_nothing_cannot_be_undone():
    with operation("nothing") as opened:
        pass

    assert not plan_undo(opened)
    with pytest.raises(NothingToUndo):
        undo(opened)


def test_an_operation_of_another_workspace_is_not_there(neighbour, workspace):
    with workspace_scope(neighbour.workspace):
        lead = LeadFactory(title="Clerk")
        with operation("lead.edit", by=neighbour) as theirs:
            Lead.objects.update(title="CFO")

    for attempt in (plan_undo, undo):
        with pytest.raises(Operation.DoesNotExist):
            attempt(theirs)

    with workspace_scope(neighbour.workspace):
        assert Lead.objects.get().title == "CFO"
        assert lead.pk == Lead.objects.get().pk
