"""The admin's ground: every page for every group, the door of a workspace, writes where they belong."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hirepilot import queue
from hirepilot.models import ApiToken, Change, Job, Operation, User
from hirepilot.staff import FINANCE, GROUPS, READ_ONLY, SUPPORT
from hirepilot.tenancy import link, workspace_scope
from leads.models import Company, Lead, LeadImport, Tag
from leads.services import organising
from leads.services.editing import edit
from support.models import Alert, Ticket
from tests.factories.hirepilot import UserFactory
from tests.factories.journal import dump
from tests.factories.leads import CompanyFactory, LeadFactory, TagFactory
from tests.factories.staff import (
    OF_A_WORKSPACE,
    OTHERS,
    SUPER,
    act,
    change,
    enter,
    list_page,
    make_rows,
    page_of,
    registered,
    said,
    signed_in,
)
from tests.factories.support import break_something

EVERYBODY = (SUPER, *GROUPS)


def queries_of(browser, url):
    with CaptureQueriesContext(connection) as caught:
        answer = browser.get(url)
    assert answer.status_code == 200, (url, answer.status_code, answer.headers.get("Location"))
    return len(caught), answer.content.decode()


def test_only_tables_of_ours_are_in_the_admin():
    assert set(registered()) == OF_A_WORKSPACE | OTHERS


@pytest.mark.proves("WHO-018")
@pytest.mark.parametrize("group", EVERYBODY)
def test_every_list_costs_the_same_for_one_row_and_for_many(workspace, group):
    make_rows(workspace, 1)
    browser, _ = signed_in(group)
    before = {model: queries_of(browser, list_page(model))[0] for model in registered()}
    make_rows(workspace, 2)

    after = {model: queries_of(browser, list_page(model))[0] for model in registered()}

    assert after == before
    assert max(before.values()) <= 8, before


@pytest.mark.parametrize("group", EVERYBODY)
def test_every_row_has_a_page_for_everybody_of_the_staff(workspace, group):
    rows = make_rows(workspace, 1)
    browser, _ = signed_in(group)
    enter(browser, workspace)

    for row in rows.values():
        count, body = queries_of(browser, page_of(row))
        assert count <= 40, (row, count)
        assert ('name="_save"' in body) is (
            group in (SUPER, SUPPORT)
            and admin.site.get_model_admin(type(row)).editable
            and not (group == SUPPORT and row._meta.app_label == "hirepilot")
        ), row


# --- the door -----------------------------------------------------------------------------------------------------------
@pytest.mark.proves("WHO-020", "WHO-021", "WHO-022")
def test_staff_say_why_before_they_see_a_row_and_the_owner_reads_it(workspace, member, as_member):
    lead = LeadFactory(name="Ada Byron")
    browser, user = signed_in(READ_ONLY, name="Sam Support")

    door = browser.get(page_of(lead))
    assert (
        door.headers["Location"]
        == f"/admin/enter/{workspace.pk}/?next=%2Fadmin%2Fleads%2Flead%2F{lead.pk}%2Fchange%2F"
    )
    asked = browser.post(door.headers["Location"], {"reason": " "})
    assert (asked.status_code, Operation.objects.filter(kind="staff.enter").count()) == (422, 0)
    opened = browser.post(door.headers["Location"], {"reason": "Ticket <b>T-5</b>"})

    assert opened.headers["Location"] == page_of(lead)
    assert "Ada Byron" in browser.get(page_of(lead)).content.decode()
    noted = Operation.objects.get(kind="staff.enter")
    assert (noted.staff, noted.by, noted.reason) == (user, None, "Ticket <b>T-5</b>")
    history = as_member(member).get(link("operations")).content.decode()
    assert "Sam Support" in history
    assert "Ticket &lt;b&gt;T-5&lt;/b&gt;" in history


def test_one_workspace_being_open_opens_no_other(workspace, neighbour):
    with workspace_scope(neighbour.workspace):
        theirs = LeadFactory(name="Theirs")
    browser, _ = signed_in()
    enter(browser, workspace)

    assert browser.get(page_of(theirs)).status_code == 302
    assert browser.post(page_of(theirs), {"title": "CTO"}).status_code == 302
    with workspace_scope(neighbour.workspace):
        assert Lead.objects.get().title == ""


def test_a_reason_lasts_a_working_day_and_until_one_leaves(workspace, time_machine):
    time_machine.move_to(timezone.now())
    lead = LeadFactory()
    browser, _ = signed_in()
    enter(browser, workspace)
    assert browser.get(page_of(lead)).status_code == 200

    browser.post(reverse("admin:leave", args=[workspace.pk]))
    assert browser.get(page_of(lead)).status_code == 302

    enter(browser, workspace)
    time_machine.shift(9 * 3600)
    assert browser.get(page_of(lead)).status_code == 302


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_door_leads_nowhere_else(workspace, wanted):
    browser, _ = signed_in()
    answer = browser.post(
        f"{reverse('admin:enter', args=[workspace.pk])}?next={wanted}", {"reason": "Looking"}
    )
    assert answer.headers["Location"] == page_of(workspace)


def test_only_staff_find_the_admin(workspace, member, as_member):
    for url in (reverse("admin:index"), list_page(Lead), reverse("admin:enter", args=[workspace.pk])):
        assert as_member(member).get(url, follow=True).status_code == 404
        assert Client().get(url, follow=True).redirect_chain[-1][0].startswith("/accounts/login/")


@pytest.mark.proves("WHO-019")
def test_without_the_second_factor_the_admin_stays_shut(workspace, settings):
    settings.REQUIRE_STAFF_MFA = True
    browser, _ = signed_in()
    for url in (reverse("admin:index"), list_page(Lead), reverse("admin:enter", args=[workspace.pk])):
        assert ("/accounts/2fa/totp/activate/", 302) in browser.get(url, follow=True).redirect_chain
    assert browser.post(reverse("admin:enter", args=[workspace.pk]), {"reason": "In"}).status_code == 302
    assert not Operation.objects.filter(kind="staff.enter").exists()


# --- writing ------------------------------------------------------------------------------------------------------------
def test_no_page_writes_for_those_who_may_only_read(workspace):
    rows = make_rows(workspace, 1)
    for group in (READ_ONLY, FINANCE):
        browser, _ = signed_in(group)
        enter(browser, workspace)
        before = dump()
        for model, row in rows.items():
            assert browser.post(page_of(row), {"name": "Changed", "reason": "x"}).status_code == 403
            for action in admin.site.get_model_admin(model).actions:
                act(
                    browser,
                    action,
                    row,
                    tag="VIP",
                    status="qualified",
                    note="x",
                    text="x",
                    channel="all",
                    format="csv",
                )
        assert dump() == before
        assert {Job: "queued", User: True, Ticket: "open"} == {
            Job: Job.objects.get().state,
            User: User.objects.get(pk=rows[User].pk).is_active,
            Ticket: Ticket.objects.get().status,
        }


@pytest.mark.proves("WHO-017")
def test_being_staff_opens_no_page_of_a_workspace(workspace):
    browser, _ = signed_in()
    enter(browser, workspace)
    for page in ("leads:list", "operations", "settings"):
        assert browser.get(link(page)).status_code == 404


@pytest.mark.proves("PRO-72")
def test_a_form_of_one_workspace_changes_nothing_in_another(workspace, neighbour):
    tag = TagFactory(name="Austin")
    with workspace_scope(neighbour.workspace):
        theirs = TagFactory(name="Boston")
    browser, _ = signed_in()
    enter(browser, workspace, neighbour.workspace)

    change(browser, tag, name="Dallas")

    assert Tag.objects.get().name == "Dallas"
    with workspace_scope(neighbour.workspace):
        theirs.refresh_from_db()
        assert theirs.name == "Boston"
        assert not Operation.objects.filter(kind="staff.tag").exists()


def test_what_the_database_refuses_is_said_in_the_form(workspace):
    TagFactory(name="Austin")
    company, other = CompanyFactory(name="Engines"), CompanyFactory(name="Looms")
    browser, _ = signed_in(SUPPORT)
    enter(browser, workspace)

    answer = change(browser, other, name="ENGINES Ltd")

    assert answer.status_code == 200
    assert "Another company of the workspace has the same key." in answer.content.decode()
    assert 'value="ENGINES Ltd"' in answer.content.decode()
    assert {*Company.objects.values_list("name", flat=True)} == {company.name, "Looms"}
    assert not Operation.objects.filter(kind="staff.company").exists()


def test_rows_are_deleted_by_a_super_admin_alone_and_undo_brings_them_back(workspace):
    lead = LeadFactory(name="Ada Byron", email="ada@x.example", tags=["Austin"])
    helper, _ = signed_in(SUPPORT)
    act(helper, "delete_for_good", lead)
    assert Lead.objects.count() == 1
    browser, user = signed_in()

    act(browser, "delete_for_good", lead, reason="Asked to be forgotten")

    assert Lead.objects.count() == 0
    done = Operation.objects.get(kind="staff.delete_lead")
    assert (done.staff, done.reason, str(done)) == (user, "Asked to be forgotten", "Deleted 1 lead")
    act(browser, "undo", done, reason="That was wrong")
    assert [(one.full_name, one.tags.get().name) for one in Lead.objects.all()] == [("Ada Byron", "Austin")]


def test_what_others_refer_to_is_not_deleted(workspace):
    lead = LeadFactory(company="Engines")
    browser, _ = signed_in()

    answer = act(browser, "delete_for_good", lead.company)

    assert answer.status_code == 422
    assert f"Something still refers to it: {lead}." in answer.content.decode()
    assert Company.objects.count() == 1


def test_an_action_asks_why_and_does_nothing_before(workspace):
    leads = LeadFactory.create_batch(2)
    browser, _ = signed_in(SUPPORT)
    ticked = {"action": "archive", "_selected_action": [lead.pk for lead in leads], "index": "0"}

    asking = browser.post(list_page(Lead), ticked)
    refused = browser.post(list_page(Lead), ticked | {"perform": "1", "reason": ""})

    assert (asking.status_code, refused.status_code) == (200, 422)
    assert "<strong>2 leads</strong> in Northgate Search" in asking.content.decode()
    assert Lead.objects.active().count() == 2


def test_more_than_the_limit_is_refused(workspace, monkeypatch):
    monkeypatch.setattr("hirepilot.admin_acts.MOST", 1)
    leads = LeadFactory.create_batch(2)
    browser, _ = signed_in(SUPPORT)

    answer = act(browser, "archive", *leads)

    assert said(answer) == ["At most 1 at once: narrow the list first."]
    assert Lead.objects.active().count() == 2


def test_the_whole_list_can_be_ticked(workspace):
    leads = LeadFactory.create_batch(3)
    browser, _ = signed_in(SUPPORT)
    act(browser, "archive", leads[0], select_across="1")
    assert Lead.objects.active().count() == 0


# --- accounts and keys --------------------------------------------------------------------------------------------------
def test_an_account_is_closed_and_opened_and_the_workspace_reads_why(workspace, plain_member):
    browser, user = signed_in()

    act(browser, "close_account", plain_member.user, reason="Left the firm")

    assert User.objects.get(pk=plain_member.user_id).is_active is False
    noted = Operation.objects.get(kind="staff.account")
    assert (noted.staff, noted.reason, str(noted)) == (
        user,
        "Left the firm",
        f"Closed the account of {plain_member}",
    )
    act(browser, "open_account", plain_member.user, reason="Came back")
    assert User.objects.get(pk=plain_member.user_id).is_active is True
    account = browser.get(
        reverse("admin:hirepilot_user_history", args=[plain_member.user_id])
    ).content.decode()
    assert f"Closed the account of {plain_member}: Left the firm" in account


def test_nobody_closes_or_changes_their_own_account(db):
    browser, user = signed_in()

    closed = act(browser, "close_account", user)
    changed = change(browser, user, is_superuser="", reason="x")

    assert (closed.status_code, changed.status_code) == (422, 200)
    assert "Ask another Super Admin to change what you are." in changed.content.decode()
    user.refresh_from_db()
    assert (user.is_active, user.is_superuser) == (True, True)


def test_a_super_admin_makes_somebody_staff_with_a_reason(db):
    person = UserFactory(name="Sam")
    browser, _ = signed_in()
    support = Group.objects.get(name=SUPPORT)

    assert change(browser, person, is_staff="on", groups=[support.pk]).status_code == 200
    assert change(browser, person, is_staff="on", groups=[support.pk], reason="Hired").status_code == 302

    person.refresh_from_db()
    assert (person.is_staff, list(person.groups.all())) == (True, [support])
    noted = LogEntry.objects.get(object_id=str(person.pk))
    assert "Hired" in noted.change_message


def test_resetting_the_second_factor_signs_the_person_out(workspace, plain_member):
    theirs = Client()
    theirs.post("/accounts/login/", {"login": plain_member.user.email, "password": "correct horse battery"})
    assert theirs.get(link("leads:list")).status_code == 200
    TOTP.activate(plain_member.user, generate_totp_secret())
    browser, _ = signed_in()

    act(browser, "reset_second_factor", plain_member.user, reason="Lost the telephone")

    assert not Authenticator.objects.exists()
    assert theirs.get(link("leads:list")).status_code == 302
    assert Operation.objects.get(kind="staff.account").reason == "Lost the telephone"


def test_support_cannot_touch_accounts_or_keys(workspace, plain_member):
    token, _ = ApiToken.objects.issue(member=plain_member, name="Reporting", scopes=["read"])
    browser, _ = signed_in(SUPPORT)
    enter(browser, workspace)
    for action, row in (
        ("close_account", plain_member.user),
        ("reset_second_factor", plain_member.user),
        ("revoke", token),
    ):
        act(browser, action, row)
    assert browser.post(page_of(plain_member.user), {"is_staff": "on", "reason": "x"}).status_code == 403
    assert (User.objects.get(pk=plain_member.user_id).is_active, ApiToken.objects.get().revoked_at) == (
        True,
        None,
    )


def test_a_key_is_revoked_and_never_shown(workspace, plain_member):
    token, key = ApiToken.objects.issue(member=plain_member, name="Reporting", scopes=["read"])
    browser, user = signed_in()
    enter(browser, workspace)
    found = browser.get(list_page(ApiToken), {"q": key}).content.decode()
    assert page_of(token) in found
    assert token.key_hash not in browser.get(page_of(token)).content.decode()

    act(browser, "revoke", token, reason="Found in a repository")

    assert ApiToken.objects.get().revoked_at is not None
    noted = Operation.objects.get(kind="token.revoke")
    assert (noted.staff, noted.reason) == (user, "Found in a repository")


# --- searching ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "'",
        "\\",
        "%",
        "in:",
        "in:northgate",
        "in:nowhere x",
        "9" * 40,
        "a@",
        "\x00",
        "🙂",
        "x" * 3000,
        "&|!()<->:*",
    ],
)
def test_no_search_breaks_a_list(workspace, text):
    make_rows(workspace, 1)
    browser, _ = signed_in()
    for model in registered():
        assert browser.get(list_page(model), {"q": text}).status_code == 200, model


def test_a_list_is_narrowed_to_a_workspace(workspace, neighbour):
    TagFactory(name="Austin")
    with workspace_scope(neighbour.workspace):
        TagFactory(name="Aurora")
    browser, _ = signed_in()

    def found(**asked):
        return [tag.name for tag in browser.get(list_page(Tag), asked).context["cl"].result_list]

    assert found(q="au") == ["Aurora", "Austin"]
    assert found(q="au in:harbour") == found(workspace=neighbour.workspace_id) == ["Aurora"]
    assert found(q="AUS") == ["Austin"]
    assert found(q="in:nowhere") == []


def test_a_long_list_says_that_it_was_counted_to_a_limit(workspace, monkeypatch):
    monkeypatch.setattr("hirepilot.paging.COUNTED_TO", 2)
    monkeypatch.setattr("hirepilot.admin_base.COUNTED_TO", 2)
    for number in range(4):
        TagFactory(name=f"Tag {number}")
    browser, _ = signed_in()
    assert "2+ tags: search, or filter, to see others" in browser.get(list_page(Tag)).content.decode()


@pytest.mark.parametrize(
    "url",
    [
        "/admin/r/1/1/",
        "/admin/password_change/",
        "/admin/leads/lead/99999999999999999999/change/",
        "/admin/leads/lead/x/change/",
        "/admin/enter/999999/",
    ],
)
def test_addresses_that_lead_nowhere_say_so(workspace, url):
    browser, _ = signed_in()
    assert browser.get(url, follow=True).status_code in (200, 404)


# --- the landing page ---------------------------------------------------------------------------------------------------
def test_the_landing_page_says_what_needs_attention(workspace, settings):
    browser, _ = signed_in(READ_ONLY)

    def numbers():
        return {
            one.label: one.number
            for one in browser.get(reverse("admin:index")).context["attention"]
            if one.number
        }

    assert numbers() == {"Nobody is told of tickets: no Super Admin, no Slack webhook": 1}
    long_ago = timezone.now() - timezone.timedelta(minutes=5)
    Job.objects.create(task="leads.import", state=Job.State.PARKED)
    Job.objects.create(task="leads.import", run_after=long_ago)
    Job.objects.create(task="leads.import", run_after=timezone.now() + timezone.timedelta(hours=1))
    LeadImport.objects.create(name="x.csv", state="failed", sha256="x")
    break_something(workspace, "apollo_failed")
    break_something(workspace, "job_parked")
    break_something(None, "job_parked")
    lost = break_something(workspace, "leads_disappeared")
    Alert.objects.create(ticket=lost, channel="email", recipient="super@hirepilot.example", occurrence=1)
    UserFactory(is_superuser=True)
    settings.EMAIL_BACKEND = "hirepilot.outbox.OutboxBackend"
    mail.send_mail("Hello", "There", "a@x.example", ["b@x.example"])

    assert numbers() == {
        "Unresolved tickets, S1": 1,
        "Unresolved tickets, S2": 2,
        "Unresolved tickets, S3": 1,
        "Alerts not delivered": 1,
        "Failed imports": 1,
        "Parked jobs": 1,
        "Jobs overdue by a minute": 1,
        "Mail in the outbox, not sent": 1,
    }
    page = browser.get(reverse("admin:index"))
    for one in page.context["attention"]:
        listed = browser.get(one.url)
        assert listed.status_code == 200
        if "cl" in (listed.context or {}):
            assert listed.context["cl"].result_count == one.number, one.label


# --- work ---------------------------------------------------------------------------------------------------------------
def test_a_parked_job_is_started_again_and_its_workspace_reads_why(workspace, monkeypatch):
    monkeypatch.setattr("hirepilot.queue.ring", lambda number: None)
    parked = Job.objects.create(task="leads.import", workspace=workspace, state=Job.State.PARKED, failures=5)
    system = Job.objects.create(task="hirepilot.tidy", state=Job.State.PARKED, failures=5)
    browser, user = signed_in(SUPPORT)

    act(browser, "replay", parked, system, reason="The disk has room again")

    assert {*Job.objects.values_list("state", "failures")} == {("queued", 0)}
    noted = Operation.objects.get(kind="staff.job")
    assert (noted.staff, noted.reason) == (user, "The disk has room again")
    act(browser, "cancel", parked)
    assert Job.objects.get(pk=parked.pk).state == Job.State.CANCELLED


def test_an_operation_is_taken_back_after_its_plan_was_shown(workspace, member):
    lead = LeadFactory(name="Ada Byron")
    organising.archive([lead], by=member)
    done = Operation.objects.get(kind="lead.archive")
    browser, user = signed_in(SUPPORT)

    plan = browser.post(
        list_page(Operation), {"action": "undo", "_selected_action": done.pk}
    ).content.decode()
    assert "Put the old values back on 1 lead" in plan or "lead" in plan
    assert Lead.objects.archived().count() == 1
    act(browser, "undo", done, reason="The Owner asked")

    assert Lead.objects.archived().count() == 0
    undone = Operation.objects.get(kind="undo")
    assert (undone.staff, undone.by, undone.reason, undone.undoes) == (user, None, "The Owner asked", done)
    again = act(browser, "undo", done)
    assert again.status_code == 422
    assert "has already taken this back" in again.content.decode()


def test_a_large_operation_is_taken_back_by_a_worker_in_the_name_of_who_asked(workspace, member, monkeypatch):
    monkeypatch.setattr("hirepilot.services.undo_requests.ROWS_IN_REQUEST", 1)
    monkeypatch.setattr("hirepilot.queue.ring", lambda number: None)
    organising.archive(LeadFactory.create_batch(3), by=member)
    done = Operation.objects.get(kind="lead.archive")
    browser, user = signed_in(SUPPORT)

    act(browser, "undo", done, reason="The Owner asked")
    assert Lead.objects.archived().count() == 3
    queue.work(Job.objects.get(task="hirepilot.undo").pk)

    assert Lead.objects.archived().count() == 0
    undone = Operation.objects.get(kind="undo")
    assert (undone.staff, undone.reason) == (user, "The Owner asked")


def test_a_change_shows_both_values_and_escapes_them(workspace, member):
    lead = LeadFactory(name="<script>alert(1)</script>")
    edit(lead, {"title": "<img src=x onerror=alert(1)>"}, by=member)
    browser, _ = signed_in()
    enter(browser, workspace)

    for url in (
        page_of(Change.objects.get(tbl="leads_lead")),
        reverse("admin:leads_lead_history", args=[lead.pk]),
        page_of(lead),
        list_page(Lead),
    ):
        body = browser.get(url).content.decode()
        assert "<script>alert" not in body
        assert "<img src=x" not in body
    assert "&lt;img src=x onerror=alert(1)&gt;" in browser.get(page_of(lead)).content.decode()


def test_forged_posts_and_frames_are_refused(workspace):
    _, user = signed_in()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    lead = LeadFactory()
    for url in (
        reverse("admin:enter", args=[workspace.pk]),
        reverse("admin:leave", args=[workspace.pk]),
        list_page(Lead),
    ):
        assert (
            browser.post(
                url, {"reason": "x", "action": "archive", "_selected_action": lead.pk, "perform": "1"}
            ).status_code
            == 403
        )
    answer = browser.get(list_page(Lead))
    assert answer["X-Frame-Options"] == "DENY"
    assert "style-src 'self'" in answer["Content-Security-Policy"].split("; ")
