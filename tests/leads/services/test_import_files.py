"""Uploads and the rows of imports hold people's data: they go when their time is over, and nothing else does."""

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from hirepilot import queue
from hirepilot.models import Job
from hirepilot.tenancy import workspace_scope
from leads.models import ImportRow, Lead, LeadImport
from leads.services import import_control, import_files, importing, upload_parts
from tests.factories.imports import people, started, table, taken_in, uploaded

ROWS = table([*people(2), ["", "not an address"]])
LATIN = ROWS.replace("Person", "Pérson").encode("cp1252")  # stored twice: as it came, and as UTF-8


def stored():
    return set(default_storage.listdir(import_files.folder())[1])


def aged(lead_import, days):
    then = timezone.now() - timedelta(days=days)
    times = {
        name: then for name in ("uploaded_at", "started_at", "finished_at") if getattr(lead_import, name)
    }
    LeadImport.objects.filter(pk=lead_import.pk).update(**times)
    return lead_import


@pytest.fixture
def forget(django_capture_on_commit_callbacks):
    def run():
        with django_capture_on_commit_callbacks(execute=True):
            return import_files.forget_old()

    return run


def test_after_90_days_the_files_and_rows_are_gone_and_the_rest_of_the_import_stays(
    workspace, member, forget
):
    old, young = aged(taken_in(LATIN, member), 91), aged(taken_in(LATIN.replace(b"p1", b"q1"), member), 89)
    assert len(stored()) == 4

    assert (forget(), forget()) == (1, 0)

    counts, mapping = old.counts, old.mapping
    old.refresh_from_db()
    assert (old.file.name, old.table, old.sheet["sample"]) == ("", "", [])
    assert (old.counts, old.state, old.mapping) == (counts, "done", mapping)
    assert old.files_removed_at
    assert stored() == {os.path.basename(name) for name in (young.file.name, young.table)}
    assert set(ImportRow.objects.values_list("lead_import", flat=True)) == {young.pk}
    assert Lead.objects.filter(created_in=old.operation_id).count() == 2


def test_how_long_they_are_kept_is_a_setting(workspace, member, forget, settings):
    lead_import = aged(taken_in(ROWS, member), 10)
    settings.IMPORT_KEEP_DAYS = 9
    assert forget() == 1
    lead_import.refresh_from_db()
    assert lead_import.files_removed_at


def test_an_upload_that_nobody_mapped_and_an_import_that_nobody_resumed_are_put_aside(
    workspace, member, forget
):
    mapping, paused = uploaded(ROWS, member), import_control.pause(started(LATIN, member))
    aged(mapping, 91)
    LeadImport.objects.filter(pk=paused.pk).update(paused_at=timezone.now() - timedelta(days=91))

    assert forget() == 2

    assert set(LeadImport.objects.values_list("state", flat=True)) == {"cancelled"}
    assert stored() == set()


def test_an_import_that_waits_for_a_worker_keeps_its_file_however_old_it_is(workspace, member, forget):
    waiting = aged(started(ROWS, member), 400)
    assert forget() == 0
    queue.work(waiting.job_id)
    waiting.refresh_from_db()
    assert waiting.state == "done"


def test_a_file_of_two_imports_stays_as_long_as_one_of_them(workspace, member, forget):
    first, second = taken_in(ROWS, member), uploaded(ROWS, member)
    default_storage.delete(second.file.name)
    LeadImport.objects.filter(pk=second.pk).update(file=first.file.name, table=first.table)

    aged(first, 91)
    forget()
    assert stored() == {os.path.basename(first.file.name)}

    aged(second, 91)
    forget()
    assert stored() == set()


def test_a_file_that_no_import_names_is_removed_after_a_day(workspace, member, forget):
    kept = uploaded(ROWS, member)
    for name, hours in (("fresh.csv", 23), ("left.csv", 25)):
        path = default_storage.path(
            default_storage.save(f"{import_files.folder()}/{name}", ContentFile(b"x"))
        )
        then = timezone.now().timestamp() - hours * 3600
        os.utime(path, (then, then))
    parts = upload_parts.add_part(upload_parts.begin("large.csv", 100, by=member), 0, b"Full name")
    for file in (kept.file.name, parts.file):
        os.utime(default_storage.path(file), (0, 0))

    forget()

    assert stored() == {"fresh.csv", os.path.basename(kept.file.name), os.path.basename(parts.file)}


def test_the_daily_job_looks_into_every_workspace(
    workspace, member, neighbour, django_capture_on_commit_callbacks
):
    aged(taken_in(ROWS, member), 91)
    with workspace_scope(neighbour.workspace):
        theirs = aged(uploaded(ROWS, neighbour), 91)

    job = Job.objects.create(task="leads.forget_import_files")
    with django_capture_on_commit_callbacks(execute=True):
        queue.work(job.pk)

    assert stored() == set()
    with workspace_scope(neighbour.workspace):
        theirs.refresh_from_db()
        assert theirs.files_removed_at


def test_the_pages_say_what_is_gone(client, workspace, member, forget):
    lead_import = aged(taken_in(ROWS, member), 91)
    address = f"/w/northgate/leads/imports/{lead_import.pk}/"
    assert b"File and rows are kept until" in client.get(address).content
    forget()

    page = client.get(address)
    assert b"The uploaded file and its rows were removed." in page.content
    assert b"Download" not in page.content
    answer = client.get(f"{address}rows.csv?outcome=failed", follow=True)
    assert b"The rows of this import are no longer kept." in answer.content
    told = client.get(f"/w/northgate/api/v1/imports/{lead_import.pk}/").json()
    assert told["files_removed_at"]
    assert importing.check_leads_are_there(lead_import) == 0
