"""The status of a lead: one table of allowed moves, one function that moves."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When
from django.utils import timezone

from hirepilot.journal import operation
from hirepilot.wording import plural
from leads.models import Company, Lead
from leads.services.locking import lock, retries_deadlocks

NEW, ENRICHED, CONTACTED, REPLIED = (
    Lead.Status.NEW,
    Lead.Status.ENRICHED,
    Lead.Status.CONTACTED,
    Lead.Status.REPLIED,
)
QUALIFIED, BAD_FIT, CONVERTED = Lead.Status.QUALIFIED, Lead.Status.BAD_FIT, Lead.Status.CONVERTED

# No way leads backwards, so what comes late (an enrichment, an enrolment) changes nothing any more. Only a Bad Fit can
# be reopened, by moving it to New. Converted is left by undoing the conversion, which the journal does.
ALLOWED = {
    NEW: {ENRICHED, CONTACTED, REPLIED, QUALIFIED, BAD_FIT, CONVERTED},
    ENRICHED: {CONTACTED, REPLIED, QUALIFIED, BAD_FIT, CONVERTED},
    CONTACTED: {REPLIED, QUALIFIED, BAD_FIT, CONVERTED},
    REPLIED: {QUALIFIED, BAD_FIT, CONVERTED},
    QUALIFIED: {BAD_FIT, CONVERTED},
    BAD_FIT: {NEW, CONVERTED},
    CONVERTED: set(),
}
# What a person may choose in a menu. The other two are brought about by an enrichment and by a conversion.
BY_HAND = (NEW, CONTACTED, REPLIED, QUALIFIED, BAD_FIT)


@dataclass(frozen=True)
class Moved:
    """How many leads moved, how many were there already, and how many were refused, by the status that they keep."""

    moved: int = 0
    already: int = 0
    refused: dict = field(default_factory=dict)


@retries_deadlocks
def move(leads, to, *, by=None, why=""):
    """Change the status of those leads (a Lead, some, or a queryset) for whom the move makes sense.

    A reopened lead becomes Enriched instead of New when data about it is held.
    """
    to = Lead.Status(to)
    chosen = Lead.objects.filter(pk__among=lock(leads))
    held = Counter(dict(chosen.order_by().values_list("status").annotate(Count("pk"))))
    already = held.pop(to.value, 0)
    refused = {
        status: count for status, count in sorted(held.items()) if to not in ALLOWED[Lead.Status(status)]
    }
    movable = held.total() - sum(refused.values())
    if movable:
        with operation("lead.status", by=by, summary=said(plural(movable, "lead"), to), reason=why):
            sources = [status.value for status, allowed in ALLOWED.items() if to in allowed]
            chosen.filter(status__in=sources).update(status=_landing(to), last_activity_at=timezone.now())
    return Moved(movable, already, refused)


def said(whom, to):
    """A move in words. Who is reopened may become Enriched instead of New."""
    return f"Reopened {whom}" if to == NEW else f"Moved {whom} to {Lead.Status(to).label}"


def further(one, other):
    """The status of a lead that was two: of both the one that the other may move to. Only a person reopens a Bad Fit."""
    one, other = Lead.Status(one), Lead.Status(other)
    return one if other == one or (one in ALLOWED[other] and (other, one) != (BAD_FIT, NEW)) else other


def _landing(to):
    if to is not NEW:
        return to.value
    company_is_known = Exists(Company.objects.filter(pk=OuterRef("company_id")).exclude(domain=""))
    data_is_held = ~Q(email="") | ~Q(phone="") | company_is_known
    return Case(When(data_is_held, then=Value(ENRICHED.value)), default=Value(NEW.value))


def allowed_from(lead):
    """The statuses that a person may give this lead now, in their order, for menus."""
    return [status for status in BY_HAND if status in ALLOWED[Lead.Status(lead.status)]]
