"""What people type about a lead."""

from django import forms

from hirepilot.models import Membership
from hirepilot.tenancy import active_workspace
from leads.models import CustomField, Lead
from leads.services.statuses import BY_HAND

ONE_A_LINE = "One a line."


class LeadForm(forms.Form):
    """The values of `editing.edit`, lists one a line; the old values go along, so that nobody overwrites unseen."""

    first_name = forms.CharField(required=False, max_length=100)
    last_name = forms.CharField(required=False, max_length=100)
    emails = forms.CharField(
        required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 2}), help_text=ONE_A_LINE
    )
    phones = forms.CharField(
        required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}), help_text=ONE_A_LINE
    )
    linkedin = forms.CharField(
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        label="LinkedIn addresses",
        help_text=ONE_A_LINE,
    )
    title = forms.CharField(required=False, max_length=200)
    company = forms.CharField(required=False, max_length=200)
    location = forms.CharField(required=False, max_length=200)

    LISTS = ("emails", "phones", "linkedin")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in CustomField.objects.all():
            name = f"custom.{field.key}"
            if field.kind == CustomField.Kind.CHOICE:
                choices = [("", "–"), *((choice, choice) for choice in field.choices)]
                self.fields[name] = forms.ChoiceField(choices=choices, required=False, label=field.label)
            else:
                self.fields[name] = forms.CharField(required=False, max_length=1_000, label=field.label)

    def values(self):
        """Named as `editing.edit` takes them."""
        typed = dict(self.cleaned_data)
        return typed | {
            name: [line for line in typed[name].splitlines() if line.strip()] for name in self.LISTS
        }

    @classmethod
    def shown(cls, values):
        """Values of `editing.values_of` as the form shows them."""
        return values | {name: "\n".join(values[name]) for name in cls.LISTS}


class StatusForm(forms.Form):
    status = forms.ChoiceField(choices=[(status.value, status.label) for status in BY_HAND])
    why = forms.CharField(required=False, max_length=200)


class TagForm(forms.Form):
    tags = forms.CharField(max_length=500, label="Tags", help_text="Separated by commas.")

    def clean_tags(self):
        names = [name.strip() for name in self.cleaned_data["tags"].split(",") if name.strip()]
        if not names:
            raise forms.ValidationError("Write at least one tag.")
        return names


class OwnerForm(forms.Form):
    owner = forms.ModelChoiceField(Membership.objects.none(), required=False, empty_label="Nobody")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        here = (
            Membership.objects.current()
            .filter(workspace=active_workspace())
            .exclude(role=Membership.Role.GUEST)
        )
        self.fields["owner"].queryset = here.select_related("user").order_by("user__name", "pk")


class NoteForm(forms.Form):
    text = forms.CharField(max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}), label="Note")


class OptOutForm(forms.Form):
    channel = forms.ChoiceField(choices=Lead.Channel.choices)
    reason = forms.CharField(required=False, max_length=200)
