"""Who is asking, and what they may do here."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from hirepilot.api.endpoint import Endpoint
from hirepilot.api.permissions import ANY_MEMBER, EVERY_SCOPE
from hirepilot.permissions import ACTIONS, may


class MeMemberSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="__str__")
    email = serializers.EmailField(source="user.email")
    role = serializers.CharField()


class MeWorkspaceSerializer(serializers.Serializer):
    name = serializers.CharField()
    slug = serializers.CharField()
    time_zone = serializers.CharField()
    default_country = serializers.CharField()


class MeTokenSerializer(serializers.Serializer):
    name = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    expires_at = serializers.DateTimeField(allow_null=True)


class MeSerializer(serializers.Serializer):
    member = MeMemberSerializer()
    workspace = MeWorkspaceSerializer()
    token = MeTokenSerializer(allow_null=True)
    may = serializers.DictField(child=serializers.BooleanField())


class Me(Endpoint):
    needs = {"GET": ANY_MEMBER}
    scopes = {"GET": EVERY_SCOPE}

    @extend_schema(operation_id="me", tags=["me"], responses=MeSerializer)
    def get(self, request):
        """Member, workspace, token, and each action with whether the role allows it."""
        allowed = {action: may(request.member, action) for action in ACTIONS}
        me = {
            "member": request.member,
            "workspace": request.workspace,
            "token": request.token,
            "may": allowed,
        }
        return Response(self.shown(MeSerializer, me))
