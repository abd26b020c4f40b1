import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.cleaning.dates import DAY_FIRST, MONTH_FIRST, clean_date, order_of


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("2024-03-12", "2024-03-12"), ("2024-03-12 09:14", "2024-03-12"), ("2026-06-08T20:16:47+00:00", "2026-06-08"),
        ("2024/3/2", "2024-03-02"), ("12 Mar 2024", "2024-03-12"), ("7-Feb-22", "2022-02-07"), ("Mar 3rd, 2024", "2024-03-03"),
        ("31/12/2024", "2024-12-31"), ("12/31/2024", "2024-12-31"), ("12.03.2024", "2024-03-12"), ("1. März 2024", "2024-03-01"),
        ("3 juillet 2024", "2024-07-03"), ("3 juin 2024", "2024-06-03"), ("5 de enero de 2024", "2024-01-05"),
        ("31/12/99", "1999-12-31"), ("5/5/2024 10:00 AM", "2024-05-05"), (" 2024-03-12 ", "2024-03-12"),
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(cell, iso):
    assert clean_date(cell) == iso


@pytest.mark.parametrize(
    "cell", ["", "soon", "2024-02-30", "31/13/2024", "0/5/2024", "12", "1 Foo 2024", "2024", "٣/٤/٢٠٢٤x"]
)
def test_what_is_no_day_says_so(cell):
    assert (not clean_date(cell), clean_date(cell).code) == (True, "not_a_date")


def test_day_and_month_that_could_change_places_are_in_doubt_until_somebody_says():
    assert clean_date("03/04/2024").code == "date_in_doubt"
    assert (clean_date("03/04/2024", DAY_FIRST), clean_date("03/04/2024", MONTH_FIRST)) == (
        "2024-04-03",
        "2024-03-04",
    )
    assert (clean_date("31/12/2024", MONTH_FIRST), clean_date("2024-03-12", MONTH_FIRST)) == (
        "2024-12-31",
        "2024-03-12",
    )


@pytest.mark.parametrize(
    ("cell", "order"),
    [("31/12/2024", "dmy"), ("12/31/2024", "mdy"), ("03/04/2024", "either"), ("4/4/2024", ""), ("2024-03-04", ""),
     ("3 Mar 2024", ""), ("03.04.2024", "dmy"), ("x", "")],
)  # fmt: skip
def test_a_cell_proves_the_order_or_leaves_doubt(cell, order):
    assert order_of(cell) == order


@given(st.text(max_size=20), st.sampled_from(["", DAY_FIRST, MONTH_FIRST]))
def test_whatever_stands_there_is_a_day_or_a_reason(cell, order):
    found = clean_date(cell, order)
    assert len(found) == 10 if found else found.detail
