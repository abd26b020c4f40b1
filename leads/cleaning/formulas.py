"""Cells that a spreadsheet would run: made harmless on the way out, and given back unchanged on the way in.

Spreadsheets mark "this is text" by an apostrophe in front. `neutralise` adds one where a cell would be taken for a
formula, and where `unguard` would otherwise take away an apostrophe that belongs to the text. So for every text
`unguard(neutralise(text)) == unguard(keep_apostrophe(text)) == text`, and a surname such as 't Hart never loses its own.
"""

import re

# The last four are the wide forms that East Asian spreadsheets also take for a formula.
_STARTS_A_FORMULA = "=+\\-@\t\r\n＝＋－＠"
_FORMULA = re.compile(f"[{_STARTS_A_FORMULA}]")
# An apostrophe guards a formula, or a whole number, date or telephone number kept as text ('0170 …); not "'90s Retro".
_GUARDED = re.compile(rf"'+(?:[{_STARTS_A_FORMULA}]|[0-9][0-9 ()./:,+\-]*\Z)")


def neutralise(cell):
    """The cell as it may stand in a file that a spreadsheet opens."""
    return "'" + cell if _FORMULA.match(cell) or _GUARDED.match(cell) else cell


def keep_apostrophe(cell):
    """The cell as it may stand where every cell is known to be text: only an apostrophe of its own has to be guarded."""
    return "'" + cell if cell[:1] == "'" and _GUARDED.match(cell) else cell


def unguard(cell):
    """The cell without the apostrophe that only says "this is text"."""
    return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell
