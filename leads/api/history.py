"""What happened to a lead: the operations that touched it or what hangs on it, each with its changes."""

from collections import defaultdict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from hirepilot.api.endpoint import Endpoint
from hirepilot.api.serializers import PersonSerializer
from hirepilot.models import Change, Operation
from leads.api.reading import lead_or_404
from leads.models import Activity, ContactValue, Identity, LeadTag, ListMember, Note

HANGS_ON_A_LEAD = (Activity, ContactValue, Identity, LeadTag, ListMember, Note)


class ChangeSerializer(serializers.Serializer):
    """One row's values before and after; only those that changed. A row that was deleted has no `after`."""

    what = serializers.CharField(source="tbl")
    row = serializers.IntegerField(source="row_id")
    before = serializers.DictField(allow_null=True)
    after = serializers.DictField(allow_null=True)


class ActivitySerializer(serializers.Serializer):
    kind = serializers.CharField()
    text = serializers.CharField()
    at = serializers.DateTimeField()


class EventSerializer(serializers.Serializer):
    """An operation, as far as this lead is concerned."""

    operation = serializers.IntegerField(source="pk")
    kind = serializers.CharField()
    summary = serializers.CharField()
    reason = serializers.CharField()
    by = PersonSerializer(allow_null=True)
    actor = serializers.CharField()
    at = serializers.DateTimeField(source="started_at")
    changes = ChangeSerializer(many=True, source="changed")
    activities = ActivitySerializer(many=True)


class LeadHistory(Endpoint):
    needs = {"GET": "see leads"}

    @extend_schema(operation_id="leads_history", tags=["leads"], responses=EventSerializer(many=True))
    def get(self, request, pk):
        """The history of a lead, newest first."""
        lead = lead_or_404(request, pk)
        touched = Operation.objects.filter(pk__among=operations_of(lead)).select_related("by__user", "staff")
        events = self.paginate_queryset(touched)
        add_what_changed(lead, events)
        shown = EventSerializer(events, many=True, context=self.get_serializer_context())
        return self.get_paginated_response(shown.data)


def operations_of(lead):
    """The numbers of the operations that made or changed the lead or something that hangs on it."""
    changed = Change.objects.filter(subject_id=lead.pk).values_list("operation_id", flat=True)
    made = (model.objects.filter(lead=lead).values_list("created_in", flat=True) for model in HANGS_ON_A_LEAD)
    return {lead.created_in, *changed, *(number for numbers in made for number in numbers)}


def add_what_changed(lead, events):
    numbers, changes, activities = [event.pk for event in events], defaultdict(list), defaultdict(list)
    for change in Change.objects.filter(subject_id=lead.pk, operation__in=numbers).order_by("pk"):
        changes[change.operation_id].append(change)
    for activity in Activity.objects.filter(lead=lead, created_in__in=numbers).order_by("pk"):
        activities[activity.created_in].append(activity)
    for event in events:
        event.changed = changes[event.pk]
        event.activities = activities[event.pk]
