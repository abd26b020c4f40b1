"""Numbers of rows that are not one's own, inside bodies, queries and second places of addresses that are: nobody's numbers."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from hirepilot.models import ApiToken
from tests.factories.hirepilot import MembershipFactory
from tests.factories.leads import LeadFactory
from tests.isolation.planted import Planted, everything_of

MARK = "zq7othersmark"
NONE = 999_999_999


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


class Others:
    """Stands for a number of somebody else's in the tables below."""

    def __init__(self, what):
        self.what = what

    def of(self, others):
        return getattr(others, self.what).pk


MEMBER, COLLEAGUE, LEAD, TWIN, MERGE, TAG, COMPANY, OPERATION = map(
    Others, ("member", "colleague", "lead", "twin", "merge", "tag", "company", "operation")
)
# (address, what of ours it names, method, values). Of these a Member may not use a colleague's hidden ones either …
OF_LEADS = [
    ("leads:bulk", "", "POST", {"lead": [LEAD], "do": "tag", "tags": "Berlin"}),
    ("leads:bulk", "", "POST", {"lead": [LEAD], "do": "archive"}),
    ("leads:bulk", "", "POST", {"lead": [LEAD], "do": "assign", "owner": ""}),
    ("leads:merge", "lead", "POST", {"other": TWIN}),
    ("leads:unmerge", "lead", "POST", {"merge": MERGE}),
    ("leads:detail", "lead", "GET", {"merged": MERGE}),
    ("leads:export", "", "GET", {"company": COMPANY}),
    ("leads:export", "", "GET", {"import": OPERATION}),
    ("leads:export", "", "GET", {"leads": LEAD}),
    ("api:exports", "", "POST", {"leads": [LEAD]}),
    ("leads:list", "", "GET", {"company": COMPANY}),
    ("api:leads", "", "GET", {"import": OPERATION}),
]
# … and these everybody in the workspace knows.
OF_THE_WORKSPACE = [
    ("leads:list", "", "GET", {"owner": MEMBER}),
    ("leads:list", "", "GET", {"tag": TAG}),
    ("leads:export", "", "GET", {"tag": TAG}),
    ("leads:owner", "lead", "POST", {"owner": MEMBER}),
    (
        "leads:import-start",
        "lead_import",
        "POST",
        {"owner": MEMBER, "policy": "fill", "column-0": "full_name"},
    ),
    ("workspace-transfer", "", "POST", {"to": COLLEAGUE, "sure": "on"}),
    ("workspace-transfer", "", "POST", {"to": MEMBER, "sure": "on"}),
    ("member-remove", "colleague", "POST", {"reassign_to": MEMBER}),
    ("api:leads", "", "GET", {"owner": MEMBER}),
    ("api:leads", "", "GET", {"tag": TAG}),
    ("api:leads", "", "GET", {"company": COMPANY}),
    ("api:leads", "", "POST", {"full_name": "New Person", "owner": MEMBER}),
    ("api:lead-owner", "lead", "POST", {"owner": MEMBER}),
    ("api:lead-owner", "lead", "POST", {"owner": COLLEAGUE}),
    ("api:import-start", "lead_import", "POST", {"owner": MEMBER}),
]


def filled(value, others):
    """The value with numbers of the others in place, or with those of nobody."""
    if isinstance(value, dict):
        return {name: filled(inner, others) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, others) for inner in value]
    if isinstance(value, Others):
        return value.of(others) if others else NONE
    return value


def send(ours, name, what, method, values):
    """Ask as the member who owns `ours`, by session or, where it is the API, by token."""
    kwargs = {"workspace": ours.workspace.slug} | ({"pk": getattr(ours, what).pk} if what else {})
    if "other" in values:
        kwargs["other"] = values.pop("other")
    browser, headers, kind = Client(), {}, {}
    if name.startswith("api:"):
        _, key = ApiToken.objects.issue(member=ours.member, name="Program", scopes=["write"])
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "once"}
        kind = {"content_type": "application/json"} if method == "POST" else {}
    else:
        browser.force_login(ours.member.user)
    return getattr(browser, method.lower())(reverse(name, kwargs=kwargs), values, headers=headers, **kind)


def content_of(answer):
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode().lower()


def asked(ours, others, name, what, method, values):
    """(status, content, everything after it) of a request, which is then taken back."""
    with transaction.atomic():
        answer = send(ours, name, what, method, filled(values, others))
        said = answer.status_code, content_of(answer), everything_of(ours.workspace)
        transaction.set_rollback(True)
    return said


def changed(before, after):
    """The tables in which something is different; what a session, a token or an export leaves behind is no matter."""
    return {table for table in before if before[table] != after[table]} - {
        "hirepilot_apitoken",
        "hirepilot_operation",
    }


@pytest.mark.proves("PRO-68")
@pytest.mark.parametrize(("name", "what", "method", "values"), [*OF_LEADS, *OF_THE_WORKSPACE])
def test_a_neighbours_number_is_nobodys(workspace, member, neighbour, name, what, method, values):
    ours, theirs = Planted(member, "ownersmark").with_people(), Planted(neighbour, MARK).with_people()
    LeadFactory(owner=ours.colleague)  # so that who is removed has something to hand over
    before = everything_of(theirs.workspace), everything_of(workspace)

    status, content, after = asked(ours, theirs, name, what, method, values)
    of_nobody, _, _ = asked(ours, None, name, what, method, values)

    assert (status, status < 500) == (of_nobody, True)
    assert MARK not in content
    assert changed(before[1], after) == set()
    assert everything_of(theirs.workspace) == before[0]


@pytest.mark.proves("WHO-157")
@pytest.mark.parametrize(("name", "what", "method", "values"), OF_LEADS)
def test_a_colleagues_hidden_number_is_nobodys(workspace, member, plain_member, name, what, method, values):
    ours, hidden = Planted(plain_member, "membersmark", tag="Austin"), Planted(member, MARK, tag="Austin")
    before = everything_of(workspace)

    status, content, after = asked(ours, hidden, name, what, method, values)

    assert status < 500
    assert MARK not in content
    assert changed(before, after) == set()


def test_counts_and_exports_leave_a_colleagues_hidden_leads_out(workspace, member, as_member):
    hidden = Planted(member, MARK, tag="Austin")
    browser = as_member(MembershipFactory(workspace=workspace, role="member"))
    place = {"workspace": workspace.slug}

    nobody = browser.get(reverse("leads:list", kwargs=place))
    LeadFactory(name="Somebody of nobody")
    somebody = browser.get(reverse("leads:list", kwargs=place))
    tagged = browser.get(reverse("leads:list", kwargs=place), {"tag": hidden.tag.pk})
    wanted = {"format": "csv", "columns": ["full_name"]}
    exported = content_of(browser.post(reverse("leads:export", kwargs=place), wanted))

    assert (nobody.context["page"].total, nobody.context["any_lead"]) == (0, False)
    assert nobody.context["elsewhere"] == {"archived": 0, "merged": 0}
    assert (somebody.context["page"].total, tagged.context["page"].total) == (1, 0)
    assert (len(exported.strip().splitlines()), "somebody of nobody" in exported) == (2, True)
