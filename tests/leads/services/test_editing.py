import pytest

from hirepilot.journal import history_of
from hirepilot.models import Operation
from hirepilot.services.undo import undo
from hirepilot.tenancy import workspace_scope
from leads.errors import IdentityTaken, MergedAway, NothingToIdentify, ValuesRefused
from leads.models import Company, Identity, Lead
from leads.services.editing import Edited, edit, values_of
from leads.services.intake import take_in
from leads.sources.base import LeadDraft
from tests.factories.leads import CustomFieldFactory, IdentityFactory, LeadFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]


def reloaded(lead):
    return Lead.objects.get(pk=lead.pk)


def addresses(lead):
    rows = [*lead.identities.all(), *lead.contact_values.all()]
    return sorted((row.kind, row.value) for row in rows)


def test_what_a_person_types_is_cleaned_kept_and_marked(member):
    lead = LeadFactory(name="Ada Byron")
    edited = edit(
        lead, {"title": "  sr. engineer ", "company": "Engines GmbH", "location": "Berlin"}, by=member
    )
    lead = reloaded(lead)
    assert edited == Edited(changed=("company", "location", "title"))
    assert (lead.title, lead.title_normal, lead.company_name, lead.location) == (
        "sr. engineer", "Senior Engineer", "Engines GmbH", "Berlin",
    )  # fmt: skip
    assert (lead.company, lead.typed) == (
        Company.objects.get(key="engines"),
        ["company", "location", "title"],
    )
    assert history_of(lead)[0].operation.summary == "Edited Ada Byron"


def test_what_is_typed_back_unchanged_changes_nothing():
    lead = LeadFactory(
        name="Ada Byron",
        email="ada@engines.example",
        linkedin="ada-byron",
        phone="+493012345678",
        company="Engines",
    )
    IdentityFactory(lead=lead, kind=Identity.Kind.SALES_LEAD, value="ACwAAAbcdefghijk")
    before = Operation.objects.count()
    assert edit(lead, values_of(reloaded(lead))) == Edited()
    assert Operation.objects.count() == before


@pytest.mark.parametrize(
    ("typed", "full", "first", "last"),
    [
        ({"full_name": "Ada King"}, "Ada King", "Ada", "King"),
        ({"last_name": "King"}, "Ada King", "Ada", "King"),
        (
            {"full_name": "Ada Byron", "first_name": "Augusta", "last_name": "King"},
            "Augusta King",
            "Augusta",
            "King",
        ),
        ({"full_name": "Ada King", "first_name": "Ada", "last_name": "Byron"}, "Ada King", "Ada", "King"),
    ],
)
def test_the_parts_of_a_name_stay_together(typed, full, first, last):
    lead = LeadFactory(name="Ada Byron")
    assert edit(lead, typed) == Edited(changed=("full_name",))
    lead = reloaded(lead)
    assert (lead.full_name, lead.first_name, lead.last_name) == (full, first, last)


@pytest.mark.proves("LEAD-010", "LEAD-011", "LEAD-037")
def test_addresses_are_edited_as_lists_and_the_first_stands_for_all(member):
    lead = LeadFactory(email="old@engines.example", linkedin="ada-byron")
    edit(lead, {
        "emails": ["New@Engines.example", "jobs@engines.example", "old@engines.example"],
        "phones": ["(212) 555-0142", "+44 20 7946 0018"],
        "linkedin": ["https://www.linkedin.com/in/Ada-King/?trk=x"],
    }, by=member)  # fmt: skip
    lead = reloaded(lead)
    assert addresses(lead) == [
        ("email", "new@engines.example"), ("email", "old@engines.example"), ("phone", "+12125550142"),
        ("phone", "+442079460018"), ("role_email", "jobs@engines.example"), ("slug", "ada-king"),
    ]  # fmt: skip
    assert (lead.email, lead.phone, lead.linkedin) == ("new@engines.example", "+12125550142", "ada-king")
    assert lead.typed == ["emails", "linkedin", "phones"]


def test_undo_gives_edited_addresses_back():
    lead = LeadFactory(email="old@engines.example", linkedin="ada-byron")
    edit(lead, {"emails": ["new@engines.example"], "linkedin": []})
    undo(Operation.objects.latest("pk"))
    lead = reloaded(lead)
    assert addresses(lead) == [("email", "old@engines.example"), ("slug", "ada-byron")]
    assert (lead.email, lead.linkedin, lead.typed) == ("old@engines.example", "ada-byron", [])


HOSTILE = [
    ({"emails": ["ada@"]}, "emails"),
    ({"emails": "ada@engines.example"}, "emails"),
    ({"emails": ["a@b.example"] * 51}, "emails"),
    ({"emails": [None, 7]}, "emails"),
    ({"phones": ["12"]}, "phones"),
    ({"linkedin": ["https://www.linkedin.com/company/engines"]}, "linkedin"),
    ({"linkedin": ["https://lnkd.in/abc"]}, "linkedin"),
    ({"title": 5}, "title"),
    ({"full_name": "LinkedIn Member"}, "full_name"),
    ({"status": "converted"}, "status"),
    ({"workspace_id": "1"}, "workspace_id"),
    ({"opted_out": []}, "opted_out"),
    ({"custom.unknown": "x"}, "custom.unknown"),
    ({"custom.visits": "many"}, "custom.visits"),
    ({"custom.visits": "NaN"}, "custom.visits"),
    ({"custom.since": "31.03.2027"}, "custom.since"),
    ({"custom.size": "XXL"}, "custom.size"),
]


@pytest.mark.parametrize(("values", "field"), HOSTILE)
def test_a_value_that_cannot_be_stored_is_refused_under_its_name_and_nothing_is_written(values, field):
    _custom_fields()
    lead = LeadFactory(name="Ada Byron")
    with pytest.raises(ValuesRefused) as refused:
        edit(lead, {"location": "Berlin", **values})
    assert list(refused.value.errors) == [field]
    assert reloaded(lead).location == ""


def _custom_fields():
    CustomFieldFactory(label="Visits", kind="number")
    CustomFieldFactory(label="Since", kind="date")
    CustomFieldFactory(label="Size", kind="choice", choices=["S", "M"])
    CustomFieldFactory(label="Remark", kind="text")


@pytest.mark.proves("LEAD-026", "LEAD-027", "LEAD-028", "LEAD-029")
def test_custom_fields_hold_what_their_kind_allows():
    _custom_fields()
    lead = LeadFactory(custom={"remark": "old", "size": "S"})
    typed = {"custom.visits": " 3.5 ", "custom.since": "2027-03-31", "custom.size": "M", "custom.remark": ""}
    edit(lead, typed)
    lead = reloaded(lead)
    assert lead.custom == {"visits": "3.5", "since": "2027-03-31", "size": "M"}
    assert lead.typed == sorted(typed)


@pytest.mark.proves("LEAD-043")
def test_an_identity_of_another_lead_is_refused_and_says_whose_it_is(member):
    other, lead = LeadFactory(name="Ada Byron", email="ada@engines.example"), LeadFactory()
    with pytest.raises(IdentityTaken, match="Ada Byron") as taken:
        edit(lead, {"emails": ["ADA@engines.example"], "location": "Berlin"}, by=member)
    assert taken.value.lead_id == other.pk
    assert reloaded(lead).location == ""


def test_a_lead_out_of_sight_is_not_disclosed(admin_member, plain_member):
    LeadFactory(name="Ada Byron", email="ada@engines.example", owner=admin_member)
    with pytest.raises(IdentityTaken) as taken:
        edit(LeadFactory(), {"emails": ["ada@engines.example"]}, by=plain_member)
    assert str(taken.value) == (
        f"“ada@engines.example” belongs to a lead that is owned by somebody else: ask {admin_member}."
    )
    assert taken.value.lead_id is None


def test_an_identity_in_another_workspace_is_free(neighbour):
    with workspace_scope(neighbour.workspace):
        LeadFactory(email="ada@engines.example")
    lead = LeadFactory()
    assert edit(lead, {"emails": ["ada@engines.example"]}).changed == ("emails",)


@pytest.mark.proves("LEAD-035")
def test_a_lead_keeps_a_name_or_an_identity():
    with pytest.raises(NothingToIdentify):
        edit(LeadFactory(name="Ada Byron"), {"full_name": ""})
    lead = LeadFactory(name="Ada Byron", email="ada@engines.example")
    edit(lead, {"full_name": ""})
    with pytest.raises(NothingToIdentify):
        edit(lead, {"emails": []})
    assert addresses(lead) == [("email", "ada@engines.example")]


def test_who_was_slower_is_told_and_overwrites_nothing():
    lead = LeadFactory(name="Ada Byron", location="Berlin")
    edit(lead, {"location": "Paris"})
    slower = edit(
        lead, {"location": "Oslo", "title": "Engineer"}, expected={"location": "Berlin", "title": ""}
    )
    assert slower == Edited(conflicts={"location": "Paris"})
    assert (reloaded(lead).location, reloaded(lead).title) == ("Paris", "")


def test_two_who_typed_the_same_do_not_disagree():
    lead = LeadFactory(location="Berlin")
    edit(lead, {"location": "Paris"})
    assert edit(lead, {"location": "Paris"}, expected={"location": "Berlin"}) == Edited()


def test_a_change_of_another_field_is_no_conflict():
    lead = LeadFactory(location="Berlin")
    edit(lead, {"location": "Paris"})
    assert edit(lead, {"title": "Engineer"}, expected={"title": ""}) == Edited(changed=("title",))


def test_a_merged_lead_is_not_edited():
    survivor = LeadFactory()
    with pytest.raises(MergedAway) as merged:
        edit(LeadFactory(merged_into=survivor), {"title": "Engineer"})
    assert merged.value.survivor_id == survivor.pk


@pytest.mark.proves("LEAD-009")
@pytest.mark.parametrize(("held", "typed", "full", "first", "last"), [
    ("Dr. José María O’Neil III, PhD", {"last_name": "Neu"}, "Dr. José María Neu III, PhD", "José", "Neu"),
    ("Dr. José María O’Neil III, PhD", {"first_name": "Pepe"}, "Dr. Pepe María O’Neil III, PhD", "Pepe", "O’Neil"),
    ("Prof. Ada Byron", {"first_name": "Augusta", "last_name": "King"}, "Prof. Augusta King", "Augusta", "King"),
    ("Prof. Ada Byron", {"first_name": "Byron", "last_name": "Ada"}, "Byron Ada", "Byron", "Ada"),
    ("Prof. Ada Byron", {"last_name": ""}, "Ada", "Ada", ""),
    ("Dr. Al Al-Sayed", {"first_name": "Ali"}, "Dr. Ali Al-Sayed", "Ali", "Al-Sayed"),
    ("Ada \\1 Byron", {"last_name": "K\\1ng"}, "Ada \\1 K\\1ng", "Ada", "K\\1ng"),
])  # fmt: skip
def test_a_changed_part_leaves_the_rest_of_the_name_as_it_was_given(
    workspace, member, held, typed, full, first, last
):
    take_in([LeadDraft(full_name=held)], source="manual", by=member)
    lead = Lead.objects.get()
    edit(lead, typed, by=member)
    lead.refresh_from_db()
    assert (lead.full_name, lead.first_name, lead.last_name) == (full, first, last)
