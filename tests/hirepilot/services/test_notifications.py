"""What members are told: in the product, by mail where asked, and nobody else's."""

import pytest
from django.core import mail
from django.utils import timezone

from hirepilot.models import Notification
from hirepilot.services.notifications import notify, page_of, read
from hirepilot.tenancy import workspace_scope


def test_a_member_finds_what_they_were_told_with_the_way_to_it(workspace, member):
    told = notify(member, "The import of “people.csv” is done: 3 rows.", "leads:import-detail", 7)
    listed = notify(member, "All imports are done.", "leads:imports")

    assert [page_of(one) for one in (told, listed)] == [
        "/w/northgate/leads/imports/7/", "/w/northgate/leads/imports/",
    ]  # fmt: skip
    assert set(Notification.objects.of(member).unread()) == {told, listed}
    assert mail.outbox == []


def test_reading_one_leaves_the_others_and_somebody_elses(workspace, member, plain_member):
    first, _ = notify(member, "First", "leads:imports"), notify(member, "Second", "leads:imports")
    theirs = notify(plain_member, "Theirs", "leads:imports")

    assert read(member, theirs) == 0
    assert (read(member, first), read(member, first)) == (1, 0)
    assert read(member) == 1
    assert list(Notification.objects.unread()) == [theirs]


def test_a_letter_leaves_after_the_commit_in_one_line_of_subject(
    workspace, member, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        told = notify(member, "The import of “a\nBcc: x@y.example” is done.", "leads:imports", mail=True)
        assert mail.outbox == []

    (letter,) = mail.outbox
    assert letter.to == [member.user.email]
    assert letter.subject == "Northgate Search: The import of “a Bcc: x@y.example” is done."
    assert f"/w/northgate/notifications/{told.pk}/" in letter.body


def test_a_mail_server_that_is_away_costs_only_the_letter(
    workspace, member, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with django_capture_on_commit_callbacks(execute=True):
        notify(member, "Done", "leads:imports", mail=True)
    assert Notification.objects.of(member).count() == 1


def test_who_has_left_is_told_nothing(workspace, plain_member):
    plain_member.removed_at = timezone.now()
    plain_member.save()
    assert notify(plain_member, "Done", "leads:imports", mail=True) is None
    assert not Notification.objects.exists()


@pytest.mark.parametrize("address", ["/w/northgate/notifications/", "/w/northgate/api/v1/notifications/"])
def test_each_sees_their_own(client, workspace, member, plain_member, address):
    notify(member, "Mine is done", "leads:imports")
    notify(plain_member, "Theirs is done", "leads:imports")
    answer = client.get(address)
    assert (b"Mine is done" in answer.content, b"Theirs is done" in answer.content) == (True, False)


def test_the_rail_counts_what_is_unread_until_it_was_opened(client, workspace, member):
    told = notify(member, "Mine is done", "leads:imports")
    page = client.get("/w/northgate/notifications/")
    assert b'<span class="hidden">unread: </span>1' in page.content
    assert b"Mark all as read" in page.content

    opened = client.get(f"/w/northgate/notifications/{told.pk}/")
    assert opened.url == "/w/northgate/leads/imports/"
    assert b"unread: " not in client.get("/w/northgate/notifications/").content


def test_all_are_read_at_once_from_the_page_and_by_the_api(client, workspace, member):
    for number in range(3):
        notify(member, f"Number {number}", "leads:imports")
    client.post("/w/northgate/notifications/read/")
    assert not Notification.objects.unread().exists()

    notify(member, "One more", "leads:imports")
    answer = client.post("/w/northgate/api/v1/notifications/read/", content_type="application/json")
    assert answer.json() == {"read": 1}


def test_a_neighbours_notification_is_not_found(client, workspace, member, neighbour):
    with workspace_scope(neighbour.workspace):
        told = notify(neighbour, "Secret", "leads:imports")
    assert client.get(f"/w/northgate/notifications/{told.pk}/").status_code == 404
