from django import forms

from leads.cleaning.text import clean_line
from leads.models import CustomField


class CustomFieldForm(forms.Form):
    label = forms.CharField(max_length=60, label="Name")
    kind = forms.ChoiceField(choices=CustomField.Kind.choices, label="What it holds")
    choices = forms.CharField(
        required=False,
        max_length=2_000,
        label="Choices",
        help_text="One a line; only for a choice.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_label(self):
        label = clean_line(self.cleaned_data["label"], 60)
        if not label:
            raise forms.ValidationError("Give the field a name that can be seen.")
        return label

    def clean_choices(self):
        lines = (clean_line(line, 100) for line in self.cleaned_data["choices"].splitlines())
        return list(dict.fromkeys(filter(None, lines)))

    def clean(self):
        typed = super().clean()
        if typed.get("kind") == CustomField.Kind.CHOICE and not typed.get("choices"):
            self.add_error("choices", "Write at least one choice.")
        return typed
