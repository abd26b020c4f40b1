"""What is chosen for an import before its columns are: the file and how it is read; and after it a row that was refused."""

from django import forms
from django.conf import settings

from leads.services.correcting import LONGEST_CELL
from leads.sources.encodings import ENCODINGS
from leads.sources.pasted import MOST_BYTES, MOST_LINES
from leads.sources.reading import Reading
from leads.sources.tabular import MOST_COLUMNS
from leads.sources.workbooks import MOST_ROWS

MEGABYTES = settings.IMPORT_MAX_BYTES // 1024**2
LIMITS = f"at most {MEGABYTES} MB, {settings.IMPORT_MAX_ROWS:,} rows and {MOST_COLUMNS} columns"
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File",
        required=False,
        max_length=255,
        help_text=f"CSV or TSV in any encoding, {LIMITS}; Excel (XLSX) with at most {MOST_ROWS:,} rows.",
        widget=forms.FileInput(
            attrs={"accept": ".csv,.tsv,.txt,.xlsx,text/csv,text/tab-separated-values", "data-drop": ""}
        ),
        error_messages={
            "empty": "The file is empty. Export it again, or choose another one.",
        },
    )
    text = forms.CharField(
        label="Or paste",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "data-paste": ""}),
        help_text="Cells of a spreadsheet, with or without a header; or a list of email addresses, with names or without;"
        f" or of LinkedIn profiles. At most {MOST_LINES:,} lines and {MOST_BYTES >> 20} MB.",
    )

    def clean(self):
        given = super().clean()
        if "file" in given and "text" in given and bool(given["file"]) == bool(given["text"]):
            fault = (
                "Choose a file, or paste a table."
                if not given["file"]
                else "Take the file or the text, not both."
            )
            self.add_error("file", fault)
        return given


class ReadingForm(forms.Form):
    """How the file is to be read, where what was found out is wrong. A workbook has its sheets in place of the rest."""

    encoding = forms.ChoiceField(choices=list(ENCODINGS.items()))
    delimiter = forms.ChoiceField(
        choices=[(mark, name.capitalize()) for mark, name in DELIMITERS.items()], label="Cells end at"
    )
    worksheet = forms.ChoiceField(label="Sheet")
    header_line = forms.IntegerField(
        min_value=0, max_value=10_000, label="Header in line", help_text="0 where the file has no header."
    )

    def __init__(self, data=None, *, sheet):
        names = sheet.get("worksheets", [])
        shown = {name: sheet.get(name) for name in ("encoding", "delimiter", "worksheet", "header_line")}
        super().__init__(data, initial=shown)
        if names:
            del self.fields["encoding"], self.fields["delimiter"]
            self.fields["worksheet"].choices = [(name, name) for name in names]
        else:
            del self.fields["worksheet"]
            if (own := sheet.get("delimiter")) not in DELIMITERS:
                self.fields["delimiter"].choices = [*self.fields["delimiter"].choices, (own, f"“{own}”")]

    def reading(self):
        chosen = dict(self.cleaned_data)
        if "worksheet" in chosen and chosen["worksheet"] != self.initial["worksheet"]:
            chosen["header_line"] = None  # that line was one of the other sheet
        return Reading(**chosen)


class RowForm(forms.Form):
    """The cells of one row, those first that go to a field."""

    def __init__(self, data=None, *, row, header, mapping):
        super().__init__(data)
        self.row, self.header = row, header
        used = {item["column"] for item in mapping if item["field"]}
        self.width = max(len(header), len(row.cells))
        for column in sorted(range(self.width), key=lambda column: (column not in used, column)):
            cell = row.cells[column] if column < len(row.cells) else ""
            self.fields[f"cell-{column}"] = forms.CharField(
                label=header[column] if column < len(header) else f"Beyond the last column ({column + 1})",
                required=False,
                initial=cell,
                strip=False,
                max_length=LONGEST_CELL,
                widget=forms.Textarea(attrs={"rows": 3}) if "\n" in cell or len(cell) > 200 else None,
                help_text="" if column in used else "Not imported.",
            )

    def cells(self):
        return [self.cleaned_data[f"cell-{column}"] for column in range(self.width)]
