"""What every channel takes and how it answers: `send(notice)` returns, or raises TryLater or Refused."""

import re
from dataclasses import dataclass

# Alerts leave the house: nothing in them may be a lead's address or number, wherever a text came from.
ADDRESS = re.compile(r"[^\s@<>()\"']+@[^\s@<>()\"']+")
NUMBER = re.compile(r"\+?\d[\d\s()./-]{6,}\d")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


@dataclass(frozen=True)
class Notice:
    """An alert in plain words: ids and a link, no person's data."""

    title: str
    facts: tuple[tuple[str, str], ...]
    url: str
    reference: str


def harmless(text, at_most=200):
    """One line without addresses, phone numbers and control characters."""
    text = CONTROL.sub(" ", text)
    text = NUMBER.sub("[number]", ADDRESS.sub("[address]", text))
    return " ".join(text.split())[:at_most]
