"""The ground's part of the demo: somebody who looks around, a workspace full of colleagues, and an empty one."""

import secrets
from datetime import timedelta

from django.utils import timezone

from hirepilot.models import Invitation, Membership, User, Workspace
from hirepilot.models.api_token import hashed
from hirepilot.services.members import create_workspace
from hirepilot.services.users import make_user

# Known to everybody, like the development SECRET_KEY: production refuses to seed.
PASSWORD = "northgate-demo"
DEMO, SUPER_ADMIN = "demo@hirepilot.example", "admin@hirepilot.example"

Role = Membership.Role
COLLEAGUES = (
    ("Mia Berg", "mia@northgate.example", Role.ADMIN),
    ("Jonas Okafor", "jonas@northgate.example", Role.MEMBER),
    ("Leila Haddad", "leila@northgate.example", Role.MEMBER),
    ("Tom Price", "tom@fairwind.example", Role.GUEST),
)


def is_empty():
    return not (User.objects.exists() or Workspace.objects.exists())


def open_demo():
    """Make the people who sign in and their two workspaces; returns the demo workspace and its Owner."""
    person = make_user(DEMO, "Priya Nair", PASSWORD)
    make_user(SUPER_ADMIN, "Super Admin", PASSWORD, is_staff=True, is_superuser=True)
    place = {"time_zone": "Europe/London", "default_country": "GB"}
    workspace = create_workspace(person, "Northgate Search (demo)", is_demo=True, **place)
    create_workspace(person, "Priya’s workspace", **place)
    return workspace, workspace.memberships.select_related("user", "workspace").get(user=person)


def seed(workspace, owner):
    """Colleagues of every role, who cannot sign in, and one who has not answered yet."""
    for name, email, role in COLLEAGUES:
        Membership.objects.create(workspace=workspace, user=make_user(email, name), role=role)
    Invitation.objects.create(
        workspace=workspace,
        email="noor@northgate.example",
        role=Role.MEMBER,
        invited_by=owner,
        token_hash=hashed(secrets.token_urlsafe(32)),
        expires_at=timezone.now() + timedelta(days=10),
    )
