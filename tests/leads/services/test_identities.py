"""Who a lead is: each kind of identity finds it again, and the database lets no two leads share one."""

import pytest
from django.db import IntegrityError, connection, transaction

from hirepilot.journal import operation
from hirepilot.tenancy import workspace_scope
from leads.models import Identity, Lead
from leads.services.intake import take_in
from leads.sources.base import LeadDraft
from tests.factories.leads import IdentityFactory, LeadFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]

MEMBER_ID = "ACoAAABcDeFgHiJkLmNoPqRsTuVwXyZ_012-345"
SALES_ID = "ACwAAABcDeFgHiJkLmNoPqRsTuVwXyZ_012-345"


def take(**draft):
    (decision,) = take_in([LeadDraft(2, **draft)], source="file").decisions
    return decision.outcome, decision.lead_id


@pytest.mark.parametrize(("first", "again", "kind", "value"), [
    pytest.param(
        {"emails": ("Ada@Engines.Example",)}, {"emails": ("ada@engines.example",)}, "email", "ada@engines.example",
        marks=pytest.mark.proves("LEAD-038"),
    ),
    pytest.param(
        {"linkedin": ("https://de.linkedin.com/in/Ada-Byron/?x=1",)}, {"linkedin": ("in/ada-byron",)}, "slug", "ada-byron",
        marks=pytest.mark.proves("LEAD-039"),
    ),
    pytest.param(
        {"linkedin": (f"https://www.linkedin.com/in/{MEMBER_ID}",)}, {"linkedin": (f"urn:li:fsd_profile:{MEMBER_ID}",)},
        "member_id", MEMBER_ID, marks=pytest.mark.proves("LEAD-040"),
    ),
    pytest.param(
        {"linkedin": (f"https://www.linkedin.com/sales/lead/{SALES_ID},NAME_SEARCH,x",)},
        {"linkedin": (f"linkedin.com/sales/people/{SALES_ID},NAME_SEARCH,y",)}, "sales_lead", SALES_ID,
        marks=pytest.mark.proves("LEAD-041"),
    ),
    pytest.param(
        {"linkedin": ("https://www.linkedin.com/talent/profile/AEMAAbCdEf?project=12",)},
        {"linkedin": ("linkedin.com/talent/profile/AEMAAbCdEf",)}, "recruiter_profile", "AEMAAbCdEf",
        marks=pytest.mark.proves("LEAD-042"),
    ),
])  # fmt: skip
@pytest.mark.proves("LEAD-092")
def test_an_identity_of_each_kind_finds_its_lead_again(first, again, kind, value):
    outcome, lead_id = take(**first)

    assert take(**again, title="CTO") == ("updated", lead_id)
    assert (outcome, Lead.objects.get().title) == ("created", "CTO")
    assert list(Identity.objects.values_list("lead", "kind", "value")) == [(lead_id, kind, value)]


@pytest.mark.proves("LEAD-043", "LEAD-044")
def test_the_database_itself_refuses_a_second_lead_with_the_same_identity(workspace, neighbour):
    holder, other = LeadFactory(email="ada@engines.example"), LeadFactory()
    attempts = (
        lambda: IdentityFactory(lead=other, value="ada@engines.example"),
        lambda: IdentityFactory(lead=holder, value="ada@engines.example"),
        lambda: _by_sql(workspace, other),
    )

    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic(), operation("test"):
            attempt()

    assert Identity.objects.get().lead == holder
    with workspace_scope(neighbour.workspace):
        LeadFactory(email="ada@engines.example")  # another workspace is another world


def _by_sql(workspace, lead):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO leads_identity (workspace_id, lead_id, kind, value, shown, verification)"
            " VALUES (%s, %s, 'email', 'ada@engines.example', '', '')",
            [workspace.pk, lead.pk],
        )


@pytest.mark.proves("LEAD-049", "LEAD-110")
@pytest.mark.parametrize("known", [{"email": "ada@engines.example"}, {"linkedin": "ada-byron"}])
def test_a_bare_name_and_company_never_meet_a_lead_that_has_an_identity(known):
    LeadFactory(name="Ada Byron", company="Engines", **known)

    assert take(full_name="Ada Byron", company="Engines")[0] == "created"
    assert Lead.objects.count() == 2


@pytest.mark.proves("LEAD-109")
@pytest.mark.parametrize(
    "differs",
    [
        {"title": "CTO"},
        {"location": "Oslo"},
        {"company": "Looms"},
        {"phones": ("+49 170 1234567",)},
        {"full_name": "Ada B."},
    ],
)
def test_people_without_identity_are_the_same_only_when_all_agrees(differs):
    ada = {"full_name": "Ada Byron", "company": "Engines", "title": "Clerk", "location": "Rome"}
    _, lead_id = take(**ada)

    assert take(**ada | {"full_name": "ADA  byron", "location": "rome"}) == ("unchanged", lead_id)
    assert take(**ada | differs)[0] == "created"


@pytest.mark.proves("LEAD-109")
def test_an_archived_lead_without_identity_is_not_met():
    LeadFactory(name="Ada Byron", archived_at="2026-01-01T00:00Z")

    assert take(full_name="Ada Byron")[0] == "created"
