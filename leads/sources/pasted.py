"""What somebody pasted: cells of a spreadsheet, a list of email addresses or one of LinkedIn profiles, made a table."""

import csv
import io
import re

from leads.errors import ImportRefused
from leads.sources.reading import Reading

MOST_BYTES, MOST_LINES = 1 << 20, 20_000
_AS_FILE = "Save it as a CSV file and upload that."
# Mia Ruiz <mia@x.example>, "Ruiz, Mia" <mia@x.example>; mia@x.example
_ADDRESS = re.compile(
    r'(?:("[^"\r\n]*" ?|[^<>"@;\r\n\t]*)<([^<>\s@]+@[^<>\s@]+)>|([^\s<>,;"@]+@[^\s<>,;"@]+))(?:[,; \r\n]+|\Z)'
)
_PROFILE = re.compile(r"(?:https?://)?(?:[a-z0-9-]+\.)*linkedin\.com/\S+", re.IGNORECASE)
_LISTED = Reading(delimiter="\t", header_line=1)


def as_table(text):
    """(the text of a table, how to read it). Raises ImportRefused for nothing, and for more than one may paste."""
    text = text.strip("\r\n \ufeff")
    if not text:
        raise ImportRefused("There is nothing in what you pasted.")
    check_size(text)
    if people := _addresses(text):
        return _table(["Full name", "Email"], people), _LISTED
    if profiles := _profiles(text):
        return _table(["LinkedIn"], profiles), _LISTED
    return text + "\n", Reading(delimiter="\t" if "\t" in text else "")


def check_size(text):
    lines = len(text.splitlines())
    if lines > MOST_LINES:
        raise ImportRefused(f"You pasted {lines:,} lines; at most {MOST_LINES:,} can be pasted. {_AS_FILE}")
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise ImportRefused(f"You pasted more than {MOST_BYTES >> 20} MB. {_AS_FILE}")


def _addresses(text):
    """[(name, address)] where the text is a list of nothing else."""
    found, at = [], 0
    while at < len(text):
        entry = _ADDRESS.match(text, at)
        if not entry:
            return []
        name, named, alone = entry.groups()
        found.append([(name or "").strip(' "'), named or alone])
        at = entry.end()
    return found


def _profiles(text):
    found = re.split(r"[\s,;]+", text.strip(",; \r\n\t"))
    return [[one] for one in found] if all(map(_PROFILE.fullmatch, found)) else []


def _table(header, rows):
    table = io.StringIO()
    csv.writer(table, delimiter="\t", lineterminator="\n").writerows([header, *rows])
    return table.getvalue()
