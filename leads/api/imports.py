"""Imports: upload, look at the proposed mapping, start, watch, read what was refused."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from hirepilot.api.endpoint import Endpoint
from hirepilot.api.idempotency import idempotent
from hirepilot.api.parsers import PlainJSONParser
from hirepilot.paging import Order, a_number
from leads.api.import_serializers import (
    CorrectedSerializer,
    DryRunSerializer,
    ImportDetailSerializer,
    ImportRowSerializer,
    ImportSerializer,
    ReadingSerializer,
    RowsQuery,
    SheetsSerializer,
    UploadSerializer,
)
from leads.api.import_settings import StartSerializer
from leads.errors import AlreadyStarted
from leads.models import Lead, LeadImport
from leads.services import correcting, dry_run, import_sheets, importing, saved_mappings
from leads.sources.reading import Reading


class ImportEndpoint(Endpoint):
    def one(self, pk):
        imports = LeadImport.objects.visible_to(self.request.member).select_related("by__user", "owner__user")
        return get_object_or_404(imports, pk=pk)

    def rows_context(self, rows):
        """For ImportRowSerializer: also which of the leads that the rows met the member may see."""
        named = [row.lead_id for row in rows if row.lead_id]
        seen = Lead.objects.visible_to(self.request.member).filter(pk__among=named)
        return self.get_serializer_context() | {"visible": set(seen.values_list("pk", flat=True))}

    def chosen(self, lead_import):
        """How to take the file in, as it was sent. Raises AlreadyStarted where that is past."""
        if lead_import.state != LeadImport.State.MAPPING:
            raise AlreadyStarted
        self.lead_import = lead_import
        given = self.given(StartSerializer)
        if saved := given.pop("saved_mapping", None):
            given = saved_mappings.settings_for(saved, lead_import) | given
        given.setdefault("mapping", lead_import.mapping)
        given.setdefault("policy", lead_import.policy)
        return given

    def get_serializer_context(self):
        return super().get_serializer_context() | {"lead_import": getattr(self, "lead_import", None)}

    def answer(self, lead_import, status=200):
        return Response(self.shown(ImportDetailSerializer, self.one(lead_import.pk)), status=status)


class ImportList(ImportEndpoint):
    needs = {"GET": "import leads", "POST": "import leads"}
    parser_classes = (MultiPartParser, PlainJSONParser)

    @extend_schema(operation_id="imports_list", tags=["imports"], responses=ImportSerializer(many=True))
    def get(self, request):
        """Imports, newest first; a Member sees their own."""
        return self.listed(
            ImportSerializer, LeadImport.objects.visible_to(request.member).select_related("by__user")
        )

    @extend_schema(
        operation_id="imports_upload",
        tags=["imports"],
        request=UploadSerializer,
        responses={201: ImportDetailSerializer},
    )
    def post(self, request):
        """Upload a file, or send what one would paste. Nothing is taken in before it is started."""
        given = self.given(UploadSerializer)
        if "text" in given:
            return self.answer(importing.paste(given["text"], by=request.member), status=201)
        return self.answer(importing.upload(given["file"], by=request.member), status=201)


class ImportDetail(ImportEndpoint):
    needs = {"GET": "import leads"}

    @extend_schema(operation_id="imports_retrieve", tags=["imports"], responses=ImportDetailSerializer)
    def get(self, request, pk):
        """One import with its columns, and how far it has come."""
        return self.answer(self.one(pk))


class ImportReading(ImportEndpoint):
    needs = {"POST": "import leads"}

    @extend_schema(
        operation_id="imports_reading",
        tags=["imports"],
        request=ReadingSerializer,
        responses={200: ImportDetailSerializer},
    )
    def post(self, request, pk):
        """Read the file in another way, while it waits for its mapping, and propose a mapping for what it then holds."""
        lead_import = self.one(pk)
        if lead_import.state != LeadImport.State.MAPPING:
            raise AlreadyStarted
        return self.answer(importing.reread(lead_import, Reading(**self.given(ReadingSerializer))))


class ImportSheets(ImportEndpoint):
    needs = {"POST": "import leads"}

    @extend_schema(
        operation_id="imports_sheets",
        tags=["imports"],
        request=SheetsSerializer,
        responses={201: ImportDetailSerializer(many=True)},
    )
    def post(self, request, pk):
        """Import other sheets of the same workbook too, without another upload. A sheet that has an import keeps it."""
        names = self.given(SheetsSerializer)["worksheets"]
        made = import_sheets.also_import(self.one(pk), names, by=request.member)
        return Response([self.shown(ImportDetailSerializer, self.one(each.pk)) for each in made], status=201)


class ImportDryRun(ImportEndpoint):
    needs = {"GET": "import leads", "POST": "import leads"}

    @extend_schema(operation_id="imports_dry_run_result", tags=["imports"], responses=DryRunSerializer)
    def get(self, request, pk):
        """What the import would do, or how far it is in finding out; 404 where nobody has asked."""
        lead_import = self.one(pk)
        if not lead_import.dry_run:
            raise Http404
        outcomes = []
        if lead_import.dry_run["state"] == dry_run.DONE:
            outcomes = dry_run.told(lead_import, request.member)
        return Response(self.shown(DryRunSerializer, lead_import.dry_run | {"outcomes": outcomes}))

    @extend_schema(
        operation_id="imports_dry_run",
        tags=["imports"],
        request=StartSerializer,
        responses={202: ImportDetailSerializer},
    )
    def post(self, request, pk):
        """Find out what the import would do with these settings. Nothing is taken in."""
        lead_import = self.one(pk)
        return self.answer(dry_run.check(lead_import, **self.chosen(lead_import)), status=202)


class ImportStart(ImportEndpoint):
    needs = {"POST": "import leads"}

    @extend_schema(
        operation_id="imports_start",
        tags=["imports"],
        request=StartSerializer,
        responses={202: ImportDetailSerializer},
    )
    @idempotent(required=True)
    def post(self, request, pk):
        """Confirm the mapping and hand the file to a worker."""
        lead_import = self.one(pk)
        settings = self.chosen(lead_import)
        return self.answer(importing.start(lead_import, by=request.member, **settings), status=202)


class ImportRowDetail(ImportEndpoint):
    needs = {"POST": "import leads"}

    @extend_schema(
        operation_id="imports_row_correct",
        tags=["imports"],
        request=CorrectedSerializer,
        responses=ImportRowSerializer,
    )
    def post(self, request, pk, line):
        """Take a refused row in with other cells. Where it is refused again, the answer says why."""
        given = self.given(CorrectedSerializer)
        row = correcting.correct(self.one(pk), line, given.pop("cells"), by=request.member, **given)
        return Response(ImportRowSerializer(row, context=self.rows_context([row])).data)


class ImportRows(ImportEndpoint):
    needs = {"GET": "import leads"}
    order = Order("lines", (("line", a_number), ("pk", a_number)), descending=False)

    @extend_schema(
        operation_id="imports_rows",
        tags=["imports"],
        parameters=[RowsQuery],
        responses=ImportRowSerializer(many=True),
    )
    def get(self, request, pk):
        """The rows that did not become a new lead, by line, each with its reason."""
        rows = self.paginate_queryset(self.one(pk).rows.filter(**self.asked(RowsQuery)))
        return self.get_paginated_response(
            ImportRowSerializer(rows, many=True, context=self.rows_context(rows)).data
        )
