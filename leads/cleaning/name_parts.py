"""The words of a name cell: slogans, brackets, emoji, titles and credentials taken away, "Byron, Ada" turned round."""

import re
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from leads.cleaning.folding import fold
from leads.cleaning.name_vocabulary import (
    ALSO_NAMES,
    CREDENTIALS,
    GENERATIONS,
    HONORIFICS,
    KOREAN_DOUBLE_SURNAMES,
    ONLY_CREDENTIALS,
    SURNAME_STARTERS,
)
from leads.cleaning.text import clean_line, is_blank
from leads.cleaning.titles import clean_title

BRACKETS = re.compile(
    r"[(\[{（【「][^()\[\]{}（）【】「」]*[)\]}）】」]|[\"“”„«][^\"“”„«»]*[\"“”»]|(?<= )'[^']+'(?= )"
)
_SLOGAN = re.compile(r"\s*[|｜¦•●▪►▶➤@＠].*|\s+[·/~:]+\s.*|\s+//.*")
_DASH = re.compile(r"\s+[-–—]+\s+")
_SYMBOL = re.compile(
    "[\u00a9\u00ae\u2020-\u2023\u203c\u2049\u20e3\u2100-\u214f\u2190-\u2bff\ufe0e\ufe0f\U0001f000-\U0001faff]+"
)
# Letters chosen for their looks: mathematical bold, full width.
_DRESSED = re.compile("[\uff01-\uff5e\U0001d400-\U0001d7ff]+")
_AROUND = " ()[]{}\"'“”„«»"
_CJK = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
ALL_CJK = re.compile(f"[{_CJK}・ ]+")
_SOME_CJK = re.compile(f"[{_CJK}]+")
_HANGUL = re.compile("[\uac00-\ud7af]{2,5}")
_IN_CAPITALS = re.compile(r"[A-Z][A-Z0-9&/\-]{1,9}")


class Reading(NamedTuple):
    """The words of a name, given names first, and where the surname begins if the cell says so."""

    words: tuple[str, ...]
    surname_at: int | None = None


_NOTHING = Reading(())


@lru_cache(maxsize=4096)
def read_name(text):
    """One cell without what is no part of a name."""
    text = clean_line(text, 1_000)
    if is_blank(text) or "://" in text or re.fullmatch(r"\S+@\S+\.\S+", text):
        return _NOTHING
    if _DRESSED.search(text):
        text = normalize("NFC", _DRESSED.sub(lambda dressed: normalize("NFKC", dressed[0]), text))
    text = _without_symbols(_SLOGAN.sub("", text.lstrip("|•@ ")) or text)
    bare = " ".join(BRACKETS.sub(" ", text).split())
    head, *others = [part.strip() for part in re.split("[,，;]", _without_dash(bare or text.strip(_AROUND)))]
    words = _without_credentials(head.split())
    for other in filter(None, others):
        if word_key(other) in GENERATIONS:
            words = [*words, other]
        elif _reads_reversed(words, other):
            given = _without_honorifics(_without_credentials(other.split()))
            return Reading((*given, *words), len(given))
    bare_words = _without_honorifics(words)
    return Reading(tuple(bare_words), 0 if len(bare_words) == 1 < len(words) else None)


def split_name(words, surname_at=None):
    """Given name and surname. Both blank where the script does not show where one ends."""
    text = " ".join(words)
    if ALL_CJK.fullmatch(text):
        return _split_cjk(text)
    words = [word for word in words if not _SOME_CJK.fullmatch(word)] or words
    while len(words) > 2 and word_key(words[-1]) in GENERATIONS:
        words = words[:-1]
    if surname_at is None:
        starts = (
            at for at, word in enumerate(words[:-1]) if at and word.lower().rstrip(".") in SURNAME_STARTERS
        )
        surname_at = next(starts, max(len(words) - 1, 1))
    return " ".join(words[: min(surname_at, 1)]), " ".join(words[surname_at:])


def _split_cjk(text):
    """Family name first where a space tells, or in Hangul; a foreign name in Katakana has a dot and is not turned."""
    if "・" in text:
        first, _, last = text.partition("・")
        return first.strip(), last.strip()
    if " " in text:
        last, _, first = text.partition(" ")
        return first, last
    if _HANGUL.fullmatch(text):
        length = 2 if text[:2] in KOREAN_DOUBLE_SURNAMES and len(text) > 2 else 1
        return text[length:], text[:length]
    return "", ""


def word_key(word):
    return fold(word).replace(".", "").rstrip("'")


def _without_symbols(text):
    """Emoji taken out; what follows one after two words is a slogan."""
    kept = ""
    for piece in _SYMBOL.split(text):
        if len(kept.split()) >= 2:
            break
        kept = f"{kept} {piece}" if piece.strip() else kept
    return kept


def _without_dash(text):
    """ "Ada Byron - Recruiter" ends at the dash; "Ada King - Byron" is a double name."""
    name, *rest = _DASH.split(text)
    if len(rest) == 1 and name and " " not in rest[0] and rest[0].istitle() and not _is_a_job(rest[0]):
        return f"{name}-{rest[0]}"
    return name or text


def _is_a_job(text):
    title = clean_title(text)
    return bool(title.seniority or title.function)


def _without_credentials(words):
    all_capitals = all(word.isupper() for word in words)
    while len(words) > 1:
        word = words[-1].rstrip(".")
        known = word_key(word) in ONLY_CREDENTIALS
        if not known and (
            len(words) < 3 or all_capitals or not word.isupper() or word_key(word) not in CREDENTIALS
        ):
            break
        words = words[:-1]
    return words


def _reads_reversed(words, other):
    """Whether what follows a comma is a given name, not a credential, a job or a place in three words."""
    others = other.split()
    if not words or len(others) > 3 or _is_a_job(other) or not others[0][:1].isalpha():
        return False
    if all(word_key(word) in HONORIFICS and word.endswith(".") for word in others):
        return False
    all_capitals = all(word.isupper() for word in words)
    if all(
        word_key(word) in CREDENTIALS or (_IN_CAPITALS.fullmatch(word) and not all_capitals)
        for word in others
    ):
        return False
    return len(words) == 1 or words[0].lower() in SURNAME_STARTERS or len(others) < 3


def _without_honorifics(words):
    while len(words) > 1:
        key = word_key(words[0])
        if key not in HONORIFICS or (key in ALSO_NAMES and len(words) == 2):
            break
        words = words[1:]
    return words
