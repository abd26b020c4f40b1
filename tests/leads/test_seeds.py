from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from hirepilot import seeds as ground
from hirepilot.models import Membership, Operation
from hirepilot.services.undo import plan_undo
from leads.models import Identity, ImportRow, Lead, LeadImport, Merge, Note, OptOut
from leads.seeds import seed
from leads.services.history import history


@pytest.fixture
def demo(workspace, member, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ground.seed(workspace, member)
    seed(workspace, Membership.objects.get(pk=member.pk))


def test_the_demo_shows_people_in_every_state_that_can_be_reached(demo):
    assert Lead.objects.active().count() > 200
    assert set(Lead.objects.values_list("status", flat=True)) == set(Lead.Status.values) - {
        Lead.Status.CONVERTED
    }
    assert {Lead.objects.filter(owner=one).exists() for one in Membership.objects.exclude(role="guest")} == {
        True
    }
    assert Lead.objects.filter(owner=None).exists()
    assert Lead.objects.archived().count() == 10
    assert Lead.objects.exclude(opted_out=[]).count() > 4
    assert Lead.objects.filter(typed__contains=["title"], custom__has_key="notice-period").exists()
    assert (Merge.objects.count(), OptOut.objects.exists(), Note.objects.count() > 20) == (1, True, True)
    assert Operation.objects.exclude(undone_by=None).count() == 2


def test_its_imports_went_through_the_real_one_and_each_refused_something(demo):
    for done in LeadImport.objects.all():
        counts = (done.created, done.updated, done.unchanged, done.merged, done.skipped, done.failed)
        assert (done.state, sum(counts)) == ("done", done.rows_total)
    refused = Counter(ImportRow.objects.values_list("lead_import__name", "outcome"))
    assert refused["austin-meetup.csv", "failed"] == 2
    assert refused["q4-prospects.csv", "skipped"] == 1


def test_its_people_are_invented_and_its_past_lies_in_the_last_weeks(demo):
    now = timezone.now()

    emails = Identity.objects.filter(kind="email").values_list("value", flat=True)
    assert [email for email in emails if not email.endswith(".example")] == []
    for lead in Lead.objects.all():
        assert now - timedelta(weeks=3) <= lead.created_at <= lead.last_activity_at <= now
    times = [entry.at for entry in history(Merge.objects.get().survivor)]
    assert times == sorted(times, reverse=True)
    assert plan_undo(LeadImport.objects.first().operation)
