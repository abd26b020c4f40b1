"""Imports that go on: pause, resume, stop."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from hirepilot.api.serializers import StrictSerializer
from leads.api.import_serializers import ImportDetailSerializer
from leads.api.imports import ImportEndpoint
from leads.services import import_control

WITH_IMPORT = {200: ImportDetailSerializer}


class CancelSerializer(StrictSerializer):
    take_back = serializers.BooleanField(
        default=False, help_text="Also undo what it has taken in; a large one is taken back by a job."
    )


class ImportPause(ImportEndpoint):
    needs = {"POST": "import leads"}

    @extend_schema(operation_id="imports_pause", tags=["imports"], request=None, responses=WITH_IMPORT)
    def post(self, request, pk):
        """Let an import rest where it is."""
        self.given(StrictSerializer)
        return self.answer(import_control.pause(self.one(pk)))


class ImportResume(ImportEndpoint):
    needs = {"POST": "import leads"}

    @extend_schema(operation_id="imports_resume", tags=["imports"], request=None, responses=WITH_IMPORT)
    def post(self, request, pk):
        """Let a paused import go on where it rests."""
        self.given(StrictSerializer)
        return self.answer(import_control.resume(self.one(pk)))


class ImportCancel(ImportEndpoint):
    needs = {"POST": "import leads"}

    @extend_schema(
        operation_id="imports_cancel", tags=["imports"], request=CancelSerializer, responses=WITH_IMPORT
    )
    def post(self, request, pk):
        """Stop an import and keep what it has taken in, or take that back too."""
        lead_import, _ = import_control.cancel(
            self.one(pk), by=request.member, **self.given(CancelSerializer)
        )
        return self.answer(lead_import)
