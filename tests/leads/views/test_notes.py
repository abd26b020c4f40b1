import pytest
from django.contrib.messages import get_messages

from hirepilot.models import Operation
from hirepilot.tenancy import link
from leads.models import Note
from leads.services import merging, organising
from tests.factories.leads import LeadFactory, NoteFactory

LONG = "x" * 20_001


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


@pytest.fixture
def lead(workspace):
    return LeadFactory(name="Ada Byron")


@pytest.mark.parametrize("text", ["", "  ", "\u200b", LONG])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_note_that_cannot_be_kept_stays_in_its_field(client, lead, text, headers):
    answer = client.post(link("leads:note", lead.pk), {"text": text}, headers=headers)

    page = answer.content.decode()
    assert (answer.status_code, Note.objects.count()) == (422, 0)
    assert 'id="note_error"' in page
    assert LONG in page or text != LONG


def test_a_note_is_rewritten_on_its_own_page(client, lead, member):
    note = organising.add_note(lead, "Likes tea.", by=member)
    address = link("leads:note-edit", lead.pk, note.pk)
    assert "Likes tea." in client.get(address).content.decode()

    answer = client.post(address, {"text": "Likes coffee."})

    note.refresh_from_db()
    assert (answer.url, note.text, said(answer)) == (
        lead.get_absolute_url(),
        "Likes coffee.",
        ["Note saved."],
    )
    client.post(link("operation-undo", Operation.objects.get(kind="note.edit").pk))
    note.refresh_from_db()
    assert note.text == "Likes tea."


def test_a_rewriting_that_changes_nothing_is_no_operation(client, lead, member):
    note = organising.add_note(lead, "Likes tea.", by=member)
    client.post(link("leads:note-edit", lead.pk, note.pk), {"text": "Likes tea."})
    assert not Operation.objects.filter(kind="note.edit").exists()


@pytest.mark.parametrize("text", ["", "\u200b", LONG])
def test_a_refused_rewriting_keeps_what_was_typed(client, lead, member, text):
    note = organising.add_note(lead, "Likes tea.", by=member)
    answer = client.post(link("leads:note-edit", lead.pk, note.pk), {"text": text})
    note.refresh_from_db()
    assert (answer.status_code, note.text) == (422, "Likes tea.")
    assert text in answer.content.decode()


def test_a_deleted_note_comes_back_by_undo(client, lead, member):
    note = organising.add_note(lead, "Likes tea.", by=member)

    answer = client.post(link("leads:note-delete", lead.pk, note.pk))

    assert (said(answer), Note.objects.count()) == (["Note deleted."], 0)
    client.post(link("operation-undo", Operation.objects.get(kind="note.delete").pk))
    assert Note.objects.get().text == "Likes tea."


def test_a_members_own_notes_are_theirs_to_change_and_a_colleagues_are_not(
    as_member, lead, member, plain_member
):
    own, other = (
        NoteFactory(lead=lead, author=plain_member, text="Mine."),
        NoteFactory(lead=lead, author=member, text="Theirs."),
    )
    browser = as_member(plain_member)

    page = browser.get(lead.get_absolute_url()).content.decode()

    assert (
        link("leads:note-edit", lead.pk, own.pk) in page,
        link("leads:note-edit", lead.pk, other.pk) in page,
    ) == (True, False)
    for name in ("note-edit", "note-delete"):
        assert browser.post(link(f"leads:{name}", lead.pk, other.pk), {"text": "x"}).status_code == 403
    assert browser.get(link("leads:note-edit", lead.pk, other.pk)).status_code == 403
    assert browser.post(link("leads:note-delete", lead.pk, own.pk)).status_code == 302
    assert [note.text for note in Note.objects.all()] == ["Theirs."]


def test_a_note_is_found_only_under_its_own_lead(client, lead):
    note, other = NoteFactory(lead=lead), LeadFactory()
    assert client.get(link("leads:note-edit", other.pk, note.pk)).status_code == 404
    assert client.post(link("leads:note-delete", other.pk, note.pk)).status_code == 404


def test_a_note_on_a_merged_lead_is_looked_for_on_the_survivor(client, lead, member):
    merged = LeadFactory(name="Ada B.")
    note = organising.add_note(merged, "Moved.", by=member)
    merging.merge(lead, merged, by=member)
    assert (
        client.get(link("leads:note-edit", merged.pk, note.pk)).url
        == f"{lead.get_absolute_url()}?merged={merged.pk}"
    )
    assert client.get(link("leads:note-edit", lead.pk, note.pk)).status_code == 200
