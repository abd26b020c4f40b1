"""The base of every view of the API: it reads what was sent and writes pages; services do the work."""

from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView

from hirepilot.api.permissions import ANY_MEMBER


class Endpoint(GenericAPIView):
    """`needs` has the action of each method, `scopes` the token scopes where they differ from the usual ones."""

    needs: dict[str, str] = {}
    scopes: dict[str, frozenset] = {}
    filter_backends = ()
    metadata_class = None

    def given(self, serializer, **options):
        """The body, checked."""
        read = serializer(data=self.request.data, context=self.get_serializer_context(), **options)
        read.is_valid(raise_exception=True)
        return read.validated_data

    def asked(self, serializer):
        """The query, checked. Its place in the list is the pager's business."""
        query = {
            name: value
            for name, value in self.request.query_params.items()
            if name not in ("cursor", "limit")
        }
        read = serializer(data=query, context=self.get_serializer_context())
        read.is_valid(raise_exception=True)
        return read.validated_data

    def shown(self, serializer, row):
        return serializer(row, context=self.get_serializer_context()).data

    def listed(self, serializer, queryset):
        """A page of the queryset."""
        rows = self.paginate_queryset(queryset)
        shown = serializer(rows, many=True, context=self.get_serializer_context())
        return self.get_paginated_response(shown.data)


class Nothing(Endpoint):
    """Every other address of the API, so that it too is answered in the API's own way."""

    needs = dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), ANY_MEMBER)
    schema = None

    def get(self, request, rest):
        raise NotFound

    post = put = patch = delete = get
