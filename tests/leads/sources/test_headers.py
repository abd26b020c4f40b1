import pytest

from leads.sources.fields import FIELDS
from leads.sources.headers import KNOWN, LEFT_OUT, field_of, is_known


@pytest.mark.parametrize(
    "header", ["First Name", "firstName", "first_name", " FIRST-NAME ", "First Name (2)", "first.name"]
)
def test_spellings_of_one_header_are_one(header):
    assert field_of(header) == ("first_name", 98)


@pytest.mark.parametrize(
    ("header", "field"),
    [("E-mail 3 - Value", "email"), ("email2", "email"), ("E-mail 2 Address", "email"), ("Phone 4 - Value", "phone"),
     ("E-mail 1 - Label", ""), ("Phone 1 - Type", ""), ("Email Status", ""), ("", ""), ("Company Name for Emails", "")],
)  # fmt: skip
def test_numbered_groups_are_known_by_their_values(header, field):
    assert field_of(header)[0] == field


def test_every_name_stands_for_a_field_that_exists_and_none_is_also_left_out():
    assert {field for field, _ in KNOWN.values()} == set(FIELDS)
    assert not set(KNOWN) & set(LEFT_OUT)
    assert "" not in KNOWN


def test_left_out_names_still_show_where_the_header_is():
    assert is_known("Company City")
    assert not is_known("Austin")
