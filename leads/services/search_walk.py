"""Reading those who match along the indexes of an order, for searches that many leads match."""

from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Q

from hirepilot.paging import COUNTED_TO, Order, capped_count
from leads.models import Lead

WALK = 30_000  # rows that are looked at before gathering all who match is the better way


@contextmanager
def by_index():
    """Without sequential scans: with a LIMIT they look cheap, but pass through the rows of all the other workspaces."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield
        cursor.execute("SET LOCAL enable_seqscan = on")


@dataclass(frozen=True)
class Branch:
    """Leads that lie together in one index, in the order of the walk behind its leading column."""

    condition: Q
    leading: str = (
        ""  # named where `IS NULL` stands for it: only then PostgreSQL does not see that it is constant
    )


@dataclass
class Walk:
    """The branches of a walk, and in `rest` what is asked of every row on the way.

    `everything` is the queryset of all who match, `visible` all that the member may see.
    """

    order: Order
    branches: list
    rest: list
    everything: object
    visible: object

    def read(self, key, backwards, limit):
        """[(key, id)] of the next ones behind a key."""
        rows = []
        for branch in self.branches:
            rows += _fetched("{}", self._along(branch, key, backwards, limit))
        if self.rest and len(rows) < limit:
            rows = _fetched("{}", self._gathered(key, backwards, limit))
        return [(row, row[-1]) for row in sorted(rows, reverse=self.order.descending != backwards)[:limit]]

    def count(self):
        if self.rest:
            return capped_count(self.everything)
        # Along the index, so that PostgreSQL does not look elsewhere for ten thousand rows.
        statements = (self._along(branch, None, False, COUNTED_TO + 1) for branch in self.branches)
        counts = (_fetched("SELECT count(*) FROM ({}) AS walked", statement) for statement in statements)
        return min(sum(count for rows in counts for (count,) in rows), COUNTED_TO + 1)

    def _along(self, branch, key, backwards, limit):
        leads = self._behind(Lead.objects.filter(branch.condition), key, backwards)
        walked = self._applied(branch, leads, backwards)[: WALK if self.rest else limit]
        matching = self._applied(branch, self.visible.filter(*self.rest), backwards)
        return self._statement(matching[:limit], instead_of_leads=walked)

    def _gathered(self, key, backwards, limit):
        """All who match behind the key, sorted. Takes as long as there are many, wherever in the order they are."""
        columns = sorted({*self.order.names, "workspace_id"})
        matching = self._behind(self.everything, key, backwards).order_by().values(*columns)
        reading = self.order.applied(Lead.objects.all(), backwards=backwards)[:limit]
        return self._statement(reading, instead_of_leads=matching, how="MATERIALIZED")

    def _behind(self, leads, key, backwards):
        return leads if key is None else leads.filter(self.order.behind(key, backwards=backwards))

    def _applied(self, branch, leads, backwards):
        leads = self.order.applied(leads, backwards=backwards)
        if not branch.leading:
            return leads
        return leads.order_by(f"-{branch.leading}" if backwards else branch.leading, *leads.query.order_by)

    def _statement(self, leads, *, instead_of_leads, how=""):
        """(sql, params) for the keys of `leads`, read not from the table but from the rows of another queryset.

        That one's name hides the table's, so the conditions of `leads` are asked of its rows only, one after another.
        None where Django knows that there is nothing.
        """
        try:
            table, table_params = instead_of_leads.query.sql_with_params()
            reading, params = leads.values_list(*self.order.names).query.sql_with_params()
        except EmptyResultSet:
            return None
        return f'WITH "leads_lead" AS {how} ({table}) {reading}', [*table_params, *params]


def _fetched(frame, statement):
    if statement is None:
        return []
    sql, params = statement
    with connection.cursor() as cursor:
        cursor.execute(frame.format(sql), params)
        return cursor.fetchall()
