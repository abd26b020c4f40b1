"""Every page of a workspace offers the way to the person's others, and to nobody else's."""

from django.utils import timezone

from tests.factories.hirepilot import MembershipFactory, WorkspaceFactory


def test_the_menu_leads_to_every_workspace_of_the_person(client, member, neighbour):
    MembershipFactory(
        user=member.user, workspace=WorkspaceFactory(name="Another", slug="another"), role="guest"
    )
    MembershipFactory(
        user=member.user, workspace=WorkspaceFactory(name="Left", slug="left"), removed_at=timezone.now()
    )

    page = client.get("/w/northgate/settings/")

    assert [one.workspace.name for one in page.context["memberships"]] == ["Another", "Northgate Search"]
    assert b'href="/w/another/"' in page.content
    for other in (b"/w/left/", b"/w/harbour/"):
        assert other not in page.content


def test_outside_a_workspace_there_is_none(member, as_member):
    page = as_member(member).get("/workspaces/")

    assert (page.context["workspace"], page.context["member"]) == (None, None)
    assert page.context["request_id"] == page.headers["X-Request-ID"]
