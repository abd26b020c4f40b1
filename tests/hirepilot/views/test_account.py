"""A person's own page."""

import pytest

from tests.factories.hirepilot import MembershipFactory

PAGE = "/profile/"


def test_a_person_changes_name_and_zone(member, as_member):
    browser = as_member(member)

    answer = browser.post(PAGE, {"name": " Mia\n Berg ", "time_zone": "Asia/Tokyo"}, follow=True)

    member.user.refresh_from_db()
    assert answer.redirect_chain == [(PAGE, 302)]
    assert (member.user.name, member.user.time_zone) == ("Mia Berg", "Asia/Tokyo")
    browser.post(PAGE, {"name": "Mia", "time_zone": ""})
    member.user.refresh_from_db()
    assert member.user.time_zone == ""


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 121}, {"name": "a\u202eb"}, {"time_zone": "Mars"}]
)
def test_what_cannot_be_is_shown_beside_its_field(member, as_member, wrong):
    answer = as_member(member).post(PAGE, {"name": "Mia", "time_zone": ""} | wrong)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, list(wrong))
    assert answer.context["request"].user.name == member.user.name


def test_nothing_else_of_a_person_can_be_typed(member, as_member):
    more = {"is_staff": "on", "is_superuser": "on", "email": "other@agency.example", "pk": "1"}
    as_member(member).post(PAGE, {"name": "Mia", "time_zone": ""} | more)

    before, member.user.name = member.user.email, "Mia"
    member.user.refresh_from_db()
    assert (member.user.email, member.user.is_staff, member.user.is_superuser) == (before, False, False)


def test_the_page_leads_to_everything_about_signing_in(member, as_member):
    page = as_member(member).get(PAGE).content.decode()

    for path in ("email/", "password/change/", "2fa/", "sessions/"):
        assert f'href="/accounts/{path}"' in page


def test_each_workspace_offers_what_the_role_may(member, as_member, neighbour):
    MembershipFactory(user=member.user, workspace=neighbour.workspace, role="guest")

    page = as_member(member).get(PAGE).content.decode()

    assert '"/w/northgate/settings/tokens/"' in page
    assert '"/w/northgate/settings/members/#transfer"' in page
    assert '"/w/northgate/leave/"' not in page
    assert '"/w/harbour/settings/tokens/"' not in page
    assert '"/w/harbour/leave/"' in page
