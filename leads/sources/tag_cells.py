"""Several tags in one cell, in the ways that exports write them and in the way that ours comes back unchanged."""

import re

_SEPARATOR = r"[;,|]|:::"
_TAGS = re.compile(rf"\s*(?:{_SEPARATOR})\s*")
# A name in quotation marks may hold separators; the mark counts only where it opens a name and another one ends it.
_TAG = re.compile(
    rf'\s*(?:"((?:[^"]|"")*)"\s*(?={_SEPARATOR}|\Z)|((?:(?!{_SEPARATOR}).)*))(?:{_SEPARATOR}|\Z)', re.DOTALL
)
_NEEDS_QUOTES = re.compile(rf'{_SEPARATOR}|\A["* ]')


def split_tags(cell):
    """The names in a cell, each once. Address books put "* " before their own groups."""
    if '"' not in cell:
        names = [name.lstrip("* ") for name in _TAGS.split(cell.strip())]
    else:
        found = _TAG.finditer(cell)
        names = [
            name[2].strip().lstrip("* ") if name[1] is None else name[1].replace('""', '"').strip()
            for name in found
        ]
    return tuple(dict.fromkeys(filter(None, names)))


def join_tags(names):
    """A cell that `split_tags` reads as these names."""
    return "; ".join(
        f'"{name.replace(chr(34), chr(34) * 2)}"' if _NEEDS_QUOTES.search(name) else name for name in names
    )
