"""Who is asking: member, workspace, token, and what the role allows."""

from hirepilot.permissions import ACTIONS, may
from tests.factories.api import Program


def test_a_program_learns_who_it_is(workspace, plain_member):
    program = Program(plain_member, "read")

    me = program.get("me/").json()

    assert me == {
        "member": {
            "id": plain_member.pk,
            "name": str(plain_member),
            "email": plain_member.user.email,
            "role": "member",
        },
        "workspace": {
            "name": "Northgate Search",
            "slug": "northgate",
            "time_zone": "UTC",
            "default_country": "US",
        },
        "token": {"name": "Program", "scopes": ["read"], "expires_at": None},
        "may": {action: may(plain_member, action) for action in ACTIONS},
    }


def test_a_session_has_no_token(client):
    assert client.get("/w/northgate/api/v1/me/").json()["token"] is None


def test_a_guest_learns_what_they_may_not(workspace, guest):
    allowed = Program(guest).get("me/").json()["may"]

    assert [action for action, is_allowed in allowed.items() if is_allowed] == ["see notifications", "see tickets"]
