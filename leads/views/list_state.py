"""The state of the list as its address holds it: its tabs, what narrows it as chips, and what can narrow it further."""

from django.http import QueryDict

from hirepilot.models import Operation
from hirepilot.paging import number_in
from hirepilot.tenancy import link
from leads.cleaning.companies import company_key
from leads.cleaning.folding import fold
from leads.filters import ARCHIVED, SORTS, YES_NO
from leads.forms.leads import possible_owners
from leads.models import Company, Lead, LeadList, Tag

VIEWS = (
    ("All", {}), ("Mine", {"owner": "me"}), ("New", {"status": "new"}), ("Replied", {"status": "replied"}),
    ("Bad fit", {"status": "bad_fit"}), ("Archived", {"archived": "only"}),
)  # fmt: skip
LABELS = {
    "q": "Text is", "status": "Status is", "owner": "Owner is", "tag": "Tag is", "list": "List is", "source": "Source is",
    "company": "Company is", "has_email": "Has an email:", "archived": "Archived:", "import": "Came in by",
}  # fmt: skip
NAMED = {"tag": Tag, "list": LeadList}
ONLY_ONE = ("has_email", "archived")
MOST_TAGS = MOST_LISTS = 200


class ListState:
    """What the address says, for the controls around the list."""

    def __init__(self, request, found):
        self.found, self.member = found, request.member
        self.owners = {str(member.pk): str(member) for member in possible_owners()}
        self.tags = list(Tag.objects.values_list("name", flat=True)[:MOST_TAGS])
        self.lists = list(LeadList.objects.values_list("name", flat=True)[:MOST_LISTS])
        self.given = QueryDict(mutable=True)
        for name in found.form.fields:
            if values := [value for value in request.GET.getlist(name) if value.strip()]:
                self.given.setlist(name, list(dict.fromkeys(values)))

    @property
    def address(self):
        """The list's own address, without empty parameters and without a place in it."""
        return f"{link('leads:list')}?{self.given.urlencode()}" if self.given else link("leads:list")

    @property
    def narrows(self):
        return set(self.given) - {"sort"}

    @property
    def sort(self):
        return self.found.search.order.name

    def tabs(self):
        here = {name: self.given.getlist(name) for name in self.narrows}
        return [
            {
                "label": label,
                "url": _with(values),
                "current": here == {name: [value] for name, value in values.items()},
            }
            for label, values in VIEWS
        ]

    def chips(self):
        """One sentence a parameter, with the address of the list without it."""
        found = []
        for name in self.found.form.fields:
            if name in self.narrows:
                rest = self.given.copy()
                values = rest.pop(name)
                words = " or ".join(self._word(name, value) for value in values)
                found.append({"label": LABELS[name], "value": words, "remove_url": f"?{rest.urlencode()}"})
        return found

    def _word(self, name, value):
        if name in ("import", "company", *NAMED):
            return self._named(name, value)
        if name == "owner":
            return {"me": "me", "none": "nobody"}.get(value) or self.owners.get(value, value)
        choices = {
            "status": Lead.Status.choices,
            "source": Lead.Source.choices,
            "has_email": YES_NO,
            "archived": ARCHIVED,
        }
        return str(dict(choices.get(name, ())).get(value, value))

    def _named(self, name, value):
        """A number in words, where it is that of something the member may know; a name stays as it was given."""
        number = number_in(value)
        if number is None:
            return value
        if name == "import":
            rows = Operation.objects.visible_to(self.member)
        else:
            rows = NAMED.get(name, Company).objects
            key = fold(value) if name in NAMED else company_key(value)
            if rows.filter(key=key).exists():  # a name of digits goes before a number, as in the filter
                return value
            rows = rows if name in NAMED else rows.visible_to(self.member)
        return str(rows.filter(pk=number).first() or value)

    def adders(self):
        """What can be added: for each parameter its label and the choices that are not chosen yet."""
        people = [("me", "Mine"), ("none", "Nobody’s"), *self.owners.items()]
        offered = (
            ("status", "Status", Lead.Status.choices),
            ("owner", "Owner", people),
            ("tag", "Tag", [(tag, tag) for tag in self.tags]),
            ("list", "List", [(name, name) for name in self.lists]),
            ("source", "Source", Lead.Source.choices),
            ("has_email", "Email", [("1", "Has an email"), ("0", "Has none")]),
            ("archived", "Archived", ARCHIVED[1:]),
        )
        found = []
        for name, label, choices in offered:
            chosen = {value.casefold() for value in self.given.getlist(name)}
            left = [(value, text) for value, text in choices if value.casefold() not in chosen]
            if left and not (chosen and name in ONLY_ONE):
                found.append({"name": name, "label": label, "choices": left})
        return found

    def kept(self):
        """(name, value) of what is chosen already and goes along when more is added."""
        return [(name, value) for name in sorted(self.narrows - {"q"}) for value in self.given.getlist(name)]

    def sorts(self):
        return [(value, label, value == self.sort) for value, label in SORTS]


def _with(values):
    query = "&".join(f"{name}={value}" for name, value in values.items())
    return f"{link('leads:list')}?{query}" if query else link("leads:list")
