"""How a file is to be taken in, as it is sent."""

from rest_framework import serializers

from hirepilot.api.serializers import StrictSerializer
from hirepilot.errors import NotHere
from hirepilot.models import Workspace
from hirepilot.places import countries
from leads.api.given import OverwriteField, OwnerField, text, texts
from leads.cleaning.dates import ORDERS
from leads.cleaning.text import LIMITS
from leads.models import CustomField, SavedMapping
from leads.services.import_settings import STATUSES
from leads.sources.fields import CUSTOM, FIELDS, NEW_FIELDS, may_repeat
from leads.sources.tabular import MOST_COLUMNS

MOST_GIVEN = 200


class MappedSerializer(StrictSerializer):
    column = serializers.IntegerField(min_value=0, max_value=MOST_COLUMNS)
    field = serializers.CharField(
        allow_blank=True,
        max_length=80,
        help_text="Blank: do not import this column. new:text, new:number and new:date make a field called like it.",
    )


class DefaultsSerializer(StrictSerializer):
    """What holds for the rows whose cell is blank, or whose file has no such column."""

    company = text()
    title = text()
    location = text()
    country = text()
    note = text(LIMITS["note"])
    status = serializers.ChoiceField(required=False, choices=STATUSES)


class ValuesSerializer(StrictSerializer):
    """What foreign words mean. A blank status leaves a new lead New; null is nobody of ours. The rest is as proposed."""

    status = serializers.DictField(
        child=serializers.ChoiceField(choices=STATUSES, allow_blank=True), required=False
    )
    owner = serializers.DictField(child=OwnerField(allow_null=True), required=False)

    def validate(self, values):
        if any(len(words) > MOST_GIVEN for words in values.values()):
            raise serializers.ValidationError(f"At most {MOST_GIVEN} words.", code="too_many")
        if "owner" in values:
            values["owner"] = {word: owner and owner.pk for word, owner in values["owner"].items()}
        return values


class StartSerializer(StrictSerializer):
    """How to take the file in. Without a mapping the proposed one holds."""

    mapping = MappedSerializer(many=True, required=False, max_length=MOST_COLUMNS)
    policy = serializers.ChoiceField(required=False, choices=Workspace.MatchPolicy.choices)
    overwrite = OverwriteField(required=False)
    tags = texts(60)
    list = text(
        60,
        source="add_to_list",
        help_text="Name of a list that every lead of the file is put on; made if new.",
    )
    owner = OwnerField(required=False, allow_null=True)
    legal_basis = text(80)
    defaults = DefaultsSerializer(required=False)
    values = ValuesSerializer(required=False)
    saved_mapping = serializers.IntegerField(
        required=False, min_value=1, help_text="A mapping under a name: holds where nothing else is sent."
    )
    date_order = serializers.ChoiceField(
        required=False, choices=[*ORDERS.items()], help_text="Needed only where the dates leave doubt."
    )
    country = serializers.ChoiceField(
        required=False, choices=countries(), help_text="Of phone numbers without one; else the workspace’s."
    )

    def validate_saved_mapping(self, number):
        if (saved := SavedMapping.objects.filter(pk=number).first()) is None:
            raise serializers.ValidationError(NotHere.message, code=NotHere.code)
        return saved

    def validate_mapping(self, mapping):
        width = len(self.context["lead_import"].sheet.get("header", []))
        own = {CUSTOM + key for key in CustomField.objects.values_list("key", flat=True)}
        fields = [item["field"] for item in mapping if item["field"]]
        columns = [item["column"] for item in mapping]
        if wrong := sorted(
            {field for field in fields if field not in FIELDS | NEW_FIELDS and field not in own}
        ):
            raise serializers.ValidationError(
                f"These are no fields of a lead: {', '.join(wrong[:10])}.", code="unknown_field"
            )
        if twice := sorted({field for field in fields if fields.count(field) > 1 and not may_repeat(field)}):
            raise serializers.ValidationError(
                f"Only one column can be {', '.join(twice)}.", code="mapped_twice"
            )
        if len(set(columns)) < len(columns) or any(column >= width for column in columns):
            raise serializers.ValidationError(
                f"Each column from 0 to {width - 1} may be named once.", code="unknown_column"
            )
        return mapping
