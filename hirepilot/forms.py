"""What people may type on the ground's own pages."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from hirepilot.models import ApiToken, Membership, User, Workspace
from hirepilot.places import countries, time_zones
from hirepilot.services.invitations import split_addresses
from hirepilot.services.members import ASSIGNABLE

ROLES = [(role.value, role.label) for role in ASSIGNABLE]
LONGEST_UNDO = 365
SCOPES = [
    (one.value, one.label) for one in (ApiToken.Scope.READ, ApiToken.Scope.WRITE)
]  # others pair by themselves


class LineField(forms.CharField):
    """A name: it stands in the subject of a mail and in one line of a page."""

    def to_python(self, value):
        value = " ".join(super().to_python(value).split())
        if not value.isprintable():
            raise ValidationError("Write it without control characters.")
        return value


class PlacesMixin:
    """Zone and country by choice. A stored value that is no longer offered stays choosable."""

    def offer_places(self):
        for name, choices in (("time_zone", time_zones()), ("default_country", countries())):
            if name in self.fields:
                known = {value for group in choices for value in _values(group)}
                now = getattr(self.instance, name)
                before = self.fields[name]
                self.fields[name] = forms.ChoiceField(
                    label=before.label,
                    help_text=before.help_text,
                    initial=before.initial,
                    choices=[*([(now, now)] if now and now not in known else []), *choices],
                )


def _values(choice):
    value, label = choice
    return [one for one, _ in label] if isinstance(label, list) else [value]


class WorkspaceForm(PlacesMixin, forms.ModelForm):
    """The three things that a new workspace needs to know."""

    name = LineField(max_length=80, help_text="Your agency or team.")

    class Meta:
        model = Workspace
        fields = ["name", "time_zone", "default_country"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_places()
        self.fields["time_zone"].help_text = "Times are shown in it, unless a person has chosen their own."


class FirstNameForm(forms.Form):
    """Mixed in where somebody comes in for the first time: asks what to call them."""

    your_name = LineField(max_length=120, help_text="As your colleagues see it.")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if user.name:
            del self.fields["your_name"]


class SettingsForm(WorkspaceForm):
    undo_days = forms.IntegerField(
        label="Days to undo",
        min_value=1,
        max_value=LONGEST_UNDO,
        help_text="For so many days an import, an edit or a merge can be taken back.",
    )

    class Meta(WorkspaceForm.Meta):
        fields = [
            *WorkspaceForm.Meta.fields,
            "lead_visibility",
            "members_export",
            "match_policy",
            "undo_days",
        ]
        labels = {
            "lead_visibility": "What Members see",
            "match_policy": "When an imported person is already known",
        }
        help_texts = {
            "members_export": "Of what they can see. Owner and Admins always may; Guests never.",
            "match_policy": "What an import proposes; it can be changed for each import. An opt-out is never lost.",
        }
        widgets = {"lead_visibility": forms.RadioSelect, "match_policy": forms.RadioSelect}


class NewWorkspaceForm(FirstNameForm, WorkspaceForm):
    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        if user.time_zone:
            self.fields["time_zone"].initial = user.time_zone
        else:
            self.fields["time_zone"].widget.attrs["data-browser-zone"] = (
                ""  # the browser knows better than UTC
            )


class JoinForm(FirstNameForm):
    confirmed = forms.BooleanField(label="I mean to join with this account")

    def __init__(self, *args, theirs, **kwargs):
        super().__init__(*args, **kwargs)
        if theirs:
            del self.fields["confirmed"]


class InviteForm(forms.Form):
    emails = forms.CharField(
        label="Email addresses",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text="One or many, separated by commas, blanks or lines. A list copied from your mail program will do.",
    )
    role = forms.ChoiceField(label="Role", choices=ROLES, initial=Membership.Role.MEMBER.value)

    def clean_emails(self):
        addresses = split_addresses(self.cleaned_data["emails"])
        if not addresses:
            raise ValidationError("Write at least one address.")
        return addresses


class RoleForm(forms.Form):
    role = forms.ChoiceField(label="Role", choices=ROLES)


class ColleagueField(forms.ModelChoiceField):
    def label_from_instance(self, member):
        return f"{member} ({member.get_role_display()})"


class RemoveForm(forms.Form):
    """Who gets what the member owned."""

    reassign_to = ColleagueField(
        label="What they own goes to",
        queryset=None,
        required=False,
        empty_label="Nobody: every Member sees it",
    )

    def __init__(self, *args, colleagues, owns, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reassign_to"].queryset = colleagues
        if not owns:
            del self.fields["reassign_to"]


class TransferForm(forms.Form):
    to = ColleagueField(label="New Owner", queryset=None, empty_label="Choose a colleague")
    sure = forms.BooleanField(
        label="I hand this workspace over",
        help_text="You become an Admin. Only the new Owner can give it back.",
    )

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues


class TokenForm(forms.Form):
    name = LineField(max_length=80, help_text="What will use it, for example “Reporting”.")
    scope = forms.ChoiceField(
        label="It may", choices=SCOPES, widget=forms.RadioSelect, initial=ApiToken.Scope.READ.value
    )
    days = forms.TypedChoiceField(
        label="Works for",
        coerce=int,
        initial=90,
        choices=[(30, "30 days"), (90, "90 days"), (365, "A year"), (0, "Until it is revoked")],
    )

    def expires_at(self):
        days = self.cleaned_data["days"]
        return timezone.now() + timedelta(days=days) if days else None


class ProfileForm(PlacesMixin, forms.ModelForm):
    name = LineField(max_length=120, help_text="As your colleagues see it.")

    class Meta:
        model = User
        fields = ["name", "time_zone"]
        help_texts = {"time_zone": "Times are shown to you in it."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_places()
        zone = self.fields["time_zone"]
        zone.required, zone.choices = False, [("", "As each workspace has it"), *zone.choices]
