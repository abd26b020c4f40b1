"""The way from the list to a file: the page of the export, the wait for a worker, and the list of all there were."""

import re
from datetime import timedelta
from urllib.parse import quote

import openpyxl
import pytest
from django.utils import timezone

from hirepilot import queue
from hirepilot.models import Job, Operation
from hirepilot.tenancy import workspace_scope
from leads.models import LeadExport
from leads.services import exporting
from tests.factories.lead_exports import ready, started, written
from tests.factories.leads import CustomFieldFactory, LeadFactory

HOME = "/w/northgate/leads/"
State = LeadExport.State


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def wanted(**changed):
    return {"format": "csv", "columns": ["full_name", "emails"]} | changed


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


# --- the page ----------------------------------------------------------------------------------------------------------
def test_the_list_leads_to_the_export_of_what_it_shows(client, workspace):
    LeadFactory(name="Ada Byron", status="replied", tags=["R&D, Berlin"])
    LeadFactory()
    query = f"status=replied&tag={quote('R&D, Berlin')}"

    shown = client.get(f"{HOME}?{query}").content.decode()
    page = client.get(f"{HOME}export/?{query}")

    assert 'href="/w/northgate/leads/export/?status=replied&amp;tag=R%26D%2C+Berlin"' in shown
    assert page.context["count"] == 1
    assert [(chip["label"], chip["value"]) for chip in page.context["state"].chips()] == [
        ("Status is", "Replied"), ("Tag is", "R&D, Berlin"),
    ]  # fmt: skip
    assert "<b>1 lead</b>: all that the list shows." in page.content.decode()
    assert "Export 1 lead<" in page.content.decode()


def test_ticked_rows_lead_to_the_export_of_those(client, workspace, member):
    ada, grace = LeadFactory(name="Ada Byron"), LeadFactory(name="Grace Hopper")
    LeadFactory(name="Not Ticked")

    there = client.post(f"{HOME}bulk/", {"lead": [ada.pk, grace.pk], "do": "export"})
    by_script = client.post(
        f"{HOME}bulk/", {"lead": [ada.pk], "do": "export"}, headers={"HX-Request": "true"}
    )
    page = client.get(there.url)
    answer = client.post(there.url, wanted())

    numbers = sorted([ada.pk, grace.pk])
    assert sorted(map(int, there.url.partition("?leads=")[2].split(","))) == numbers
    assert by_script.headers["HX-Redirect"] == f"{HOME}export/?leads={ada.pk}"
    assert "<b>2 leads</b> that you ticked." in page.content.decode()
    assert body(answer).decode("utf-8-sig").split() == [
        "Full",
        "name,Email",
        "Ada",
        "Byron,",
        "Grace",
        "Hopper,",
    ]
    made = LeadExport.objects.get()
    assert (sorted(made.leads), made.query, made.state, made.rows_done) == (numbers, "", State.DONE, 2)


def test_a_guest_and_a_member_who_may_not_are_refused_in_the_bar_too(as_member, workspace, plain_member):
    lead = LeadFactory(owner=plain_member)
    workspace.members_export = False
    workspace.save()
    browser = as_member(plain_member)

    assert "leads/export/" not in browser.get(HOME).content.decode()
    assert 'value="export"' not in browser.get(HOME).content.decode()
    assert browser.post(f"{HOME}bulk/", {"lead": [lead.pk], "do": "export"}).status_code == 403


@pytest.mark.parametrize(
    ("query", "given"),
    [
        ("", {"format": "pdf"}),
        ("", {"columns": []}),
        ("", {"columns": ["shoe"]}),
        ("", {"columns": ["custom:shoe"]}),
        ("?q=nobody", {}),
        ("?leads=", {}),
        ("?leads=a,-1,%00,99999999999999999999", {}),
    ],
)
def test_what_cannot_be_exported_is_said_on_the_page_and_leaves_nothing(client, workspace, query, given):
    LeadFactory()

    answer = client.post(f"{HOME}export/{query}", wanted(**given))

    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not LeadExport.objects.exists()
    assert not Operation.objects.filter(kind="lead.export").exists()


def test_a_cell_too_long_for_a_workbook_is_said_and_leaves_nothing(client, workspace, monkeypatch):
    monkeypatch.setattr("leads.services.export_files.LONGEST_CELL", 4)
    LeadFactory(name="Ada Byron")

    answer = client.post(f"{HOME}export/", wanted(format="xlsx"))

    assert answer.status_code == 422
    assert "“Full name” in row 1 is longer" in answer.content.decode()
    assert not LeadExport.objects.exists()


def test_the_columns_and_the_format_of_last_time_are_proposed_again(
    client, as_member, workspace, plain_member
):
    LeadFactory()
    CustomFieldFactory(label="Notice period", key="notice")
    first = client.get(f"{HOME}export/").context["form"]
    client.post(f"{HOME}export/", wanted(format="xlsx", columns=["title", "custom:notice"]))

    again = client.get(f"{HOME}export/").context["form"]
    everything = client.get(f"{HOME}export/?status=new&columns=all")
    a_colleagues = as_member(plain_member).get(f"{HOME}export/").context["form"]

    assert first["columns"].initial == [*exporting.COLUMNS, "custom:notice"]
    assert (again["format"].initial, again["columns"].initial) == ("xlsx", ["title", "custom:notice"])
    assert everything.context["form"]["columns"].initial == first["columns"].initial
    assert everything.context["state"].given.urlencode() == "status=new"
    assert a_colleagues["columns"].initial == first["columns"].initial


def test_a_workbook_is_sent_at_once_and_nothing_of_it_stays(client, workspace, files):
    LeadFactory(name="Ada Byron", email="ada@engines.example", phone="+442079460991", title="=1+1")

    answer = client.post(f"{HOME}export/", wanted(format="xlsx", columns=["full_name", "phones", "title"]))
    (files.parent / "got.xlsx").write_bytes(body(answer))

    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(files.parent / "got.xlsx").active]
    assert rows == [["Full name", "Phone", "Job title"], ["Ada Byron", "+442079460991", "=1+1"]]
    assert (
        answer.headers["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    assert answer.headers["Cache-Control"] == "no-store"
    assert not files.exists()
    assert "It was sent at once." in client.get(LeadExport.objects.get().get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\r\nSet-Cookie: x=1", "💩", 'a"b;c', "\u202egnp.exe", "x" * 80]
)
def test_a_strange_name_of_the_workspace_is_no_name_of_a_file(
    client, workspace, name, settings, member, files
):
    workspace.name = name
    workspace.save()
    LeadFactory()

    answer = client.post(f"{HOME}export/", wanted())
    with workspace_scope(workspace):
        made = written(member)

    file_name = answer.headers["Content-Disposition"].removeprefix('attachment; filename="').removesuffix('"')
    assert re.fullmatch(r"leads-[a-z0-9-]+\.csv", file_name)
    assert made.name == file_name
    assert [path.name for path in files.rglob("*") if path.is_file()] == [file_name]


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_costs_the_same_for_any_number(client, workspace, count, django_assert_num_queries):
    LeadFactory.create_batch(count, tags=["Austin"])
    client.get(f"{HOME}export/")

    with django_assert_num_queries(18):
        client.get(f"{HOME}export/?tag=Austin")


def test_many_that_were_named_by_number_lead_back_to_the_list(client, workspace, member):
    made = ready(member, file="", leads=list(range(1, 600)))

    assert client.get(made.get_absolute_url()).context["again_url"] == HOME


# --- by a worker -------------------------------------------------------------------------------------------------------
def test_a_large_export_is_left_to_a_worker_and_watched(client, workspace, settings, member):
    settings.EXPORT_DIRECT_ROWS = 2
    LeadFactory.create_batch(3)

    page = client.get(f"{HOME}export/").content.decode()
    answer = client.post(f"{HOME}export/", wanted())
    made = LeadExport.objects.get()
    waiting = client.get(answer.url).content.decode()
    queue.work(made.job_id)
    done = client.get(answer.url).content.decode()

    assert "can then be downloaded for 7 days" in page
    assert answer.url == f"{HOME}exports/{made.pk}/"
    assert 'hx-trigger="every 1s"' in waiting
    assert "Waiting for a worker" in waiting
    assert "The file is ready." in done
    assert "every 1s" not in done
    assert body(client.get(f"{HOME}exports/{made.pk}/file/")).startswith(b"\xef\xbb\xbfFull name,Email\r\n")
    assert [one.kind for one in Operation.objects.order_by("pk")][-2:] == [
        "lead.export",
        "lead.export_download",
    ]


def test_a_wait_can_be_ended(client, workspace, member):
    LeadFactory()
    made = started(member)

    answer = client.post(f"{HOME}exports/{made.pk}/withdraw/")

    made.refresh_from_db()
    assert (answer.url, made.state) == (made.get_absolute_url(), State.CANCELLED)
    assert Job.objects.get(pk=made.job_id).state == Job.State.CANCELLED
    assert "No file was kept." in client.get(answer.url).content.decode()


def test_a_file_past_its_time_is_gone_and_the_way_to_a_new_one_is_there(client, workspace, member):
    made = ready(member, query="status=new&q=ada", expires_at=timezone.now() - timedelta(minutes=1))

    answer = client.get(f"{HOME}exports/{made.pk}/file/")

    assert answer.status_code == 410
    assert "The file was removed." in answer.content.decode()
    assert f'href="{HOME}export/?status=new&amp;q=ada"' in answer.content.decode()


def test_a_file_that_is_not_written_yet_is_no_file(client, workspace, member):
    LeadFactory()
    made = started(member)

    answer = client.get(f"{HOME}exports/{made.pk}/file/")

    assert (answer.status_code, answer.context["lead_export"]) == (409, made)


def test_what_failed_says_why(client, workspace, member):
    made = ready(member, state="failed", file="", problem="There was no room left.", leads=[4, 5])

    page = client.get(made.get_absolute_url()).content.decode()

    assert "There was no room left." in page
    assert "2 picked by hand" in page
    assert f'href="{HOME}export/?leads=4,5"' in page


# --- whose file --------------------------------------------------------------------------------------------------------
@pytest.mark.proves("PRO-69", "WHO-086")
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("member", 200),
        ("admin_member", 200),
        ("plain_member", 200),
        ("colleague", 404),
        ("guest", 403),
        ("nobody", 302),
    ],
)
def test_whose_file_it_is(request, client, as_member, workspace, plain_member, who, status):
    made = ready(plain_member)
    if who == "colleague":
        member = type(plain_member).objects.create(
            workspace=workspace, role="member", user=request.getfixturevalue("neighbour").user
        )
        browser = as_member(member)
    elif who == "nobody":
        browser = client
        client.logout()
    else:
        browser = as_member(request.getfixturevalue(who))

    assert browser.get(f"{HOME}exports/{made.pk}/file/").status_code == status


def test_no_folder_of_files_is_served(client, workspace, member):
    made = ready(member)

    assert {
        client.get(f"{place}{made.file}").status_code for place in ("/", "/media/", "/files/", "/static/")
    } == {404}


# --- the list ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number_and_shows_nothing_of_a_neighbour(
    client, workspace, member, neighbour, count, django_assert_num_queries
):
    made = [ready(member, name=f"leads-{number}.csv") for number in range(count)]
    with workspace_scope(neighbour.workspace):
        ready(neighbour)
    client.get(f"{HOME}exports/")

    with django_assert_num_queries(6):
        page = client.get(f"{HOME}exports/")

    assert page.context["page"].rows == made[::-1]


def test_the_list_says_how_each_stands(client, workspace, member):
    for state in ("waiting", "running", "failed", "cancelled"):
        ready(member, state=state, file="")
    ready(member)
    ready(member, file="")
    ready(member, job_id=None, file="", expires_at=None)

    page = client.get(f"{HOME}exports/").content.decode()

    words = ("Sent", "File removed", "Ready", "Cancelled", "Failed", "Being written", "Waiting")
    places = [page.index(f">{word}</span>") for word in words]
    assert places == sorted(places)
    assert page.count("/file/") == 1
    assert client.get(f"{HOME}exports/?after=nonsense").url == f"{HOME}exports/"


def test_an_empty_list_leads_to_the_leads(client, workspace):
    assert "No exports yet" in client.get(f"{HOME}exports/").content.decode()
    assert f'href="{HOME}exports/"' in client.get(f"{HOME}imports/").content.decode()
