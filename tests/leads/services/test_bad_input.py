"""What is no table is refused with what it is and what to do, by each door, and nothing of it is kept."""

import io
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from hirepilot import queue
from hirepilot.context import Actor
from hirepilot.journal import acting
from hirepilot.models import Job
from hirepilot.tenancy import workspace_scope
from leads.errors import ImportRefused
from leads.models import Lead, LeadImport
from tests.factories.api import Program
from tests.factories.faults import PEOPLE, archive, faults
from tests.factories.imports import people, started, table, taken_in, uploaded
from tests.factories.workbooks import saved, workbook
from tests.threads import at_once

FAULTS = faults()


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def by_service(content, name, member, client):
    with pytest.raises(ImportRefused) as refused:
        uploaded(content, member, name)
    return str(refused.value)


def by_page(content, name, member, client):
    answer = client.post("/w/northgate/leads/import/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    return "".join(answer.context["form"].errors["file"])


def by_api(content, name, member, client):
    program = Program(member)
    sent = {"file": SimpleUploadedFile(name, content)}
    answer = Client().post(f"{program.home}imports/", sent, headers=program.headers)
    assert answer.status_code == 422
    return str(answer.json())


@pytest.mark.parametrize("door", [by_service, by_page, by_api])
@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_no_table_is_refused_in_words_and_not_kept(client, member, files, fault, door):
    name, content, says = FAULTS[fault]

    said = door(content, name, member, client)

    assert says.rstrip(".") in said or (fault == "empty" and "empty" in said)
    assert not LeadImport.objects.exists()
    assert [path for path in files.rglob("*") if path.is_file()] == []


SENT = b'--x\r\nContent-Disposition: form-data; name="file"; filename="people.csv"\r\n\r\nName\r\nAda\r\nGrace\r\n--x--\r\n'


@pytest.mark.parametrize(
    "kept", [len(SENT) - 4, len(SENT) - 8, SENT.index(b"Grace"), SENT.index(b"\r\n\r\n"), 1]
)
@pytest.mark.parametrize("door", ["leads/import/", "api/v1/imports/"])
def test_an_upload_that_was_cut_off_is_refused_and_not_kept(client, member, files, door, kept):
    as_program = Program(member).headers if door.startswith("api") else {}
    browser = Client() if as_program else client

    def send(body):
        form = "multipart/form-data; boundary=x"
        return browser.generic("POST", f"/w/northgate/{door}", body, content_type=form, headers=as_program)

    assert send(SENT[:kept]).status_code == 400
    assert not LeadImport.objects.exists()
    assert [path for path in files.rglob("*") if path.is_file()] == []

    assert send(SENT).status_code in (201, 302)


STRANGE = "\u202eAda\u202c \u200bBy\u200eron\x00;a\u200bda@engines.example\u200f;=1+1\n"


def test_marks_that_nobody_sees_shift_nothing_and_are_not_stored(workspace, member):
    done = taken_in(("Name;Email;Title\n" + STRANGE).encode(), member)

    lead = Lead.objects.get()
    assert (done.counts["created"], lead.full_name, lead.email, lead.title) == (
        1, "Ada Byron", "ada@engines.example", "=1+1",
    )  # fmt: skip


def test_a_half_of_a_surrogate_pair_is_no_utf8_and_costs_no_row(workspace, member):
    content = b"Name;Email\nAda \xed\xa0\x80Byron;ada@engines.example\nGrace;grace@ships.example\n"

    done = taken_in(content, member)

    assert done.counts["created"] == done.rows_total == 2
    assert sorted(Lead.objects.values_list("email", flat=True)) == [
        "ada@engines.example",
        "grace@ships.example",
    ]


def test_a_cell_of_a_megabyte_costs_its_own_row_only(workspace, member):
    long = "x" * ((1 << 20) + 1)
    done = taken_in(
        f"Name,Email\nAda,ada@engines.example\n{long},a@b.example\nGrace,grace@ships.example\n", member
    )

    assert done.counts == {"created": 2, "updated": 0, "unchanged": 0, "merged": 0, "skipped": 0, "failed": 1}
    assert list(done.rows.values_list("line", "code")) == [(3, "cell_too_long")]


@pytest.mark.parametrize(
    "name", ["people.xlsx", "people.xls", "people.csv", "people.xlsm", "people.ods", "people"]
)
def test_a_workbook_is_known_by_what_it_holds_and_not_by_its_ending(workspace, member, name):
    found = uploaded(workbook(People=PEOPLE), member, name)

    assert (found.sheet["encoding"], found.rows_total) == ("xlsx", 1)


def test_a_text_named_as_a_workbook_is_read_as_the_text_that_it_is(workspace, member):
    assert (
        uploaded("Name,Email\nAda,ada@engines.example\n", member, "people.xlsx").sheet["encoding"] == "utf-8"
    )


def test_pictures_macros_and_merged_cells_shift_nothing(workspace, member):
    made = Workbook()
    for row in (["Our people", "", ""], ["Name", "Email", "Phone"], ["Ada", "ada@engines.example", "0044 20 7946 0991"],
                ["Grace", "grace@ships.example", None]):  # fmt: skip
        made.active.append(row)
    made.active.merge_cells("A1:C1")
    made.active.merge_cells("B3:B3")
    book = saved(made)
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        content = {name: parts.read(name) for name in parts.namelist()}
    content |= {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0", "xl/media/image1.png": b"\x89PNG"}
    content["[Content_Types].xml"] = content["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )

    found = uploaded(archive(content), member, "people.xlsm")

    assert (found.sheet["header"], found.sheet["header_line"]) == (["Name", "Email", "Phone"], 2)
    assert found.sheet["sample"] == [
        ["Ada", "ada@engines.example", "0044 20 7946 0991"], ["Grace", "grace@ships.example", ""],
    ]  # fmt: skip


def test_dates_of_1904_and_numbers_are_what_the_spreadsheet_shows(workspace, member):
    made = Workbook()
    made.epoch = CALENDAR_MAC_1904
    for row in (
        ["Name", "Since", "Phone", "Number", "Code"],
        ["Ada", date(2024, 3, 12), 442079460991.0, 7.5, "00123"],
    ):
        made.active.append(row)

    assert uploaded(saved(made), member, "people.xlsx").sheet["sample"] == [
        ["Ada", "2024-03-12", "442079460991", "7.5", "00123"]
    ]


@pytest.mark.parametrize(("limits", "says"), [
    ({"IMPORT_MAX_BYTES": 1 << 20}, "is larger than 1 MB. Split it and try again."),
    ({"IMPORT_MAX_ROWS": 2}, "has 70,000 rows; one import takes 2. Split it and try again."),
])  # fmt: skip
@pytest.mark.parametrize("door", [by_service, by_page, by_api])
def test_a_file_beyond_the_limits_is_refused_with_the_limit(
    client, member, files, settings, door, limits, says
):
    for name, value in limits.items():
        setattr(settings, name, value)

    assert says in door(b"Name,Email\n" + b"Ada,ada@x.example\n" * 70_000, "people.csv", member, client)
    assert not LeadImport.objects.exists()
    assert [path for path in files.rglob("*") if path.is_file()] == []


@pytest.mark.django_db(transaction=True)
def test_the_same_file_twenty_times_at_once_makes_each_person_once(workspace, member):
    text = table(people(30))

    def send(_):
        with workspace_scope(workspace), acting(Actor(member_id=member.pk)):
            return started(text, member).job_id

    jobs = at_once(send, range(20))
    at_once(queue.work, jobs)
    for waited in LeadImport.objects.exclude(state="done").order_by("operation_id"):
        Job.objects.filter(pk=waited.job_id).update(state=Job.State.QUEUED, run_after=timezone.now())
        queue.work(waited.job_id)

    imports = list(LeadImport.objects.all())
    assert {one.state for one in imports} == {"done"}
    assert sum(one.created for one in imports) == Lead.objects.count() == 30
    assert [sum(one.counts.values()) for one in imports] == [30] * 20
