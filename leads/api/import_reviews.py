"""Rows of all imports that wait for a decision: list, decide."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from hirepilot.api.serializers import StrictSerializer
from leads.api.import_serializers import ImportRowSerializer
from leads.api.imports import ImportEndpoint
from leads.services import reviewing
from leads.services.reviewing import MOST_AT_ONCE, Decision


class ReviewRowSerializer(ImportRowSerializer):
    """A row whose address belongs to a lead of a clearly different name; `lead` is that one, if it may be seen."""

    id = serializers.IntegerField(source="pk")
    lead_import = serializers.IntegerField(source="lead_import_id")


class DecideSerializer(StrictSerializer):
    rows = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        min_length=1,
        max_length=MOST_AT_ONCE,
    )
    decision = serializers.ChoiceField(choices=Decision.choices)


class DecidedSerializer(serializers.Serializer):
    decided = ReviewRowSerializer(many=True)
    refused = serializers.DictField(
        child=serializers.CharField(), help_text="Rows that stay as they are, each with the reason."
    )


class ImportReview(ImportEndpoint):
    needs = {"GET": "import leads", "POST": "import leads"}

    @extend_schema(operation_id="imports_review", tags=["imports"], responses=ReviewRowSerializer(many=True))
    def get(self, request):
        """The rows that wait for a decision, newest first; a Member sees those of their own imports."""
        rows = self.paginate_queryset(reviewing.waiting(request.member))
        shown = ReviewRowSerializer(rows, many=True, context=self.rows_context(rows))
        return self.get_paginated_response(shown.data)

    @extend_schema(
        operation_id="imports_review_decide",
        tags=["imports"],
        request=DecideSerializer,
        responses=DecidedSerializer,
    )
    def post(self, request):
        """Decide rows: the lead that they met, somebody else (a new lead without that address), or neither."""
        given = self.given(DecideSerializer)
        numbers = set(given["rows"])
        rows = list(reviewing.waiting(request.member).filter(pk__in=numbers))
        decided, refused = reviewing.decide(rows, given["decision"], by=request.member)
        gone = dict.fromkeys(sorted(numbers - {row.pk for row in rows}), "There is no such row to decide.")
        why = {str(row): said for row, said in (gone | {row.pk: said for row, said in refused}).items()}
        context = self.rows_context(decided)
        return Response(DecidedSerializer({"decided": decided, "refused": why}, context=context).data)
