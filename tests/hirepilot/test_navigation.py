import pytest
from django.urls import include, path

from hirepilot.models import Membership, User, Workspace
from hirepilot.navigation import address, destinations
from hirepilot.tenancy import workspace_scope

WORKSPACE = Workspace(pk=1, slug="northgate", name="Northgate Search")


def page(request, **kwargs):
    """Stands for every page: only addresses are asked for here."""


leads = [
    path("", page, name="list"),
    path("import/", page, name="imports"),
    path("bring/", page, name="import"),
]
urlpatterns = [
    path("w/<str:workspace>/leads/", include((leads, "leads"))),
    path("w/<str:workspace>/settings/", page, name="settings"),
]

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture(autouse=True)
def _open_workspace():
    with workspace_scope(WORKSPACE):
        yield


def _member(role):
    return Membership(pk=1, user=User(pk=1, email="priya@northgate.example"), workspace=WORKSPACE, role=role)


def _labels(places):
    """`Leads Imports*`: the star marks where we are."""
    return " ".join(place.label + "*" * place.current for place in places)


def test_the_place_whose_address_leads_furthest_is_the_current_one():
    owner = _member(Membership.Role.OWNER)

    assert _labels(destinations(owner, "/w/northgate/leads/17/")) == "Leads* Imports Settings"
    assert _labels(destinations(owner, "/w/northgate/leads/import/3/")) == "Leads Imports* Settings"
    assert _labels(destinations(owner, "/w/northgate/leads/bring/")) == "Leads Imports* Settings"
    assert _labels(destinations(owner, "/w/northgate/")) == "Leads Imports Settings"


def test_a_role_sees_only_where_it_may_go():
    assert _labels(destinations(_member(Membership.Role.MEMBER), "/")) == "Leads Imports"
    assert destinations(_member(Membership.Role.GUEST), "/") == []
    assert destinations(None, "/") == []


def test_a_part_that_is_not_built_has_no_address():
    assert (address("leads:list"), address("campaigns:list")) == ("/w/northgate/leads/", "")
