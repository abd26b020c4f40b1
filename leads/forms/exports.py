"""How leads are to be exported."""

from django import forms

from leads.models import LeadExport
from leads.services.export_files import MOST_WORKBOOK_ROWS
from leads.services.exporting import choices
from leads.sources.workbooks import MOST_ROWS

FORMATS = [
    (LeadExport.Format.CSV, "CSV: for every program, and to import again"),
    (LeadExport.Format.XLSX, "Excel workbook (XLSX): opens with a click"),
]


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        choices=FORMATS,
        widget=forms.RadioSelect,
        help_text=f"A workbook holds {MOST_WORKBOOK_ROWS:,} leads, and {MOST_ROWS:,} if it is to be imported again.",
    )
    columns = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        help_text="A file with all of them changes nothing when it is imported again.",
        error_messages={"required": "Choose at least one column."},
    )

    def __init__(self, *args, last=None, **kwargs):
        """`last`: an export of the member's, whose format and columns are proposed again; else all columns are."""
        known = choices()
        chosen = [key for key in (last.columns if last else known) if key in known]
        initial = {"format": last.format if last else LeadExport.Format.CSV, "columns": chosen or list(known)}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["columns"].choices = list(known.items())
