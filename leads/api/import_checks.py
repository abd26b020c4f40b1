"""What a check has found, row by row, and cells fixed before the import."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from leads.api.import_serializers import CellsSerializer, ForeseenRowSerializer, RowsQuery
from leads.api.imports import ImportEndpoint
from leads.models import LeadImport
from leads.services import dry_rows, dry_run, fixing


class CheckedEndpoint(ImportEndpoint):
    def checked(self, pk):
        """An import whose check is done and still counts."""
        lead_import = self.one(pk)
        done = (lead_import.dry_run or {}).get("state") == dry_run.DONE
        if lead_import.state != LeadImport.State.MAPPING or not done:
            raise Http404
        return lead_import


class DryRunRows(CheckedEndpoint):
    needs = {"GET": "import leads"}

    @extend_schema(
        operation_id="imports_dry_run_rows",
        tags=["imports"],
        parameters=[RowsQuery],
        responses=ForeseenRowSerializer(many=True),
    )
    def get(self, request, pk):
        """What would become of every row, by line; all of them, or those of an outcome or a reason."""
        lead_import, asked = self.checked(pk), self.asked(RowsQuery)
        rows = self.paginator.found(request, lambda **place: dry_rows.page(lead_import, **asked, **place))
        told = dry_run.in_words(rows, lead_import, request.member)
        return self.get_paginated_response(ForeseenRowSerializer(told, many=True).data)


class RowFix(CheckedEndpoint):
    needs = {"POST": "import leads"}

    @extend_schema(
        operation_id="imports_row_fix",
        tags=["imports"],
        request=CellsSerializer,
        responses=ForeseenRowSerializer,
    )
    def post(self, request, pk, line):
        """Give a row other cells before it is imported; all blank: leave it out. A new dry run says what becomes of it."""
        lead_import = fixing.fix(self.checked(pk), line, self.given(CellsSerializer)["cells"])
        (row,) = dry_run.in_words([fixing.checked_row(lead_import, line)[0]], lead_import, request.member)
        return Response(ForeseenRowSerializer(row).data)
