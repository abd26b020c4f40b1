"""Notes, tags and companies by the API."""

import pytest

from hirepilot.models import Operation
from leads.models import Note, Tag
from tests.factories.api import Program, problem_of
from tests.factories.leads import LeadFactory, NoteFactory, TagFactory


@pytest.fixture
def program(workspace, member):
    return Program(member)


@pytest.mark.proves("LEAD-152")
def test_a_note_is_written_changed_and_deleted(program, member):
    lead = LeadFactory()

    made = program.post(f"leads/{lead.pk}/notes/", {"text": "Met in May."}).json()
    changed = program.patch(f"notes/{made['id']}/", {"text": "Met in June."}).json()

    assert (made["text"], made["author"]["id"], made["lead"]) == ("Met in May.", member.pk, lead.pk)
    assert changed == made | {"text": "Met in June."}
    assert program.get(f"leads/{lead.pk}/notes/").json()["results"] == [changed]
    assert program.get(f"notes/{made['id']}/").json() == changed
    assert (program.delete(f"notes/{made['id']}/").status_code, Note.objects.count()) == (204, 0)
    assert problem_of(program.delete(f"notes/{made['id']}/")) == (404, "not_found")


@pytest.mark.parametrize("text", ["", " ", None, "x" * 20_001, ["x"], {}])
def test_a_note_that_is_none_is_refused(program, text):
    lead = LeadFactory()
    note = NoteFactory(lead=lead)

    assert problem_of(program.post(f"leads/{lead.pk}/notes/", {"text": text}))[0] == 422
    assert problem_of(program.patch(f"notes/{note.pk}/", {"text": text}))[0] == 422


def test_a_member_changes_only_their_own_notes(workspace, plain_member, member):
    note = NoteFactory(lead=LeadFactory(), author=member, text="Mine")
    program = Program(plain_member)

    assert program.get(f"notes/{note.pk}/").status_code == 200
    assert problem_of(program.patch(f"notes/{note.pk}/", {"text": "Yours"})) == (403, "not_allowed")
    assert problem_of(program.delete(f"notes/{note.pk}/")) == (403, "not_allowed")
    assert Note.objects.get().text == "Mine"


@pytest.mark.proves("LEAD-142")
def test_a_tag_is_made_once_and_renamed_everywhere(program):
    made = program.post("tags/", {"name": "Austin"})
    again = program.post("tags/", {"name": "AUSTIN"})
    lead = LeadFactory(tags=["Austin"])
    renamed = program.patch(f"tags/{made.json()['id']}/", {"name": "Austin, Texas"})

    assert (made.status_code, made.json()["name"]) == (201, "Austin")
    assert problem_of(again) == (409, "tag_taken")
    assert renamed.json()["name"] == "Austin, Texas"
    assert program.get(f"leads/{lead.pk}/").json()["tags"] == ["Austin, Texas"]
    assert program.get(f"tags/{made.json()['id']}/").json() == renamed.json()


def test_a_tag_takes_no_other_tags_name_but_its_own_in_another_case(program):
    tag, _ = TagFactory(name="Austin"), TagFactory(name="London")

    assert problem_of(program.patch(f"tags/{tag.pk}/", {"name": "LONDON"})) == (409, "tag_taken")
    assert program.patch(f"tags/{tag.pk}/", {"name": "AUSTIN"}).json()["name"] == "AUSTIN"
    assert Tag.objects.count() == 2


def test_a_rename_can_be_taken_back_and_a_rename_to_the_same_is_none(program):
    tag = TagFactory(name="Austin")

    program.patch(f"tags/{tag.pk}/", {"name": "Austin"})
    program.patch(f"tags/{tag.pk}/", {"name": "London"})
    program.post(f"operations/{Operation.objects.get(kind='tag.rename').pk}/undo/")

    assert Tag.objects.get().name == "Austin"
