"""Which leads a change is about: found once and locked in one order, so that colleagues wait instead of colliding."""

from functools import wraps

from django.db import OperationalError, transaction
from psycopg.errors import DeadlockDetected

from leads.models import Lead

TRIES = 5


def lock(leads, *, whole=False):
    """Ids of the leads (a Lead, some, their ids, or a queryset), locked until the transaction ends; no merged ones.

    `whole` also keeps others from hanging anything new on them meanwhile, as a merge needs.
    """
    if isinstance(leads, Lead):
        leads = [leads]
    if isinstance(leads, list | tuple | set | frozenset):
        chosen = Lead.objects.filter(pk__among=[getattr(lead, "pk", lead) for lead in leads])
    else:
        leads = leads if leads.query.is_sliced else leads.order_by()
        chosen = Lead.objects.filter(pk__in=leads.values("pk"))
    chosen = chosen.filter(merged_into=None).order_by("pk").select_for_update(no_key=not whole)
    return list(chosen.values_list("pk", flat=True))


def lock_survivors(*leads, whole=False):
    """Ids of the leads, or of those they were merged into meanwhile, locked; DoesNotExist when one is gone."""
    numbers = [lead.pk for lead in leads]
    while True:
        numbers = [
            Lead.objects.values_list("merged_into", flat=True).get(pk=number) or number for number in numbers
        ]
        try:
            with transaction.atomic():
                if len(lock(numbers, whole=whole)) < len(set(numbers)):
                    raise _MergedMeanwhile  # lets go of the locks: taking more on top of them would break the order
            return numbers
        except _MergedMeanwhile:
            continue


class _MergedMeanwhile(Exception):
    pass


def retries_deadlocks(service):
    """A service in one transaction, tried again when PostgreSQL ends it because two transactions wait for each other.

    Locking in order prevents most of these, but an intake in another transaction takes its locks chunk by chunk.
    """

    @wraps(service)
    def tried(*args, **kwargs):
        for _ in range(TRIES - 1):
            try:
                with transaction.atomic():
                    return service(*args, **kwargs)
            except OperationalError as error:
                if not isinstance(error.__cause__, DeadlockDetected):
                    raise
        with transaction.atomic():
            return service(*args, **kwargs)

    return tried
