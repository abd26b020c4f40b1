"""Text as it may be stored: one line or several, nothing invisible in it, never longer than its column."""

import re
from typing import NamedTuple
from unicodedata import is_normalized, normalize

LIMITS = {"name": 200, "company": 200, "title": 200, "location": 200, "note": 20_000}


class Bad(NamedTuple):
    """Why a value was not taken: a code for machines, a sentence for people. It is always false."""

    code: str
    detail: str

    def __bool__(self):
        return False


BLANK = Bad("blank", "There is nothing in it.")

# Words that programs write where a person would leave the cell empty.
BLANK_WORDS = frozenset({
    "n/a", "#n/a", "#ref!", "#value!", "#name?", "n.a.", "n.v.", "k.a.", "-", "--", "---", "–", "—", ".", "?", "/",
    "null", "none", "nil", "nan", "undefined", "unknown", "not available", "not provided", "not found", "no email",
    "unbekannt", "keine angabe", "inconnu", "desconocido", "onbekend", "(blank)", "(none)", "(empty)", "[blank]",
    "[none]", "[not provided]",
})  # fmt: skip

# Lone surrogates and NUL cannot be stored, control characters cannot be seen, bidirectional overrides show one text
# and mean another; zero-width marks, soft hyphens and the blank letters of Hangul and Braille make equal values differ.
_INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f"
)
_JOINERS = "\u200c\u200d"
_OUT_OF_LINES = re.compile(f"[{_INVISIBLE}{_JOINERS}]+")
# The joiners hold emoji and several scripts together; in a note, where nothing is compared, they stay.
_OUT_OF_NOTES = re.compile(f"[{_INVISIBLE}]+")
_LINE_ENDS = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_MANY_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


def clean_line(raw, limit=200):
    """One line of visible text, spaces collapsed, composed (NFC), cut at the limit; "" when nothing is left."""
    if not raw.isascii():
        raw = _OUT_OF_LINES.sub("", raw)
        if not is_normalized("NFC", raw):
            raw = normalize("NFC", raw)
    elif not raw.isprintable():
        raw = _OUT_OF_LINES.sub("", raw)
    line = " ".join(raw.split())
    return line if len(line) <= limit else line[:limit].rstrip()


def clean_note(raw, limit=LIMITS["note"]):
    """Several lines of visible text with one kind of line end, at most two blank lines in a row, cut at the limit."""
    text = _OUT_OF_NOTES.sub("", _LINE_ENDS.sub("\n", raw))
    if not is_normalized("NFC", text):
        text = normalize("NFC", text)
    return _MANY_BLANK_LINES.sub("\n\n\n", text).strip()[:limit].rstrip()


def was_cut(raw, cleaned, limit=200):
    """Whether the limit took something away: worth a warning beside the row."""
    return len(cleaned) <= limit < len(raw) and len(clean_line(raw, len(raw) + limit)) > limit


def is_blank(text):
    """Whether a cell says nothing: empty, or one of the words that stand for it."""
    return not text or text.isspace() or (len(text) < 20 and text.strip().lower() in BLANK_WORDS)
