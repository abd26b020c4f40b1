"""Days as people and programs write them: to the ISO form, or the reason why not."""

import re
from datetime import date

from leads.cleaning.folding import fold
from leads.cleaning.text import Bad

DAY_FIRST, MONTH_FIRST, EITHER = "dmy", "mdy", "either"
ORDERS = {DAY_FIRST: "Day first: 31/12/2026", MONTH_FIRST: "Month first: 12/31/2026"}

_TIME = r"(?:[ t,]+\d{1,2}[:.]\d\d.*)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/. ]) ?(\d{{1,2}})\2 ?(\d{{4}}|\d\d){_TIME}")
_DAY_AND_NAME = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|\.)?[ -/]+(?:de )?([^\W\d_]{{3,}})\.?[ ,-/]+(?:de )?(\d{{4}}|\d\d){_TIME}"
)
_NAME_AND_DAY = re.compile(rf"([^\W\d_]{{3,}})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}}){_TIME}")
# By their first letters, in English, German, French, Spanish and Dutch.
_MONTHS = {
    "jan": 1, "ene": 1, "feb": 2, "fev": 2, "mar": 3, "maa": 3, "mrt": 3, "apr": 4, "avr": 4, "abr": 4, "may": 5, "mai": 5,
    "mei": 5, "jun": 6, "juin": 6, "jul": 7, "juil": 7, "aug": 8, "aou": 8, "ago": 8, "sep": 9, "oct": 10, "okt": 10,
    "nov": 11, "dec": 12, "dez": 12, "dic": 12,
}  # fmt: skip

_NOT_A_DATE = Bad("not_a_date", "This is not a date.")
_IN_DOUBT = Bad("date_in_doubt", "It can be read in two ways: say whether the day or the month stands first.")


def clean_date(raw, order=""):
    """The day as 2027-03-31, or Bad. `order` decides where the day and the month could change places."""
    year, first, second, written = _parts(fold(raw))
    if not year:
        return _NOT_A_DATE
    if written == EITHER and not order:
        return _IN_DOUBT
    day, month = (
        (second, first) if (order if written == EITHER else written) == MONTH_FIRST else (first, second)
    )
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return _NOT_A_DATE


def order_of(raw):
    """What a cell says about day and month: DAY_FIRST or MONTH_FIRST where it proves that, EITHER, or "" (nothing)."""
    text = fold(raw)
    return _parts(text)[3] if _YEAR_LAST.fullmatch(text) else ""


def _parts(text):
    """(year, first, second, the order that they stand in); 0 for a year where it is none."""
    if found := _YEAR_FIRST.fullmatch(text):
        year, _, month, day = found.groups()
        return int(year), int(day), int(month), DAY_FIRST
    if found := _YEAR_LAST.fullmatch(text):
        first, mark, second, year = found.groups()
        return _year(year), int(first), int(second), _written(int(first), int(second), mark)
    if found := _DAY_AND_NAME.fullmatch(text):
        day, name, year = found.groups()
        return _year(year), int(day), _month(name), DAY_FIRST
    if found := _NAME_AND_DAY.fullmatch(text):
        name, day, year = found.groups()
        return _year(year), int(day), _month(name), DAY_FIRST
    return 0, 0, 0, ""


def _written(first, second, mark):
    if first > 12 or (mark == "." and second <= 12):  # nobody puts dots behind a month that stands first
        return DAY_FIRST
    if second > 12:
        return MONTH_FIRST
    return EITHER if first and second and first != second else ""


def _month(name):
    return _MONTHS.get(name[:4]) or _MONTHS.get(name[:3], 0)


def _year(digits):
    return int(digits) if len(digits) == 4 else int(digits) + (1900 if int(digits) >= 70 else 2000)
