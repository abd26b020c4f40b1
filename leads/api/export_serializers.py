"""How an export looks from outside, and what may be sent to have one."""

from django.http import QueryDict
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hirepilot.api.serializers import PersonSerializer, StrictSerializer
from hirepilot.tenancy import link
from leads.api.filtering import search_by
from leads.models import LeadExport
from leads.services.exporting import choices

MOST_LEADS = 10_000


class ExportSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=LeadExport.State.choices)
    problem = serializers.CharField()
    format = serializers.ChoiceField(choices=LeadExport.Format.choices)
    columns = serializers.ListField(child=serializers.CharField())
    filter = serializers.CharField(source="query", help_text="As in the address of the list.")
    chosen = serializers.SerializerMethodField(
        help_text="How many were named by number; null: the filter holds."
    )
    by = PersonSerializer(allow_null=True)
    rows_total = serializers.IntegerField(allow_null=True)
    rows_done = serializers.IntegerField()
    size = serializers.IntegerField()
    file = serializers.SerializerMethodField(
        help_text="Where the file is; null where there is none (any more)."
    )
    expires_at = serializers.DateTimeField(allow_null=True)
    operation = serializers.IntegerField(source="operation_id", allow_null=True)
    requested_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)

    def get_chosen(self, lead_export) -> int | None:
        return None if lead_export.leads is None else len(lead_export.leads)

    def get_file(self, lead_export) -> str | None:
        if not lead_export.is_ready:
            return None
        return self.context["request"].build_absolute_uri(link("api:export-file", lead_export.pk))


@extend_schema_field({
    "type": "object",
    "additionalProperties": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
    "description": "The filters of `leads/`, each with a value or several. Empty: everybody.",
})  # fmt: skip
class FilterField(serializers.Field):
    """The list's filter, kept as its address says it."""

    def to_internal_value(self, data):
        if not isinstance(data, dict):
            raise serializers.ValidationError("Give the filters of the list by name.", code="invalid")
        query = QueryDict(mutable=True)
        for name, value in data.items():
            values = value if isinstance(value, list) else [value]
            if not all(isinstance(one, str) for one in values):
                raise serializers.ValidationError(
                    {name[:60]: ["A filter is a text, or a list of texts."]}, code="invalid"
                )
            query.setlist(name, values)
        search_by(query, self.context["request"].member)
        return query.urlencode()


class NewExportSerializer(StrictSerializer):
    """Without a filter and without numbers all leads are meant, as in the list."""

    format = serializers.ChoiceField(choices=LeadExport.Format.choices, default=LeadExport.Format.CSV)
    columns = serializers.ListField(
        child=serializers.CharField(max_length=80), required=False, min_length=1, max_length=500,
        help_text="Keys of columns; all when left out. A custom field is `custom:<key>`.",
    )  # fmt: skip
    filter = FilterField(source="query", required=False)
    leads = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        required=False, min_length=1, max_length=MOST_LEADS, help_text="These leads instead of a filter.",
    )  # fmt: skip

    def validate_columns(self, columns):
        if wrong := sorted(set(columns) - choices().keys()):
            raise serializers.ValidationError(
                f"These are no columns: {', '.join(wrong[:10])}.", code="unknown_column"
            )
        return list(dict.fromkeys(columns))

    def validate(self, given):
        if "query" in given and "leads" in given:
            raise serializers.ValidationError(
                {"leads": ["Give either a filter or numbers of leads."]}, code="invalid"
            )
        given.setdefault("columns", list(choices()))
        return given
