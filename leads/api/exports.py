"""Exports: ask for a file, watch it being written, fetch it, have it removed."""

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.response import Response

from hirepilot.api.endpoint import Endpoint
from hirepilot.api.idempotency import idempotent
from leads.api.export_serializers import ExportSerializer, NewExportSerializer
from leads.models import LeadExport
from leads.services import exports
from leads.views.downloads import download


class ExportEndpoint(Endpoint):
    def exports(self):
        return LeadExport.objects.visible_to(self.request.member).select_related("by__user")

    def one(self, pk):
        return get_object_or_404(self.exports(), pk=pk)

    def answer(self, lead_export, status=200):
        return Response(self.shown(ExportSerializer, lead_export), status=status)


class ExportList(ExportEndpoint):
    needs = {"GET": "export leads", "POST": "export leads"}

    @extend_schema(operation_id="exports_list", tags=["exports"], responses=ExportSerializer(many=True))
    def get(self, request):
        """Exports, newest first; a Member sees their own."""
        return self.listed(ExportSerializer, self.exports())

    @extend_schema(
        operation_id="exports_create",
        tags=["exports"],
        request=NewExportSerializer,
        responses={202: ExportSerializer},
    )
    @idempotent(required=True)
    def post(self, request):
        """Have the leads that you may see written into a file: those of a filter, those of these numbers, or all."""
        made = exports.start(by=request.member, **self.given(NewExportSerializer))
        return self.answer(self.one(made.pk), status=202)


class ExportDetail(ExportEndpoint):
    needs = {"GET": "export leads", "DELETE": "export leads"}

    @extend_schema(operation_id="exports_retrieve", tags=["exports"], responses=ExportSerializer)
    def get(self, request, pk):
        """How far it is, and where its file is."""
        return self.answer(self.one(pk))

    @extend_schema(operation_id="exports_withdraw", tags=["exports"], responses=ExportSerializer)
    def delete(self, request, pk):
        """Cancel it while it is written; afterwards remove its file. The export itself stays in the list."""
        exports.withdraw(self.one(pk))
        return self.answer(self.one(pk))


class ExportFile(ExportEndpoint):
    needs = {"GET": "export leads"}

    @extend_schema(
        operation_id="exports_file",
        tags=["exports"],
        responses={
            (200, "text/csv"): OpenApiTypes.BINARY,
            (200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"): OpenApiTypes.BINARY,
            410: OpenApiResponse(description="It was kept for some days only, or removed: `export_gone`."),
        },
    )
    def get(self, request, pk):
        """The file. 409 (`export_not_ready`) until it is written."""
        lead_export = self.one(pk)
        return download(exports.open_file(lead_export), lead_export.name)
