"""A disk that is full at whichever file: a sentence, a ticket, and no part of a file."""

import errno
import io
import os
import uuid
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from openpyxl import Workbook

from hirepilot.incidents import incident_reported
from leads.errors import ImportRefused
from leads.models import LeadImport
from leads.services import import_files, importing, upload_parts, uploading
from leads.sources.reading import Reading
from tests.factories.imports import file_of, people, table, uploaded

TEXT = table(people(200))
SAID = r"There is no room left on our side to store “people\.\w+”\. No part of it was kept"


@pytest.fixture
def incidents():
    heard = []

    def hear(sender, incident, **kwargs):
        heard.append((incident.kind, incident.attempted))

    incident_reported.connect(hear)
    yield heard
    incident_reported.disconnect(hear)


def stored():
    return set(default_storage.listdir(import_files.folder())[1])


@pytest.fixture
def full_for_the_text(workspace, monkeypatch):
    """The text that is made of an upload goes to a device that is always full."""
    number = uuid.uuid4()
    monkeypatch.setattr(uploading.uuid, "uuid4", lambda: number)
    target = Path(default_storage.path(f"{import_files.folder()}/{number.hex}.utf8.csv"))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.symlink_to("/dev/full")


class HalfStorage(FileSystemStorage):
    def _save(self, name, content):
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read(100))
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_while_the_upload_is_stored(workspace, member, monkeypatch, incidents):
    monkeypatch.setattr(uploading, "default_storage", HalfStorage())

    with pytest.raises(ImportRefused, match=SAID):
        uploaded(TEXT, member)

    assert stored() == set()
    assert not LeadImport.objects.exists()
    assert incidents == [("no_room", "upload of people.csv")]


def workbook():
    book, file = Workbook(), io.BytesIO()
    for row in [["Full name", "Email"], *(row[:2] for row in people(2000))]:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


@pytest.mark.usefixtures("full_for_the_text")
@pytest.mark.parametrize(
    ("name", "content"),
    [("people.csv", TEXT.replace("Person", "Pérson").encode("cp1252")), ("people.xlsx", workbook())],
    ids=["another encoding", "workbook"],
)
def test_while_its_text_is_made(workspace, member, incidents, name, content):
    with pytest.raises(ImportRefused, match=SAID):
        importing.upload(file_of(content, name), by=member)

    assert stored() == set()
    assert not LeadImport.objects.exists()
    assert incidents == [("no_room", f"upload of {name}")]


def test_while_it_is_read_in_another_way_the_old_reading_stays(workspace, member, incidents, request):
    lead_import = uploaded(TEXT, member)
    files, sheet = stored(), lead_import.sheet
    request.getfixturevalue("full_for_the_text")

    with pytest.raises(ImportRefused, match=SAID):
        importing.reread(lead_import, Reading(encoding="cp1252"))

    lead_import.refresh_from_db()
    assert (stored(), lead_import.sheet) == (files, sheet)
    assert incidents == [("no_room", "upload of people.csv")]


def test_while_a_part_arrives_what_arrived_before_stays(workspace, member, incidents, monkeypatch):
    upload = upload_parts.add_part(upload_parts.begin("people.csv", 100, by=member), 0, b"Full name")

    def full(*given):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(upload_parts, "_write", full)
        with pytest.raises(ImportRefused, match=SAID):
            upload_parts.add_part(upload, 9, b",Email")

    upload.refresh_from_db()
    assert (upload.received, incidents) == (9, [("no_room", "upload of people.csv")])
    assert upload_parts.add_part(upload, 9, b",Email").received == 15


def test_the_page_says_it_and_is_no_error_of_the_person(client, workspace, member, monkeypatch):
    monkeypatch.setattr(uploading, "default_storage", HalfStorage())
    page = client.post("/w/northgate/leads/import/", {"file": file_of(TEXT)})
    assert page.status_code == 422
    assert "There is no room left on our side to store “people.csv”." in page.content.decode()
