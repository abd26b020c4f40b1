"""What the values of a file mean, asked where a header cannot say: words for statuses, owners, dates, phones."""

from django import forms

from hirepilot.places import countries
from leads.cleaning.dates import EITHER, ORDERS
from leads.models import Lead
from leads.services import import_values
from leads.services.import_settings import IN_DOUBT, STATUSES
from leads.sources.opt_outs import channel_of_status

STATUS_CHOICES = [("", "Leave as New"), *((status, Lead.Status(status).label) for status in STATUSES)]

TITLES = {
    "status": ("Words for the status", "A new lead is moved to what its word means; leads that are here stay where they are."),
    "owner": ("Owners that nobody here is", "Everybody else was recognised by email or name."),
}  # fmt: skip


class ValueFields:
    """A part of the mapping form: a field for each foreign word, named status-<column>-<place>, owner-…, and two for all.

    Words of a column that was given its meaning only now have not been asked about: they are shown once before it goes on.
    """

    def add_value_fields(self, lead_import, mapping, member):
        self.words = {"status": [], "owner": []}
        for field, words in import_values.words_of(lead_import, mapping).items():
            for place, (column, word, rows, meant) in enumerate(words):
                name = f"{field}-{column}-{place}"
                self.fields[name] = _field(field, word, meant, self.fields["owner"].choices)
                self.words[field].append((name, word, rows))
        order = import_values.date_order(lead_import, mapping)
        if order == EITHER:
            self.fields["date_order"] = forms.ChoiceField(
                label="What stands first in dates", choices=list(ORDERS.items()), widget=forms.RadioSelect,
                initial=lead_import.date_order, help_text="The file has dates such as 03/04/2026.",
                error_messages={"required": IN_DOUBT},
            )  # fmt: skip
        if phones := import_values.phones_without_code(lead_import, mapping):
            self.fields["country"] = forms.ChoiceField(
                label="Country of phone numbers without one", choices=countries(), required=False,
                initial=lead_import.country or member.workspace.default_country,
                help_text=f"{phones:,} of the numbers looked at have no + in front.",
            )  # fmt: skip
        if self.is_bound:
            self._fill_in_unasked()

    def _fill_in_unasked(self):
        """Words that the page did not show yet are as proposed."""
        names = [name for words in self.words.values() for name, *_ in words]
        self.unasked = [name for name in names if name not in self.data]
        if self.unasked:
            self.data = self.data.copy()
            for name in self.unasked:
                self.data[name] = self.fields[name].initial or ""

    def refuse_unasked(self):
        if self.unasked:
            self.add_error(None, "Look at what the words below mean, then go on.")

    def word_groups(self):
        """What the page asks: [(title, what to know, [(field, word, rows, whether it closes a channel)])]."""
        for field, words in self.words.items():
            if words:
                shown = [(self[name], word, rows, channel_of_status(word)) for name, word, rows in words]
                yield *TITLES[field], shown

    def value_questions(self):
        return [self[name] for name in ("date_order", "country") if name in self.fields]

    def values(self):
        """For `importing.configure`: what was answered."""
        status = {word: self.cleaned_data[name] for name, word, _ in self.words["status"]}
        owner = {word: int(self.cleaned_data[name] or 0) or None for name, word, _ in self.words["owner"]}
        asked = {name: self.cleaned_data[name] for name in ("date_order", "country") if name in self.fields}
        return {"values": {"status": status, "owner": owner}, **asked}


def _field(field, word, meant, colleagues):
    choices = STATUS_CHOICES if field == "status" else [(str(value), label) for value, label in colleagues]
    return forms.ChoiceField(
        label=word,
        required=False,
        choices=choices,
        initial=str(meant or ""),
        widget=forms.Select(attrs={"class": "input--s"}),
    )
