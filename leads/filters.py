"""What a list of leads can be narrowed by, said in an address: the same for pages, saved views and the API."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django_filters import CharFilter, ChoiceFilter, Filter, FilterSet, MultipleChoiceFilter
from django_filters.fields import MultipleChoiceField

from hirepilot.models import Membership, Operation
from hirepilot.paging import number_in
from hirepilot.tenancy import active_workspace
from leads.cleaning.companies import company_key
from leads.cleaning.text import clean_line
from leads.models import Company, Lead, LeadList, Tag
from leads.services.intake_clean import tag_pair
from leads.services.search_sources import listed, said, tagged, with_column
from leads.services.searching import DEFAULT_ORDER, Search

MOST_VALUES = 50
YES_NO = [("1", "Yes"), ("0", "No")]
ARCHIVED = [("0", "Without archived"), ("1", "With archived"), ("only", "Archived only")]
SORTS = [
    ("-active", "Last activity"), ("active", "Longest without activity"), ("-created", "Newest"), ("created", "Oldest"),
    ("name", "Name A–Z"), ("-name", "Name Z–A"),
]  # fmt: skip


class ChoicesField(MultipleChoiceField):
    def to_python(self, value):
        """Without the blank that a form sends for "any"."""
        return [choice for choice in super().to_python(value) if choice]


class ChoicesFilter(MultipleChoiceFilter):
    field_class = ChoicesField


class TextsField(forms.Field):
    """A parameter that may be given several times. Subclasses turn all its texts into what they name."""

    widget = forms.SelectMultiple

    def clean(self, value):
        texts = [value] if isinstance(value, str) else list(value or ())
        texts = [text for text in map(clean_line, map(str, texts)) if text]
        if len(texts) > MOST_VALUES:
            raise ValidationError(f"At most {MOST_VALUES} values can be given.")
        return self.named_by(texts)


class NamedField(TextsField):
    """What the workspace calls by a name: subclasses say of which model."""

    def named_by(self, texts):
        """Ids, given as such or by name in any case."""
        return [self._one(text) for text in texts]

    def _one(self, text):
        rows = self.model.objects.values_list("pk", flat=True)
        one = rows.filter(key=tag_pair(text)[0]).first() or rows.filter(pk=number_in(text)).first()
        if one is None:
            raise ValidationError(f"There is no {self.noun} “{text}”.")
        return one


class TagsField(NamedField):
    model, noun = Tag, "tag"


class ListsField(NamedField):
    model, noun = LeadList, "list"


class OwnersField(TextsField):
    def named_by(self, texts):
        """Ids of members; "me" stays, "none" becomes None."""
        return [self._owner(text) for text in texts]

    def _owner(self, text):
        if text in ("me", "none"):
            return text if text == "me" else None
        members = Membership.objects.filter(workspace=active_workspace())
        if not (number := number_in(text)) or not members.filter(pk=number).exists():
            raise ValidationError(f"“{text}” is no member: give a member’s id, me or none.")
        return number


class CompanyField(TextsField):
    """A company of which the member may see nobody is refused in the same words as one that is not there."""

    widget = forms.TextInput
    member = None

    def named_by(self, texts):
        """The id of the company, given by id or by name in any spelling; None when none was given."""
        if not texts:
            return None
        companies = Company.objects.visible_to(self.member).values_list("pk", flat=True)
        found = (
            companies.filter(key=company_key(texts[0])).first()
            or companies.filter(pk=number_in(texts[0])).first()
        )
        if found is None:
            raise ValidationError(f"There is no company “{texts[0]}”.")
        return found


class OperationField(TextsField):
    """An import that the member may not see is refused in the same words as one that is not there."""

    widget = forms.TextInput
    member = None

    def named_by(self, texts):
        """The id of an operation; None when none was given."""
        if not texts:
            return None
        operations = Operation.objects.visible_to(self.member).values_list("pk", flat=True)
        found = operations.filter(pk=number_in(texts[0])).first()
        if found is None:
            raise ValidationError("There is no such import.")
        return found


class TagsFilter(Filter):
    field_class = TagsField


class ListsFilter(Filter):
    field_class = ListsField


class OwnersFilter(Filter):
    field_class = OwnersField


class CompanyFilter(Filter):
    field_class = CompanyField


class OperationFilter(Filter):
    field_class = OperationField


class LeadFilter(FilterSet):
    """Several values of one parameter mean any of them; all parameters have to hold.

    found = LeadFilter(request.GET, member=request.member)
    if found.is_valid():
        page = found.search.page(after=request.GET.get("after"), before=request.GET.get("before"))
        everybody = found.qs
    """

    q = CharFilter(label="Search", max_length=200)
    status = ChoicesFilter(choices=Lead.Status.choices)
    owner = OwnersFilter()
    tag = TagsFilter()
    list = ListsFilter()
    source = ChoicesFilter(choices=Lead.Source.choices)
    company = CompanyFilter()
    has_email = ChoiceFilter(choices=YES_NO, label="Has an email address")
    archived = ChoiceFilter(choices=ARCHIVED)
    sort = ChoiceFilter(choices=SORTS)

    class Meta:
        model = Lead
        fields = []

    def __init__(self, data=None, queryset=None, *, member=None, request=None, prefix=None):
        super().__init__({} if data is None else data, Lead.objects.all(), request=request, prefix=prefix)
        self.member = member or request.member
        for name in ("company", "import"):
            self.form.fields[name].member = self.member

    @classmethod
    def get_filters(cls):
        # A word that Python has taken and an address has not.
        return super().get_filters() | {"import": OperationFilter(label="Came in by the import")}

    @property
    def search(self):
        """The search that the parameters mean; nothing is found by invalid ones."""
        if not hasattr(self, "_search"):
            self._search = self._made() if self.is_valid() else Search(self.member, owners=())
        return self._search

    def filter_queryset(self, queryset):
        return self.search.queryset()

    def _made(self):
        given = self.form.cleaned_data
        sources = said(given["q"], active_workspace().default_country) if given["q"] else []
        sources += [tagged(given["tag"])] if given["tag"] else []
        sources += [listed(given["list"])] if given["list"] else []
        sources += [with_column(company=given["company"])] if given["company"] else []
        sources += [with_column(created_in=given["import"])] if given["import"] else []
        more = [Q(source__in=given["source"])] if given["source"] else []
        more += {"1": [~Q(email="")], "0": [Q(email="")]}.get(given["has_email"], [])
        owners = [self.member.pk if owner == "me" else owner for owner in given["owner"]]
        return Search(
            self.member,
            sources=sources,
            statuses=tuple(given["status"]),
            owners=tuple(dict.fromkeys(owners)) or None,
            archived=given["archived"] or "0",
            more=more,
            sort=given["sort"] or DEFAULT_ORDER.name,
        )
