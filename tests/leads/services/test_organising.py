import pytest

from hirepilot.errors import NotAllowed, NotHere
from hirepilot.journal import history_of
from hirepilot.models import Operation
from hirepilot.services.undo import undo
from hirepilot.tenancy import workspace_scope
from leads.errors import ValuesRefused
from leads.models import Lead, LeadTag, Note, Tag
from leads.services.organising import (
    add_note,
    archive,
    assign,
    delete_note,
    edit_note,
    restore,
    tag,
    touch,
    untag,
)
from tests.factories.leads import LeadFactory, NoteFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]


def tags_of(lead):
    return sorted(lead.tags.values_list("name", flat=True))


def latest():
    return Operation.objects.latest("pk")


@pytest.mark.proves("LEAD-018", "LEAD-142")
def test_tags_are_put_on_many_leads_in_one_operation(member):
    leads = [LeadFactory(tags=["Austin"]), LeadFactory(), LeadFactory(archived_at="2026-01-01T00:00Z")]
    before = Operation.objects.count()
    assert tag(Lead.objects.all(), ["austin", " Berlin  Mitte "], by=member) == 3
    assert [tags_of(lead) for lead in leads] == [["Austin", "Berlin Mitte"]] + 2 * [
        ["Austin", "Berlin Mitte"]
    ]
    assert Operation.objects.count() == before + 1
    assert (latest().kind, latest().by, latest().summary) == (
        "lead.tag", member, "Tagged 3 leads: austin, Berlin Mitte",
    )  # fmt: skip


@pytest.mark.proves("LEAD-141")
def test_a_tag_is_one_and_the_same_for_everybody_in_the_workspace(member, plain_member):
    first, second = LeadFactory(owner=member), LeadFactory(owner=plain_member)
    tag(first, ["Austin"], by=member)
    tag(second, ["AUSTIN"], by=plain_member)
    assert list(first.tags.all()) == list(second.tags.all()) == [Tag.objects.get()]


@pytest.mark.proves("LEAD-145")
@pytest.mark.parametrize("name", ["VP Sales", "Austin", "2025 prospects", "Tech hiring", "2025"])
def test_a_tag_is_free_text_and_kept_as_it_was_given(name):
    lead = LeadFactory()
    tag(lead, [name])
    assert tags_of(lead) == [name]


def test_a_tag_that_is_there_already_changes_nothing_and_leaves_no_trace():
    lead = LeadFactory(tags=["Austin"])
    before = Operation.objects.count()
    assert tag(lead, ["AUSTIN"]) == 0
    assert Operation.objects.count() == before


@pytest.mark.parametrize("names", [[], [""], [" \u200b "]])
def test_a_tag_needs_a_name(names):
    with pytest.raises(ValuesRefused):
        tag(Lead.objects.all(), names)


def test_a_tag_name_is_cut_to_its_column():
    tag(LeadFactory(), ["x" * 500])
    assert Tag.objects.get().name == "x" * 60


def test_undo_takes_tags_off_again():
    lead = LeadFactory(tags=["Austin"])
    tag(lead, ["Austin", "Berlin"])
    undo(latest())
    assert tags_of(lead) == ["Austin"]
    assert list(Tag.objects.values_list("name", flat=True)) == ["Austin"]


def test_tags_are_taken_off_and_undo_brings_them_back():
    first, second = LeadFactory(tags=["Austin", "Berlin"]), LeadFactory(tags=["Berlin"])
    assert untag(Lead.objects.all(), ["berlin", "never seen"]) == 2
    assert (tags_of(first), tags_of(second)) == (["Austin"], [])
    undo(latest())
    assert (tags_of(first), tags_of(second)) == (["Austin", "Berlin"], ["Berlin"])
    assert untag(Lead.objects.all(), ["never seen"]) == 0


def test_a_tag_of_a_neighbour_is_not_ours(neighbour):
    with workspace_scope(neighbour.workspace):
        theirs = LeadFactory(tags=["Austin"])
    lead = LeadFactory()
    tag([lead, theirs], ["Austin"])
    assert tags_of(lead) == ["Austin"]
    assert LeadTag.objects.count() == 1
    with workspace_scope(neighbour.workspace):
        assert LeadTag.objects.count() == 1


@pytest.mark.proves("LEAD-017")
def test_leads_get_an_owner_and_lose_it(member, plain_member):
    mine, free = LeadFactory(owner=plain_member), LeadFactory()
    assert assign(Lead.objects.all(), plain_member, by=member) == 1
    assert latest().summary == f"Assigned 1 lead to {plain_member}"
    free.refresh_from_db()
    assert free.owner == plain_member
    assert assign([mine, free], None, by=member) == 2
    assert set(Lead.objects.values_list("owner", flat=True)) == {None}


def test_only_colleagues_who_work_here_own_leads(guest, neighbour, plain_member):
    lead = LeadFactory()
    plain_member.removed_at = "2026-01-01T00:00Z"
    plain_member.save()
    for nobody in (guest, neighbour, plain_member):
        with pytest.raises(NotHere):
            assign(lead, nobody)


@pytest.mark.proves("LEAD-081")
def test_archived_leads_come_back():
    LeadFactory(archived_at="2026-01-01T00:00Z")
    LeadFactory()
    assert archive(Lead.objects.all()) == 1
    assert Lead.objects.archived().count() == 2
    assert restore(Lead.objects.all()) == 2
    assert Lead.objects.active().count() == 2


def test_a_merged_lead_is_neither_archived_nor_tagged():
    survivor = LeadFactory()
    merged = LeadFactory(merged_into=survivor)
    assert (archive(merged), tag(merged, ["Austin"])) == (0, 0)


@pytest.mark.proves("LEAD-022", "LEAD-031", "LEAD-152")
def test_a_note_is_written_cleaned_and_touches_the_lead(member):
    lead = LeadFactory(last_activity_at="2026-01-01T00:00Z")
    note = add_note(lead, "  Call\x00 back\r\n\r\n\r\n\r\n on Monday ", by=member)
    lead.refresh_from_db()
    assert (note.text, note.author, note.lead) == ("Call back\n\n\n on Monday", member, lead)
    assert lead.last_activity_at > note.created_at.replace(year=2026, month=1, day=2)


def test_a_note_on_a_merged_lead_goes_to_the_survivor(member):
    survivor = LeadFactory()
    assert add_note(LeadFactory(merged_into=survivor), "Hello", by=member).lead == survivor


@pytest.mark.parametrize("text", ["", " \n ", "\u200b"])
def test_a_note_needs_a_text(member, text):
    with pytest.raises(ValuesRefused):
        add_note(LeadFactory(), text, by=member)


def test_a_note_of_a_colleague_is_changed_by_owner_and_admin_only(member, admin_member, plain_member, guest):
    note = NoteFactory(lead=LeadFactory(), author=plain_member)
    assert edit_note(note, "Mine", by=plain_member).text == "Mine"
    assert edit_note(note, "Admin's", by=admin_member).text == "Admin's"
    others = NoteFactory(lead=LeadFactory(), author=member)
    for refused in (plain_member, guest):
        with pytest.raises(NotAllowed):
            edit_note(others, "No", by=refused)
        with pytest.raises(NotAllowed):
            delete_note(others, by=refused)
    assert delete_note(note, by=member) is True
    assert list(Note.objects.all()) == [others]


def test_undo_brings_back_a_note_and_its_earlier_text(member):
    note = NoteFactory(lead=LeadFactory(), author=member, text="Before")
    edit_note(note, "After", by=member)
    edited = latest()
    delete_note(note, by=member)
    undo(latest())
    undo(edited)
    assert Note.objects.get().text == "Before"


def test_touching_is_no_change_of_a_lead():
    lead = LeadFactory(last_activity_at="2026-01-01T00:00Z")
    touch([lead])
    lead.refresh_from_db()
    assert lead.last_activity_at.year > 2025
    assert history_of(lead) == []
