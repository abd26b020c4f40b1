"""The settings page: who may change what, sections that other apps add, and the button that ends a demo."""

import pytest

from hirepilot.models import Operation, Workspace
from hirepilot.panels import settings_sections
from hirepilot.registry import Registry
from hirepilot.views import settings as settings_views
from tests.factories.hirepilot import MembershipFactory, WorkspaceFactory

PAGE = "/w/northgate/settings/"
TYPED = {
    "name": "Northgate Executive",
    "time_zone": "Asia/Tokyo",
    "default_country": "JP",
    "lead_visibility": "all",
    "members_export": "",
    "match_policy": "skip",
    "undo_days": "90",
}


def saved():
    return Workspace.objects.values(*TYPED).get(slug="northgate")


@pytest.mark.proves("WHO-127", "PRO-15")
def test_the_owner_changes_every_setting(client):
    shown = client.get(PAGE)
    answer = client.post(PAGE, TYPED, follow=True)

    assert shown.status_code == 200
    assert list(shown.context["form"].fields) == list(TYPED)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert saved() == TYPED | {"members_export": False, "undo_days": 90}
    assert [str(message) for message in answer.context["messages"]] == ["Settings saved."]


def test_saving_what_is_there_changes_nothing(client):
    form = client.get(PAGE).context["form"]
    typed = {name: form[name].value() for name in form.fields}

    answer = client.post(PAGE, typed | {"members_export": "on"}, follow=True)

    assert [str(message) for message in answer.context["messages"]] == ["Nothing was different."]
    assert not Operation.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "a\x1bb"},
        {"name": "x" * 81},
        {"time_zone": "Mars"},
        {"default_country": "EU"},
        {"lead_visibility": "none"},
        {"match_policy": "guess"},
        {"undo_days": "0"},
        {"undo_days": "366"},
        {"undo_days": "x"},
    ],
)
def test_a_wrong_setting_is_shown_beside_its_field_and_nothing_is_saved(client, wrong):
    before = saved()

    answer = client.post(PAGE, TYPED | wrong)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(wrong)
    assert answer.context["workspace"].name == "Northgate Search"  # not what was typed wrongly
    assert saved() == before


def test_an_old_zone_stays_until_another_is_chosen(client):
    Workspace.objects.update(time_zone="US/Eastern")

    assert client.get(PAGE).context["form"]["time_zone"].value() == "US/Eastern"
    assert client.post(PAGE, TYPED | {"time_zone": "US/Eastern"}).status_code == 302


@pytest.mark.proves("WHO-129", "WHO-130", "WHO-151")
@pytest.mark.parametrize("who", ["plain_member", "guest"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_members_and_guests_hear_who_could(request, as_member, who, method):
    browser = as_member(request.getfixturevalue(who))
    before = saved()

    answer = getattr(browser, method)(PAGE, TYPED)

    assert answer.status_code == 403
    assert b"Owner or Admin" in answer.content
    assert saved() == before


def test_each_role_sees_the_tabs_it_may_open(as_member, admin_member, plain_member):
    def tabs(member, page):
        return [(tab["label"], tab["current"]) for tab in as_member(member).get(page).context["tabs"]]

    assert tabs(admin_member, PAGE) == [("Workspace", True), ("Members", False), ("API tokens", False)]
    assert tabs(admin_member, f"{PAGE}members/") == [
        ("Workspace", False),
        ("Members", True),
        ("API tokens", False),
    ]
    assert tabs(plain_member, f"{PAGE}tokens/") == [("API tokens", True)]


def test_higher_apps_add_sections(client, monkeypatch):
    added = Registry("settings sections")
    added.register("fields", label="Custom fields")(lambda request: f"<p>of {request.workspace}</p>")
    monkeypatch.setattr(settings_views, "settings_sections", added)

    sections = client.get(PAGE).context["sections"]

    assert sections == [{"name": "fields", "label": "Custom fields", "html": "<p>of Northgate Search</p>"}]
    assert settings_sections.title == "settings sections"


@pytest.mark.parametrize(
    ("is_demo", "who", "offered"),
    [
        (True, "member", True),
        (True, "admin_member", False),
        (False, "member", False),
    ],
)
def test_only_the_owner_of_a_demo_is_offered_its_end(request, as_member, workspace, is_demo, who, offered):
    Workspace.objects.filter(pk=workspace.pk).update(is_demo=is_demo)

    page = as_member(request.getfixturevalue(who)).get(PAGE)

    assert (f"{PAGE}demo/remove/".encode() in page.content) is offered


@pytest.mark.django_db(transaction=True)
def test_the_owner_ends_a_demo_and_goes_home(as_member):
    owner = MembershipFactory(workspace=WorkspaceFactory(slug="demo", is_demo=True))

    answer = as_member(owner).post("/w/demo/settings/demo/remove/", follow=True)

    assert [step[0] for step in answer.redirect_chain] == ["/", "/workspaces/new/"]
    assert not Workspace.objects.exists()


def test_a_real_workspace_survives_that_address(client, workspace, admin_member, as_member):
    path = f"{PAGE}demo/remove/"

    assert client.get(path).status_code == 405
    answer = client.post(path, follow=True)
    said = [str(message) for message in answer.context["messages"]]
    assert said == ["Only the demo workspace can be removed like this."]
    assert as_member(admin_member).post(path).status_code == 403
    assert Workspace.objects.filter(pk=workspace.pk).exists()
