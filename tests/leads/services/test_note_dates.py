"""A note of a file keeps the day on which it was written."""

import pytest

from leads.services.intake_clean import Rules, clean
from leads.sources.base import LeadDraft


def cleaned(note, day="", source="file", order="dmy"):
    row = clean(
        LeadDraft(full_name="Ada Byron", note=note, note_date=day), Rules(source=source, date_order=order)
    )
    return row.note, row.note_at, [warning.code for warning in row.warnings]


@pytest.mark.parametrize(
    ("note", "day", "found"),
    [
        ("Met", "03/04/2024", ("2024-04-03", [])),
        ("Met", "soon", (None, ["not_a_date"])),
        ("Met", "2999-01-01", (None, ["date_ahead"])),
        ("Met", "", (None, [])),
        ("", "03/04/2024", (None, [])),
        ("2024-03-12: Met at the fair", "", ("2024-03-12", [])),
        ("2024-03-12 09:14 - Met", "", ("2024-03-12", [])),
        ("2024-03-12: Met", "2024-05-01", ("2024-05-01", [])),
        ("2024-03-12: Met\n2024-05-01: Called", "", (None, [])),
        ("2999-03-12: Call back", "", (None, [])),
        ("2024-13-40: Met", "", (None, [])),
        ("2024 was good", "", (None, [])),
    ],
)
def test_the_day_is_that_of_its_column_or_the_one_it_begins_with(note, day, found):
    assert cleaned(note, day) == (note, *found)


def test_what_a_person_types_has_the_day_on_which_it_is_typed():
    assert cleaned("2024-03-12: Met", source="manual") == ("2024-03-12: Met", None, [])
