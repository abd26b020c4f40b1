"""The page of an import that goes on: how far it is, pause, stop and take back."""

import pytest

from hirepilot import queue
from hirepilot.models import Job
from leads.models import Lead, LeadImport
from leads.services import importing
from tests.factories.import_pages import LEADS, page_of
from tests.factories.imports import people, started, table

State = LeadImport.State


def test_progress_asks_for_itself_until_all_is_done(client, member):
    lead_import = started(table(people(3)), member)
    LeadImport.objects.filter(pk=lead_import.pk).update(
        rows_done=1, created=1, started_at=lead_import.uploaded_at, state="running"
    )

    page, part = client.get(page_of(lead_import)), client.get(f"{page_of(lead_import)}progress/")

    for answer in (page, part):
        assert f'hx-get="{page_of(lead_import)}progress/"'.encode() in answer.content
        assert b"1 of 3 rows" in answer.content
        assert b"Safe to leave" in answer.content
    assert b"<html" not in part.content

    LeadImport.objects.filter(pk=lead_import.pk).update(
        rows_done=0, created=0, started_at=None, state="waiting"
    )
    queue.work(lead_import.job_id)
    done = client.get(f"{page_of(lead_import)}progress/")
    assert (done.headers["HX-Redirect"], done.content) == (page_of(lead_import), b"")


def test_an_import_whose_job_was_given_up_says_so_and_how_much_of_the_file_it_never_saw(client, member):
    lead_import = started(table(people(3)), member)
    Job.objects.filter(pk=lead_import.job_id).update(state=Job.State.RUNNING, failures=5)
    queue._park(Job.objects.get(pk=lead_import.job_id), "Its worker died each time.")

    assert client.get(f"{page_of(lead_import)}progress/").headers["HX-Redirect"] == page_of(lead_import)
    page = client.get(page_of(lead_import))

    assert page.context["total"] == LeadImport.objects.get().rows_total == 0
    assert (
        "HirePilot was told, and can let it go on from here. 3 rows of the file were not reached."
        in " ".join(page.content.decode().split())
    )


@pytest.mark.proves("PRO-13", "PRO-14")
def test_a_cancelled_import_adds_up_to_its_total_and_says_how_many_rows_it_never_saw(client, member):
    lead_import = started(table(people(3)), member)
    client.post(f"{page_of(lead_import)}cancel/")

    page = client.get(page_of(lead_import))

    lead_import.refresh_from_db()
    assert sum(lead_import.counts.values()) == page.context["total"] == lead_import.rows_total == 0
    text = " ".join(page.content.decode().split())
    assert "It was stopped after 0 rows. 3 rows of the file were not reached. What had come in stays." in text


def test_stopping_keeps_what_came_in_and_says_how_much(client, member, settings, monkeypatch):
    settings.IMPORT_CHUNK_ROWS = 10
    lead_import = started(table(people(30)), member)
    monkeypatch.setattr(
        importing, "_end", lambda *args, **more: None
    )  # the worker is killed before it says that it is done
    queue.work(lead_import.job_id)

    page = client.post(f"{page_of(lead_import)}cancel/", follow=True)

    assert b"Stopped. 30 rows came in and stay." in page.content
    assert Lead.objects.count() == 30
    assert client.post(f"{page_of(lead_import)}cancel/").url == page_of(lead_import)


def test_an_import_is_paused_and_goes_on_from_its_page(client, member):
    lead_import = started(table(people(3)), member)

    page = client.post(f"{page_of(lead_import)}pause/", follow=True)
    assert b"Nothing is lost; it goes on from here when you say so." in page.content
    assert b"Go on</button>" in page.content
    assert b"Paused" in client.get(f"{LEADS}imports/").content

    page = client.post(f"{page_of(lead_import)}resume/", follow=True)
    assert b"Pause</button>" in page.content
    queue.work(LeadImport.objects.get().job_id)
    assert Lead.objects.count() == 3
    page = client.post(f"{page_of(lead_import)}pause/", follow=True)
    assert b"It was over already." in page.content


def test_an_import_that_waits_says_for_which(client, member):
    first, second = started(table(people(3)), member), started(table(people(4)), member)

    page = client.get(page_of(second))

    assert "Waits for the import of “people.csv”: they come in one after the other." in page.content.decode()
    assert b"Waiting for a worker." in client.get(page_of(first)).content


def test_stopping_can_take_back_what_came_in(client, member, settings, monkeypatch):
    settings.IMPORT_CHUNK_ROWS = 10
    lead_import = started(table(people(30)), member)
    monkeypatch.setattr(importing, "_end", lambda *args, **more: None)
    queue.work(lead_import.job_id)
    assert Lead.objects.count() == 30

    page = client.post(f"{page_of(lead_import)}cancel/", {"take_back": "1"}, follow=True)

    assert b"Stopped, and taken back." in page.content
    assert not Lead.objects.exists()
