import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.cleaning.phones import Phone, clean_phones
from leads.cleaning.text import Bad


@pytest.mark.proves("LEAD-048")
@pytest.mark.parametrize(
    ("cell", "country", "phone"),
    [
        ("+49 170 1234567", "", Phone("+491701234567", "+49 170 1234567")),
        ("+49 170 1234567", "US", Phone("+491701234567", "+49 170 1234567")),
        ("0170 1234567", "DE", Phone("+491701234567", "0170 1234567")),
        ("0711/1234567", "de", Phone("+497111234567", "0711/1234567")),
        ("+49 (0)170 1234567", "", Phone("+491701234567", "+49 (0)170 1234567")),
        ("0049 170 1234567", "US", Phone("+491701234567", "+49 170 1234567")),
        ("+39 06 1234 5678", "", Phone("+390612345678", "+39 06 1234 5678")),
        ("(202) 555-0100", "US", Phone("+12025550100", "(202) 555-0100")),
        ("1 202.555.0100", "US", Phone("+12025550100", "1 202.555.0100")),
        ("202-555-0100 ext. 12", "US", Phone("+12025550100", "202-555-0100 ext. 12")),
        ("+1 202 555 0100 x9", "", Phone("+12025550100", "+1 202 555 0100 x9")),
        ("tel:+1-202-555-0100;ext=5", "", Phone("+12025550100", "+1-202-555-0100;ext=5")),
        ("1-800-FLOWERS", "US", Phone("+18003569377", "1-800-FLOWERS")),
        ("Mobile: +49 170 1234567", "", Phone("+491701234567", "+49 170 1234567")),
        ("(m) 202 555 0100", "US", Phone("+12025550100", "202 555 0100")),
        ("202 555 0100 ext: 12", "US", Phone("+12025550100", "202 555 0100 ext: 12")),
        ("'+1 555-010-9999", "", Phone("+15550109999", "+1 555-010-9999")),
        ("491701234567.0", "DE", Phone("+491701234567", "491701234567")),
        ("491701234567.0", "US", Phone("+491701234567", "491701234567")),
        ("2025550100.0", "US", Phone("+12025550100", "2025550100")),
        ("٠١٧٠١٢٣٤٥٦٧", "DE", Phone("+491701234567", "٠١٧٠١٢٣٤٥٦٧")),
    ],
)
def test_a_number_in_e164_and_as_it_was_written(cell, country, phone):
    assert clean_phones(cell, country) == [phone]


@pytest.mark.parametrize(
    ("cell", "country", "code"),
    [
        ("4.91701E+11", "DE", "spoiled_phone"),
        ("4,91701E+11", "DE", "spoiled_phone"),
        ("'4.9E11", "DE", "spoiled_phone"),
        ("0170 1234567", "", "no_country"),
        ("(202) 555-0100", "", "no_country"),
        ("2025550100", "", "no_country"),
        ("555-0100", "US", "no_area_code"),
        ("12", "US", "wrong_length"),
        ("+1 202 555 01001", "", "wrong_length"),
        ("Ada", "US", "not_a_phone"),
        ("+999 123456789", "", "not_a_phone"),
        ("ada@engines.example", "US", "not_a_phone"),
    ],
)
def test_what_is_no_number_says_why(cell, country, code):
    (bad,) = clean_phones(cell, country)

    assert isinstance(bad, Bad)
    assert bad.code == code
    assert bad.detail.endswith(".")


@pytest.mark.parametrize("cell", ["", " ", "-", "n/a", "null"])
def test_a_blank_cell_has_no_numbers(cell):
    assert clean_phones(cell, "US") == []


@pytest.mark.parametrize(
    "cell",
    [
        "+49 170 1234567; +49 171 1234567",
        "+49 170 1234567 / +49 171 1234567",
        "+49 170 1234567,+49 171 1234567",
        "+49 170 1234567 ::: +49 171 1234567",
        "+49 170 1234567\n+49 171 1234567",
        "+49 170 1234567 or +49 171 1234567; 00491701234567",
    ],
)
def test_several_numbers_in_one_cell_each_once(cell):
    assert [phone.e164 for phone in clean_phones(cell)] == ["+491701234567", "+491711234567"]


def test_the_quick_way_finds_what_the_library_finds():
    for country_code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items():
        number = phonenumbers.example_number(regions[0]) if regions[0] != "001" else None
        if number:
            e164 = f"+{country_code}{phonenumbers.national_significant_number(number)}"
            assert clean_phones(e164) == [Phone(e164, e164)]


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.sampled_from("+0123456789 ()-./x;,E'٣") | st.characters(), max_size=25),
    st.sampled_from(["", "US", "DE", "xx", "\0"]),
)
def test_any_text_has_an_answer_that_the_library_agrees_with(cell, country):
    for phone in clean_phones(cell, country):
        assert isinstance(phone, Phone | Bad)
        if phone:
            assert phonenumbers.is_possible_number(phonenumbers.parse(phone.e164))
            assert len(phone.shown) <= 40
