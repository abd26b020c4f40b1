"""A value for a field of the workspace's own, by the kind of the field. Pure Python: the fields are read beforehand."""

from datetime import date
from decimal import Decimal, InvalidOperation

from leads.cleaning.text import clean_line
from leads.models import CustomField

LONGEST = 1_000


class Wrong(Exception):
    """One sentence about a value."""


def custom_value(custom_field, text):
    """The value as it is stored, blank for none. Raises Wrong for what the field cannot hold."""
    text = clean_line(text, LONGEST)
    if not text:
        return ""
    match custom_field.kind:
        case CustomField.Kind.NUMBER:
            return _number(text)
        case CustomField.Kind.DATE:
            return _date(text)
        case CustomField.Kind.CHOICE:
            return _choice(text, custom_field.choices)
    return text


def _number(text):
    try:
        if not Decimal(text).is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise Wrong("A number is needed here.") from None
    return text


def _date(text):
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Wrong("A date is needed here, such as 2027-03-31.") from None


def _choice(text, choices):
    if text not in choices:
        raise Wrong(f"One of these is needed here: {', '.join(map(str, choices))}.")
    return text
