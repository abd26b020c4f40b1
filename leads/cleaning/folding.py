"""One text for all spellings of a word: what sorting, searching and matching compare."""

import re
from functools import lru_cache
from unicodedata import normalize

# Letters that decomposition leaves whole, and what they are compared as. Applied after lower-casing, so only small
# letters are listed. `fold` and `fold_in_sql` both read this list; a change needs the stored keys to be made again.
FOLD_REPLACEMENTS = (
    ("ß", "ss"), ("æ", "ae"), ("œ", "oe"), ("þ", "th"), ("ø", "o"), ("ł", "l"), ("đ", "d"), ("ð", "d"), ("ħ", "h"),
    ("ı", "i"), ("ŋ", "n"), ("ŧ", "t"), ("ə", "a"), ("ς", "σ"),
    ("’", "'"), ("‘", "'"), ("ʼ", "'"), ("`", "'"), ("‐", "-"), ("–", "-"), ("—", "-"),
)  # fmt: skip

_MARKS = re.compile("[\u0300-\u036f]+")
_TABLE = str.maketrans(dict(FOLD_REPLACEMENTS))
_SPACES = re.compile("[\t-\r\x1c-\x20\x85\u1680\u2028\u2029]+")


def fold(text):
    """The text without accents, case and doubled spaces: "Łukasz  GRÖẞE" and "lukasz grosse" are one."""
    if text.isascii():
        return " ".join(text.lower().replace("`", "'").split())
    return _fold(text)


@lru_cache(maxsize=4096)
def _fold(text):
    plain = _MARKS.sub("", normalize("NFKD", text)).lower().translate(_TABLE)
    return _SPACES.sub(" ", plain).strip(" ")


def fold_in_sql(expression):
    """The same in PostgreSQL, for triggers and look-ups that fold without Python."""
    sql = rf"lower(regexp_replace(normalize({expression}, NFKD), '[\u0300-\u036f]+', '', 'g'))"
    one_to_one = [(old, new) for old, new in FOLD_REPLACEMENTS if len(new) == 1]
    old, new = ("".join(letters).replace("'", "''") for letters in zip(*one_to_one, strict=True))
    sql = f"translate({sql}, '{old}', '{new}')"
    for old, new in FOLD_REPLACEMENTS:
        if len(new) > 1:
            sql = f"replace({sql}, '{old}', '{new}')"
    return rf"btrim(regexp_replace({sql}, '[\t-\r\u001c-\u0020\u0085\u1680\u2028\u2029]+', ' ', 'g'))"
