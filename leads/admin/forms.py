"""What staff type about leads. Each act says why."""

from django import forms

from hirepilot.admin_base import StaffForm
from hirepilot.admin_entry import ReasonForm
from hirepilot.models import Membership
from leads.forms.custom_fields import value_field
from leads.forms.leads import lines_in
from leads.models import Lead
from leads.services.editing import values_of
from leads.services.statuses import BY_HAND

CUSTOM = "custom_"
LINES = {"emails", "phones", "profiles"}  # one value a line
# What `editing.edit` calls a field that has another name here, because the model's own means something else.
EDITED_AS = {"company_name": "company", "profiles": "linkedin"}
FORM_NAME = {edited: name for name, edited in EDITED_AS.items()}


def lines(help_text):
    widget = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})
    return forms.CharField(required=False, max_length=20_000, widget=widget, help_text=help_text)


class LeadForm(StaffForm):
    """A lead as a person edits it. Cleaning, identities and the marks of what was typed are those of `editing.edit`."""

    emails = lines("One a line, the first one is written to.")
    phones = lines("One a line.")
    profiles = lines("LinkedIn addresses, one a line.")
    own = {}  # {field of this form: field of the workspace's own}

    class Meta:
        model = Lead
        fields = [
            "full_name",
            "first_name",
            "last_name",
            "company_name",
            "title",
            "location",
            "legal_basis",
            "owner",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, value in values_of(self.instance).items():
            self.initial[form_name(name)] = "\n".join(value) if isinstance(value, list) else value
        for name, own in self.own.items():
            self.fields[name] = value_field(own, self.initial.get(name, ""))
        if "owner" in self.fields:
            colleagues = self.fields["owner"].queryset.exclude(role=Membership.Role.GUEST)
            self.fields["owner"].queryset = colleagues
        for field in self.fields.values():
            field.show_hidden_initial = (
                True  # so that what a colleague writes meanwhile is not overwritten unseen
            )

    def typed(self):
        """What was changed, under the names that `edit` takes."""
        changed = [name for name in self.changed_data if name != "owner"]
        return {edit_name(name): self._as_edited(name, self.cleaned_data[name]) for name in changed}

    def seen(self):
        """What these fields held when the page was drawn."""
        before = {
            name: self.data.get(self.add_initial_prefix(name))
            for name in self.changed_data
            if name != "owner"
        }
        return {
            edit_name(name): self._as_edited(name, value)
            for name, value in before.items()
            if value is not None
        }

    def _as_edited(self, name, value):
        if name in LINES:
            return lines_in(value)
        return value.strip()


def with_own_fields(own):
    """LeadForm with a field for each of the workspace's own."""
    named = {f"{CUSTOM}{one.key}": one for one in own}
    return type(
        "LeadForm", (LeadForm,), {"own": named, **{name: value_field(one) for name, one in named.items()}}
    )


def edit_name(name):
    return f"custom.{name.removeprefix(CUSTOM)}" if name.startswith(CUSTOM) else EDITED_AS.get(name, name)


def form_name(name):
    return (
        f"{CUSTOM}{name.removeprefix('custom.')}" if name.startswith("custom.") else FORM_NAME.get(name, name)
    )


class TagForm(ReasonForm):
    tag = forms.CharField(max_length=60)
    field_order = ["tag"]


class StatusForm(ReasonForm):
    status = forms.ChoiceField(choices=[(one.value, one.label) for one in BY_HAND])
    field_order = ["status"]


class NoteForm(ReasonForm):
    text = forms.CharField(
        max_length=20_000, widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})
    )
    field_order = ["text"]


class ChannelForm(ReasonForm):
    channel = forms.ChoiceField(choices=Lead.Channel.choices)
    field_order = ["channel"]


class FormatForm(ReasonForm):
    format = forms.ChoiceField(choices=[("csv", "CSV"), ("tsv", "TSV")])
    field_order = ["format"]
