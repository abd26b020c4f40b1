"""The tags of the workspace."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from hirepilot.api.endpoint import Endpoint
from hirepilot.paging import Order, a_number, a_text
from leads.api.given import TagNameSerializer
from leads.api.serializers import TagSerializer
from leads.models import Tag
from leads.services.tags import create_tag, rename_tag


class TagList(Endpoint):
    needs = {"GET": "see leads", "POST": "edit leads"}
    order = Order("tags", (("key", a_text), ("pk", a_number)), descending=False)

    @extend_schema(operation_id="tags_list", tags=["tags"], responses=TagSerializer(many=True))
    def get(self, request):
        """Tags by name."""
        return self.listed(TagSerializer, Tag.objects.all())

    @extend_schema(
        operation_id="tags_create", tags=["tags"], request=TagNameSerializer, responses={201: TagSerializer}
    )
    def post(self, request):
        """Make a tag."""
        tag = create_tag(self.given(TagNameSerializer)["name"], by=request.member)
        return Response(self.shown(TagSerializer, tag), status=201)


class TagDetail(Endpoint):
    needs = {"GET": "see leads", "PATCH": "edit leads"}

    @extend_schema(operation_id="tags_retrieve", tags=["tags"], responses=TagSerializer)
    def get(self, request, pk):
        return Response(self.shown(TagSerializer, get_object_or_404(Tag.objects.all(), pk=pk)))

    @extend_schema(
        operation_id="tags_update", tags=["tags"], request=TagNameSerializer, responses=TagSerializer
    )
    def patch(self, request, pk):
        """Rename a tag, everywhere it is."""
        tag, given = get_object_or_404(Tag.objects.all(), pk=pk), self.given(TagNameSerializer)
        return Response(self.shown(TagSerializer, rename_tag(tag, given["name"], by=request.member)))
