"""Finding leads, a million of them, in bounded time: which ones, in which order, page by page.

Short lists first: when one of the sources (a word, a tag, an import, …) knows few leads, these are read, filtered and
sorted here. Otherwise all sources are long, so walking along the index of the order soon fills a page. Where it does
not, because those who match are all far down, the walk ends after some rows, and all who match are gathered and sorted.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import Q

from hirepilot.models import Membership, Workspace
from hirepilot.paging import COUNTED_TO, Order, a_number, a_text, a_time, capped_count, page_of
from leads.cleaning.folding import fold
from leads.models import Lead
from leads.services.search_walk import Branch, Walk, by_index

BY_ACTIVITY = (("last_activity_at", a_time), ("id", a_number))
BY_NUMBER = (("id", a_number),)  # leads are numbered in the order in which they were created
BY_NAME = (("full_name", a_text), ("id", a_number))
ORDERS = {
    "-active": Order("-active", BY_ACTIVITY),
    "active": Order("active", BY_ACTIVITY, descending=False),
    "-created": Order("-created", BY_NUMBER),
    "created": Order("created", BY_NUMBER, descending=False),
    # No index serves these: they hold as long as there are few enough to be sorted here.
    "name": Order("name", BY_NAME, descending=False),
    "-name": Order("-name", BY_NAME),
}
DEFAULT_ORDER = ORDERS["-active"]


@dataclass
class Search:
    """What is looked for. None in `owners` means leads of nobody; `archived`: "0" without, "1" with, "only" those."""

    member: Membership
    sources: list = field(default_factory=list)
    statuses: tuple = ()
    owners: tuple | None = None
    archived: str = "0"
    more: list = field(default_factory=list)  # conditions that no index serves
    sort: str = DEFAULT_ORDER.name

    def queryset(self, without=None):
        """All that match, like any other queryset of leads: for bulk changes, exports and counts."""
        conditions = [source.holds for source in self.sources if source is not without]
        return self._visible.filter(self._presence, self._of_status, self._of_owners, *self.more, *conditions)

    def page(self, *, after=None, before=None, size=50):
        """One page of leads with what a row of the list shows. Raises BadCursor for a cursor of another order."""
        with by_index():
            read = self._walk.read if self._few is None else self._read_few
            page = page_of(read, self.order, after=after, before=before, size=size, counting=self.count)
            leads = {lead.pk: lead for lead in Lead.objects.filter(pk__in=page.rows).for_list()}
        page.rows = [leads[number] for number in page.rows if number in leads]
        return page

    def count(self):
        """How many match, at most COUNTED_TO + 1."""
        with by_index():
            return self._walk.count() if self._few is None else len(self._few)

    def elsewhere(self):
        """Who would match among those that a list leaves out: for the page that says that nothing was found."""
        archived = (
            replace(self, archived="only", sort=DEFAULT_ORDER.name).count() if self.archived == "0" else 0
        )
        merged = replace(self, archived="merged", sort=DEFAULT_ORDER.name)
        return {"archived": archived, "merged": capped_count(merged.queryset())}

    @cached_property
    def order(self):
        """The order asked for; the default one where too many match to be sorted by name."""
        asked = ORDERS[self.sort]
        return DEFAULT_ORDER if asked.columns is BY_NAME and self._few is None else asked

    # --- few match: sorted here ---------------------------------------------------------------------------------------
    @cached_property
    def _few(self):
        """[(key, id)] of all who match, in their order, when a source is short or the order needs it; else None."""
        order, leads = ORDERS[self.sort], None
        for source in self.sources:
            if (ids := source.few()) is not None:
                leads = self.queryset(without=source).filter(pk__among=ids)
                break
        if (
            leads is None
            and order.columns is BY_NAME
            and replace(self, sort=DEFAULT_ORDER.name).count() <= COUNTED_TO
        ):
            leads = self.queryset()
        if leads is None:
            return None
        keys = leads.order_by().values_list(*order.names)
        if order.columns is BY_NAME:
            keys = [(fold(name), number) for name, number in keys]
        return sorted(((key, key[-1]) for key in keys), reverse=order.descending)

    def _read_few(self, key, backwards, limit):
        few = self._few[::-1] if backwards else self._few
        if key is not None:
            downwards = self.order.descending != backwards
            few = [found for found in few if (found[0] < key if downwards else found[0] > key)]
        return few[:limit]

    # --- many match: walked -------------------------------------------------------------------------------------------
    @cached_property
    def _walk(self):
        by_activity = self.order.columns is BY_ACTIVITY
        branches, decided = self._branches() if by_activity else ([Branch(Q(merged_into=None))], ())
        conditions = {
            "presence": self._presence, "status": self._of_status, "owner": self._of_owners,
            "sight": Q() if self._own_only is None else Q(merged_into=None),
        }  # fmt: skip
        rest = [condition for name, condition in conditions.items() if name not in decided and condition]
        rest += [*self.more, *(source.holds for source in self.sources)]
        return Walk(self.order, branches, rest, self.queryset(), self._visible)

    def _branches(self):
        """([the conditions of one index walk each], which of the search's conditions they decide)."""
        active, archived = Q(archived_at=None, merged_into=None), Q(merged_into=None) & ~Q(archived_at=None)
        owners = self._reachable_owners()
        if self.archived == "only":
            return [Branch(archived)], ("presence",)
        if owners is not None:
            branches = [
                Branch(active & Q(owner=owner), leading="" if owner else "owner_id") for owner in owners
            ]
            decided = ("presence", "owner", "sight")
        elif self.statuses:
            branches = [Branch(active & Q(status=status)) for status in self.statuses]
            decided = ("presence", "status", "sight")
        else:
            branches, decided = [Branch(active)], ("presence", "sight")
        return ([*branches, Branch(archived)], ("presence",)) if self.archived == "1" else (branches, decided)

    def _reachable_owners(self):
        if self._own_only is None or self.owners is None:
            return self._own_only if self.owners is None else self.owners
        return tuple(owner for owner in self.owners if owner in self._own_only)

    # --- conditions ---------------------------------------------------------------------------------------------------
    @cached_property
    def _visible(self):
        return Lead.objects.visible_to(self.member)

    @property
    def _own_only(self):
        """The owners whose leads the member sees, when not all. Only a hint for planning: `_visible` decides."""
        own = self.member.workspace.lead_visibility == Workspace.LeadVisibility.OWN
        return (self.member.pk, None) if own and self.member.role == Membership.Role.MEMBER else None

    @property
    def _presence(self):
        if self.archived == "merged":
            return ~Q(merged_into=None)
        archived = {"0": Q(archived_at=None), "1": Q(), "only": ~Q(archived_at=None)}[self.archived]
        return Q(merged_into=None) & archived

    @property
    def _of_status(self):
        return Q(status__in=self.statuses) if self.statuses else Q()

    @property
    def _of_owners(self):
        if self.owners is None:
            return Q()
        some = Q(owner__in=[owner for owner in self.owners if owner is not None])
        return some | Q(owner=None) if None in self.owners else some
