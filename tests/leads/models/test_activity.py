"""What happened stays as it was written, whoever would like it to be otherwise."""

import pytest
from django.db import IntegrityError, connection, transaction

from hirepilot.journal import operation
from hirepilot.services.undo import undo
from hirepilot.tenancy import workspace_scope
from leads.models import Activity, Lead
from leads.services.merging import merge
from tests.factories.leads import ActivityFactory, LeadFactory

refused = pytest.raises(IntegrityError, match="leads_activity is only added to")


def told():
    return list(Activity.objects.order_by("pk").values_list("lead_id", "kind", "text", "data"))


@pytest.fixture
def call(workspace):
    return ActivityFactory(lead=LeadFactory(), kind="call", text="Called, no answer.", data={"minutes": 3})


@pytest.mark.proves("LEAD-154")
@pytest.mark.parametrize("field", [field.name for field in Activity._meta.concrete_fields if field.name not in ("id", "workspace", "lead")])  # fmt: skip
def test_an_activity_is_not_rewritten(call, field):
    other = {"kind": "reply", "text": "Called, said yes.", "data": {}, "at": "2020-01-01T00:00:00Z"}
    written = told()

    with operation("rewrite") as rewrite, refused, transaction.atomic():
        Activity.objects.filter(pk=call.pk).update(**{field: other.get(field, rewrite.pk)})

    assert told() == written


@pytest.mark.proves("LEAD-154")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement", ("DELETE FROM leads_activity", "DELETE FROM leads_activity WHERE text LIKE 'Called%'")
)
def test_an_activity_is_not_removed(call, statement):
    written = told()

    with refused, operation("remove"), connection.cursor() as cursor:
        cursor.execute(statement)

    assert told() == written


@pytest.mark.django_db(transaction=True)
def test_an_activity_goes_and_comes_back_with_its_lead(call):
    written = told()

    with operation("delete") as deleted:
        Lead.objects.get().delete()
    assert told() == []

    undo(deleted)
    assert told() == written


@pytest.mark.django_db(transaction=True)
def test_an_activity_follows_a_merge_and_its_undo(call, member):
    survivor = LeadFactory()
    done = merge(survivor, call.lead, by=member)

    assert told()[0] == (survivor.pk, "call", "Called, no answer.", {"minutes": 3})
    undo(done.operation, by=member)
    assert told()[0] == (call.lead_id, "call", "Called, no answer.", {"minutes": 3})


@pytest.mark.django_db(transaction=True)
def test_an_activity_is_not_removed_though_another_workspace_is_open_when_it_commits(call, neighbour):
    written = told()

    with refused, transaction.atomic():
        with operation("remove"):
            Activity.objects.all().delete()
        with workspace_scope(neighbour.workspace):
            assert not Lead.objects.exists()

    assert told() == written
