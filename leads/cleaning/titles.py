"""Job titles: the text as given, one spelling of it, how senior it is and what the work is about."""

import re
from functools import lru_cache
from typing import NamedTuple

from leads.cleaning.folding import fold
from leads.cleaning.text import LIMITS, clean_line, is_blank
from leads.cleaning.title_words import ABBREVIATIONS, CHIEFS, FUNCTIONS, NOT_SENIORITY, SENIORITIES


class Title(NamedTuple):
    """`raw` is the title as given, `normal` the same with abbreviations written out and what is no title cut off.

    `seniority` and `function` are keys of SENIORITIES and FUNCTIONS, or "" where the words do not tell.
    """

    raw: str
    normal: str
    seniority: str
    function: str


_NO_TITLE = Title("", "", "", "")
# What follows is the employer or a slogan: "VP Sales @ Engines | Hiring!", "Recruiter bei Engines".
_EMPLOYER = re.compile(r"\s*[|｜•●►@].*|,? (?:at|bei|chez|presso|bij|hos) .*", re.IGNORECASE)
_SYMBOLS = re.compile("[\u2122\u00ae\u2190-\u2bff\ufe0e\ufe0f\U0001f000-\U0001faff]+")
_WORDS = re.compile(r"[^\W\d_]+(?:['.][^\W\d_]+)*\.?")


@lru_cache(maxsize=4096)
def clean_title(raw):
    """The title of any text; all of it "" for a blank one. Titles repeat, so answers are remembered."""
    shown = clean_line(raw, LIMITS["title"])
    if is_blank(shown):
        return _NO_TITLE
    short = _SYMBOLS.sub(" ", _EMPLOYER.sub("", shown)).strip(" ,;-–|") or shown
    normal = _written_out(short)
    words = f" {_plain(normal)} "
    return Title(shown, normal, _seniority(words), _function(words))


def _written_out(text):
    """Abbreviations in full. Capitals are given to words only where the whole title has one case."""
    one_case = text.islower() or (text.isupper() and " " in text)
    text = re.sub(r"\bV\.\s?P\b\.?", "VP", re.sub(r"\bC\.\s?E\.\s?O\b\.?", "CEO", text))

    def full(found):
        word = found[0]
        if written := ABBREVIATIONS.get(word.rstrip(".").lower()):
            return written
        return _with_capital(word) if one_case else word

    return " ".join(_WORDS.sub(full, text.replace(" & ", " and ")).split())[: LIMITS["title"]].rstrip()


_SMALL_WORDS = frozenset(
    "of and the for in to de der des du del la le et und y e di da van voor en für".split()
)
_IN_CAPITALS = frozenset(
    """
    ceo cto cfo coo cmo cio ciso chro cro cpo cdo cco clo hr it ui ux qa sap crm erp b2b pr seo ai ml bi rf vp svp evp
""".split()
)


def _with_capital(word):
    small = word.lower()
    if small in _IN_CAPITALS:
        return small.upper()
    return small if small in _SMALL_WORDS else small[:1].upper() + small[1:]


def _plain(text):
    return " ".join(re.findall(r"[^\W_]+|&|[+#]+", fold(text)))


def _seniority(words):
    words, assists, _ = NOT_SENIORITY.sub(" ", words).partition(" assistant to ")
    words += " assistant " if assists else ""
    return next((seniority for seniority, pattern in SENIORITIES.items() if pattern.search(words)), "")


def _function(words):
    for chief, function in CHIEFS.items():
        if chief in words:
            return function
    return next((function for function, pattern in FUNCTIONS.items() if pattern.search(words)), "")
