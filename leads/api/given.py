"""What may be sent about leads."""

from rest_framework import serializers

from hirepilot.api.serializers import ColleagueField, StrictSerializer
from hirepilot.errors import NotHere
from hirepilot.models import Membership, Workspace
from leads.models import CustomField, Lead
from leads.services.intake_decide import FIELDS
from leads.services.statuses import BY_HAND

LONGEST_LIST = 50
START_STATUSES = [choice for choice in Lead.Status.choices if choice[0] != Lead.Status.CONVERTED]


def text(longest=200, **options):
    return serializers.CharField(required=False, allow_blank=True, max_length=longest, **options)


def texts(longest=500):
    return serializers.ListField(
        child=serializers.CharField(max_length=longest), required=False, max_length=LONGEST_LIST
    )


class OwnerField(ColleagueField):
    """Somebody who may have leads: any member but a Guest."""

    def to_internal_value(self, data):
        member = super().to_internal_value(data)
        if member.role == Membership.Role.GUEST:
            raise serializers.ValidationError(NotHere.message, code=NotHere.code)
        return member


class OverwriteField(serializers.ListField):
    """Fields that the policy "overwrite" means; custom ones as "custom.<key>"."""

    child = serializers.CharField(max_length=80)

    def to_internal_value(self, data):
        names = super().to_internal_value(data)
        known = {*FIELDS, *(f"custom.{key}" for key in CustomField.objects.values_list("key", flat=True))}
        if wrong := sorted(set(names) - known):
            raise serializers.ValidationError(
                f"These are no fields of a lead: {', '.join(wrong[:10])}.", "unknown_field"
            )
        return names


class ValuesSerializer(StrictSerializer):
    """The values of a lead that can be typed."""

    full_name = text()
    first_name = text(100)
    last_name = text(100)
    emails = texts()
    phones = texts()
    linkedin = texts()
    company = text()
    title = text()
    location = text()
    legal_basis = text(80)
    custom = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=1_000), required=False
    )


class NewLeadSerializer(ValuesSerializer):
    """A person to take in: a name, an email or a LinkedIn address is enough."""

    company_domain = text(253)
    status = serializers.ChoiceField(
        required=False,
        choices=START_STATUSES,
        help_text="A new lead starts as New; anything else is answered with the warning status_not_taken.",
    )
    tags = texts(60)
    note = text(20_000)
    owner = OwnerField(required=False, allow_null=True)
    opt_out = serializers.ListField(
        child=serializers.ChoiceField(choices=Lead.Channel.choices), required=False
    )
    policy = serializers.ChoiceField(required=False, choices=Workspace.MatchPolicy.choices)
    overwrite = OverwriteField(required=False)


class ExpectedSerializer(ValuesSerializer):
    """The values that the sender had before their eyes, of the fields that they change."""


class EditSerializer(ValuesSerializer):
    """What is left out stays; a blank empties. With `expected`, a value that differs by now refuses the edit."""

    expected = ExpectedSerializer(required=False)


class MoveSerializer(StrictSerializer):
    to = serializers.ChoiceField(choices=[(status.value, status.label) for status in BY_HAND])
    why = text(300, default="")


class TagsSerializer(StrictSerializer):
    names = serializers.ListField(
        child=serializers.CharField(max_length=60), min_length=1, max_length=LONGEST_LIST
    )


class AssignSerializer(StrictSerializer):
    owner = OwnerField(allow_null=True)


class OptOutSerializer(StrictSerializer):
    channel = serializers.ChoiceField(choices=Lead.Channel.choices, default=Lead.Channel.ALL)
    reason = text(200, default="")


class NoteTextSerializer(StrictSerializer):
    text = serializers.CharField(max_length=20_000)


class TagNameSerializer(StrictSerializer):
    name = serializers.CharField(max_length=60)
