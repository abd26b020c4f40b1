"""LinkedIn addresses: which person or company an address names, however it was copied."""

import re
from typing import NamedTuple
from unicodedata import category, normalize
from urllib.parse import unquote

from leads.cleaning.text import BLANK, Bad, clean_line, is_blank

SLUG, MEMBER_ID, SALES_LEAD, RECRUITER_PROFILE, COMPANY = (
    "slug", "member_id", "sales_lead", "recruiter_profile", "company",
)  # fmt: skip


class LinkedIn(NamedTuple):
    """`value` decides who is who within its `kind`; the kinds cannot be turned into each other. `url` opens it."""

    kind: str
    value: str
    url: str


_HOME = "https://www.linkedin.com"
_ORDINARY = re.compile(r"https?://(?:www\.)?linkedin\.com/in/((?!ac[a-z]aa)[a-z0-9\-]{3,100})/?")
_HOST = re.compile(r"(?:(?:www|m|mobile|touch|[a-z]{2}|www\.[a-z]{2})\.)?linkedin\.com\.?(?::\d{1,5})?\Z")
_SHORT_HOSTS = frozenset({"lnkd.in", "www.lnkd.in"})
_SCHEME = re.compile(r"(?:https?:)?/{2}|linkedin://", re.IGNORECASE)
_WRAPPING = " \t<>()[]{}\"'“”„«»‘’.,;:!*|"
_APP = "linkedin://"
_PREFIXES = frozenset({"mwlite", "m", "comm"})
_SIGNED_OUT = frozenset({"login", "authwall", "checkpoint", "challenge", "uas"})

# LinkedIn's own id of a member instead of the name in the address. Case is part of it.
_MEMBER_ID = re.compile(r"AC[A-Za-z]AA[A-Za-z0-9_\-]{11,}")
_SPOILED_ID = re.compile(r"ac[a-z]aa[a-z0-9_\-]{25,}", re.IGNORECASE)
_OPAQUE = re.compile(r"[A-Za-z0-9_\-]{4,150}")
_URN = re.compile(r"urn:li:(fs_salesProfile|fsd_profile|fs_miniProfile|fs_profile):\(?([A-Za-z0-9_\-]+)")
_HEX_GROUP = re.compile(r"[0-9a-f]{1,3}")

_NOT_LINKEDIN = Bad("not_linkedin", "This is not a LinkedIn address.")
_NOT_A_PROFILE = Bad("not_a_profile", "This LinkedIn page belongs to no person and no company.")
_DEAD = Bad("dead_linkedin", "This form of LinkedIn address no longer leads to a person.")
_SHORT = Bad(
    "short_link", "A shortened link does not tell whose profile it is: open it and copy the full address."
)
_MALFORMED = Bad("malformed_linkedin", "The part of the address that names the person is damaged.")
_SPOILED = Bad(
    "malformed_linkedin", "This LinkedIn id has lost its capital letters and no longer names anybody."
)
_NO_SESSION = Bad("signed_out", "This is LinkedIn's sign-in page, not a profile.")
_new = tuple.__new__


def clean_linkedin(raw, field_is_linkedin=True):
    """Whom an address names, or `Bad`. A bare `in/name` counts only where nothing else than LinkedIn is expected."""
    if ordinary := _ORDINARY.fullmatch(raw):
        slug = ordinary[1]
        return _new(LinkedIn, (SLUG, slug, "https://www.linkedin.com/in/" + slug))
    text = clean_line(raw, 3_000).strip(_WRAPPING)
    if is_blank(text):
        return BLANK
    if urn := _URN.match(text):
        return _sales_lead(urn[2]) if urn[1] == "fs_salesProfile" else _person(urn[2])
    path = _path(text, field_is_linkedin)
    return path if isinstance(path, Bad) else _read(path)


def _path(text, field_is_linkedin):
    """The parts of the path, when the address is LinkedIn's."""
    scheme = _SCHEME.match(text)
    rest = text[scheme.end() :] if scheme else text
    rest = re.split(r"[?#\s<>\"]", rest, maxsplit=1)[0].rstrip(_WRAPPING)
    parts = [part for part in rest.split("/") if part]
    if scheme and scheme[0].lower() == _APP:
        return parts
    host = parts[0].lower() if parts else ""
    if _HOST.match(host):
        return parts[1:]
    if host in _SHORT_HOSTS:
        return _SHORT
    if field_is_linkedin and host == "in" and not scheme and len(parts) > 1:
        return parts
    return _NOT_LINKEDIN


def _read(parts):
    while parts and parts[0].lower() in _PREFIXES:
        parts = parts[1:]
    match [part.lower() for part in parts[:2]], parts[2:]:
        case ["in", _], _:
            return _person(parts[1])
        case ["pub", _], groups:
            return _old_profile(parts[1], groups)
        case ["sales", "lead" | "people"], [who, *_]:
            return _sales_lead(who)
        case ["sales", "company" | "account"], [which, *_]:
            return _company("company", which)
        case ["talent" | "recruiter", "profile"], [who, *_]:
            return _recruiter_profile(who)
        case ["company" | "school" | "showcase" as kind, _], _:
            return _company(kind, parts[1])
        case ["profile", "view"], _:
            return _DEAD
        case [first, *_], _ if first in _SIGNED_OUT:
            return _NO_SESSION
    return _NOT_A_PROFILE


def _person(part):
    if _MEMBER_ID.fullmatch(part):
        return LinkedIn(MEMBER_ID, part, f"{_HOME}/in/{part}")
    if _SPOILED_ID.fullmatch(part):
        return _SPOILED
    slug = _decoded(part)
    if slug is None or not 3 <= len(slug) <= 100 or not all(_may_be_in_a_slug(sign) for sign in slug):
        return _MALFORMED
    return LinkedIn(SLUG, slug, f"{_HOME}/in/{slug}")


def _decoded(part):
    """Percent signs decoded once, composed, lower-cased; None where they do not decode."""
    if "%" in part:
        if re.search("%(?![0-9a-fA-F]{2})", part):
            return None
        try:
            part = unquote(part, errors="strict")
        except UnicodeDecodeError:
            return None
    return normalize("NFC", normalize("NFC", part).lower())


def _may_be_in_a_slug(sign):
    return sign == "-" or sign.isalnum() or category(sign) in ("Mn", "Mc")


def _old_profile(name, groups):
    """/pub/jane-doe/9/159/486, whose groups came to stand in reverse order behind the name.

    Groups shorter than three were filled up in a way that cannot be told from the address: those name nobody.
    """
    groups = [group.lower() for group in groups[:3]]
    if len(groups) < 3 or not all(_HEX_GROUP.fullmatch(group) for group in groups):
        return _DEAD
    if len(groups[1]) != 3 or len(groups[2]) != 3:
        return _DEAD
    return _person(f"{name}-{groups[2]}{groups[1]}{groups[0]}")


def _sales_lead(part):
    """The id before the first comma names the person; what follows is needed to open the page."""
    part = part.replace("%2C", ",").replace("%2c", ",")
    who = part.partition(",")[0]
    if not _OPAQUE.fullmatch(who):
        return _MALFORMED
    if who.islower() and _SPOILED_ID.fullmatch(who):
        return _SPOILED
    link = part if re.fullmatch(r"[A-Za-z0-9_,\-]{4,200}", part) else who
    return LinkedIn(SALES_LEAD, who, f"{_HOME}/sales/lead/{link}")


def _recruiter_profile(part):
    who = part.partition(",")[0]
    return (
        LinkedIn(RECRUITER_PROFILE, who, f"{_HOME}/talent/profile/{who}")
        if _OPAQUE.fullmatch(who)
        else _MALFORMED
    )


def _company(kind, part):
    name = _decoded(part)
    if not name or len(name) > 150 or re.search(r"[\s<>\"%]", name):
        return _MALFORMED
    return LinkedIn(COMPANY, name, f"{_HOME}/{kind}/{name}")
