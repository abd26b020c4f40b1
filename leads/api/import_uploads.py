"""A file uploaded in parts, to go on where a connection broke."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.response import Response

from hirepilot.api.parsers import TooLarge
from hirepilot.api.serializers import StrictSerializer
from leads.api.import_serializers import ImportDetailSerializer
from leads.api.imports import ImportEndpoint
from leads.models import ImportUpload
from leads.services import upload_parts
from leads.services.upload_parts import PART_BYTES


class AnnouncedSerializer(StrictSerializer):
    name = serializers.CharField(max_length=255)
    size = serializers.IntegerField(min_value=1)
    sha256 = serializers.RegexField(r"^[0-9a-fA-F]{64}\Z", required=False, help_text="In hexadecimal digits.")


class UploadStateSerializer(serializers.Serializer):
    """How much of a file has arrived, and the import that it has become."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    size = serializers.IntegerField()
    received = serializers.IntegerField(help_text="Where the next part begins.")
    part_bytes = serializers.SerializerMethodField(help_text="How large a part may be at most.")
    lead_import = serializers.IntegerField(source="lead_import_id", allow_null=True)
    started_at = serializers.DateTimeField()

    def get_part_bytes(self, upload) -> int:
        return PART_BYTES


class PartParser(BaseParser):
    """The bytes as they are, whatever they are called."""

    media_type = "*/*"

    def parse(self, stream, media_type=None, parser_context=None):
        content = stream.read(PART_BYTES + 1)
        if len(content) > PART_BYTES:
            raise TooLarge(f"A part may have {PART_BYTES >> 20} MB at most.")
        return content


class UploadEndpoint(ImportEndpoint):
    def upload(self, pk):
        return get_object_or_404(ImportUpload.objects.visible_to(self.request.member), pk=pk)

    def state(self, upload, status=200):
        headers = {"Upload-Offset": str(upload.received), "Upload-Length": str(upload.size)}
        return Response(self.shown(UploadStateSerializer, upload), status=status, headers=headers)


class UploadList(UploadEndpoint):
    needs = {"GET": "import leads", "POST": "import leads"}

    @extend_schema(operation_id="uploads_list", tags=["imports"], responses=UploadStateSerializer(many=True))
    def get(self, request):
        """Files that arrive in parts, or did within a day; a Member sees their own."""
        return self.listed(UploadStateSerializer, ImportUpload.objects.visible_to(request.member))

    @extend_schema(
        operation_id="uploads_begin",
        tags=["imports"],
        request=AnnouncedSerializer,
        responses={201: UploadStateSerializer},
    )
    def post(self, request):
        """Announce a file that will arrive in parts. What is not completed within a day of its last part is forgotten."""
        return self.state(
            upload_parts.begin(**self.given(AnnouncedSerializer), by=request.member), status=201
        )


class UploadDetail(UploadEndpoint):
    needs = {"GET": "import leads", "DELETE": "import leads"}

    @extend_schema(operation_id="uploads_retrieve", tags=["imports"], responses=UploadStateSerializer)
    def get(self, request, pk):
        """How much has arrived."""
        return self.state(self.upload(pk))

    @extend_schema(operation_id="uploads_remove", tags=["imports"], responses={204: None})
    def delete(self, request, pk):
        """Forget what has arrived. An import that it has become stays."""
        upload_parts.remove(self.upload(pk))
        return Response(status=204)


class UploadPart(UploadEndpoint):
    needs = {"PUT": "import leads"}
    parser_classes = (PartParser,)

    @extend_schema(
        operation_id="uploads_part",
        tags=["imports"],
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses=UploadStateSerializer,
    )
    def put(self, request, pk, offset):
        """Bytes from an offset on. The same part may be sent twice; 409 with `received` where one before it is lacking."""
        upload = self.upload(pk)
        return self.state(upload_parts.add_part(upload, offset, request.data or b""))


class UploadComplete(UploadEndpoint):
    needs = {"POST": "import leads"}

    @extend_schema(
        operation_id="uploads_complete",
        tags=["imports"],
        request=None,
        responses={201: ImportDetailSerializer},
    )
    def post(self, request, pk):
        """Make the whole file an import, as an upload in one piece becomes one. Asked again, the answer is the same import."""
        self.given(StrictSerializer)
        return self.answer(upload_parts.complete(self.upload(pk), by=request.member), status=201)
