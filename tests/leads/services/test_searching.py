"""Whatever road a search takes, few or many, walked or gathered, its pages show the same rows as sorting them all."""

import random
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from django.http import QueryDict

from hirepilot.errors import BadCursor
from hirepilot.tenancy import workspace_scope
from leads.cleaning.folding import fold
from leads.filters import LeadFilter
from leads.models import Lead
from leads.services import search_sources, search_walk, searching
from tests.factories.leads import ContactValueFactory, IdentityFactory, LeadFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]

START = datetime(2026, 1, 1, tzinfo=UTC)
FILTERS = [
    "sort=active", "sort=-created", "sort=created&status=new", "sort=name", "sort=-name&tag=Austin",
    "q=ada&sort=active", "tag=Austin&sort=created", "archived=only&sort=-created", "archived=1&sort=active",
    "owner=none&sort=active", "", "status=replied", "status=replied&status=new", "status=converted",
    "owner=none", "owner=me", "owner=me&owner=none", "tag=Austin", "tag=austin&tag=Berlin", "q=ada", "q=ad+eng",
    "q=nobody", "q=ada&tag=Austin&status=new", "company=Engines", "has_email=1", "has_email=0&status=new",
    "source=file", "source=sniper", "archived=1", "archived=only", "archived=only&tag=Austin",
    "archived=1&status=replied&owner=none", "tag=Austin&owner=none&status=new", "q=a1@", "q=b12", "q=a13",
    "q=a@engines", "q=ada-byron-1",
]  # fmt: skip
ROADS = {
    "short lists": {},
    "walks": {"LISTED": -1, "CERTAINLY_MORE": -1},
    "walks that end early": {"LISTED": -1, "CERTAINLY_MORE": -1, "WALK": 3},
}


def some_leads(member, colleague):
    chance = random.Random(7)
    for number in range(40):
        last = START + timedelta(hours=chance.randrange(40))
        LeadFactory(
            name=f"{chance.choice(['Ada', 'Adele', 'Žofie'])} {chance.choice(['Byron', 'King', 'Engel'])} {number}",
            email=chance.choice(["", f"a{number}@engines.example", f"b{number}@looms.example"]),
            linkedin=chance.choice(["", f"ada-byron-{number}"]), company=chance.choice([None, "Engines", "Looms"]),
            tags=chance.sample(["Austin", "Berlin", "Cairo"], chance.randrange(3)),
            status=chance.choice(["new", "new", "replied", "qualified"]),
            owner=chance.choice([None, member, colleague]), source=chance.choice(["file", "manual"]),
            archived_at=chance.choice([None, None, None, last]), last_activity_at=last,
        )  # fmt: skip
    first, *_ = Lead.objects.order_by("pk")
    LeadFactory(name="Ada Merged", merged_into=first, tags=["Austin"])


def sorted_here(leads, sort):
    keys = {
        "active": lambda lead: (lead.last_activity_at, lead.pk), "created": lambda lead: lead.pk,
        "name": lambda lead: (fold(lead.full_name), lead.pk),
    }  # fmt: skip
    return sorted(leads, key=keys[sort.strip("-")], reverse=sort.startswith("-"))


def all_pages(address, member, size):
    """The rows of all pages from the first to the last, and of those on the way back."""

    def page(**cursor):
        found = LeadFilter(QueryDict(address), member=member)
        assert found.is_valid(), found.errors
        return found.search.page(size=size, **cursor)

    forwards, shown = [], page()
    total, first = shown.total, shown.rows
    while True:
        forwards += shown.rows
        if not shown.next:
            break
        shown = page(after=shown.next)
    backwards = shown.rows
    while shown.previous:
        shown = page(before=shown.previous)
        backwards = shown.rows + backwards
    assert shown.rows == first
    return forwards, backwards, total


@pytest.mark.proves("WHO-153", "WHO-154", "WHO-155", "LEAD-146")
@pytest.mark.parametrize("road", ROADS)
def test_pages_show_what_sorting_all_of_them_shows(member, plain_member, admin_member, road, monkeypatch):
    for name, value in ROADS[road].items():
        monkeypatch.setattr(search_walk if name == "WALK" else search_sources, name, value)
    some_leads(plain_member, admin_member)
    for asks in (member, plain_member):
        for address in FILTERS:
            leads = LeadFilter(QueryDict(address), member=asks).qs
            expected = sorted_here(leads, QueryDict(address).get("sort", "-active"))
            assert {lead.pk for lead in expected} == brute_force(address, asks), address
            forwards, backwards, total = all_pages(address, asks, size=11)
            assert forwards == expected, address
            assert total == len(expected), address
            assert set(backwards) == set(expected), address


def brute_force(address, member):
    """The ids that match, decided without any SQL of ours."""
    asked = QueryDict(address)
    return {
        lead.pk
        for lead in Lead.objects.prefetch_related("tags", "identities")
        if _matches(lead, asked, member)
    }


def _matches(lead, asked, member):
    owners = {"me": member.pk, "none": None}
    archived = asked.get("archived", "0")
    words = (
        fold(f"{lead.full_name} {lead.company_name} {lead.title} {lead.location}").replace("-", " ").split()
    )
    addresses = [identity.value for identity in lead.identities.all()]
    return all(
        (
            lead.merged_into_id is None,
            member.role == "owner" or lead.owner_id in (member.pk, None),
            archived == "1" or (lead.archived_at is not None) == (archived == "only"),
            not asked.getlist("status") or lead.status in asked.getlist("status"),
            not asked.getlist("owner")
            or lead.owner_id in [owners[owner] for owner in asked.getlist("owner")],
            not asked.getlist("tag")
            or {tag.key for tag in lead.tags.all()} & {fold(tag) for tag in asked.getlist("tag")},
            not asked.get("source") or lead.source == asked["source"],
            not asked.get("company") or lead.company_name == asked["company"],
            not asked.get("has_email") or bool(lead.email) == (asked["has_email"] == "1"),
            all(_begins(part, words, addresses) for part in asked.get("q", "").split()),
        )
    )


def _begins(part, words, addresses):
    of_addresses = any(sign in part for sign in "@-1") and any(
        address.startswith(part) for address in addresses
    )
    of_words = all(any(word.startswith(begin) for word in words) for begin in part.split("-"))
    return of_addresses or ("@" not in part and of_words)


def found(address, member):
    search = LeadFilter(QueryDict(address), member=member)
    assert search.is_valid(), search.errors
    return {lead.full_name for lead in search.search.page().rows}


SEARCHES = [
    ("q=lukasz", {"Łukasz Größe"}), ("q=GROSSE", {"Łukasz Größe"}), ("q=łukasz grö", {"Łukasz Größe"}),
    ("q=o'ne", {"Sinéad O'Neill"}), ("q=oneill", set()), ("q=neill", {"Sinéad O'Neill"}),
    ("q=engi lukasz", {"Łukasz Größe"}), ("q=engineer berlin", {"Łukasz Größe"}), ("q=größe nobody", set()),
    ("q=lukasz@", {"Łukasz Größe"}), ("q=LUKASZ@Engines.example", {"Łukasz Größe"}), ("q=ukasz@", set()),
    ("q=jobs@", {"Łukasz Größe"}), ("q=lukasz.g", {"Łukasz Größe"}),
    ("q=https://de.linkedin.com/in/Lukasz-G/?x=1", {"Łukasz Größe"}), ("q=in/lukasz-g", {"Łukasz Größe"}),
    ("q=lukasz-g", {"Łukasz Größe"}), ("q=linkedin.com/sales/lead/ACwAAAbcdefghijk,NAME,x", {"Łukasz Größe"}),
    ("q=%2B1 212 555 0142", {"Sinéad O'Neill"}), ("q=(212) 555-0142", {"Sinéad O'Neill"}),
    ("q=%2B1212", {"Sinéad O'Neill"}), ("q=5550142", set()),
    ("q=李", {"李小龙"}), ("q=%25", set()), ("q=*", set()), ("q='", set()), ("q=\\", set()), ("q=:*", set()),
    ("q=%26 |", set()), ("q=🙂", set()), ("q=_", set()), ("q=@", set()), ("q=@engines.example", set()),
]  # fmt: skip


@pytest.mark.parametrize(("address", "names"), SEARCHES)
def test_a_search_finds_words_and_addresses_by_their_beginnings(member, address, names):
    lead = LeadFactory(
        name="Łukasz Größe",
        email="lukasz.g@engines.example",
        linkedin="lukasz-g",
        title="Engineer",
        location="Berlin",
    )
    IdentityFactory(lead=lead, kind="sales_lead", value="ACwAAAbcdefghijk")
    IdentityFactory(lead=lead, kind="email", value="lukasz@engines.example")
    ContactValueFactory(lead=lead, kind="role_email", value="jobs@engines.example")
    LeadFactory(name="Sinéad O'Neill", phone="+12125550142")
    LeadFactory(name="李小龙")
    assert found(address, member) == names


@pytest.mark.proves("PRO-70")
def test_a_word_of_a_neighbour_finds_nothing_here(member, neighbour):
    with workspace_scope(neighbour.workspace):
        LeadFactory(name="Ada Byron", email="ada@engines.example", phone="+12125550142", linkedin="ada-byron")
    word = f"{neighbour.workspace_id}/ada"
    for text in ("ada", "ada@engines.example", "+12125550142", "linkedin.com/in/ada-byron", word):
        assert found(f"q={quote(text)}", member) == set()


@pytest.mark.proves("WHO-154", "WHO-155")
def test_those_out_of_sight_are_not_counted_either(plain_member, admin_member):
    LeadFactory(name="Ada Byron", owner=admin_member)
    search = LeadFilter(QueryDict("q=ada"), member=plain_member).search
    assert (search.page().rows, search.count(), search.elsewhere()) == ([], 0, {"archived": 0, "merged": 0})


@pytest.mark.proves("WHO-033")
def test_a_guest_finds_nobody(guest):
    LeadFactory(name="Ada Byron")
    for address in ("", "q=ada", "owner=none", "sort=name", "sort=created"):
        search = LeadFilter(QueryDict(address), member=guest).search
        assert (search.page().rows, search.count(), list(search.queryset())) == ([], 0, [])


def test_when_nobody_is_found_it_is_said_who_is_left_out(member):
    survivor = LeadFactory(name="Bob")
    LeadFactory(name="Ada Byron", archived_at=START)
    LeadFactory(name="Ada King", merged_into=survivor)
    search = LeadFilter(QueryDict("q=ada"), member=member).search
    assert (search.count(), search.elsewhere()) == (0, {"archived": 1, "merged": 1})


def test_an_order_by_name_of_too_many_is_the_default_order_and_says_so(member, monkeypatch):
    monkeypatch.setattr(searching, "COUNTED_TO", 2)
    for name in ("Cecil", "Ada", "Bob"):
        LeadFactory(name=name)
    search = LeadFilter(QueryDict("sort=name"), member=member).search
    assert (search.order.name, [lead.full_name for lead in search.page()]) == (
        "-active",
        ["Bob", "Ada", "Cecil"],
    )


def test_a_cursor_of_another_order_is_refused(member):
    for _ in range(3):
        LeadFactory()
    cursor = LeadFilter(QueryDict("sort=created"), member=member).search.page(size=1).next
    with pytest.raises(BadCursor):
        LeadFilter(QueryDict(""), member=member).search.page(after=cursor)


def test_a_page_takes_the_same_number_of_queries_whatever_is_on_it(member, django_assert_num_queries):
    for number in range(30):
        LeadFactory(tags=["Austin", "Berlin"], owner=member, email=f"p{number}@engines.example")
    with django_assert_num_queries(7):  # a savepoint and its release, two settings, keys, rows, tags
        for lead in LeadFilter(QueryDict(""), member=member).search.page():
            assert ([tag.name for tag in lead.tags.all()], str(lead.owner)) == (
                ["Austin", "Berlin"],
                str(member),
            )
