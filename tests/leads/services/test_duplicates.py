import pytest

from hirepilot.tenancy import workspace_scope
from leads.services.duplicates import Duplicate, find_twins, possible_duplicates
from leads.services.merging import merge
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]


@pytest.fixture
def ada(workspace, member):
    return LeadFactory(
        name="Ada Byron", email="ada@engines.example", linkedin="ada-byron", phone="+12125550142",
        company="Engines GmbH", owner=member,
    )  # fmt: skip


EXACT = [
    ({"emails": ["ADA@Engines.example"]}, "Same email: ada@engines.example"),
    ({"linkedin": ["https://de.linkedin.com/in/Ada-Byron/"]}, "Same LinkedIn profile: ada-byron"),
]
HINTS = [
    ({"phones": ["(212) 555-0142"]}, "Same phone: +12125550142"),
    ({"full_name": "ada BYRON", "company": "Engines"}, "Same name and company: Engines GmbH"),
    (
        {"first_name": "Ada", "last_name": "Byron", "company": "engines gmbh"},
        "Same name and company: Engines GmbH",
    ),
    ({"full_name": "Byron, Ada", "company": "Engines"}, "Same name and company: Engines GmbH"),
]
NONE = [
    {}, {"full_name": "Ada Byron"}, {"company": "Engines"}, {"full_name": "Ada Byron", "company": "Looms"},
    {"full_name": "Bob Byron", "company": "Engines"}, {"emails": ["ada@"]}, {"phones": ["12"], "full_name": ""},
    {"full_name": "LinkedIn Member", "company": "Engines"}, {"full_name": "\x00", "company": "' OR 1=1"},
]  # fmt: skip


@pytest.mark.parametrize(("values", "reason"), EXACT)
def test_an_identity_that_is_taken_is_said_before_saving(member, ada, values, reason):
    assert possible_duplicates(values, member, country="US") == [Duplicate(reason, ada, is_exact=True)]


@pytest.mark.proves("LEAD-048", "LEAD-049")
@pytest.mark.parametrize(("values", "reason"), HINTS)
def test_a_phone_or_a_name_at_the_same_company_is_a_hint(member, ada, values, reason):
    assert possible_duplicates(values, member, country="US") == [Duplicate(reason, ada)]


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("values", NONE)
def test_anything_less_says_nothing(member, values):
    assert possible_duplicates(values, member, country="US") == []


def test_a_lead_is_named_once_for_its_strongest_reason(member, ada):
    values = {
        "emails": ["ada@engines.example"], "phones": ["+12125550142"], "full_name": "Ada Byron", "company": "Engines",
    }  # fmt: skip
    assert possible_duplicates(values, member) == [
        Duplicate("Same email: ada@engines.example", ada, is_exact=True)
    ]  # fmt: skip


@pytest.mark.usefixtures("ada")
def test_of_a_lead_out_of_sight_only_whom_to_ask_is_said(member, plain_member):
    values = {"emails": ["ada@engines.example"]}
    assert possible_duplicates(values, plain_member) == [
        Duplicate(
            "Same email: ada@engines.example", is_exact=True, ask=f"Owned by somebody else: ask {member}."
        )
    ]
    for values, _ in HINTS:
        assert possible_duplicates(values, plain_member, country="US") == []


def test_a_neighbours_lead_is_nobodys_duplicate(member, neighbour):
    with workspace_scope(neighbour.workspace):
        LeadFactory(
            name="Ada Byron", email="ada@engines.example", phone="+12125550142", company="Engines GmbH"
        )
    for values, _ in EXACT + HINTS:
        assert possible_duplicates(values, member, country="US") == []


def test_twins_share_a_phone_or_name_and_company(ada, plain_member):
    phone = LeadFactory(name="A. King", phone="+12125550142")
    name = LeadFactory(name="Ada M. Byron", company="Engines")
    LeadFactory(name="Ada Byron", company="Looms")
    LeadFactory(name="Ada Byron", company="Engines", merged_into=ada)
    expected = [
        Duplicate("Same phone: +12125550142", phone),
        Duplicate("Same name and company: Engines GmbH", name),
    ]
    assert find_twins(ada) == expected
    assert find_twins(name, plain_member) == []


def test_of_who_was_merged_away_the_survivor_is_told_alone(member, ada):
    merge(ada, LeadFactory(name="Ada Byron", company="Engines", phone="+12125550142"), by=member)
    for values, _ in HINTS:
        (told,) = possible_duplicates(values, member, country="US")
        assert told.lead == ada


def test_many_who_share_a_number_out_of_sight_hide_nobody_in_sight(member, plain_member):
    LeadFactory.create_batch(25, phone="+12125550199", owner=member)
    mine = LeadFactory(phone="+12125550199", owner=plain_member)
    assert possible_duplicates({"phones": ["+12125550199"]}, plain_member) == [
        Duplicate("Same phone: +12125550199", mine)
    ]
