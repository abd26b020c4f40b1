"""How leads and what hangs on them look from outside."""

from rest_framework import serializers

from hirepilot.api.serializers import PersonSerializer
from leads.models import ContactValue, Identity, Lead


class LeadRowSerializer(serializers.Serializer):
    """A lead in a list."""

    id = serializers.IntegerField(source="pk")
    full_name = serializers.CharField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    linkedin = serializers.CharField()
    company = serializers.IntegerField(source="company_id", allow_null=True)
    company_name = serializers.CharField()
    title = serializers.CharField()
    title_normal = serializers.CharField()
    seniority = serializers.CharField()
    function = serializers.CharField()
    location = serializers.CharField()
    status = serializers.ChoiceField(choices=Lead.Status.choices)
    owner = PersonSerializer(allow_null=True)
    source = serializers.ChoiceField(choices=Lead.Source.choices)
    tags = serializers.SerializerMethodField()
    opted_out = serializers.ListField(child=serializers.ChoiceField(choices=Lead.Channel.choices))
    archived_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    last_activity_at = serializers.DateTimeField()

    def get_tags(self, lead) -> list[str]:
        return [tag.name for tag in lead.tags.all()]


class IdentitySerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=Identity.Kind.choices)
    value = serializers.CharField()
    shown = serializers.CharField(source="__str__")
    verification = serializers.CharField()


class ContactValueSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=ContactValue.Kind.choices)
    value = serializers.CharField()
    shown = serializers.CharField(source="__str__")


class ProvenanceSerializer(serializers.Serializer):
    """Where a value came from, and how sure that is. What is locked was typed by a person: no machine overwrites it."""

    kind = serializers.CharField()
    who = serializers.CharField()
    at = serializers.DateTimeField()
    sure = serializers.CharField(allow_blank=True)
    operation = serializers.IntegerField(source="operation_id")
    locked = serializers.BooleanField()


class LeadSerializer(LeadRowSerializer):
    """A lead with everything that is known."""

    identities = IdentitySerializer(many=True)
    contact_values = ContactValueSerializer(many=True)
    custom = serializers.DictField(child=serializers.CharField())
    legal_basis = serializers.CharField()
    typed = serializers.ListField(
        child=serializers.CharField(), help_text="Fields that a person typed: no machine overwrites them."
    )
    provenance = serializers.DictField(
        child=ProvenanceSerializer(), help_text="By field, of those that hold something."
    )


class TagSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    hue = serializers.IntegerField()


class NoteSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    lead = serializers.IntegerField(source="lead_id")
    text = serializers.CharField()
    author = PersonSerializer(allow_null=True)
    created_at = serializers.DateTimeField()


class CompanySerializer(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    domain = serializers.CharField()
    created_at = serializers.DateTimeField()
