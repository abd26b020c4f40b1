import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.sources.base import LeadDraft
from leads.sources.columns import Mapper, to_draft
from leads.sources.fields import FIELDS


def mapping(*fields):
    return [{"column": column, "field": field} for column, field in enumerate(fields)]


def test_a_row_becomes_a_draft():
    fields = mapping(
        "first_name", "last_name", "email", "phone", "linkedin", "company", "company_domain", "title", "location",
        "status", "tags", "note", "owner", "opt_out_phone", "custom:notice", "",
    )  # fmt: skip
    cells = [
        " Ada ", "Byron", "ada@engines.example", "+49 170 1234567", "in/ada-byron", "Engines", "https://www.engines.example/x",
        "CEO", "Austin", "New", "VP Sales; Austin", "Met.\nTwice.", "mia@x.example", "yes", "3 months", "not mapped",
    ]  # fmt: skip

    assert Mapper(fields)(7, cells) == LeadDraft(
        line=7,
        first_name="Ada",
        last_name="Byron",
        emails=("ada@engines.example",),
        phones=("+49 170 1234567",),
        linkedin=("in/ada-byron",),
        company="Engines",
        company_domain="engines.example",
        title="CEO",
        location="Austin",
        status="New",
        tags=("VP Sales", "Austin"),
        note="Met.\nTwice.",
        owner="mia@x.example",
        opt_out=("phone",),
        custom=(("notice", "3 months"),),
    )


def test_a_row_that_is_too_short_has_blanks():
    assert to_draft(1, ["Ada"], mapping("full_name", "email", "custom:x")) == LeadDraft(
        line=1, full_name="Ada"
    )


def test_several_columns_of_one_kind_are_kept_in_order():
    draft = to_draft(1, ["a@x.example", "", "b@x.example"], mapping("email", "email", "email"))

    assert draft.emails == ("a@x.example", "b@x.example")


@pytest.mark.parametrize(
    ("cells", "location"),
    [
        (["Austin", "Texas", "USA"], "Austin, Texas, USA"),
        (["", "Texas", ""], "Texas"),
        (["Singapore", "", "Singapore"], "Singapore"),
        (["", "", ""], ""),
    ],
)
def test_city_state_and_country_make_a_location(cells, location):
    assert to_draft(1, cells, mapping("city", "state", "country")).location == location


@pytest.mark.parametrize(
    ("cell", "tags"),
    [
        ("VP Sales; Austin", ("VP Sales", "Austin")),
        ("VP Sales, Austin | 2025 prospects", ("VP Sales", "Austin", "2025 prospects")),
        ("* myContacts ::: Austin", ("myContacts", "Austin")),
        (";, Austin ,; Austin", ("Austin",)),
        ("  ", ()),
    ],
)
def test_tags_are_separated(cell, tags):
    assert to_draft(1, [cell], mapping("tags")).tags == tags


@pytest.mark.proves("LEAD-126", "LEAD-127")
def test_opt_outs_are_kept_for_each_channel():
    fields = mapping("opt_out", "opt_out", "opt_out_email", "opt_out_phone", "opt_out_linkedin", "status")

    assert to_draft(1, ["", "2024-01-31", "no", "DNC", "x", "Unsubscribed"], fields).opt_out == (
        "all", "phone", "linkedin", "email",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "location"),
    [
        (["Ships", "", "", ""], "Spain"), (["Ships", "", "Austin", ""], "Austin, Spain"), (["Ships", "", "", "Leeds"], "Leeds"),
    ],
)  # fmt: skip
def test_defaults_fill_blanks_only(cells, location):
    fields = mapping("company", "title", "city", "location")
    defaults = {
        "company": "Engines",
        "title": "CEO",
        "country": "Spain",
        "location": "Nowhere",
        "note": "Met",
    }

    assert to_draft(1, cells, fields, defaults) == LeadDraft(
        line=1, company="Ships", title="CEO", location=location, note="Met"
    )
    assert to_draft(1, ["", "", "", ""], fields, {"location": "Nowhere"}).location == "Nowhere"


def test_a_mapping_that_says_two_things_is_a_mistake():
    with pytest.raises(ValueError, match="two columns for 'title'"):
        Mapper(mapping("title", "title"))
    with pytest.raises(ValueError, match="there is no field 'shoe_size'"):
        Mapper(mapping("shoe_size"))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([*FIELDS, "custom:x", ""]), max_size=8, unique=True),
    st.lists(st.text(st.characters(), max_size=12), max_size=10),
)
def test_any_row_becomes_a_draft_of_texts(fields, cells):
    draft = Mapper(mapping(*fields))(1, cells)

    for name in LeadDraft.__slots__[1:]:
        value = getattr(draft, name)
        assert isinstance(value, str) or (isinstance(value, tuple) and all(value))
