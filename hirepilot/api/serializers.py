"""What all apps' serializers share: unknown fields are refused, never passed over in silence."""

from collections.abc import Mapping

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from hirepilot.models import Membership

MOST_NAMED = 20


class StrictSerializer(serializers.Serializer):
    """For what comes in. A misspelt field is a mistake that its sender should hear of."""

    def to_internal_value(self, data):
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            if unknown := sorted({str(name) for name in data} - known):
                said = [ErrorDetail("There is no such field.", code="unknown")]
                raise ValidationError({name[:60]: said for name in unknown[:MOST_NAMED]})
        return super().to_internal_value(data)


class ColleagueField(serializers.PrimaryKeyRelatedField):
    """The number of a member of this workspace."""

    default_error_messages = {
        "does_not_exist": "There is no such member.",
        "incorrect_type": "The number of a member is needed.",
    }

    def __init__(self, **options):
        super().__init__(queryset=None if options.get("read_only") else Membership.objects.all(), **options)

    def get_queryset(self):
        request = self.context["request"]
        return Membership.objects.current().select_related("user").filter(workspace=request.workspace)


class PersonSerializer(serializers.Serializer):
    """A member, as others see them."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="__str__")


class ProblemErrorSerializer(serializers.Serializer):
    field = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    errors = ProblemErrorSerializer(many=True, required=False)
