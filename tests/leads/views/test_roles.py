"""What each role may do, and with whose leads: all of the workspace, their own and those of nobody, or none."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hirepilot import queue
from hirepilot.models import Membership, Workspace
from hirepilot.tenancy import link
from leads.models import Lead, LeadImport
from tests.factories.hirepilot import MembershipFactory
from tests.factories.imports import table
from tests.factories.leads import LeadFactory

ALL, SEEN, NONE = {"Colleague's", "Nobody's"}, {"Nobody's"}, set()


@pytest.fixture
def colleague(workspace):
    return MembershipFactory(workspace=workspace, role=Membership.Role.ADMIN)


@pytest.fixture
def leads(colleague):
    return [
        LeadFactory(name="Colleague's", email="colleagues@client.example", owner=colleague),
        LeadFactory(name="Nobody's", email="nobodys@client.example"),
    ]


@pytest.fixture
def browser(request, as_member, who):
    return as_member(request.getfixturevalue(who))


def reached(leads, is_done):
    """The names that the leads had at first, of those where it is done."""
    return {lead.full_name for lead in leads if is_done(Lead.objects.get(pk=lead.pk))}


def untouched(lead):
    return lead.title == "" and not lead.tags.exists() and not lead.notes.exists()


@pytest.mark.parametrize(("who", "names"), [
    pytest.param("member", ALL, marks=pytest.mark.proves("WHO-030")),
    pytest.param("admin_member", ALL, marks=pytest.mark.proves("WHO-031")),
    ("plain_member", SEEN),
    pytest.param("guest", NONE, marks=pytest.mark.proves("WHO-033")),
])  # fmt: skip
def test_who_sees(browser, leads, names):
    listed = browser.get(link("leads:list"))
    pages = {lead.full_name: browser.get(link("leads:detail", lead.pk)).status_code for lead in leads}

    assert {str(lead) for lead in listed.context.get("page", ())} == names
    assert {name for name, status in pages.items() if status == 200} == names


@pytest.mark.proves("WHO-034")
def test_where_the_workspace_says_so_members_see_all(as_member, workspace, leads, plain_member, guest):
    Workspace.objects.update(lead_visibility=Workspace.LeadVisibility.ALL)
    listed = as_member(plain_member).get(link("leads:list"))

    assert {str(lead) for lead in listed.context["page"]} == ALL
    assert as_member(guest).get(link("leads:list")).status_code == 403


@pytest.mark.parametrize(("who", "status"), [
    pytest.param("member", 302, marks=pytest.mark.proves("WHO-047")),
    pytest.param("admin_member", 302, marks=pytest.mark.proves("WHO-048")),
    pytest.param("plain_member", 302, marks=pytest.mark.proves("WHO-049")),
    pytest.param("guest", 403, marks=pytest.mark.proves("WHO-050")),
])  # fmt: skip
def test_who_creates_by_hand(browser, workspace, status):
    assert browser.post(link("leads:new"), {"first_name": "Ada", "last_name": "Byron"}).status_code == status
    assert Lead.objects.filter(full_name="Ada Byron").count() == (status == 302)


@pytest.mark.parametrize(("who", "names"), [
    pytest.param("member", ALL, marks=pytest.mark.proves("WHO-051")),
    pytest.param("admin_member", ALL, marks=pytest.mark.proves("WHO-052")),
    pytest.param("plain_member", SEEN, marks=pytest.mark.proves("WHO-053")),
    pytest.param("guest", NONE, marks=pytest.mark.proves("WHO-054")),
])  # fmt: skip
def test_who_edits_tags_and_annotates(browser, leads, names):
    for lead in leads:
        browser.post(link("leads:edit", lead.pk), {"first_name": "New", "title": "CTO"})
        browser.post(link("leads:tags", lead.pk), {"tags": "Austin"})
        browser.post(link("leads:note", lead.pk), {"text": "Called"})

    assert reached(leads, lambda lead: lead.title and lead.tags.exists() and lead.notes.exists()) == names
    assert reached(leads, untouched) == ALL - names


@pytest.mark.parametrize(("who", "names"), [
    pytest.param("member", ALL, marks=pytest.mark.proves("WHO-055")),
    pytest.param("admin_member", ALL, marks=pytest.mark.proves("WHO-056")),
    pytest.param("plain_member", SEEN, marks=pytest.mark.proves("WHO-057")),
])  # fmt: skip
def test_whose_leads_an_import_reaches(browser, leads, names, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    rows = [
        ["New Person", "new@client.example", "CTO"],
        *([lead.full_name, lead.email, "CTO"] for lead in leads),
    ]
    file = SimpleUploadedFile("people.csv", table(rows, ["Full name", "Email", "Job title"]).encode())

    browser.post(link("leads:import"), {"file": file})
    upload = LeadImport.objects.get()
    columns = {f"column-{item['column']}": item["field"] for item in upload.mapping}
    browser.post(link("leads:import-start", upload.pk), columns | {"policy": "fill"})
    upload.refresh_from_db()
    queue.work(upload.job_id)

    assert reached(leads, lambda lead: lead.title == "CTO") == names
    assert Lead.objects.get(full_name="New Person").title == "CTO"


@pytest.mark.parametrize(("who", "names"), [
    pytest.param("member", ALL, marks=pytest.mark.proves("WHO-063")),
    pytest.param("admin_member", ALL, marks=pytest.mark.proves("WHO-064")),
    pytest.param("plain_member", SEEN, marks=pytest.mark.proves("WHO-065")),
    pytest.param("guest", NONE, marks=pytest.mark.proves("WHO-066")),
])  # fmt: skip
def test_who_edits_in_bulk(browser, leads, names):
    ticked = [lead.pk for lead in leads]
    browser.post(link("leads:bulk"), {"lead": ticked, "do": "tag", "tags": "Austin"})
    browser.post(link("leads:bulk"), {"lead": ticked, "do": "status", "status": "qualified"})

    assert reached(leads, lambda lead: lead.tags.exists() and lead.status == "qualified") == names
    assert reached(leads, lambda lead: untouched(lead) and lead.status == "new") == ALL - names


@pytest.mark.parametrize(("who", "names"), [
    pytest.param("member", ALL, marks=pytest.mark.proves("WHO-067")),
    pytest.param("admin_member", ALL, marks=pytest.mark.proves("WHO-068")),
    pytest.param("plain_member", SEEN, marks=pytest.mark.proves("WHO-069")),
    pytest.param("guest", NONE, marks=pytest.mark.proves("WHO-070")),
])  # fmt: skip
def test_who_merges(browser, leads, names):
    twins = [LeadFactory(name=lead.full_name, owner=lead.owner) for lead in leads]
    for lead, twin in zip(leads, twins, strict=True):
        browser.post(link("leads:merge", lead.pk, twin.pk))

    assert reached(twins, lambda lead: lead.merged_into_id) == names


@pytest.mark.parametrize(("who", "names"), [
    pytest.param("member", ALL, marks=pytest.mark.proves("WHO-071")),
    pytest.param("admin_member", ALL, marks=pytest.mark.proves("WHO-072")),
    pytest.param("plain_member", SEEN, marks=pytest.mark.proves("WHO-073")),
    pytest.param("guest", NONE, marks=pytest.mark.proves("WHO-074")),
])  # fmt: skip
def test_who_archives_and_restores(browser, leads, names):
    put_away = [
        LeadFactory(name=lead.full_name, owner=lead.owner, archived_at="2026-01-01T00:00Z") for lead in leads
    ]
    for lead, old in zip(leads, put_away, strict=True):
        browser.post(link("leads:archive", lead.pk))
        browser.post(link("leads:restore", old.pk))

    assert reached(leads, lambda lead: lead.archived_at) == names
    assert reached(put_away, lambda lead: lead.archived_at is None) == names
