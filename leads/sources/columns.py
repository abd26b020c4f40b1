"""Which column of a file holds what: proposed from its header and its first values, to be confirmed by a person."""

import re
from dataclasses import asdict, dataclass

from leads.cleaning.folding import fold
from leads.sources import presets
from leads.sources.fields import CUSTOM, FIELDS, IDENTIFYING, OPT_OUT_CHANNELS, OWN_FIELD, may_repeat
from leads.sources.headers import LEFT_OUT, field_of, squash
from leads.sources.mapper import Mapper, to_draft

__all__ = ["FIELDS", "Mapper", "Proposal", "propose", "to_draft", "understand"]


@dataclass(frozen=True)
class Proposal:
    """What one column is taken for. A blank field means: do not import. `confidence` is in percent."""

    column: int
    field: str
    confidence: int
    reason: str

    def as_dict(self):
        return asdict(self)


_PROFILE = (
    r"\S*linkedin\.com/(?:in|pub|sales/(?:lead|people)|talent/profile|recruiter/profile|mwlite|comm)/.*"
)
_PHONE = (
    r"(?!\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\b)(?=(?:\D*\d){7})['+(]*\d[\d\s().\-/+]{5,}(?:\s*(?:x|ext\.?)\s*\d+)?"
    r"(?:\s*[;|].*)?"
)
_STATE = (
    r"(?:in)?valid|(?:un)?verified|catch[- ]?all|risky|unknown|unfound|not found|guessed|extrapolated|unavailable"
    r"|likely to engage|user managed|email no longer verified|new data available"
)

# What values are, with the words for it; the first kind that fits most of them.
_PATTERNS = {
    "email": ("email addresses", r"(?:mailto:)?[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+\s*([,;].*)?"),
    "linkedin": ("LinkedIn profiles", _PROFILE),
    "company page": ("LinkedIn pages of companies", r"\S*linkedin\.com/(?:company|school|sales/\w+)/.*"),
    "phone": ("telephone numbers", _PHONE),
    "website": ("websites", r"(?:https?://)?(?:[a-z0-9\-]+\.)+[a-z]{2,24}(?:/\S*)?"),
    "form of address": ("forms of address", r"(?:mr|mrs|ms|miss|mx|dr|prof|herr|frau|m|mme|mlle|sr|sra)\.?"),
    "state of an address": ("states of an email address", _STATE),
    "name": ("names", r"[^\W\d_][\w'’.\-]*(?: [^\W\d_][\w'’.\-]*){1,3}"),
}
_KINDS = {kind: (words, re.compile(pattern, re.IGNORECASE)) for kind, (words, pattern) in _PATTERNS.items()}

# Somebody else's, or something about a value: never guessed from values alone.
_NOT_THE_PERSON = re.compile(
    r"compan|corporate|account|organi[sz]ation|employer|owner|manager|assistant|created|modified|updated|sender|recruiter"
    r"|referr|referen|previous|past|parent|spouse|source|status|verif|hq|domain|invoice|support|query|image|photo|school|bounce|unsub|opt.?out"
)
_CAPITALISED = re.compile(r"[^a-z]")  # a sentence of a log is no name
_UNNAMED = re.compile(r"Column \d+")


def propose(header, sample, custom_fields=()):
    """A Proposal for each column, in order. `custom_fields` are (key, label) of the workspace's own fields."""
    return understand(header, sample, custom_fields)[1]


def understand(header, sample, custom_fields=()):
    """(slug of the source that the file comes from, a Proposal for each column). Of what holds no people nobody is made."""
    own = _own_fields(header, list(custom_fields))
    means = presets.SOURCES[slug].means if (slug := presets.signed(header)) else {}
    judged = [
        _judge(
            column,
            name,
            [row[column] for row in sample if column < len(row) and row[column].strip()],
            own,
            means,
        )
        for column, name in enumerate(header)
    ]
    slug = presets.source_of(header, sample, [each.field for each in judged])
    if slug and presets.SOURCES[slug].holds != presets.PEOPLE:
        judged = [_nobody(each) if each.field in IDENTIFYING else each for each in judged]
    return slug, _one_place_once(_one_column_each(judged, header), header)


def _nobody(proposal):
    return Proposal(
        proposal.column, "", 0, "This does not look like a list of people: choose it if it is one."
    )


def _own_fields(header, custom_fields):
    """{squashed header: key} of the workspace's own fields. One that goes by its key leaves its label to others."""
    by_key = {squash(OWN_FIELD + key): key for key, _ in custom_fields}
    named = {by_key.get(squash(name)) for name in header}
    return {squash(label): key for key, label in custom_fields if key not in named} | by_key


def _judge(column, name, values, own, means):
    """What a column is, seen for itself."""
    if key := own.get(squash(name)):
        return Proposal(column, CUSTOM + key, 95, "It is called like your own field.")
    if meant := means.get(squash(name)):
        return Proposal(column, "", 0, meant)
    if why := LEFT_OUT.get(squash(name)):
        return Proposal(column, "", 0, why)
    kind, share = _kind(values)
    field, sure = field_of(name)
    if field:
        return _weigh(column, field, sure, kind, share, bool(values))
    unnamed = _UNNAMED.fullmatch(name)
    if kind in ("email", "linkedin") and (unnamed or not _NOT_THE_PERSON.search(fold(name))):
        return Proposal(column, kind, round(75 * share), _shares(kind, share))
    if unnamed and (kind == "phone" or (kind == "name" and all(map(_CAPITALISED.match, values)))):
        return Proposal(
            column, "full_name" if kind == "name" else kind, round(60 * share), _shares(kind, share)
        )
    return Proposal(column, "", 0, "No field of ours is called so.")


# Fields whose values show whether the header tells the truth, and which kind proves it.
_PROOF = {"email": "email", "phone": "phone", "linkedin": "linkedin", "company_domain": "website"}
_NEVER = {
    "title": "form of address", "status": "state of an address", "linkedin": "company page",
    "company_domain": "company page",
}  # fmt: skip
# Addresses in these are not the person's own, or nobody may write to them.
_MAY_HOLD_ADDRESSES = frozenset(("note", "owner", "tags", *OPT_OUT_CHANNELS))


def _weigh(column, field, sure, kind, share, has_values):
    """The header says `field`; what do the values say?"""
    if not has_values:
        return Proposal(column, field, sure - 15, "The header says so; the first rows are empty.")
    if kind and _NEVER.get(field) == kind:
        return Proposal(column, "", 0, f"The values are {_KINDS[kind][0]}.")
    proof = _PROOF.get(field)
    if kind == proof and proof:
        reason = f"The header says so, and {_shares(kind, share, small=True)}"
        return Proposal(column, field, min(sure + 2, 100), reason)
    if kind in ("email", "linkedin") and field not in _MAY_HOLD_ADDRESSES:
        return Proposal(column, kind, round(75 * share), _shares(kind, share))
    if field == "linkedin" and kind == "website" and sure < 90:
        return Proposal(column, "company_domain", 50, _shares(kind, share))
    if proof:
        return Proposal(
            column, field, sure // 2, f"The header says so, but few values are {_KINDS[proof][0]}."
        )
    return Proposal(column, field, sure, "The header says so.")


def _kind(values):
    """(kind, share) of what most values are; ("", 0) where no kind has more than half of them."""
    for kind, (_, pattern) in _KINDS.items():
        share = sum(1 for value in values if pattern.fullmatch(value.strip())) / len(values) if values else 0
        if share > 0.5:
            return kind, share
    return "", 0


def _shares(kind, share, small=False):
    most = "all values" if share == 1 else "most values"
    return f"{most if small else most.capitalize()} are {_KINDS[kind][0]}."


def _one_column_each(proposals, header):
    """A field that has one value keeps its best column; the others are not imported, and say why."""
    best: dict[str, int] = {}
    for proposal in sorted(proposals, key=lambda proposal: -proposal.confidence):
        if proposal.field and not may_repeat(proposal.field):
            best.setdefault(proposal.field, proposal.column)
    return [_beside(proposal, best.get(proposal.field, proposal.column), header) for proposal in proposals]


def _one_place_once(proposals, header):
    """A column that holds the whole location makes those of its parts superfluous."""
    whole = next(
        (each.column for each in proposals if each.field == "location" and each.confidence >= 60), None
    )
    parts = ("city", "state", "country")
    return [
        _beside(each, whole, header) if whole is not None and each.field in parts else each
        for each in proposals
    ]


def _beside(proposal, winner, header):
    if proposal.column == winner:
        return proposal
    return Proposal(proposal.column, "", 0, f"“{header[winner]}” already gives it.")
