"""Rows into drafts, by a mapping that was confirmed."""

from operator import itemgetter

from leads.cleaning.domains import clean_domain
from leads.sources.base import LeadDraft
from leads.sources.fields import CUSTOM, FIELDS, NEW_FIELDS, OPT_OUT_CHANNELS, may_repeat, new_key
from leads.sources.opt_outs import channel_of_status, says_opted_out
from leads.sources.tag_cells import split_tags

_ONE_CELL = (
    "full_name", "first_name", "last_name", "company", "company_domain", "title", "location", "city", "state",
    "country", "status", "note", "note_date", "owner",
)  # fmt: skip
_NOTHING = [""]  # put behind every row: where fields without a column look


class Mapper:
    """Compiled once, called for each row. `mapping` is [{"column": 0, "field": "email"}, …]; a blank field is left out.

    `defaults`, {field: value}, are taken where a cell is blank, or has no column; one for the location where its parts say
    nothing either. Raises ValueError when one field that has one value is given two columns, or a field does not exist.
    """

    def __init__(self, mapping, defaults=None):
        columns: dict[str, list[int]] = {}
        for item in mapping:
            column, field = item["column"], item["field"]
            if not field:
                continue
            if field not in FIELDS and field not in NEW_FIELDS and not field.startswith(CUSTOM):
                raise ValueError(f"there is no field {field!r}")
            if field in columns and not may_repeat(field):
                raise ValueError(f"two columns for {field!r}")
            columns.setdefault(field, []).append(column)
        self.width = max((column for used in columns.values() for column in used), default=-1) + 1
        self._one_cell = itemgetter(*(columns.get(field, [-1])[0] for field in _ONE_CELL))
        self._emails, self._phones, self._linkedin, self._tags = (
            columns.get(field, []) for field in ("email", "phone", "linkedin", "tags")
        )
        self._opt_outs = [
            (column, channel)
            for field, channel in OPT_OUT_CHANNELS.items()
            for column in columns.get(field, [])
        ]
        self._custom = [
            (field.removeprefix(CUSTOM), used[0])
            for field, used in columns.items()
            if field.startswith(CUSTOM)
        ] + [(new_key(column), column) for field in NEW_FIELDS for column in columns.get(field, [])]
        defaults = dict(defaults or {})
        self._location = defaults.pop("location", "")
        self._defaults = [(_ONE_CELL.index(field), value) for field, value in defaults.items()]

    def __call__(self, line, cells):
        if len(cells) < self.width:
            cells = [*cells, *[""] * (self.width - len(cells))]
        row = cells + _NOTHING
        (
            full_name, first_name, last_name, company, domain, title, location, city, state,
            country, status, note, note_date, owner,
        ) = self._filled(self._one_cell(row)) if self._defaults else map(str.strip, self._one_cell(row))  # fmt: skip
        if not location:
            location = _joined(city, state, country) if city or state or country else self._location
        return LeadDraft(
            line, full_name, first_name, last_name, _filled(row, self._emails), _filled(row, self._phones),
            _filled(row, self._linkedin), company, clean_domain(domain) if domain else "", title, location, status,
            _tags(row, self._tags) if self._tags else (), note, note_date, owner,
            self._channels(row, status) if status or self._opt_outs else (),
            self._custom_values(row) if self._custom else (),
        )  # fmt: skip

    def _filled(self, cells):
        values = list(map(str.strip, cells))
        for place, value in self._defaults:
            values[place] = values[place] or value
        return values

    def _custom_values(self, row):
        return tuple([(key, value) for key, column in self._custom if (value := row[column].strip())])

    def _channels(self, row, status):
        channels = [channel for column, channel in self._opt_outs if says_opted_out(row[column])]
        if status and (channel := channel_of_status(status)):
            channels.append(channel)
        return tuple(dict.fromkeys(channels))


def to_draft(line, cells, mapping, defaults=None):
    """One row by a mapping; for many rows, compile a Mapper once."""
    return Mapper(mapping, defaults)(line, cells)


def _filled(row, columns):
    return tuple([value for column in columns if (value := row[column].strip())])


def _tags(row, columns):
    return tuple(dict.fromkeys(tag for column in columns for tag in split_tags(row[column])))


def _joined(*places):
    """City, state and country in one line; Singapore, Singapore is said once."""
    return ", ".join(dict.fromkeys(place for place in places if place))
