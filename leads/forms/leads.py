"""What people type about a lead: all its values when it is new or edited, or one thing at a time on its page."""

from django import forms

from hirepilot.models import Membership
from hirepilot.tenancy import active_workspace
from leads.forms.custom_fields import value_field
from leads.models import CustomField, Lead
from leads.services.statuses import BY_HAND

ONE_A_LINE = "One a line. The first one is used first."


def lines_in(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


class LinesField(forms.CharField):
    """Several texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 2})

    def clean(self, value):
        return lines_in(super().clean(value))


class LeadForm(forms.Form):
    """The values of `editing.edit`, under its names."""

    first_name = forms.CharField(required=False, max_length=100)
    last_name = forms.CharField(required=False, max_length=100)
    title = forms.CharField(required=False, max_length=200)
    company = forms.CharField(required=False, max_length=200)
    emails = LinesField(required=False, max_length=5_000, help_text=ONE_A_LINE)
    phones = LinesField(required=False, max_length=2_000, help_text=ONE_A_LINE)
    linkedin = LinesField(required=False, max_length=5_000, label="LinkedIn addresses", help_text=ONE_A_LINE)
    location = forms.CharField(required=False, max_length=200)
    legal_basis = forms.CharField(
        required=False, max_length=80, help_text="Why you may keep this person’s data."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.custom_fields = list(CustomField.objects.all())
        for field in self.custom_fields:
            name = f"custom.{field.key}"
            self.fields[name] = value_field(field, self.initial.get(name, ""))

    @classmethod
    def shown(cls, values):
        """Values of `editing.values_of` as the form's controls show them."""
        return {
            name: "\n".join(value) if isinstance(value, list) else value for name, value in values.items()
        }

    def pairs(self):
        """The fields as the page lays them out, two a row."""
        fields = self.visible_fields()
        return [fields[place : place + 2] for place in range(0, len(fields), 2)]


class StatusForm(forms.Form):
    status = forms.ChoiceField(
        choices=[(status.value, status.label) for status in BY_HAND],
        error_messages={"required": "Choose a status first."},
    )
    why = forms.CharField(required=False, max_length=200)


def tag_names(text):
    return [name.strip() for name in text.split(",") if name.strip()]


class TagForm(forms.Form):
    tags = forms.CharField(
        max_length=500,
        label="Tags",
        help_text="Separated by commas.",
        error_messages={"required": "Write a tag first."},
    )

    def clean_tags(self):
        names = tag_names(self.cleaned_data["tags"])
        if not names:
            raise forms.ValidationError("Write a tag first.")
        return names


def possible_owners():
    """Who may own a lead in this workspace."""
    here = (
        Membership.objects.current().filter(workspace=active_workspace()).exclude(role=Membership.Role.GUEST)
    )
    return here.select_related("user").order_by("user__name", "pk")


class OwnerField(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        told = {"required": False, "empty_label": "Nobody: every Member sees it"}
        super().__init__(Membership.objects.none(), **(told | kwargs))


class OwnerForm(forms.Form):
    owner = OwnerField(error_messages={"invalid_choice": "Choose somebody who is in this workspace."})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = possible_owners()


class NewLeadForm(LeadForm):
    """A new lead may also be filed at once."""

    owner = OwnerField()
    tags = forms.CharField(required=False, max_length=500, help_text="Separated by commas.")
    note = forms.CharField(required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}))

    FILED = ("owner", "tags", "note")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = possible_owners()
        self.order_fields([*(name for name in self.fields if name not in self.FILED), *self.FILED])

    def values(self):
        """What `editing` knows, without how the lead is filed."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.FILED}


class NoteForm(forms.Form):
    text = forms.CharField(
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Note",
        error_messages={"required": "A note needs a text."},
    )


class OptOutForm(forms.Form):
    channel = forms.ChoiceField(choices=Lead.Channel.choices)
    reason = forms.CharField(required=False, max_length=200)


class LiftForm(OptOutForm):
    reason = forms.CharField(
        max_length=200, error_messages={"required": "Say why this person may be contacted again."}
    )
