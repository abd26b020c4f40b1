from django import forms

from leads.cleaning.text import clean_line
from leads.models import CustomField
from leads.services.custom_values import LONGEST


def value_field(field, held=""):
    """What a value of the workspace's own field is typed into. A choice that a lead holds stays one of its choices."""
    told = {"required": False, "label": field.label}
    match field.kind:
        case CustomField.Kind.CHOICE:
            choices = filter(None, dict.fromkeys([*field.choices, held]))
            return forms.ChoiceField(choices=[("", "–"), *((choice, choice) for choice in choices)], **told)
        case CustomField.Kind.DATE:
            return forms.CharField(widget=forms.TextInput(attrs={"type": "date"}), **told)
        case CustomField.Kind.NUMBER:
            widget = forms.TextInput(attrs={"inputmode": "decimal"})
            return forms.CharField(widget=widget, max_length=60, **told)
    return forms.CharField(max_length=LONGEST, **told)


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
