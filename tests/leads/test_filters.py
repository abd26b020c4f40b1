import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hirepilot.journal import operation
from hirepilot.models import Operation
from hirepilot.tenancy import workspace_scope
from leads.filters import LeadFilter
from leads.models import Company, Lead, Tag
from leads.services.organising import archive
from tests.factories.leads import LeadFactory, LeadListFactory, TagFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]


def found(address, member):
    narrowed = LeadFilter(QueryDict(address), member=member)
    assert narrowed.is_valid(), narrowed.errors
    shown = {lead.full_name for lead in narrowed.search.page()}
    assert shown == {lead.full_name for lead in narrowed.qs}
    return shown


@pytest.fixture
def ada(workspace, plain_member):
    return LeadFactory(
        name="Ada", email="ada@engines.example", tags=["Austin", "42"], lists=["Fair", "7"], company="Engines GmbH", status="replied",
        owner=plain_member, source="file",
    )  # fmt: skip


@pytest.fixture
def people(ada):
    LeadFactory(name="Bob", tags=["Berlin"], lists=["Spring"], status="new", source="manual")
    LeadFactory(name="Cecil", archived_at="2026-01-01T00:00Z", tags=["Austin"], lists=["Fair"])


@pytest.mark.proves("LEAD-076", "LEAD-079", "LEAD-080", "LEAD-146")
@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("", {"Ada", "Bob"}), ("unknown=1&after=x", {"Ada", "Bob"}), ("status=", {"Ada", "Bob"}),
        ("status=replied", {"Ada"}), ("status=replied&status=new", {"Ada", "Bob"}), ("status=converted", set()),
        ("tag=austin", {"Ada"}), ("tag=AUSTIN&tag=Berlin", {"Ada", "Bob"}), ("tag=42", {"Ada"}),
        ("list=fair", {"Ada"}), ("list=FAIR&list=Spring", {"Ada", "Bob"}), ("list=7", {"Ada"}),
        ("archived=1&list=Fair", {"Ada", "Cecil"}), ("list=Fair&tag=Berlin", set()), ("list=", {"Ada", "Bob"}),
        ("owner=none", {"Bob"}), ("owner=me", set()), ("source=file", {"Ada"}),
        ("source=file&source=manual", {"Ada", "Bob"}), ("source=", {"Ada", "Bob"}),
        ("company=engines", {"Ada"}), ("company=ENGINES%20gmbh", {"Ada"}),
        ("has_email=1", {"Ada"}), ("has_email=0", {"Bob"}),
        ("archived=0", {"Ada", "Bob"}), ("archived=1", {"Ada", "Bob", "Cecil"}), ("archived=only", {"Cecil"}),
        ("archived=only&tag=Austin", {"Cecil"}), ("q=%20", {"Ada", "Bob"}), ("q=ad&status=new", set()),
        ("q=cecil", set()), ("q=cecil&archived=1", {"Cecil"}), ("q=cec&archived=only", {"Cecil"}),
    ],
)  # fmt: skip
def test_parameters_narrow_the_list(member, address, names):
    assert found(address, member) == names


@pytest.mark.usefixtures("people")
def test_tags_lists_owners_companies_and_imports_are_given_by_id_too(member, plain_member, ada):
    austin, engines = Tag.objects.get(key="austin"), Company.objects.get()
    for address in (
        f"tag={austin.pk}", f"list={ada.list_members.get(list__key='fair').list_id}", f"owner={plain_member.pk}", f"company={engines.pk}", f"import={ada.created_in}",
    ):  # fmt: skip
        assert found(address, member) == {"Ada"}
    assert found(f"owner={plain_member.pk}&owner=none", member) == {"Ada", "Bob"}


@pytest.mark.usefixtures("ada")
def test_me_is_whoever_asks(member, plain_member):
    assert (found("owner=me", plain_member), found("owner=me", member)) == ({"Ada"}, set())


HOSTILE = [
    "status=happy", "status=new&status=%00", "owner=you", "owner=-1", "owner=%C2%B2", "owner=99999999999999999999999",
    "owner=1.5", "owner=0", "tag=never", "tag=99999999999999999999", "tag=" + "x" * 5_000,
    "list=never", "list=0", "list=99999999999999999999", "list=" + "x" * 5_000,
    "company=Nobody", "company=7777777",
    "import=0", "import=abc", "import=99999999999999999999", "import=-1", "has_email=maybe", "archived=2", "sort=email",
    "sort=-id", "sort=name;drop", "source=moon", "q=" + "a" * 201, "q=%00", "&".join(51 * ["tag=Austin"]),
]  # fmt: skip


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("address", HOSTILE)
def test_a_value_that_means_nothing_is_an_error_of_its_field_and_finds_nothing(member, address):
    narrowed = LeadFilter(QueryDict(address), member=member)
    assert list(narrowed.errors) == [address.partition("=")[0]]
    assert (list(narrowed.qs), narrowed.search.page().rows, narrowed.search.count()) == ([], [], 0)


@pytest.mark.usefixtures("people")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from([*LeadFilter.base_filters, "after"]),
        st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), max_size=3),
    )
)
def test_no_address_breaks_the_list(member, parameters):
    address = QueryDict(mutable=True)
    for name, values in parameters.items():
        address.setlist(name, values)
    narrowed = LeadFilter(address, member=member)
    assert len(narrowed.search.page()) == narrowed.search.count() == narrowed.qs.count()


def test_a_tag_a_list_an_owner_and_an_import_of_a_neighbour_are_unknown_here(member, neighbour):
    with workspace_scope(neighbour.workspace):
        tag, lead_list = TagFactory(name="Theirs"), LeadListFactory(name="Theirs")
        operation = Operation.objects.latest("pk")
    for address in (
        "tag=Theirs", f"tag={tag.pk}", "list=Theirs", f"list={lead_list.pk}", f"owner={neighbour.pk}",
        f"import={operation.pk}",
    ):  # fmt: skip
        assert not LeadFilter(QueryDict(address), member=member).is_valid(), address


@pytest.mark.usefixtures("people")
def test_everybody_found_can_be_changed_at_once(member):
    assert archive(LeadFilter(QueryDict("tag=Austin&archived=1"), member=member).qs, by=member) == 1
    assert set(Lead.objects.archived().values_list("full_name", flat=True)) == {"Ada", "Cecil"}


@pytest.mark.usefixtures("people")
def test_a_request_says_who_asks(plain_member, rf):
    request = rf.get("/", {"owner": "me"})
    request.member = plain_member
    narrowed = LeadFilter(request.GET, Lead.objects.none(), request=request)
    assert [lead.full_name for lead in narrowed.qs] == ["Ada"]


def test_a_company_out_of_sight_is_refused_like_one_that_is_not_there(workspace, member, plain_member):
    workspace.lead_visibility = "own"
    workspace.save()
    LeadFactory(name="Grace", company="Navy", owner=member)

    hidden = LeadFilter(QueryDict("company=Navy"), member=plain_member).errors
    by_number = LeadFilter(QueryDict(f"company={Company.objects.get().pk}"), member=plain_member).errors

    assert hidden == {"company": ["There is no company “Navy”."]}
    assert by_number == {"company": [f"There is no company “{Company.objects.get().pk}”."]}
    assert found("company=Navy", member) == {"Grace"}


def test_an_import_out_of_sight_is_refused_like_one_that_is_not_there(workspace, member, plain_member):
    theirs, missing = LeadFactory(name="Grace", owner=plain_member).created_in, 10**6
    with operation("lead.import", by=plain_member) as own:
        LeadFactory(name="Ada", owner=plain_member)

    def errors(number):
        return LeadFilter(QueryDict(f"import={number}"), member=plain_member).errors

    assert errors(theirs) == errors(missing) == {"import": ["There is no such import."]}
    assert found(f"import={own.pk}", plain_member) == {"Ada"}
    assert found(f"import={theirs}", member) == {"Grace"}
