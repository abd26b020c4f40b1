"""HirePilot's own people get into the admin with a second factor, and their groups do what they say."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.admin import AdminSite
from django.contrib.auth.models import Group
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.management import call_command
from django.http import Http404
from django.test import Client, RequestFactory

from hirepilot.staff import GROUPS, StaffGuard, grant_permissions
from tests.factories.hirepilot import UserFactory

PASSWORD = "correct horse battery"


class Site(StaffGuard, AdminSite):
    pass


def request_of(browser, user, path="/admin/login/"):
    request = RequestFactory().get(path)
    request.user, request.session = user, browser.session
    request._messages = CookieStorage(request)
    return request


def staff(**fields):
    return UserFactory(is_staff=True, **fields)


def sign_in(user):
    """With the password, as the form does."""
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return browser


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.fixture
def required(settings):
    settings.REQUIRE_STAFF_MFA = True


@pytest.mark.proves("WHO-019")
def test_a_password_alone_lets_staff_nowhere_near_the_admin(db, required):
    user = staff(is_superuser=True)
    browser = sign_in(user)
    request = request_of(browser, user)

    answer = Site().login(request)

    assert browser.session["_auth_user_id"] == str(user.pk)
    assert Site().has_permission(request) is False
    assert answer.headers["Location"] == "/accounts/2fa/totp/activate/"
    assert [str(message) for message in request._messages] == [
        "Staff need a second factor. Switch it on, then open the admin again.",
    ]


@pytest.mark.proves("WHO-019")
def test_with_the_second_factor_the_admin_opens(db, required):
    user, secret = staff(), generate_totp_secret()
    TOTP.activate(user, secret)
    browser = sign_in(user)
    assert "_auth_user_id" not in browser.session  # the password was only the first step

    browser.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})

    request = request_of(browser, user)
    assert browser.session["_auth_user_id"] == str(user.pk)
    assert Site().has_permission(request) is True
    assert Site().login(request).headers["Location"] == "/admin/"


def test_a_session_from_before_the_second_factor_has_to_show_it(db, required):
    user = staff()
    browser = sign_in(user)
    TOTP.activate(user, generate_totp_secret())
    request = request_of(browser, user, "/admin/login/?next=/admin/x/")

    assert Site().has_permission(request) is False
    assert Site().login(request).headers["Location"] == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2Fx%2F"


def test_switching_the_second_factor_off_closes_the_admin(db, required):
    user, secret = staff(), generate_totp_secret()
    TOTP.activate(user, secret)
    browser = sign_in(user)
    browser.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    Authenticator.objects.all().delete()

    assert Site().has_permission(request_of(browser, user)) is False


@pytest.mark.parametrize("fields", [{}, {"is_superuser": True}, {"is_staff": True, "is_active": False}])
def test_who_is_no_staff_finds_no_admin(db, fields):
    user = UserFactory(**fields)
    request = request_of(Client(), user)

    assert Site().has_permission(request) is False
    with pytest.raises(Http404):
        Site().login(request)


def test_strangers_sign_in_where_everybody_does(db):
    request = request_of(Client(), UserFactory.build())
    request.user = type("Anonymous", (), {"is_authenticated": False, "is_active": False, "is_staff": False})()

    assert Site().login(request).headers["Location"] == "/accounts/login/?next=/admin/"


def test_development_may_do_without(db, settings):
    settings.REQUIRE_STAFF_MFA = False
    user = staff()

    assert Site().has_permission(request_of(sign_in(user), user)) is True


@pytest.mark.proves("WHO-015")
def test_groups_are_there_and_may_what_they_say(db):
    grant_permissions()

    def may(name, prefix):
        names = Group.objects.get(name=name).permissions.filter(codename__startswith=prefix)
        return set(names.values_list("codename", flat=True))

    assert set(GROUPS) <= set(Group.objects.values_list("name", flat=True))
    for name in GROUPS:
        assert {"view_lead", "view_workspace", "view_job", "view_ticket"} <= may(name, "view_")
        assert not may(name, "delete_")
    assert {"change_lead", "change_ticket", "change_job"} <= may("Support", "change_")
    for name in ("Finance", "Read-only"):
        assert not may(name, "change_") | may(name, "add_")


@pytest.mark.parametrize("name", GROUPS)
def test_no_group_can_make_its_people_more_than_they_are(db, name):
    grant_permissions()
    names = Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename")

    powerful = {
        "user",
        "group",
        "permission",
        "membership",
        "apitoken",
        "invitation",
        "workspace",
        "operation",
    }
    written = [codename for _, codename in names if not codename.startswith("view_")]
    assert not [codename for codename in written if codename.split("_")[1] in powerful]
    assert not [label for label, _ in names if label in ("auth", "admin", "sessions", "mfa", "account")]


def test_what_somebody_gave_a_group_by_hand_is_taken_back(db):
    group = Group.objects.get(name="Read-only")
    group.permissions.set(Group.objects.get(name="Support").permissions.all())

    grant_permissions()

    assert not group.permissions.exclude(codename__startswith="view_").exists()


def test_each_migration_brings_the_groups_up_to_date(db):
    Group.objects.filter(name="Finance").delete()
    Group.objects.get(name="Support").permissions.clear()

    call_command("migrate", verbosity=0)

    assert set(GROUPS) <= set(Group.objects.values_list("name", flat=True))
    assert Group.objects.get(name="Support").permissions.filter(codename="change_ticket").exists()


@pytest.mark.proves("WHO-017")
@pytest.mark.parametrize("fields", [{"is_staff": True}, {"is_staff": True, "is_superuser": True}])
def test_being_staff_opens_no_workspace(workspace, fields):
    browser = Client()
    browser.force_login(UserFactory(**fields))

    addresses = ("", "leads/", "settings/", "api/v1/me/", "history/")
    assert {browser.get(f"/w/{workspace.slug}/{address}").status_code for address in addresses} == {404}
    assert browser.get("/workspaces/").context["memberships"].count() == 0
