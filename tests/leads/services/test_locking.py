import pytest
from django.db import OperationalError
from psycopg.errors import DeadlockDetected, LockNotAvailable

from leads.models import Lead
from leads.services.locking import TRIES, lock, lock_survivors, retries_deadlocks
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workspace")]


def failing(times, cause):
    calls = []

    @retries_deadlocks
    def service():
        calls.append(LeadFactory())
        if len(calls) <= times:
            raise OperationalError from cause
        return len(calls)

    return service


def test_a_deadlock_is_tried_again_and_leaves_nothing_of_the_failed_tries():
    assert failing(2, DeadlockDetected())() == 3
    assert Lead.objects.count() == 1


def test_it_is_given_up_in_the_end():
    with pytest.raises(OperationalError):
        failing(TRIES, DeadlockDetected())()
    assert Lead.objects.count() == 0


def test_another_failure_is_not_tried_again():
    with pytest.raises(OperationalError):
        failing(1, LockNotAvailable())()


def test_leads_are_named_in_any_way_and_locked_in_the_order_of_their_ids():
    first, second, third = LeadFactory(), LeadFactory(), LeadFactory()
    LeadFactory(merged_into=first)
    everybody = [first.pk, second.pk, third.pk]
    assert lock(Lead.objects.order_by("-pk")) == everybody
    assert lock([third, first.pk, second]) == everybody
    assert lock(Lead.objects.order_by("-pk").exclude(merged_into=None)) == []
    assert lock(Lead.objects.order_by("-pk")[1:3]) == [second.pk, third.pk]
    assert lock(second) == [second.pk]
    assert lock([]) == []


def test_a_merged_lead_stands_for_its_survivor():
    survivor = LeadFactory()
    merged = LeadFactory(merged_into=survivor)
    assert lock_survivors(merged, survivor) == [survivor.pk, survivor.pk]


def test_a_lead_that_is_gone_is_not_waited_for():
    with pytest.raises(Lead.DoesNotExist):
        lock_survivors(Lead(pk=7))
