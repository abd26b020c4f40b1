"""What the columns of a file mean, and what holds for all of its rows."""

from django import forms

from hirepilot.forms import ColleagueField
from hirepilot.models import Membership, Workspace
from hirepilot.permissions import may
from leads.cleaning.text import LIMITS
from leads.forms.import_values import STATUS_CHOICES, ValueFields
from leads.models import CustomField, LeadList
from leads.services import import_sheets
from leads.services.import_settings import DEFAULTS
from leads.sources.fields import CUSTOM, FIELDS, IDENTIFYING, NEW_FIELDS, may_repeat
from leads.sources.tag_cells import join_tags, split_tags

DEFAULT = "default-"
MOST_TAGS, LONGEST_TAG = 20, 60
SURE = 90  # percent; below it a person should look
SAMPLES = 3
MOST_LISTS = 200  # to choose from; any other may be typed
GROUPS = {
    "Who it is": ("full_name", "first_name", "last_name", "email", "linkedin", "phone"),
    "Work and place": ("company", "company_domain", "title", "location", "city", "state", "country"),
    "In HirePilot": ("status", "owner", "tags", "note", "note_date"),
    "Do not contact": ("opt_out", "opt_out_email", "opt_out_phone", "opt_out_linkedin"),
}
OVERWRITABLE = [("full_name", "Name"), ("company", "Company"), ("title", "Title"), ("location", "Location")]
LEGAL_BASES = [
    ("", "Not stated"),
    *((basis, basis) for basis in ("Legitimate interests", "Consent", "Contract")),
]


class MappingForm(ValueFields, forms.Form):
    """One field for each column, named column-0, column-1, …, and what holds for every row."""

    policy = forms.ChoiceField(
        label="When a person is already here",
        choices=Workspace.MatchPolicy.choices,
        widget=forms.RadioSelect,
        help_text="Matched by email or LinkedIn address. What a person typed is never overwritten, and an opt-out in "
        "the file is always kept.",
    )
    overwrite = forms.MultipleChoiceField(
        label="Fields to overwrite",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Only with “Overwrite chosen fields”.",
    )
    tags = forms.CharField(
        label="Tags for all",
        required=False,
        max_length=500,
        help_text="Separated by commas. Every lead of the file gets them.",
    )
    add_to_list = forms.CharField(
        label="Add to list",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "known-lists", "autocomplete": "off"}),
        help_text="One that is here or a new one. Every lead of the file is put on it.",
    )
    owner = ColleagueField(
        label="Owner",
        queryset=None,
        required=False,
        empty_label="Nobody",
        help_text="Of leads that have none.",
    )
    legal_basis = forms.ChoiceField(
        label="Legal basis",
        choices=LEGAL_BASES,
        required=False,
        help_text="Why you may keep these people’s data. Noted on every new lead.",
    )

    also = forms.MultipleChoiceField(
        label="Import other sheets of this workbook too",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Each becomes an import of its own. You map its columns next; nothing is uploaded again.",
    )

    def __init__(self, data=None, *, lead_import, member):
        self.lead_import, self.member = lead_import, member
        self.custom = list(CustomField.objects.values_list("key", "label"))
        proposed = {item["column"]: item for item in lead_import.mapping}
        has_owners = any(item["field"] == "owner" for item in lead_import.mapping)
        initial = {"policy": lead_import.policy, "owner": None if has_owners else member.pk}
        initial |= {"overwrite": lead_import.overwrite, "tags": join_tags(lead_import.tags)}
        initial |= {"add_to_list": lead_import.add_to_list}
        if lead_import.dry_run or lead_import.corrects_id:  # chosen before
            initial |= {"owner": lead_import.owner, "legal_basis": lead_import.legal_basis}
        initial |= {DEFAULT + field: value for field, value in lead_import.defaults.items()}
        super().__init__(data, initial=initial)
        self.known_lists = LeadList.objects.values_list("name", flat=True)[:MOST_LISTS]
        self.proposals = [
            _as_proposal(proposed.get(column, {"field": ""}))
            for column in range(len(lead_import.sheet["header"]))
        ]
        for field in DEFAULTS:
            self.fields[DEFAULT + field] = _default(field)
        for column, name in enumerate(lead_import.sheet["header"]):
            self.fields[f"column-{column}"] = self._column(name, self.proposals[column]["field"])
        self.fields["overwrite"].choices = [
            *OVERWRITABLE,
            *((f"custom.{key}", label) for key, label in self.custom),
        ]
        self.fields["owner"].queryset = _possible_owners(member.workspace)
        self.fields["also"].choices = [(name, name) for name in import_sheets.offered(lead_import)]
        self.add_value_fields(lead_import, self._mapping_now(), member)

    def _mapping_now(self):
        """As it was sent, else as it is proposed."""
        names = {column: f"column-{column}" for column in range(len(self.proposals))}
        said = self.data if self.is_bound else {name: self.fields[name].initial for name in names.values()}
        return [{"column": column, "field": said.get(name) or ""} for column, name in names.items()]

    def _column(self, name, proposed):
        groups = [
            (group, [(field, FIELDS[field].label) for field in fields]) for group, fields in GROUPS.items()
        ]
        if self.custom:
            groups.append(("Your own fields", [(CUSTOM + key, label) for key, label in self.custom]))
        if may(self.member, "change settings"):
            groups.append(("A new field of your own, called like the column", list(NEW_FIELDS.items())))
        known = {field for _, choices in groups for field, _ in choices}
        return forms.ChoiceField(
            label=name,
            required=False,
            choices=[("", "Don’t import"), *groups],
            initial=proposed if proposed in known else "",
            widget=forms.Select(attrs={"class": "input--s"}),
        )

    def columns(self):
        """What a row of the mapping table shows."""
        sample = self.lead_import.sheet["sample"]
        for column, proposal in enumerate(self.proposals):
            yield {
                "field": self[f"column-{column}"],
                "samples": [row[column] for row in sample[:SAMPLES] if column < len(row)],
                "confidence": proposal["confidence"],
                "reason": proposal["reason"],
                "sure": proposal["confidence"] >= SURE,
            }

    def defaults(self):
        """The fields for what holds where a cell is blank."""
        return [self[DEFAULT + field] for field in DEFAULTS]

    def has_defaults(self):
        return any(field.value() or field.errors for field in self.defaults())

    def mapping(self):
        chosen = ((column, self.cleaned_data[f"column-{column}"]) for column in range(len(self.proposals)))
        return [{"column": column, "field": field} for column, field in chosen]

    def settings(self):
        """What `importing.configure` takes."""
        names = ("policy", "overwrite", "tags", "add_to_list", "owner", "legal_basis")
        defaults = {field: self.cleaned_data[DEFAULT + field] for field in DEFAULTS}
        return {
            "mapping": self.mapping(),
            "defaults": defaults,
            **self.values(),
            **{name: self.cleaned_data[name] for name in names},
        }

    def clean_tags(self):
        tags = split_tags(self.cleaned_data["tags"])
        if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
            raise forms.ValidationError(f"At most {MOST_TAGS} tags, each with at most {LONGEST_TAG} letters.")
        return tags

    def clean(self):
        chosen = super().clean()
        self.refuse_unasked()
        self._refuse_fields_twice(chosen)
        fields = {chosen.get(f"column-{column}") for column in range(len(self.proposals))}
        if not fields & IDENTIFYING:
            self.add_error(
                None, "Choose a column that says who each row is: a name, an email or a LinkedIn address."
            )
        if chosen.get("policy") == Workspace.MatchPolicy.OVERWRITE and not chosen.get("overwrite"):
            self.add_error("overwrite", "Choose at least one field, or another way above.")
        return chosen

    def _refuse_fields_twice(self, chosen):
        taken = {}
        for column, name in enumerate(self.lead_import.sheet["header"]):
            field = chosen.get(f"column-{column}")
            if not field or may_repeat(field):
                continue
            if field in taken:
                fault = f"The column “{taken[field]}” already goes there. Keep one of the two."
                self.add_error(f"column-{column}", fault)
            taken.setdefault(field, name)


def _as_proposal(item):
    """An item of a mapping with how sure it is; what a person chose is."""
    chosen = (
        {"confidence": 100, "reason": "As you chose."} if item["field"] else {"confidence": 0, "reason": ""}
    )
    return chosen | item


def _default(field):
    if field == "status":
        return forms.ChoiceField(label=FIELDS[field].label, required=False, choices=STATUS_CHOICES)
    longest = LIMITS.get(field, LIMITS["location"])
    return forms.CharField(label=FIELDS[field].label, required=False, max_length=longest)


def _possible_owners(workspace):
    here = Membership.objects.current().filter(workspace=workspace).exclude(role=Membership.Role.GUEST)
    return here.select_related("user").order_by("user__name", "user__email")
