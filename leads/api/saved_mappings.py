"""Mappings under a name: kept from an import, used by the start of another."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from hirepilot.api.endpoint import Endpoint
from hirepilot.api.serializers import StrictSerializer
from hirepilot.paging import Order, a_number, a_text
from leads.models import LeadImport, SavedMapping
from leads.services import saved_mappings
from leads.services.saved_mappings import LONGEST_NAME


class SavedMappingSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    columns = serializers.SerializerMethodField()
    settings = serializers.DictField()

    def get_columns(self, saved) -> dict[str, str]:
        """{header: field} of the columns that are imported."""
        return dict(saved.columns)


class NameSerializer(StrictSerializer):
    name = serializers.CharField(max_length=LONGEST_NAME)


class SaveSerializer(NameSerializer):
    import_id = serializers.IntegerField(min_value=1, help_text="Keep how this import is taken in.")


class SavedMappingList(Endpoint):
    needs = {"GET": "import leads", "POST": "import leads"}
    order = Order("mappings", (("key", a_text), ("pk", a_number)), descending=False)

    @extend_schema(
        operation_id="mappings_list", tags=["imports"], responses=SavedMappingSerializer(many=True)
    )
    def get(self, request):
        """Saved mappings by name."""
        return self.listed(SavedMappingSerializer, SavedMapping.objects.all())

    @extend_schema(
        operation_id="mappings_save", tags=["imports"], request=SaveSerializer,
        responses={201: SavedMappingSerializer},
    )  # fmt: skip
    def post(self, request):
        """Keep the mapping of an import under a name; one that is called so already is replaced."""
        given = self.given(SaveSerializer)
        lead_import = get_object_or_404(LeadImport.objects.visible_to(request.member), pk=given["import_id"])
        saved = saved_mappings.save(given["name"], lead_import, by=request.member)
        return Response(self.shown(SavedMappingSerializer, saved), status=201)


class SavedMappingDetail(Endpoint):
    needs = {"PATCH": "import leads", "DELETE": "import leads"}

    @extend_schema(
        operation_id="mappings_update",
        tags=["imports"],
        request=NameSerializer,
        responses=SavedMappingSerializer,
    )
    def patch(self, request, pk):
        """Rename a saved mapping."""
        saved, given = get_object_or_404(SavedMapping, pk=pk), self.given(NameSerializer)
        saved_mappings.rename(saved, given["name"], by=request.member)
        return Response(self.shown(SavedMappingSerializer, saved))

    @extend_schema(operation_id="mappings_delete", tags=["imports"], responses={204: None})
    def delete(self, request, pk):
        """Delete a saved mapping; imports that used it keep what it gave them."""
        saved_mappings.delete(get_object_or_404(SavedMapping, pk=pk), by=request.member)
        return Response(status=204)
