"""What the values of a file say where a header cannot: foreign status words, owners, the order of day and month.

Read once for each column that is mapped to such a field, over the file up to MOST_ROWS, and kept with the import.
"""

from collections import Counter
from itertools import islice

from django.core.files.storage import default_storage

from leads.cleaning.dates import DAY_FIRST, EITHER, MONTH_FIRST, order_of
from leads.cleaning.folding import fold
from leads.cleaning.text import BLANK_WORDS, clean_line
from leads.models import CustomField, LeadImport
from leads.services.intake import owners
from leads.sources import tabular
from leads.sources.base import Refused
from leads.sources.fields import CUSTOM
from leads.sources.status_words import proposed_status

MOST_ROWS, MOST_WORDS, LONGEST_WORD = 200_000, 100, 200
WORDS, DATES, PHONES = "words", "dates", "phones"
KEYS = {"status": fold, "owner": lambda word: word.strip().lower()}  # what `Rules` look a word up by
_MOST_COUNTED = 5_000  # different words of a column; one with more holds no status and no owner


def look(lead_import, mapping, kind):
    """{column: {value: rows}} of the columns of one kind under this mapping.

    Words are counted as they are; of dates the order that they prove; of phones those without a country code.
    """
    wanted = _wanted(mapping)
    missing = [key for key in wanted if key not in lead_import.looked]
    if missing and lead_import.state == LeadImport.State.MAPPING:  # later the file may be gone
        lead_import.looked = lead_import.looked | _count(lead_import, missing)
        LeadImport.objects.filter(pk=lead_import.pk).update(looked=lead_import.looked)
    return {
        column: dict(lead_import.looked.get(key, ()))
        for key, column in wanted.items()
        if key.startswith(kind)
    }


def _wanted(mapping):
    """{key in `looked`: column} of the columns whose values matter."""
    dates = CustomField.objects.filter(kind=CustomField.Kind.DATE).values_list("key", flat=True)
    kinds = {"status": WORDS, "owner": WORDS, "note_date": DATES, "new:date": DATES, "phone": PHONES}
    kinds |= {CUSTOM + key: DATES for key in dates}
    return {
        f"{kinds[item['field']]} {item['column']}": item["column"]
        for item in mapping
        if item["field"] in kinds
    }


def _count(lead_import, keys):
    columns = [(Counter(), *key.split()) for key in keys]
    tallies = [(found, _SAYS[kind], int(column)) for found, kind, column in columns]
    sheet = tabular.Sheet.from_dict(lead_import.sheet)
    rows = tabular.rows(default_storage.path(lead_import.table), sheet)
    for _, cells, _ in islice(rows, MOST_ROWS):
        if isinstance(cells, Refused):
            continue
        for found, says, column in tallies:
            said = cells[column] and says(cells[column])
            if said and (said in found or len(found) < _MOST_COUNTED):
                found[said] += 1
    return {key: found.most_common(MOST_WORDS) for key, (found, *_) in zip(keys, columns, strict=True)}


def _word(cell):
    word = clean_line(cell, LONGEST_WORD)
    return "" if word.lower() in BLANK_WORDS else word


def _without_code(cell):
    digits = cell.lstrip("'( \t")
    return "without code" if digits[:1].isdigit() and not digits.startswith("00") else ""


_SAYS = {WORDS: _word, DATES: order_of, PHONES: _without_code}


def words_of(lead_import, mapping):
    """{field: [(column, word, rows, what it is taken for)]} of the statuses and of the owners that nobody here is."""
    found, known, chosen = look(lead_import, mapping, WORDS), owners(), lead_import.values
    told = {"status": [], "owner": []}
    for item in mapping:
        column, field = item["column"], item["field"]
        if field not in told:
            continue
        for key, (word, rows) in _spellings(found[column], KEYS[field]).items():
            if field == "status":
                told[field].append(
                    (column, word, rows, chosen.get(field, {}).get(key, proposed_status(word)))
                )
            elif key not in known:
                told[field].append((column, word, rows, chosen.get(field, {}).get(key)))
    return told


def _spellings(found, key_of):
    """{key: [word, rows]}: one word however it is spelled."""
    words = {}
    for word, rows in found.items():
        words.setdefault(key_of(word), [word, 0])[1] += rows
    return words


def values_of(lead_import, mapping, given=None):
    """What foreign words mean, as `Rules` look them up: as given, else as proposed for the words that are there."""
    given = given or {}
    told = words_of(lead_import, mapping)
    values = {}
    for field, key_of in KEYS.items():
        meant = {key_of(word): meant for _, word, _, meant in told[field] if meant is not None}
        values[field] = meant | {key_of(word): meant for word, meant in given.get(field, {}).items()}
    return {field: words for field, words in values.items() if words}


def date_order(lead_import, mapping):
    """The order of day and month that the dates of the file prove: DAY_FIRST, MONTH_FIRST, EITHER in doubt, "" no dates."""
    said = Counter()
    for orders in look(lead_import, mapping, DATES).values():
        said.update(orders)
    if said[EITHER] and bool(said[DAY_FIRST]) == bool(said[MONTH_FIRST]):
        return EITHER
    return DAY_FIRST if said[DAY_FIRST] else MONTH_FIRST if said[MONTH_FIRST] else ""


def phones_without_code(lead_import, mapping):
    """How many telephone numbers need a country to be dialled."""
    return sum(sum(found.values()) for found in look(lead_import, mapping, PHONES).values())
