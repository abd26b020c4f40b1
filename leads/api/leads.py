"""Leads: found, shown, created, edited."""

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.response import Response

from hirepilot.api.endpoint import Endpoint
from hirepilot.api.idempotency import idempotent
from hirepilot.api.permissions import CAPTURING
from hirepilot.api.problems import problem
from hirepilot.errors import HirePilotError
from hirepilot.incidents import reports_incident
from hirepilot.tenancy import active_workspace
from leads.api.creating import IntakeSerializer, create
from leads.api.filtering import filter_parameters, search_of
from leads.api.given import EditSerializer, NewLeadSerializer
from leads.api.reading import lead_or_404, with_everything
from leads.api.serializers import LeadRowSerializer, LeadSerializer
from leads.errors import MergedAway
from leads.models.lead_import import Outcome
from leads.services.organising import edit
from leads.sources.base import as_text


class LeadList(Endpoint):
    needs = {"GET": "see leads", "POST": "edit leads"}
    scopes = {"POST": CAPTURING}

    @extend_schema(
        operation_id="leads_list",
        tags=["leads"],
        parameters=filter_parameters(),
        responses=LeadRowSerializer(many=True),
    )
    def get(self, request):
        """The leads that this member may see, narrowed and sorted by the list's own filters."""
        rows = self.paginator.found(request, search_of(request).page)
        return self.get_paginated_response(LeadRowSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="leads_create",
        tags=["leads"],
        request=NewLeadSerializer,
        responses={
            201: IntakeSerializer,
            200: OpenApiResponse(IntakeSerializer, description="It was there: updated, or unchanged."),
        },
    )
    @idempotent
    def post(self, request):
        """Take a person in. Whoever is there already is updated, as the policy says, and never made twice."""
        given = self.given(NewLeadSerializer)
        about = f"Sent through the API: {as_text(given)}"
        with reports_incident("lead_creation_failed", expected=HirePilotError, about=about):
            made = create(request, given)
        if isinstance(made, Response):
            return made
        return Response(
            self.shown(IntakeSerializer, made), status=201 if made["outcome"] == Outcome.CREATED else 200
        )


class LeadDetail(Endpoint):
    needs = {"GET": "see leads", "PATCH": "edit leads"}

    @extend_schema(
        operation_id="leads_retrieve",
        tags=["leads"],
        responses={
            200: LeadSerializer,
            308: OpenApiResponse(description="It was merged; `Location` is where it is now."),
        },
    )
    def get(self, request, pk):
        """One lead with everything that is known."""
        try:
            lead = lead_or_404(request, pk)
        except MergedAway as merged:
            place = reverse("api:lead", args=[active_workspace().slug, merged.survivor_id])
            return HttpResponse(status=308, headers={"Location": place})
        return Response(self.shown(LeadSerializer, with_everything(lead.pk)))

    @extend_schema(
        operation_id="leads_update", tags=["leads"], request=EditSerializer, responses=LeadSerializer
    )
    def patch(self, request, pk):
        """Change what is sent and nothing else. What is sent counts as typed by a person."""
        lead, values = lead_or_404(request, pk), self.given(EditSerializer)
        expected = _flat(values.pop("expected", {}))
        edited = edit(lead, _flat(values), by=request.member, expected=expected)
        if edited.conflicts:
            errors = [
                (name, "changed_since", f"This is now: {_text(now)}")
                for name, now in edited.conflicts.items()
            ]
            detail = "Somebody changed this meanwhile. Nothing was saved."
            return problem(request, 409, "changed_since", detail, errors=errors, now=edited.conflicts)
        return Response(self.shown(LeadSerializer, with_everything(lead.pk)))


def _flat(values):
    """Custom fields under the names that `edit` knows them by."""
    custom = values.pop("custom", {})
    return values | {f"custom.{key}": value for key, value in custom.items()}


def _text(value):
    return ", ".join(value) if isinstance(value, list) else value or "empty"
