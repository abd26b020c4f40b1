"""How an import looks from outside, and what may be sent about one."""

from rest_framework import serializers

from hirepilot.api.serializers import PersonSerializer, StrictSerializer
from hirepilot.models import Workspace
from leads.api.given import text
from leads.models import LeadImport
from leads.models.lead_import import Outcome
from leads.services import import_values
from leads.services.correcting import LONGEST_CELL
from leads.sources.dialects import DELIMITERS
from leads.sources.encodings import ENCODINGS
from leads.sources.presets import COMPANIES, PEOPLE, SOMETHING_ELSE, SOURCES
from leads.sources.tabular import MOST_COLUMNS

MOST_SHEETS = 50


class CountsSerializer(serializers.Serializer):
    """One number for each outcome; together they are the rows that were read."""

    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    merged = serializers.IntegerField()
    skipped = serializers.IntegerField()
    failed = serializers.IntegerField()


class ImportSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    size = serializers.IntegerField()
    state = serializers.ChoiceField(choices=LeadImport.State.choices)
    problem = serializers.CharField()
    by = PersonSerializer(allow_null=True)
    rows_total = serializers.IntegerField(allow_null=True)
    rows_done = serializers.IntegerField()
    counts = CountsSerializer()
    operation = serializers.IntegerField(
        source="operation_id", allow_null=True, help_text="Undo this to take the import back."
    )
    corrects = serializers.IntegerField(
        source="corrects_id", allow_null=True, help_text="The import whose refused rows this file finishes."
    )
    uploaded_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    files_removed_at = serializers.DateTimeField(
        allow_null=True, help_text="When the upload and the stored rows were removed, their time being over."
    )


class RecognisedSerializer(serializers.Serializer):
    """Where the file comes from, told by its columns, and what it holds: of companies and other things nobody is made."""

    source = serializers.SlugField()
    label = serializers.CharField()
    holds = serializers.ChoiceField(choices=[PEOPLE, COMPANIES, SOMETHING_ELSE])


class ColumnSerializer(serializers.Serializer):
    """One column of the file, and the field that is proposed or was chosen for it; blank: not imported."""

    column = serializers.IntegerField()
    header = serializers.CharField()
    field = serializers.CharField()
    confidence = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()
    sample = serializers.ListField(child=serializers.CharField())


class ReadAsSerializer(serializers.Serializer):
    """How the file was read."""

    encoding = serializers.CharField(help_text="Of the file as uploaded; “xlsx” for a workbook.")
    delimiter = serializers.CharField(trim_whitespace=False)
    header_line = serializers.IntegerField(help_text="0: the file has no header.")
    worksheet = serializers.CharField(default="")
    worksheets = serializers.ListField(child=serializers.CharField(), default=list)
    filled = serializers.ListField(
        child=serializers.CharField(), default=list, help_text="Those with rows, which may be imported too."
    )
    hidden = serializers.ListField(
        child=serializers.CharField(),
        default=list,
        help_text="Left out, because they are hidden in the workbook.",
    )


class ReadingSerializer(StrictSerializer):
    """How to read the file instead. What is left out is found out again."""

    encoding = serializers.ChoiceField(choices=list(ENCODINGS.items()), required=False)
    delimiter = serializers.ChoiceField(choices=list(DELIMITERS), required=False)
    header_line = serializers.IntegerField(min_value=0, max_value=10_000, required=False)
    worksheet = text(100)


class WordSerializer(serializers.Serializer):
    """A foreign word of a status column, or an owner whom nobody here is: what it was, or would be, taken for."""

    field = serializers.ChoiceField(choices=["status", "owner"])
    column = serializers.IntegerField()
    word = serializers.CharField()
    rows = serializers.IntegerField()
    means = serializers.JSONField(help_text="A status or blank; the id of a member or null.")


class SheetsSerializer(StrictSerializer):
    """Other sheets of the workbook, each to become an import of its own."""

    worksheets = serializers.ListField(
        child=serializers.CharField(max_length=100), allow_empty=False, max_length=MOST_SHEETS
    )


class ImportDetailSerializer(ImportSerializer):
    read_as = ReadAsSerializer(source="sheet")
    recognised = serializers.SerializerMethodField()
    columns = serializers.SerializerMethodField()
    policy = serializers.ChoiceField(choices=Workspace.MatchPolicy.choices)
    overwrite = serializers.ListField(child=serializers.CharField())
    tags = serializers.ListField(child=serializers.CharField())
    list = serializers.CharField(
        source="add_to_list", help_text="Every lead of the file is put on it; blank: on none."
    )
    owner = PersonSerializer(allow_null=True)
    legal_basis = serializers.CharField()
    defaults = serializers.DictField(child=serializers.CharField())
    words = serializers.SerializerMethodField()
    date_order = serializers.SerializerMethodField()
    country = serializers.CharField(help_text="Of phone numbers without one; blank: the workspace’s.")

    def get_recognised(self, lead_import) -> RecognisedSerializer(allow_null=True):
        if not (source := SOURCES.get(lead_import.recognised)):
            return None
        return {"source": lead_import.recognised, "label": source.label, "holds": source.holds}

    def get_words(self, lead_import) -> WordSerializer(many=True):
        told = import_values.words_of(lead_import, lead_import.mapping)
        names = ("column", "word", "rows", "means")
        return [
            {"field": field, **dict(zip(names, word, strict=True))}
            for field, words in told.items()
            for word in words
        ]

    def get_date_order(self, lead_import) -> str:
        """“dmy” or “mdy”, as proven or chosen; “either” where it has to be said; blank where it does not matter."""
        return lead_import.date_order or import_values.date_order(lead_import, lead_import.mapping)

    def get_columns(self, lead_import) -> ColumnSerializer(many=True):
        header, sample = lead_import.sheet.get("header", []), lead_import.sheet.get("sample", [])
        mapped = {item["column"]: item for item in lead_import.mapping}
        return [
            {
                "column": number,
                "header": name,
                "field": mapped.get(number, {}).get("field", ""),
                "confidence": mapped.get(number, {}).get("confidence"),
                "reason": mapped.get(number, {}).get("reason", ""),
                "sample": [row[number] for row in sample[:3] if number < len(row)],
            }
            for number, name in enumerate(header)
        ]


class UploadSerializer(StrictSerializer):
    """One of the two."""

    file = serializers.FileField(required=False, help_text="CSV or TSV in any encoding, or an XLSX workbook.")
    text = serializers.CharField(
        required=False,
        trim_whitespace=False,
        help_text="Cells of a spreadsheet, or a list of email addresses or LinkedIn profiles.",
    )

    def validate(self, given):
        if len(given) != 1:
            raise serializers.ValidationError("Send a file or a text.", code="file_or_text")
        return given


class ImportRowSerializer(serializers.Serializer):
    """A row that did not become a new lead, in the file's own cells."""

    line = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    code = serializers.CharField()
    detail = serializers.CharField()
    lead = serializers.SerializerMethodField()
    cells = serializers.ListField(child=serializers.CharField())

    def get_lead(self, row) -> int | None:
        return row.lead_id if row.lead_id in self.context["visible"] else None


class ForeseenChangeSerializer(serializers.Serializer):
    """A value that the row would give a lead that is there."""

    what = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class ForeseenRowSerializer(serializers.Serializer):
    """What would become of one row."""

    line = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    name = serializers.CharField()
    value = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()
    lead = serializers.IntegerField(source="lead.pk", default=None, allow_null=True)
    changes = serializers.SerializerMethodField()
    fixed = serializers.ChoiceField(
        choices=[("", "not"), ("before", "before this check"), ("since", "since this check")],
        help_text="Whether a person has fixed its cells. Since the check: then the rest says what was before.",
    )

    def get_changes(self, row) -> ForeseenChangeSerializer(many=True):
        return [dict(zip(("what", "before", "after"), change, strict=True)) for change in row["changes"]]


class ForeseenSerializer(serializers.Serializer):
    """An outcome: how many rows would have it, why, and the first of them."""

    outcome = serializers.CharField(source="name")
    count = serializers.IntegerField()
    reasons = serializers.SerializerMethodField()
    rows = ForeseenRowSerializer(many=True)

    def get_reasons(self, one) -> dict[str, int]:
        return dict(one["reasons"])


class DryRunSerializer(serializers.Serializer):
    """What the import would do; `outcomes` once its state is done."""

    state = serializers.ChoiceField(choices=["running", "done", "failed"])
    rows_done = serializers.IntegerField()
    problem = serializers.CharField(default="")
    outcomes = ForeseenSerializer(many=True)


class CellsSerializer(StrictSerializer):
    """The row as it should have been, in the order of the file's columns."""

    cells = serializers.ListField(
        child=serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=LONGEST_CELL),
        max_length=MOST_COLUMNS,
    )


class CorrectedSerializer(CellsSerializer):
    same_person = serializers.BooleanField(
        default=False, help_text="It is the lead whose address it has, whatever it is called there."
    )


class RowsQuery(StrictSerializer):
    outcome = serializers.ChoiceField(required=False, choices=Outcome.choices)
    code = serializers.CharField(required=False, max_length=40)
