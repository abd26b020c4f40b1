"""What leads can be found by: each source lists the ids it knows, or tells whether one lead is among them.

Under row-level security PostgreSQL may use an index only for a few operators, and with ORDER BY and LIMIT it may walk
a million leads for a tag that three have. So a source is first asked whether it is short: see `searching`.
"""

import json
import re
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from leads.cleaning.linkedin import clean_linkedin
from leads.cleaning.phones import clean_phones
from leads.cleaning.text import clean_line
from leads.models import ContactValue, Identity, Lead, LeadTag, ListMember
from leads.services.words import having, words_of

LISTED = 2_000  # a list of so many ids is found, filtered and sorted in a few milliseconds
CERTAINLY_MORE = 10_000  # where PostgreSQL expects so many, listing is not even tried
MOST_WORDS = 8

_PHONE = re.compile(r"\+[\d\s()./-]{3,}|[\d(][\d\s()./-]{5,}")
_LINKEDIN = re.compile(r"linkedin\.com/|^/?in/", re.IGNORECASE)
_LIKE_AN_ADDRESS = re.compile(r"(?=.*[._\-\d])[\w.\-]{3,}")


@dataclass(frozen=True)
class Source:
    """`holds` is its condition on a lead; each of `lists` yields ids of leads, together all that it knows."""

    holds: object
    lists: tuple

    def few(self):
        """All the ids, when they are at most LISTED; else None."""
        found = set()
        for ids in self.lists:
            if expected_rows(ids) > CERTAINLY_MORE:
                return None
            found.update(ids[: LISTED + 1])
            if len(found) > LISTED:
                return None
        return found


def expected_rows(queryset):
    """PostgreSQL's own estimate, in a fifth of a millisecond."""
    (plan,) = json.loads(queryset.explain(format="json"))
    return plan["Plan"]["Plan Rows"]


def hanging(*querysets):
    """Leads on which a row of one of the querysets hangs."""
    conditions = [Q(Exists(rows.filter(lead_id=OuterRef("pk")))) for rows in querysets]
    lists = tuple(rows.order_by().values_list("lead_id", flat=True) for rows in querysets)
    return Source(reduce(or_, conditions), lists)


def with_column(**condition):
    """Leads with a value in a column that has an index of its own."""
    return Source(Q(**condition), (Lead.objects.filter(**condition).order_by().values_list("pk", flat=True),))


def tagged(tags):
    """Leads with any of the tags."""
    return hanging(*(LeadTag.objects.filter(tag=tag) for tag in tags))


def listed(lists):
    """Leads on any of the lists."""
    return hanging(*(ListMember.objects.filter(list=one) for one in lists))


def said(text, country=""):
    """The sources that a search text means; a lead has to be in all of them.

    A phone number, LinkedIn addresses, beginnings of email addresses, and words of name, company, title and place by
    their beginnings.
    """
    text = clean_line(text)
    if _PHONE.fullmatch(text):
        return [_phone(text, country)]
    sources, words = [], []
    for part in text.split():
        if "@" in part[1:]:
            sources.append(_addresses(part))
        elif _LINKEDIN.search(part) and (profile := clean_linkedin(part)):
            sources.append(hanging(Identity.objects.filter(kind=profile.kind, value=profile.value)))
        else:
            words.append(part)
    words = " ".join(words)
    begin = words_of(words)[:MOST_WORDS] if words else []
    if begin:
        alternatives = [having(begin)]
        if _LIKE_AN_ADDRESS.fullmatch(words):
            alternatives += _identities(words)
        sources.append(hanging(*alternatives))
    elif text and not sources:
        sources.append(NOBODY)
    return sources


NOBODY = Source(Q(pk__in=()), ())


def _phone(text, country):
    digits = re.sub(r"\D", "", text)
    numbers = [phone.e164 for phone in clean_phones(text, country) if phone]
    if text.startswith("+") or not numbers:
        return hanging(ContactValue.objects.filter(kind=ContactValue.Kind.PHONE, value__begins=f"+{digits}"))
    return hanging(ContactValue.objects.filter(kind=ContactValue.Kind.PHONE, value__in=numbers))


def _addresses(beginning):
    role = ContactValue.objects.filter(kind=ContactValue.Kind.ROLE_EMAIL, value__begins=beginning.lower())
    return hanging(Identity.objects.filter(kind=Identity.Kind.EMAIL, value__begins=beginning.lower()), role)


def _identities(beginning):
    kinds = (Identity.Kind.EMAIL, Identity.Kind.SLUG)
    return [Identity.objects.filter(kind=kind, value__begins=beginning.lower()) for kind in kinds]
