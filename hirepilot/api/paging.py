"""Lists by cursor: `?cursor=…&limit=…`, answered with `next` and `previous` links, by the keys of the pages' lists."""

from rest_framework import serializers
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from hirepilot.errors import BadCursor
from hirepilot.paging import Order, keyset_page

USUAL, MOST = 50, 100
BACK = "-"  # before a cursor that leads backwards; no cursor of a list begins so
NEWEST = Order("newest")


class Place(serializers.Serializer):
    """Where in a list to read, and how much."""

    cursor = serializers.CharField(required=False, max_length=2_000)
    limit = serializers.IntegerField(required=False, default=USUAL, min_value=1, max_value=MOST)


class NewestFirst(BasePagination):
    """Pages by key: what is added meanwhile moves nothing, so that a reader sees every row once.

    The order is the view's `order`, else newest first. Give `found` a Page that something else has read.
    """

    def paginate_queryset(self, queryset, request, view=None):
        order = getattr(view, "order", NEWEST)
        return self.found(request, lambda **place: keyset_page(queryset, order, **place))

    def found(self, request, read):
        """The rows that `read(after=, before=, size=)` finds at the place that the request names."""
        self.request = request
        place = Place(
            data={
                name: request.query_params[name]
                for name in ("cursor", "limit")
                if name in request.query_params
            }
        )
        place.is_valid(raise_exception=True)
        cursor = place.validated_data.get("cursor")
        back = bool(cursor) and cursor.startswith(BACK)
        if cursor == BACK:
            raise BadCursor
        self.page = read(
            after=None if back else cursor,
            before=cursor.removeprefix(BACK) if back else None,
            size=place.validated_data["limit"],
        )
        return self.page.rows

    def get_paginated_response(self, data):
        links = {"next": self._link(self.page.next), "previous": self._link(self.page.previous, BACK)}
        return Response({"results": data, **links})

    def _link(self, cursor, direction=""):
        if cursor is None:
            return None
        return replace_query_param(self.request.build_absolute_uri(), "cursor", direction + cursor)

    def get_paginated_response_schema(self, schema):
        link = {"type": "string", "nullable": True, "format": "uri"}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {"results": schema, "next": link, "previous": link},
        }

    def get_schema_operation_parameters(self, view):
        cursor = {"type": "string", "description": "From `next` or `previous` of an answer."}
        limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
        return [
            {"name": "cursor", "in": "query", "required": False, "schema": cursor},
            {"name": "limit", "in": "query", "required": False, "schema": limit},
        ]
