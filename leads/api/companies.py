"""Companies of the leads that a member may see."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from hirepilot.api.endpoint import Endpoint
from hirepilot.paging import Order
from leads.api.serializers import CompanySerializer
from leads.models import Company


class CompanyList(Endpoint):
    needs = {"GET": "see leads"}
    order = Order("companies")

    @extend_schema(operation_id="companies_list", tags=["companies"], responses=CompanySerializer(many=True))
    def get(self, request):
        """Companies, newest first."""
        return self.listed(CompanySerializer, Company.objects.visible_to(request.member))


class CompanyDetail(Endpoint):
    needs = {"GET": "see leads"}

    @extend_schema(operation_id="companies_retrieve", tags=["companies"], responses=CompanySerializer)
    def get(self, request, pk):
        company = get_object_or_404(Company.objects.visible_to(request.member), pk=pk)
        return Response(self.shown(CompanySerializer, company))
