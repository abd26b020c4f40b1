"""Numbers of a neighbour's rows inside bodies and queries of our own addresses: refused like numbers that are none."""

import pytest
from django.test import Client
from django.urls import reverse

from hirepilot.models import ApiToken
from tests.factories.leads import LeadFactory
from tests.isolation.planted import Planted, everything_of

MARK = "zq7neighboursmark"
NONE = 999_999_999


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def theirs(neighbour):
    return Planted(neighbour, MARK).with_people()


@pytest.fixture
def ours(workspace, member):
    planted = Planted(member, "ownersmark").with_people()
    LeadFactory(owner=planted.colleague)  # so that who is removed has something to hand over
    return planted


class Theirs:
    """Stands for a number of the neighbour's in the table below."""

    def __init__(self, what):
        self.what = what

    def of(self, theirs):
        return getattr(theirs, self.what).pk


MEMBER, TAG, COMPANY, OPERATION, COLLEAGUE = map(
    Theirs, ("member", "tag", "company", "operation", "colleague")
)
BY_API = [
    ("api:leads", "", "POST", {"full_name": "New Person", "owner": MEMBER}),
    ("api:lead-owner", "lead", "POST", {"owner": MEMBER}),
    ("api:lead-owner", "lead", "POST", {"owner": COLLEAGUE}),
    ("api:import-start", "lead_import", "POST", {"owner": MEMBER}),
    ("api:leads", "", "GET", {"owner": MEMBER}),
    ("api:leads", "", "GET", {"tag": TAG}),
    ("api:leads", "", "GET", {"company": COMPANY}),
    ("api:leads", "", "GET", {"import": OPERATION}),
]
BY_FORM = [
    ("workspace-transfer", "", {"to": COLLEAGUE, "sure": "on"}),
    ("workspace-transfer", "", {"to": MEMBER, "sure": "on"}),
    ("member-remove", "colleague", {"reassign_to": MEMBER}),
]


def address(name, what, ours):
    kwargs = {"pk": getattr(ours, what).pk} if what else {}
    return reverse(name, kwargs={"workspace": ours.workspace.slug, **kwargs})


def filled(values, number):
    return {name: number(value) if isinstance(value, Theirs) else value for name, value in values.items()}


def assert_alike(send, values, theirs, workspace):
    """A neighbour's number is answered as one that is nobody's, and changes nothing on either side."""
    before = everything_of(theirs.workspace), everything_of(workspace)
    of_theirs, of_nobody = (
        send(filled(values, number)) for number in (lambda value: value.of(theirs), lambda value: NONE)
    )

    assert of_theirs.status_code == of_nobody.status_code == 422
    assert MARK not in of_theirs.content.decode().lower()
    assert (everything_of(theirs.workspace), everything_of(workspace)) == before


@pytest.mark.proves("PRO-68")
@pytest.mark.parametrize(("name", "what", "method", "values"), BY_API)
def test_a_neighbours_number_sent_to_the_api_is_nobodys(
    ours, theirs, workspace, member, name, what, method, values
):
    _, key = ApiToken.objects.issue(member=member, name="Program", scopes=["write"])
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "once"}
    place = address(name, what, ours)

    def send(sent):
        if method == "GET":
            return Client().get(place, sent, headers=headers)
        return Client().post(place, sent, content_type="application/json", headers=headers)

    assert_alike(send, values, theirs, workspace)


@pytest.mark.proves("PRO-68")
@pytest.mark.parametrize(("name", "what", "values"), BY_FORM)
def test_a_neighbours_number_sent_in_a_form_is_nobodys(client, ours, theirs, workspace, name, what, values):
    assert_alike(lambda sent: client.post(address(name, what, ours), sent), values, theirs, workspace)
