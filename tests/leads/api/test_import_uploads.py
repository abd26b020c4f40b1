"""A file that arrives in parts: killed half way, out of order, twice, by many at once, too much, and not what was announced."""

import errno
import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from hirepilot.context import Actor
from hirepilot.journal import acting
from hirepilot.tenancy import workspace_scope
from leads.models import ImportUpload, LeadImport
from leads.services import import_files, upload_parts
from tests.factories.api import Program, problem_of
from tests.factories.imports import people, table
from tests.threads import at_once

TEXT = table(people(40)).encode()
DIGEST = hashlib.sha256(TEXT).hexdigest()


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def program(workspace, member):
    return Program(member)


def begun(program, **more):
    answer = program.post("uploads/", {"name": "people.csv", "size": len(TEXT), **more})
    assert answer.status_code == 201
    return f"uploads/{answer.json()['id']}/"


def put(program, upload, offset, content):
    return program.ask("PUT", f"{upload}parts/{offset}/", content)


def stored(files):
    return [path for path in files.rglob("*") if path.is_file()]


def test_parts_become_the_import_that_one_piece_would_and_only_once(
    program, member, files, django_capture_on_commit_callbacks
):
    upload = begun(program, sha256=DIGEST.upper())
    for at in range(0, len(TEXT), 700):
        answer = put(program, upload, at, TEXT[at : at + 700])
    assert (answer.status_code, answer.json()["received"]) == (200, len(TEXT))

    with django_capture_on_commit_callbacks(execute=True):
        first, second = program.post(f"{upload}complete/"), program.post(f"{upload}complete/")

    assert (first.status_code, second.json()) == (201, first.json())
    made = LeadImport.objects.get()
    assert (made.name, made.rows_total, made.sha256, made.by) == ("people.csv", 40, DIGEST, member)
    assert [path.read_bytes() for path in stored(files)] == [TEXT]
    assert program.get(upload).json()["lead_import"] == made.pk


def test_after_a_break_the_rest_is_asked_for_and_sent(program):
    upload = begun(program)
    put(program, upload, 0, TEXT[:1000])
    path = ImportUpload.objects.get().file

    # killed while the next part was written, before it was counted
    with open(f"{import_files.default_storage.path(path)}", "ab") as file:
        file.write(b"half of a part that nobody counted")

    seen = program.ask("HEAD", upload)
    assert (seen.headers["Upload-Offset"], seen.headers["Upload-Length"]) == ("1000", str(len(TEXT)))
    assert problem_of(program.post(f"{upload}complete/")) == (409, "incomplete")
    put(program, upload, 1000, TEXT[1000:])
    assert program.post(f"{upload}complete/").json()["rows_total"] == 40


def test_a_part_out_of_order_is_told_where_to_go_on(program):
    upload = begun(program)

    answer = put(program, upload, 700, TEXT[700:])

    assert (problem_of(answer), answer.json()["received"]) == ((409, "wrong_offset"), 0)
    put(program, upload, 0, TEXT[:700])
    assert put(program, upload, 700, TEXT[700:]).json()["received"] == len(TEXT)


def test_parts_that_repeat_or_overlap_do_no_harm(program, files, django_capture_on_commit_callbacks):
    upload = begun(program, sha256=DIGEST)
    for begins, ends in (
        (0, 500),
        (0, 500),
        (200, 400),
        (300, 900),
        (0, 1000),
        (1000, 1000),
        (900, len(TEXT)),
    ):
        assert put(program, upload, begins, TEXT[begins:ends]).status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        assert program.post(f"{upload}complete/").status_code == 201
    assert put(program, upload, 0, TEXT[:10]).json()["received"] == len(TEXT)
    assert [path.read_bytes() for path in stored(files)] == [TEXT]


@pytest.mark.django_db(transaction=True)
def test_the_same_part_twenty_times_at_once_is_kept_once(workspace, member):
    upload = upload_parts.begin("people.csv", len(TEXT), by=member, sha256=DIGEST)

    def send(_):
        with workspace_scope(workspace), acting(Actor(member_id=member.pk)):
            upload_parts.add_part(upload, 0, TEXT)
            return upload_parts.complete(upload, by=member).pk

    assert len(set(at_once(send, range(20)))) == 1
    assert LeadImport.objects.get().rows_total == 40


def test_more_than_was_announced_or_may_be_is_refused_and_not_kept(program, settings, monkeypatch):
    upload = begun(program, size=10)
    monkeypatch.setattr("leads.api.import_uploads.PART_BYTES", 20)

    assert problem_of(put(program, upload, 0, b"x" * 11)) == (422, "import_refused")
    assert problem_of(put(program, upload, 0, b"x" * 21)) == (413, "too_large")
    assert program.get(upload).json()["received"] == 0
    settings.IMPORT_MAX_BYTES = 10
    assert problem_of(program.post("uploads/", {"name": "a.csv", "size": 11})) == (422, "import_refused")
    for wrong in ({"size": 0}, {"size": -1}, {"sha256": "x"}, {"name": ""}, {"shoe": 1}):
        assert problem_of(program.post("uploads/", {"name": "a.csv", "size": 5, **wrong})) == (422, "invalid")


@pytest.mark.parametrize("content", [TEXT[:-1] + b"!", b"\x89PNG\r\n" + bytes(len(TEXT) - 6)])
def test_what_is_not_the_file_or_no_table_is_refused_and_forgotten(
    program, files, content, django_capture_on_commit_callbacks
):
    upload = begun(program, sha256=DIGEST if content[:1] != b"\x89" else hashlib.sha256(content).hexdigest())
    put(program, upload, 0, content)

    with django_capture_on_commit_callbacks(execute=True):
        assert program.post(f"{upload}complete/").status_code == 422

    assert stored(files) == []
    assert not LeadImport.objects.exists()
    assert problem_of(program.get(upload)) == (404, "not_found")


def test_a_member_has_so_many_unfinished_uploads_and_may_take_one_back(
    program, files, django_capture_on_commit_callbacks
):
    uploads = [begun(program) for _ in range(upload_parts.MOST_UNFINISHED)]
    put(program, uploads[0], 0, TEXT[:10])

    assert problem_of(program.post("uploads/", {"name": "a.csv", "size": 5})) == (409, "too_many_uploads")
    with django_capture_on_commit_callbacks(execute=True):
        assert program.delete(uploads[0]).status_code == 204
    assert stored(files) == []
    begun(program)


def test_what_nothing_was_added_to_for_a_day_is_forgotten(program, files, django_capture_on_commit_callbacks):
    old, whole, new = begun(program), begun(program), begun(program)
    for upload in (old, whole, new):
        put(program, upload, 0, TEXT if upload is whole else TEXT[:10])
    made = program.post(f"{whole}complete/").json()["id"]
    ImportUpload.objects.exclude(pk=new.split("/")[1]).update(last_part_at=timezone.now() - timedelta(days=2))

    with django_capture_on_commit_callbacks(execute=True):
        assert upload_parts.remove_old() == 2

    assert [program.get(upload).status_code for upload in (old, whole, new)] == [404, 404, 200]
    assert sorted(path.stat().st_size for path in stored(files)) == [10, len(TEXT)]
    assert LeadImport.objects.get().pk == made


def test_a_member_sees_only_their_own_uploads(program, plain_member):
    upload = begun(program)

    assert problem_of(Program(plain_member).get(upload)) == (404, "not_found")
    assert Program(plain_member).get("uploads/").json()["results"] == []
    assert len(program.get("uploads/").json()["results"]) == 1


def test_where_there_is_no_room_what_arrived_waits_for_another_try(program, monkeypatch):
    upload = begun(program)
    put(program, upload, 0, TEXT)

    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as filled:
        filled.setattr(import_files.default_storage, "save", full)
        assert problem_of(program.post(f"{upload}complete/")) == (422, "import_refused")

    assert program.post(f"{upload}complete/").json()["rows_total"] == 40
