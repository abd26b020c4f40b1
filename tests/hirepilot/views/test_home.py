"""After signing in everybody ends where they can work: the last workspace, the only one, a choice, or a new one."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hirepilot import navigation
from hirepilot.models import Membership, Workspace
from tests.factories.hirepilot import MembershipFactory, UserFactory, WorkspaceFactory

NEW = {"name": "Northgate Search", "time_zone": "Europe/Berlin", "default_country": "DE"}


def browser_of(user):
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/workspaces/", "/workspaces/new/", "/profile/", "/w/northgate/settings/"]
)
def test_who_is_not_signed_in_is_asked_to(path):
    assert Client().get(path).headers["Location"] == f"/accounts/login/?next={path}"


@pytest.mark.proves("WHO-027")
def test_the_first_sign_in_makes_a_workspace(db):
    user = UserFactory(name="")
    browser = browser_of(user)

    assert browser.get("/").headers["Location"] == "/workspaces/new/"
    page = browser.get("/workspaces/new/")
    answer = browser.post("/workspaces/new/", NEW | {"your_name": "  Mia \t Berg "})

    workspace = Workspace.objects.get()
    user.refresh_from_db()
    assert list(page.context["form"].fields) == ["name", "time_zone", "default_country", "your_name"]
    assert answer.headers["Location"] == "/w/northgate-search/"
    assert (workspace.name, workspace.time_zone, workspace.default_country) == tuple(NEW.values())
    assert (Membership.objects.get().user, Membership.objects.get().role, user.name) == (
        user,
        "owner",
        "Mia Berg",
    )


@pytest.mark.parametrize(
    ("zone", "proposed", "asked"), [("", "UTC", True), ("Asia/Tokyo", "Asia/Tokyo", False)]
)
def test_a_new_workspace_proposes_the_zone_of_the_person_or_of_the_browser(db, zone, proposed, asked):
    page = browser_of(UserFactory(time_zone=zone)).get("/workspaces/new/")

    assert [page.context["form"][name].value() for name in ("time_zone", "default_country")] == [
        proposed,
        "US",
    ]
    assert (b"data-browser-zone" in page.content) is asked


def test_who_has_a_name_is_not_asked_for_one(db):
    browser = browser_of(UserFactory(name="Mia"))

    assert list(browser.get("/workspaces/new/").context["form"].fields) == [
        "name",
        "time_zone",
        "default_country",
    ]
    assert browser.post("/workspaces/new/", NEW).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "x" * 81},
        {"name": "a\x00b"},
        {"name": "evil\u202egnp.exe"},
        {"time_zone": "../etc/passwd"},
        {"default_country": "ZZ"},
        {"default_country": "<b>"},
    ],
)
def test_a_workspace_that_cannot_be_shows_why_and_keeps_what_was_typed(db, wrong):
    answer = browser_of(UserFactory()).post("/workspaces/new/", NEW | wrong)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(wrong)
    assert not Workspace.objects.exists()


def test_the_only_workspace_opens_by_itself(member, as_member):
    assert as_member(member).get("/").headers["Location"] == "/w/northgate/"


def test_the_last_of_several_opens_again(member, as_member):
    browser = as_member(member)
    MembershipFactory(user=member.user, workspace=WorkspaceFactory(slug="second"))
    assert browser.get("/").headers["Location"] == "/workspaces/"

    browser.get("/w/second/settings/")

    cookie = browser.cookies["workspace"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("second", True, "Lax")
    assert browser.get("/").headers["Location"] == "/w/second/"


@pytest.mark.parametrize("slug", ["harbour", "nowhere", "", "../admin", "é", '"><script>'])
def test_a_cookie_of_elsewhere_opens_nothing(member, as_member, neighbour, slug):
    browser = as_member(member)
    MembershipFactory(user=member.user)
    browser.cookies["workspace"] = slug

    assert browser.get("/").headers["Location"] == "/workspaces/"


def test_the_choice_shows_own_workspaces_only(member, as_member, neighbour):
    MembershipFactory(
        user=member.user, workspace=neighbour.workspace, role="guest", removed_at=timezone.now()
    )

    page = as_member(member).get("/workspaces/")

    assert [one.pk for one in page.context["memberships"]] == [member.pk]
    assert b"Harbour" not in page.content


def test_names_are_shown_as_text(member, as_member):
    Workspace.objects.update(name="<script>alert(1)</script>")

    assert b"<script>alert" not in as_member(member).get("/workspaces/").content


@pytest.mark.proves("WHO-025")
def test_where_sign_up_is_closed_only_owners_make_more_workspaces(member, as_member, settings):
    settings.OPEN_SIGNUP = False
    stranger = browser_of(UserFactory())

    assert stranger.get("/").headers["Location"] == "/workspaces/"
    assert stranger.get("/workspaces/").context["may_create"] is False
    assert stranger.post("/workspaces/new/", NEW).status_code == 403
    assert as_member(member).post("/workspaces/new/", NEW).status_code == 302
    assert Workspace.objects.count() == 2


def test_the_front_of_a_workspace_leads_to_where_the_member_works(member, as_member, monkeypatch):
    monkeypatch.setattr(
        navigation,
        "EVERYWHERE",
        (
            navigation.Destination("settings", "Settings", "settings", "s", "change settings", group=1),
            navigation.Destination("members", "First", "person", "g", "transfer workspace"),
            navigation.Destination("tokens", "Second", "leads", "w", "see leads"),
        ),
    )

    assert as_member(member).get("/w/northgate/").headers["Location"] == "/w/northgate/settings/members/"


def test_a_guest_with_whom_nothing_is_shared_is_told_so(guest, as_member, member):
    page = as_member(guest).get("/w/northgate/")

    assert page.status_code == 200
    assert page.context["owner"] == member
    assert b"Nothing is shared with you yet" in page.content


@pytest.mark.proves("WHO-152")
@pytest.mark.parametrize("path", ["", "settings/", "settings/members/", "settings/tokens/", "nowhere/"])
def test_another_workspace_is_not_found_like_one_that_is_not_there(member, as_member, neighbour, path):
    browser = as_member(member)

    assert (
        browser.get(f"/w/harbour/{path}").status_code == browser.get(f"/w/nowhere/{path}").status_code == 404
    )


def test_who_was_removed_is_out_at_the_next_click(workspace, plain_member, as_member):
    browser = as_member(plain_member)
    assert browser.get("/w/northgate/settings/tokens/").status_code == 200

    Membership.objects.filter(pk=plain_member.pk).update(removed_at="2026-01-01T00:00Z")

    assert browser.get("/w/northgate/settings/tokens/").status_code == 404
    assert browser.get("/").headers["Location"] == "/workspaces/new/"


def test_every_page_has_its_address():
    assert [
        reverse("home"),
        reverse("workspace", args=["a"]),
        reverse("join"),
        reverse("invitation", args=["t"]),
    ] == [
        "/",
        "/w/a/",
        "/invitation/",
        "/invitation/t/",
    ]
