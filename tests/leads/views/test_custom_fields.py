import pytest

from hirepilot.tenancy import link, workspace_scope
from leads.models import CustomField
from leads.services import custom_fields


@pytest.mark.proves("LEAD-025")
def test_a_field_is_added_shown_and_removed_with_an_undo(client, workspace):
    added = client.post(
        link("leads:field-add"),
        {"label": " Notice  period ", "kind": "choice", "choices": "Now\n\nLater\nNow"},
    )
    field = CustomField.objects.get()
    assert (added.status_code, field.label, field.key, field.choices) == (
        302,
        "Notice period",
        "notice-period",
        ["Now", "Later"],
    )

    page = client.get(link("settings")).content.decode()
    assert "Notice period" in page
    assert "Choice: Now, Later" in page

    client.post(link("leads:field-remove", field.pk))
    assert not CustomField.objects.exists()


@pytest.mark.parametrize(("typed", "fault"), [
    ({"label": "", "kind": "text"}, "This field is required."),
    ({"label": "\u200b", "kind": "text"}, "Give the field a name that can be seen."),
    ({"label": "x" * 61, "kind": "text"}, "at most 60"),
    ({"label": "Size", "kind": "choice"}, "Write at least one choice."),
    ({"label": "Size", "kind": "rocket"}, "Select a valid choice."),
    ({"label": "NOTICE", "kind": "text"}, "There is a field like “NOTICE” already."),
])  # fmt: skip
def test_a_field_that_makes_no_sense_is_refused_in_place(client, workspace, member, typed, fault):
    custom_fields.add(label="Notice", kind="text", by=member)
    answer = client.post(link("leads:field-add"), typed)
    assert answer.status_code == 422
    assert fault in answer.content.decode()
    assert CustomField.objects.count() == 1


def test_members_and_neighbours_change_no_fields(as_member, workspace, plain_member, neighbour, member):
    field = custom_fields.add(label="Notice", kind="text", by=member)
    assert as_member(plain_member).post(link("leads:field-remove", field.pk)).status_code == 403
    with workspace_scope(neighbour.workspace):
        theirs = link("leads:field-remove", field.pk)
    assert as_member(neighbour).post(theirs).status_code == 404
    assert CustomField.objects.count() == 1
