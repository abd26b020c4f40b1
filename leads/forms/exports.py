"""How leads are to be exported."""

from django import forms

from leads.models import LeadExport
from leads.services.exporting import choices

FORMATS = [
    (LeadExport.Format.CSV, "CSV: for every program, and to import again"),
    (LeadExport.Format.XLSX, "Excel workbook (XLSX): opens with a click"),
]


class ExportForm(forms.Form):
    format = forms.ChoiceField(choices=FORMATS, widget=forms.RadioSelect)
    columns = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        help_text="All of them together change nothing when the file is imported again.",
        error_messages={"required": "Choose at least one column."},
    )

    def __init__(self, *args, last=None, **kwargs):
        """`last`: what the member exported last, whose format and columns are proposed again."""
        known = choices()
        chosen = [key for key in (last.columns if last else known) if key in known]
        initial = {"format": last.format if last else LeadExport.Format.CSV, "columns": chosen or list(known)}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["columns"].choices = list(known.items())
