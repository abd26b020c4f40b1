"""Email addresses: one canonical form to match by, and the form that people see."""

import re
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from email_validator import EmailNotValidError, EmailSyntaxError, validate_email

from leads.cleaning.text import BLANK, Bad, clean_line, is_blank


class Email(NamedTuple):
    """`value` decides who is who (case folded, domain in ASCII; plus parts and dots kept), `shown` is what was typed.

    A role address reaches a desk, not a person: it is kept as a contact value and never tells who somebody is.
    """

    value: str
    shown: str
    role: bool


_ROLE_WORDS = """
    abuse accounting accounts admin administration administrator ads advertising apply application applications
    apprenticeship ausbildung bewerbung bewerbungen billing board booking bookings buchhaltung business candidatures
    career careers complaints compliance contact contacto contato contact-us contactus customer-care customer-service
    customercare customerservice datenschutz direction dpo editor email empleo emploi enquiries enquiry events
    export facturacion feedback finance hello help help-desk helpdesk hey hi hiring hostmaster hr hrteam human-resources
    humanresources info information infos inquiries inquiry invoice invoices it itsupport investors job jobs karriere
    kontakt legal logistics mail mailbox mailer-daemon management marketing media moin news newsletter no-reply
    noreply notifications office order orders partner partners people people-team payroll personal personalabteilung
    personeel post postmaster pr press presse privacy procurement purchasing rechnung recruiter recruiting recruitment
    reception redaktion reservations rh root rrhh rsvp sales security secretary sekretariat service services shop
    solicitudes spam staff stellen support talent talents talent-acquisition talentacquisition team tech techsupport
    unsubscribe vacancies vacatures ventas verkauf vertrieb webmaster welcome work workwithus zentrale
"""
ROLE_ADDRESSES = frozenset(
    form for word in _ROLE_WORDS.split() for form in (word, word.replace("-", "."), word.replace("-", "_"))
)

# What providers and people write where they have no address. The first is Apollo's.
PLACEHOLDERS = frozenset({
    "email_not_unlocked@domain.com", "email@domain.com", "name@domain.com", "your@email.com", "test@test.com",
    "none@none.com", "na@na.com", "unknown@unknown.com", "email@email.com", "noemail@noemail.com", "a@a.com",
    "abc@abc.com", "xxx@xxx.com", "no@email.com", "noemail@email.com", "no@no.com",
})  # fmt: skip
PLACEHOLDER_NAMES = frozenset((
    "email_not_unlocked", "noemail", "no-email", "no_email", "noemailaddress", "notprovided",
))  # fmt: skip

# Nearly every address there is: letters, digits and inner dots, dashes. All others take the slow and thorough road.
# It admits no "--" in a domain, so an encoded name (xn--…) is always checked.
_ORDINARY = re.compile(
    r"(?=.{6,254}\Z)(?=[^@]{1,64}@)([a-z0-9_\-']++(?:\.[a-z0-9_\-']++)*+)(?:\+[a-z0-9_.+\-]*[a-z0-9_+\-])?"
    r"@(?:(?![a-z0-9-]{64})[a-z0-9]++(?:-[a-z0-9]++)*+\.)+[a-z]{2,63}"
)
_SEPARATORS = r"\s<>()\[\]{};,|/\"“”«»（）＜＞，；、"
_CANDIDATE = re.compile(rf"[^{_SEPARATORS}]+@[^{_SEPARATORS}]+")
_MAILTO = re.compile(r"mailto:", re.IGNORECASE)
_HEADERS_OF_MAILTO = re.compile(r"\?(?:subject|cc|bcc|body|to)=[^\s<>;,]*", re.IGNORECASE)
_AROUND = ".,;:'’‘`!*"

_NOT_AN_EMAIL = Bad("not_an_email", "This is not an email address.")
_PLACEHOLDER = Bad("placeholder_email", "This address stands for a missing one.")
_SEVERAL = Bad("several_emails", "There is more than one address in it.")
_new = tuple.__new__


def clean_email(raw):
    """The one address in a text, with or without mailto:, angle brackets, display name or trailing dots."""
    value = raw.lower()
    if ordinary := _ORDINARY.fullmatch(value):
        return _email(value, raw, ordinary[1])
    found = _found_in(raw)
    if len(found) > 1:
        return _SEVERAL
    return found[0] if found else BLANK


def clean_emails(cell):
    """All addresses of a cell in their order, each once; what is none of them comes back as `Bad`."""
    value = cell.lower()
    if ordinary := _ORDINARY.fullmatch(value):
        return [_email(value, cell, ordinary[1])]
    return _found_in(cell)


def _email(value, shown, name):
    if value in PLACEHOLDERS or name in PLACEHOLDER_NAMES:
        return _PLACEHOLDER
    return _new(Email, (value, shown, name in ROLE_ADDRESSES))


def _found_in(cell):
    text = _HEADERS_OF_MAILTO.sub("", _MAILTO.sub("", clean_line(cell, 5_000)))
    if is_blank(text):
        return []
    found: dict[str, Email | Bad] = {}
    for candidate in _CANDIDATE.findall(text):
        address = _checked(candidate.strip(_AROUND))
        found.setdefault(address.value if address else candidate, address)
    answers = list(found.values()) or [_NOT_AN_EMAIL]
    # Beside a whole address in angle brackets, "Ada@Engines" is part of a name.
    return [address for address in answers if address] or answers if "<" in text else answers


def _checked(shown):
    value = shown.lower()
    if ordinary := _ORDINARY.fullmatch(value):
        return _email(value, shown, ordinary[1])
    value = _thoroughly(shown)
    return value if isinstance(value, Bad) else _email(value, shown, re.split("[+@]", value, maxsplit=1)[0])


@lru_cache(maxsize=256)
def _thoroughly(shown):
    """Canonical form of an address with letters beyond ASCII or unusual signs, or why it is none."""
    try:
        address = validate_email(shown, check_deliverability=False, globally_deliverable=False, strict=True)
    except (EmailNotValidError, UnicodeError) as error:
        return Bad("not_an_email", str(error)) if isinstance(error, EmailSyntaxError) else _NOT_AN_EMAIL
    domain = address.ascii_domain.lower()
    if "." not in domain or domain.rpartition(".")[2].isdigit():
        return Bad("not_an_email", "The part after the @ is not a full domain.")
    return f"{normalize('NFC', address.local_part.lower())}@{domain}"
