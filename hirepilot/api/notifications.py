"""What the member was told."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from hirepilot.api.endpoint import Endpoint
from hirepilot.api.serializers import StrictSerializer
from hirepilot.models import Notification
from hirepilot.services import notifications


class NotificationSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    text = serializers.CharField()
    page = serializers.SerializerMethodField(help_text="The page that it is about.")
    at = serializers.DateTimeField(source="created_at")
    read_at = serializers.DateTimeField(allow_null=True)

    def get_page(self, notification) -> str:
        return self.context["request"].build_absolute_uri(notifications.page_of(notification))


class ReadSerializer(serializers.Serializer):
    read = serializers.IntegerField(help_text="How many had not been read.")


class NotificationList(Endpoint):
    needs = {"GET": "see notifications"}

    @extend_schema(
        operation_id="notifications_list", tags=["notifications"], responses=NotificationSerializer(many=True)
    )
    def get(self, request):
        """Your notifications, newest first."""
        return self.listed(NotificationSerializer, Notification.objects.of(request.member))


class NotificationsRead(Endpoint):
    needs = {"POST": "see notifications"}

    @extend_schema(
        operation_id="notifications_read", tags=["notifications"], request=None, responses=ReadSerializer
    )
    def post(self, request):
        """Mark all of yours as read."""
        self.given(StrictSerializer)
        return Response(self.shown(ReadSerializer, {"read": notifications.read(request.member)}))
