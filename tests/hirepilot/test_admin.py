import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from hirepilot.models import Change, Job, Operation
from hirepilot.staff import READ_ONLY, SUPPORT
from hirepilot.tenancy import workspace_scope
from leads.models import Lead
from tests.factories.hirepilot import UserFactory
from tests.factories.leads import CompanyFactory, LeadFactory, NoteFactory, TagFactory

PAGES = sorted(f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry)


def signed_in(**fields):
    user = UserFactory(is_staff=True, **fields)
    browser = Client()
    browser.force_login(user)
    return browser, user


@pytest.fixture
def rows(workspace, neighbour):
    """Something in two workspaces, so that staff have something to look at."""
    lead = LeadFactory(name="<b>Ada</b> Byron", email="ada@x.example", tags=["Austin"], company="Engines")
    NoteFactory(lead=lead)
    with workspace_scope(neighbour.workspace):
        LeadFactory(name="Theirs", email="theirs@x.example")
        TagFactory(name="Other")
        CompanyFactory(name="Other")
    return lead


@pytest.mark.proves("WHO-018")
@pytest.mark.parametrize("page", PAGES)
def test_every_list_renders_for_the_super_admin(rows, page):
    browser, _ = signed_in(is_superuser=True)
    answer = browser.get(reverse(f"admin:{page}_changelist"))
    assert answer.status_code == 200
    assert "<b>Ada</b>" not in answer.content.decode()


@pytest.mark.proves("WHO-018")
def test_staff_see_leads_of_all_workspaces_and_find_them_by_address(rows):
    browser, _ = signed_in(is_superuser=True)
    page = browser.get(reverse("admin:leads_lead_changelist")).content.decode()
    assert "Theirs" in page
    assert "&lt;b&gt;Ada" in page
    found = browser.get(reverse("admin:leads_lead_changelist"), {"q": "THEIRS@x.example"}).content.decode()
    assert "Theirs" in found
    assert "Ada" not in found


def change(browser, lead, **values):
    typed = {
        "full_name": lead.full_name, "first_name": "", "last_name": "", "title": "", "location": "", "legal_basis": "",
        "identities-TOTAL_FORMS": 0, "identities-INITIAL_FORMS": 0, "notes-TOTAL_FORMS": 0, "notes-INITIAL_FORMS": 0,
    }  # fmt: skip
    return browser.post(reverse("admin:leads_lead_change", args=[lead.pk]), typed | values)


@pytest.mark.proves("PRO-72", "WHO-009")
def test_a_change_lands_in_the_rows_own_workspace_with_its_reason(rows, workspace, neighbour):
    browser, user = signed_in(is_superuser=True)

    answer = change(browser, rows, title="CTO", reason="Asked for by the Owner")

    assert answer.status_code == 302
    rows.refresh_from_db()
    done = Operation.objects.filter(kind="staff.change").get()
    assert (rows.title, done.staff, done.reason) == ("CTO", user, "Asked for by the Owner")
    assert Change.objects.get(operation=done, tbl="leads_lead").after["title"] == "CTO"
    with workspace_scope(neighbour.workspace):
        assert not Operation.objects.filter(kind="staff.change").exists()


def test_a_change_without_a_reason_changes_nothing(rows):
    browser, _ = signed_in(is_superuser=True)
    answer = change(browser, rows, title="CTO")
    rows.refresh_from_db()
    assert (answer.status_code, rows.title, Operation.objects.filter(kind="staff.change").count()) == (200, "", 0)


def test_the_read_only_group_looks_and_cannot_touch(rows):
    browser, user = signed_in()
    user.groups.add(Group.objects.get(name=READ_ONLY))
    assert browser.get(reverse("admin:leads_lead_changelist")).status_code == 200
    assert change(browser, rows, title="CTO", reason="because").status_code == 403
    browser.post(reverse("admin:leads_lead_changelist"), {"action": "archive", "_selected_action": rows.pk, "reason": "x"})
    rows.refresh_from_db()
    assert (rows.title, rows.archived_at) == ("", None)


@pytest.mark.proves("PRO-72")
@pytest.mark.parametrize(("action", "more", "seen"), [
    ("add_tag", {"tag": "VIP"}, lambda lead: lead.tags.filter(name="VIP").exists()),
    ("change_status", {"status": "qualified"}, lambda lead: lead.status == "qualified"),
    ("archive", {}, lambda lead: lead.archived_at is not None),
])  # fmt: skip
def test_actions_need_a_reason_and_work_across_workspaces(rows, neighbour, action, more, seen):
    browser, user = signed_in()
    user.groups.add(Group.objects.get(name=SUPPORT))
    with workspace_scope(neighbour.workspace):
        theirs = Lead.objects.get()
    ticked = {"action": action, "_selected_action": [rows.pk, theirs.pk], **more}

    browser.post(reverse("admin:leads_lead_changelist"), ticked)
    assert not seen(Lead.objects.get(pk=rows.pk))

    browser.post(reverse("admin:leads_lead_changelist"), ticked | {"reason": "Asked for"})
    assert seen(Lead.objects.get(pk=rows.pk))
    with workspace_scope(neighbour.workspace):
        assert seen(Lead.objects.get())
        assert Operation.objects.filter(kind="staff.action", reason="Asked for").count() == 1


def test_a_parked_job_is_on_the_landing_page_and_can_be_replayed(rows, monkeypatch):
    monkeypatch.setattr("hirepilot.queue.ring", lambda number: None)
    parked = Job.objects.create(task="test", state=Job.State.PARKED, failures=5)
    browser, _ = signed_in(is_superuser=True)

    landing = browser.get(reverse("admin:index"))
    assert {one["label"]: one["number"] for one in landing.context["attention"]}["Parked jobs"] == 1

    browser.post(reverse("admin:hirepilot_job_changelist"), {"action": "replay", "_selected_action": parked.pk})
    parked.refresh_from_db()
    assert (parked.state, parked.failures) == (Job.State.QUEUED, 0)


def test_staff_take_an_operation_back_with_a_reason(rows, workspace):
    browser, _ = signed_in(is_superuser=True)
    change(browser, rows, title="CTO", reason="Wrong person")
    done = Operation.objects.get(kind="staff.change")

    browser.post(reverse("admin:hirepilot_operation_changelist"),
                 {"action": "take_back", "_selected_action": done.pk, "reason": "It was a mistake"})

    rows.refresh_from_db()
    assert rows.title == ""
    assert Operation.objects.get(kind="undo").reason == "It was a mistake"


def test_an_export_neutralises_formulas(workspace):
    LeadFactory(name="=1+1", email="x@y.example")
    browser, _ = signed_in(is_superuser=True)
    page = browser.post(reverse("admin:leads_lead_export"), {"format": "0", "resource": "", "leadresource_full_name": "on"})
    assert page.status_code == 200
    assert b"'=1+1" in page.content


def test_people_who_are_not_staff_find_no_admin(as_member, workspace, member):
    assert as_member(member).get(reverse("admin:index"), follow=True).status_code == 404
