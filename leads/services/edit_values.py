"""What a person typed into a lead, in our canonical forms. Pure Python: writing it is `editing`."""

import re
from dataclasses import dataclass, field

from leads.cleaning.companies import company_key
from leads.cleaning.emails import clean_emails
from leads.cleaning.linkedin import clean_linkedin
from leads.cleaning.names import clean_name
from leads.cleaning.phones import clean_phones
from leads.cleaning.text import clean_line, is_blank
from leads.cleaning.titles import clean_title
from leads.models import ContactValue, Identity
from leads.services.custom_values import Wrong, custom_value

EMAIL, SLUG = Identity.Kind.EMAIL.value, Identity.Kind.SLUG.value
PHONE, ROLE_EMAIL = ContactValue.Kind.PHONE.value, ContactValue.Kind.ROLE_EMAIL.value
NAMES = ("full_name", "first_name", "last_name")
LISTS = {"emails": {EMAIL, ROLE_EMAIL}, "phones": {PHONE}, "linkedin": set(Identity.Kind.values) - {EMAIL}}
LONGEST_LIST = 50


@dataclass
class Cleaned:
    """`columns` of the lead, `addresses` as {list: {(kind, value): shown}} in order, `custom`, and what is wrong."""

    columns: dict = field(default_factory=dict)
    addresses: dict = field(default_factory=dict)
    custom: dict = field(default_factory=dict)
    company: tuple | None = None  # (key, name)
    errors: dict = field(default_factory=dict)


def clean_values(values, now, *, country="", custom_fields=()):
    """Clean what was typed; `now` holds the lead's present values under the same names."""
    cleaned, fields = Cleaned(), {f"custom.{field.key}": field for field in custom_fields}
    for name, value in values.items():
        try:
            if name in LISTS:
                cleaned.addresses[name] = LIST_CLEANERS[name](_texts(value), country)
            elif name in fields:
                cleaned.custom[fields[name].key] = custom_value(fields[name], _text(value))
            elif name not in NAMES:
                _column(cleaned, name, _text(value))
        except Wrong as wrong:
            cleaned.errors[name] = str(wrong)
    try:
        cleaned.columns |= _name({name: _text(values[name]) for name in NAMES if name in values}, now)
    except Wrong as wrong:
        cleaned.errors["full_name"] = str(wrong)
    return cleaned


def _text(value):
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Wrong("Text is needed here.")
    return value


def _texts(value):
    if not isinstance(value, list | tuple) or len(value) > LONGEST_LIST:
        raise Wrong(f"A list of at most {LONGEST_LIST} texts is needed here.")
    return [text for text in map(_text, value) if not is_blank(text)]


def _name(typed, now):
    """Full name and its parts kept together: the part that was changed decides."""
    changed = {name for name, value in typed.items() if clean_line(value) != now[name]}
    if not changed:
        return {}
    if "full_name" in changed and changed != set(NAMES):
        name = clean_name(typed["full_name"])
    else:
        given = {part: typed.get(part, now[part]) for part in ("first_name", "last_name")}
        full = typed["full_name"] if "full_name" in changed else _with_parts_changed(now, given)
        name = clean_name(full, given["first_name"], given["last_name"])
    if name:
        return {"full_name": name.full, "first_name": name.first, "last_name": name.last}
    if name.code != "blank":
        raise Wrong(name.detail)
    return dict.fromkeys(NAMES, "")


def _with_parts_changed(now, given):
    """The full name with new parts in the places of the old ones, so that the rest of it stays as it was given.

    Blank where an old part does not stand in it just once as a word: then the parts are the whole name.
    """
    full = now["full_name"]
    for part, new in given.items():
        new, old = clean_line(new), now[part]
        if new != old:
            place = rf"(?<![\w’'-]){re.escape(old)}(?![\w’'-])"
            if not new or not old or len(re.findall(place, full)) != 1:
                return ""
            full = re.sub(place, lambda _, new=new: new, full)
    return full


def _column(cleaned, name, value):
    if name == "company":
        shown = "" if is_blank(value) else clean_line(value)
        cleaned.company = (company_key(shown) if shown else "", shown)
    elif name == "title":
        title = clean_title(value)
        cleaned.columns |= {
            "title": title.raw,
            "title_normal": title.normal,
            "seniority": title.seniority,
            "function": title.function,
        }
    elif name == "location":
        cleaned.columns["location"] = "" if is_blank(value) else clean_line(value)
    elif name == "legal_basis":
        cleaned.columns["legal_basis"] = clean_line(value, 80)
    else:
        raise Wrong("A lead has no such field.")


def _emails(texts, country):
    found = {}
    for text in texts:
        for email in clean_emails(text):
            if not email:
                raise Wrong(f"“{clean_line(text, 60)}”: {email.detail}")
            shown = email.shown if email.shown != email.value else ""
            found.setdefault((ROLE_EMAIL if email.role else EMAIL, email.value), shown)
    return found


def _phones(texts, country):
    found = {}
    for text in texts:
        for phone in clean_phones(text, country):
            if not phone:
                raise Wrong(f"“{clean_line(text, 60)}”: {phone.detail}")
            found.setdefault((PHONE, phone.e164), phone.shown)
    return found


def _linkedin(texts, country):
    found = {}
    for text in texts:
        profile = clean_linkedin(text)
        if not profile:
            raise Wrong(f"“{clean_line(text, 60)}”: {profile.detail}")
        if profile.kind == "company":
            raise Wrong("This is the page of a company, not of a person.")
        found.setdefault((profile.kind, profile.value), "")
    return found


LIST_CLEANERS = {"emails": _emails, "phones": _phones, "linkedin": _linkedin}
