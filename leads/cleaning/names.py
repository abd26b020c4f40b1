"""Names of people: what is a name in a cell, and which part of it a letter begins with."""

import re
from typing import NamedTuple

from leads.cleaning.folding import fold
from leads.cleaning.name_agreement import names_agree
from leads.cleaning.name_parts import ALL_CJK, read_name, split_name, word_key
from leads.cleaning.name_vocabulary import CREDENTIALS, GENERATIONS, HONORIFICS, NOBODY
from leads.cleaning.text import BLANK, LIMITS, Bad, clean_line, is_blank

__all__ = ["Name", "clean_name", "fold", "names_agree"]


class Name(NamedTuple):
    """`full` is as given, `plain` without titles, credentials, emoji and slogans; `first` and `last` may be blank."""

    full: str
    first: str
    last: str
    plain: str


_NOBODY = Bad("not_a_person", "This stands for a person whose name is hidden.")
_NO_NAME = Bad("no_name", "There is no name in it.")
_LONGEST_PART = 100

# Nearly every word of a name; those that need a closer look although they are only letters are in `_SPECIAL`.
_PLAIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]{1,38}(?:[-'][A-Za-zÀ-ÖØ-öø-ɏ]{1,30})?|[A-Z]\.")
_SPECIAL = HONORIFICS | CREDENTIALS | frozenset(GENERATIONS) | frozenset(" ".join(NOBODY).split())


def clean_name(full="", first="", last=""):
    """The name in up to three cells, or `Bad` when there is none. Letters keep the case in which they were given."""
    if full:
        if not first and not last and 1 < len(words := full.split(" ")) < 6 and all(map(_is_plain, words)):
            first, last = words if len(words) == 2 else split_name(words)
            return Name(full, first, last, full)
    elif first and last and _is_plain(first) and _is_plain(last):
        return Name(both := f"{first} {last}", first, last, both)
    return _thoroughly(full, first, last)


def _is_plain(word):
    if not _PLAIN.fullmatch(word):
        return False
    return (word.lower() if word.isascii() else fold(word)).rstrip(".") not in _SPECIAL


def _thoroughly(full, first, last):
    raw, cells = clean_line(full or f"{first} {last}", LIMITS["name"]), (first, last)
    if _stands_for_nobody(f"{first} {last}"):
        first = last = ""
    if _stands_for_nobody(full):
        full = ""
    whole = read_name(full)
    given, family = read_name(first).words, read_name(last).words
    if not any(map(_has_letters, (*given, *family))):
        if not whole.words:
            return BLANK if is_blank(raw) else _NOBODY if fold(raw) in NOBODY else _NO_NAME
        words, (first, last), shown = whole.words, split_name(whole.words, whole.surname_at), raw
    else:
        first, last = " ".join(given), " ".join(word for word in family if word_key(word) not in GENERATIONS)
        parts = (*family, *given) if ALL_CJK.fullmatch(f"{first}{last}") else (*given, *family)
        is_whole = _is_made_of(whole.words, given, family)
        words, shown = (whole.words, raw) if is_whole else (parts, _together(cells, given, family, parts))
    plain = " ".join(words)[: LIMITS["name"]].rstrip()
    if not _has_letters(plain):
        return _NO_NAME
    # A slogan before the name may have taken all the room.
    shown = shown if _has_letters(shown) else plain
    return Name(shown, first[:_LONGEST_PART].rstrip(), last[:_LONGEST_PART].rstrip(), plain)


def _together(cells, given, family, parts):
    """The cells of the parts as one name, titles and all; in the order of their script."""
    if parts != (*given, *family):
        return " ".join(parts)[: LIMITS["name"]].rstrip()
    told = (cell for cell, words in zip(cells, (given, family), strict=True) if any(map(_has_letters, words)))
    return clean_line(" ".join(told), LIMITS["name"])


def _is_made_of(words, given, family):
    """Whether a whole name holds its parts, as words of their own or, as in 김철수 and アダ・バイロン, without a space."""
    if set(map(word_key, (*given, *family))) <= set(map(word_key, words)):
        return True
    letters = "".join(words).replace("・", "")
    return letters in ("".join((*family, *given)), "".join((*given, *family)))


def _stands_for_nobody(text):
    return fold(text) in NOBODY or is_blank(text)


def _has_letters(text):
    return any(letter.isalpha() for letter in text)
