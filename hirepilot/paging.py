"""Pages by key instead of by number: the next page begins behind the last row, at the same cost however deep one reads.

    page = keyset_page(Note.objects.filter(lead=lead), NEWEST, after=request.GET.get("after"))
    page.rows, page.next, page.previous

A cursor only says where to go on. Whatever is in it, a page never shows more than its queryset does.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import BooleanField, F, Func, TextField, Value
from django.utils.functional import cached_property

from hirepilot.errors import BadCursor

COUNTED_TO = 10_000  # a person learns nothing from a larger number that would be worth its time


def a_time(value):
    when = datetime.fromisoformat(value)
    if when.tzinfo is None:
        raise ValueError("a time without its zone")
    return when


def number_in(text):
    """The id that a text is, as far as the database could know it; else None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def a_number(value):
    if type(value) is not int or not -(2**63) <= value < 2**63:
        raise ValueError("not a number that the database knows")
    return value


def a_text(value):
    if type(value) is not str or "\x00" in value:
        raise ValueError("not a text that the database knows")
    return value


@dataclass(frozen=True)
class Order:
    """A list's order by columns of one direction, the last of them unique. `name` keeps cursors of two orders apart."""

    name: str
    columns: tuple = (("pk", a_number),)
    descending: bool = True

    @property
    def names(self):
        return tuple(name for name, _ in self.columns)

    def applied(self, queryset, *, backwards=False):
        sign = "-" if self.descending != backwards else ""
        return queryset.order_by(*(f"{sign}{name}" for name in self.names))

    def behind(self, key, *, backwards=False):
        """The condition for rows behind the key: one comparison of rows, which an index walks, under a policy too."""
        columns = Func(*map(F, self.names), function="ROW", output_field=TextField())
        values = Func(*map(Value, key), function="ROW", output_field=TextField())
        sign = " < " if self.descending != backwards else " > "
        return Func(
            columns, values, template="(%(expressions)s)", arg_joiner=sign, output_field=BooleanField()
        )

    def cursor(self, key):
        """The key as text for an address."""
        values = [value.isoformat() if isinstance(value, datetime) else value for value in key]
        return (
            urlsafe_b64encode(json.dumps([self.name, *values], ensure_ascii=False).encode())
            .decode()
            .rstrip("=")
        )

    def key(self, cursor):
        """The key in a cursor; raises BadCursor for anything that `cursor` did not make."""
        try:
            name, *values = json.loads(urlsafe_b64decode(f"{cursor[:2000]}{'=' * (-len(cursor[:2000]) % 4)}"))
            if name != self.name:
                raise ValueError("a cursor of another order")
            return tuple(read(value) for (_, read), value in zip(self.columns, values, strict=True))
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            raise BadCursor from error


@dataclass
class Page:
    """Rows, and cursors of the pages around them or None. `counting` finds the total when it is asked for."""

    rows: list
    next: str | None = None
    previous: str | None = None
    counting: object = field(default=None, repr=False)

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)

    @cached_property
    def total(self):
        """How many there are, at most COUNTED_TO + 1; `{{ page.total|number }}` with that cap reads "10,000+"."""
        return self.counting() if self.counting else None

    @property
    def total_is_capped(self):
        return (self.total or 0) > COUNTED_TO


def keyset_page(queryset, order, *, after=None, before=None, size=50):
    """One page of a queryset. An index has to serve the order: its columns, behind those that the queryset compares."""

    def read(key, backwards, limit):
        rows = queryset if key is None else queryset.filter(order.behind(key, backwards=backwards))
        rows = list(order.applied(rows, backwards=backwards)[:limit])
        return [(tuple(getattr(row, name) for name in order.names), row) for row in rows]

    return page_of(
        read, order, after=after, before=before, size=size, counting=lambda: capped_count(queryset)
    )


def page_of(read, order, *, after=None, before=None, size=50, counting=None):
    """One page of whatever `read(key, backwards, limit)` yields as (key, row) behind a key, nearest first."""
    backwards = bool(before) and not after
    cursor = before if backwards else after
    found = read(order.key(cursor) if cursor else None, backwards, size + 1)
    if backwards and len(found) <= size:  # the beginning is reached: a whole page from there, not a short one
        backwards, cursor = False, None
        found = read(None, False, size + 1)
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    first, last = (order.cursor(found[0][0]), order.cursor(found[-1][0])) if found else (None, None)
    return Page(
        rows=[row for _, row in found],
        next=last if more or backwards else None,
        previous=first if cursor else None,
        counting=counting,
    )


def capped_count(queryset):
    """How many rows there are, but never more than COUNTED_TO + 1."""
    return queryset.order_by()[: COUNTED_TO + 1].count()
