"""Whether two names may belong to one person. Examples, with their reasons: `name_examples.NAME_EXAMPLES`."""

import re
from functools import lru_cache
from typing import NamedTuple

from leads.cleaning.folding import fold
from leads.cleaning.name_parts import BRACKETS, read_name, word_key
from leads.cleaning.name_vocabulary import GENERATIONS, PARTICLES
from leads.cleaning.nicknames import NICKNAMES


def names_agree(a, b):
    """False only where two names clearly differ; asked about people who already share an identity.

    - A blank name agrees with every other, and so does one in another script: that is no evidence against.
    - Otherwise each word of the shorter name needs a word of the longer one for itself, in any order. So middle names,
      second surnames and single names may be missing, and a wholly new surname makes the names differ.
    - Two words are the same when they are equal without accents, case, ß/ss and ü/ue; when one is the initial of the
      other; when both are forms of one given name (`nicknames`); or when they are spelt alike (Philipp, Filip).
    - Words may be written in one (Jean-Pierre, Jeanpierre; De Silva, DeSilva; JP), particles (van, de, 't) be missing.
    - Brackets and quotes hold other names of the same person: (née King), "Addie".
    - Titles, credentials and slogans do not count; Jr. against Sr., and II against III, make two people.
    """
    if not a or not b or a == b or fold(a) == fold(b):
        return True
    ours, theirs = _comparable(a), _comparable(b)
    if ours.generation and theirs.generation and ours.generation != theirs.generation:
        return False
    scripts = ours.scripts & theirs.scripts
    if not scripts:
        return True
    ours, theirs = ours.in_scripts(scripts), theirs.in_scripts(scripts)
    if "cjk" in scripts:
        return _same_signs("".join(ours.words), "".join(theirs.words), "".join(reversed(ours.words)))
    return any(
        _one_fits(one, ours.others, other, theirs.others)
        for one in _versions(ours.words)
        for other in _versions(theirs.words)
    )


class _Comparable(NamedTuple):
    words: tuple[str, ...]
    others: tuple[str, ...]
    generation: str

    @property
    def scripts(self):
        return {_script(word) for word in self.words}

    def in_scripts(self, scripts):
        return self._replace(words=tuple(word for word in self.words if _script(word) in scripts))


_BESIDE = re.compile(
    r"\b(?:nee|ne|geb|geborene?r?|born|formerly|fka|maiden|she|her|hers|he|him|his|they|them)\b"
)
_BREAKS = re.compile(r"[^\w']+|_")


@lru_cache(maxsize=1024)
def _comparable(text):
    words, generation = [], ""
    for word in read_name(text).words:
        if found := GENERATIONS.get(word_key(word)):
            generation = found
        else:
            words += _broken(word)
    beside = " ".join(bracket[1:-1] for bracket in BRACKETS.findall(text))
    return _Comparable(tuple(words), tuple(_broken(_BESIDE.sub(" ", fold(beside)))), generation)


def _broken(text):
    pieces = (piece.replace("'", "") for piece in _BREAKS.split(fold(text)))
    return [piece for piece in pieces if piece and not piece.isdigit()]


def _script(word):
    sign = ord(word[0])
    if sign < 0x250 or 0x1E00 <= sign < 0x1F00:
        return "latin"
    if (
        0x3005 <= sign < 0xA000
        or 0xF900 <= sign < 0xFB00
        or 0x1100 <= sign < 0x1200
        or 0xAC00 <= sign < 0xD7B0
    ):
        return "cjk"
    return sign >> 8


def _same_signs(one, other, one_turned):
    """Names without spaces: equal in either order, or one a part of the other."""
    return one in other or other in one or one_turned == other


class _Joined(str):
    """Several words in one: the other name must have it whole, an initial is not enough."""

    __slots__ = ()


def _versions(words):
    """The words without particles, and with two or three neighbours written as one, or as their initials."""
    bare = tuple(word for word in words if word not in PARTICLES)
    yield bare if len(bare) > 1 or len(words) == len(bare) else words
    if not 1 < len(words) < 8:
        return
    for length in (2, 3):
        for at in range(len(words) - length + 1):
            run = words[at : at + length]
            yield (*words[:at], _Joined("".join(run)), *words[at + length :])
            if length < len(words):
                yield (*words[:at], _Joined("".join(word[0] for word in run)), *words[at + length :])


def _one_fits(one, beside_one, other, beside_other):
    return (len(one) <= len(other) and _fits(one, (*other, *beside_other))) or (
        len(other) <= len(one) and _fits(other, (*one, *beside_one))
    )


def _fits(few, many):
    """Whether each word of the one finds its own among the other: equal ones first, initials last."""
    open_words, left = list(few), list(many)
    for same in (str.__eq__, _alike, _initial):
        for word in tuple(open_words):
            partner = next((candidate for candidate in left if same(word, candidate)), None)
            if partner is not None:
                open_words.remove(word)
                left.remove(partner)
    return not open_words


def _initial(one, other):
    if isinstance(one, _Joined) or isinstance(other, _Joined):
        return False
    return (len(one) == 1 or len(other) == 1) and one[0] == other[0]


def _alike(one, other):
    if len(one) == 1 or len(other) == 1:
        return False
    if NICKNAMES.get(one, _NONE) & NICKNAMES.get(other, _NONE) or _sound(one) == _sound(other):
        return True
    return _neighbours_swapped(one, other)


_NONE: frozenset[int] = frozenset()

# Spellings of one sound, applied in this order.
_SOUNDS = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        ("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"), ("ph", "f"), ("th", "t"), ("dt", "t"), ("t?sch|sz|sh", "s"),
        ("c(?![eihyz])|ck", "k"), ("x", "ks"), ("w", "v"), (r"\b[jy](?=[aeou])", "j"),
        (r"\B[jy]|\b[jy](?![aeou])", "i"), ("t?z", "s"), (r"(?<=[aeiou])h\b", ""), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


@lru_cache(maxsize=1024)
def _sound(word):
    for pattern, instead in _SOUNDS:
        word = pattern.sub(instead, word)
    return word


def _neighbours_swapped(one, other):
    """The commonest slip of fingers: two neighbouring letters in a word of five or more."""
    if len(one) != len(other) or len(one) < 5:
        return False
    at = next(
        (at for at, (left, right) in enumerate(zip(one, other, strict=True)) if left != right), len(one)
    )
    return one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
