"""Notes on leads."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from hirepilot.api.endpoint import Endpoint
from hirepilot.paging import Order
from leads.api.given import NoteTextSerializer
from leads.api.reading import lead_or_404
from leads.api.serializers import NoteSerializer
from leads.models import Lead, Note
from leads.services.organising import add_note, delete_note, edit_note


class LeadNotes(Endpoint):
    needs = {"GET": "see leads", "POST": "edit leads"}
    order = Order("notes")

    @extend_schema(operation_id="notes_list", tags=["notes"], responses=NoteSerializer(many=True))
    def get(self, request, pk):
        """The notes on a lead, newest first."""
        notes = Note.objects.filter(lead=lead_or_404(request, pk)).select_related("author__user")
        return self.listed(NoteSerializer, notes)

    @extend_schema(
        operation_id="notes_create",
        tags=["notes"],
        request=NoteTextSerializer,
        responses={201: NoteSerializer},
    )
    def post(self, request, pk):
        """Write a note."""
        lead, given = lead_or_404(request, pk), self.given(NoteTextSerializer)
        note = add_note(lead, given["text"], by=request.member)
        return Response(self.shown(NoteSerializer, note), status=201)


class NoteDetail(Endpoint):
    needs = {"GET": "see leads", "PATCH": "change notes", "DELETE": "change notes"}

    @extend_schema(operation_id="notes_retrieve", tags=["notes"], responses=NoteSerializer)
    def get(self, request, pk):
        return Response(self.shown(NoteSerializer, self._note(pk)))

    @extend_schema(
        operation_id="notes_update", tags=["notes"], request=NoteTextSerializer, responses=NoteSerializer
    )
    def patch(self, request, pk):
        """Change one's own note; Owner and Admin may change any."""
        note, given = self._note(pk), self.given(NoteTextSerializer)
        return Response(self.shown(NoteSerializer, edit_note(note, given["text"], by=request.member)))

    @extend_schema(operation_id="notes_delete", tags=["notes"], responses={204: None})
    def delete(self, request, pk):
        """Delete one's own note; Owner and Admin may delete any. Undo of the operation brings it back."""
        delete_note(self._note(pk), by=request.member)
        return Response(status=204)

    def _note(self, pk):
        visible = Lead.objects.visible_to(self.request.member)
        return get_object_or_404(Note.objects.select_related("author__user", "lead"), pk=pk, lead__in=visible)
