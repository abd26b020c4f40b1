"""Telephone numbers: E.164 to compare and dial by, and the number as people wrote it, extension included."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneMetadata, ValidationResult

from leads.cleaning.formulas import unguard
from leads.cleaning.text import Bad, clean_line, is_blank


class Phone(NamedTuple):
    """One number. `e164` is without its extension, `shown` is as it was written, extension included."""

    e164: str
    shown: str


LONGEST_SHOWN = 40


_SEPARATORS = re.compile(
    r"\s*(?:[;|\n\r]|:::|,(?![ \d]{1,7}\Z)| / |\bor\b|\boder\b|\bou\b)\s*", re.IGNORECASE
)
_LABEL = re.compile(
    r"\A(?:\(?[^\W\d]{1,12}\)?\.?\s*[:=]|\(?[mtpwchof]\)|tel\.?)\s*(?=[+(0-9'])", re.IGNORECASE
)
_SCIENTIFIC = re.compile(r"[+']?[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+")
_FLOAT = re.compile(r"(\+?[0-9]{6,15})[.,]0{1,2}")
_PLAIN_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{7,14}")
_FORMATTING = str.maketrans("", "", " -().\u00a0\u2010\u2011\u2013/")
_NORTH_AMERICA = frozenset(phonenumbers.COUNTRY_CODE_TO_REGION_CODE[1])

_NOT_A_PHONE = Bad("not_a_phone", "This is not a telephone number.")
_SPOILED = Bad(
    "spoiled_phone",
    "A spreadsheet rounded this number and its last digits are lost: format the column as text and export again.",
)
_NO_COUNTRY = Bad("no_country", "The number has no country code, and the workspace has no default country.")
_WRONG_LENGTH = Bad("wrong_length", "No telephone number of that country has so many digits.")
_NO_AREA_CODE = Bad("no_area_code", "The number lacks its area code.")


def clean_phones(cell, country=""):
    """All numbers of a cell in their order, each once; what is none of them comes back as `Bad`.

    `country` is the two-letter code that numbers without a country code belong to.
    """
    country = country.upper()
    if phone := _quickly(cell, country):
        return [phone]
    text = clean_line(cell.replace("\n", ";"), 1_000)
    if is_blank(text):
        return []
    if _SCIENTIFIC.fullmatch(text):
        return [_SPOILED]
    parts = [text] if text.lower().startswith("tel:") else _SEPARATORS.split(text)
    found: dict[str, Phone | Bad] = {}
    for part in parts:
        if part and not is_blank(part):
            phone = _thoroughly(part, country)
            found.setdefault(phone.e164 if phone else part, phone)
    return list(found.values())


def _quickly(cell, country):
    """The number when it is written in full and certainly valid, which the library need not be asked about."""
    if len(cell) > 30:
        return None
    digits = cell.translate(_FORMATTING)
    if country in _NORTH_AMERICA and len(digits) == 10 and digits.isascii() and digits.isdigit():
        digits = f"+1{digits}"
    if not _PLAIN_INTERNATIONAL.fullmatch(digits) or "(0)" in cell:
        return None
    for length in (1, 2, 3):
        pattern = _national_numbers(digits[1 : 1 + length])
        if pattern:
            return (
                Phone(digits, clean_line(cell, LONGEST_SHOWN))
                if pattern.fullmatch(digits, 1 + length)
                else None
            )
    return None


@cache
def _national_numbers(country_code):
    """Pattern of every valid number behind a country code; None when no country has that code."""
    patterns = []
    for region in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(country_code), ()):
        about = PhoneMetadata.metadata_for_region(region)
        if about is None:  # a code of no country, such as +800: the library is asked
            return re.compile("(?!)")
        kinds = (
            about.fixed_line, about.mobile, about.toll_free, about.premium_rate, about.shared_cost,
            about.personal_number, about.voip, about.pager, about.uan, about.voicemail,
        )  # fmt: skip
        general = about.general_desc.national_number_pattern if about.general_desc else "(?!)"
        allowed = "|".join(
            kind.national_number_pattern for kind in kinds if kind and kind.national_number_pattern
        )
        patterns.append(f"(?=(?:{general})\\Z)(?:{allowed})")
    return re.compile("|".join(patterns)) if patterns else None


@lru_cache(maxsize=1024)
def _thoroughly(part, country):
    text = _LABEL.sub("", unguard(part).strip(), count=1)
    if _SCIENTIFIC.fullmatch(text):
        return _SPOILED
    if whole := _FLOAT.fullmatch(text):
        text = whole[1]
    if text.startswith("00") and text[2:3] not in ("", "0"):
        text = "+" + text[2:]
    number = _with_its_plus(text, country) or _parsed(text, country)
    if isinstance(number, Bad):
        return number
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Phone(e164, text[:LONGEST_SHOWN].rstrip())


def _with_its_plus(text, country):
    """The number when a spreadsheet dropped its plus, as they do with whole numbers.

    Taken for such a one only if it then exists, and either starts with the country's own code or is bare digits that
    are no number there.
    """
    digits = text.translate(_FORMATTING)
    if not re.fullmatch("[1-9][0-9]{10,14}", digits):
        return None
    number = _parsed(f"+{digits}", "")
    if isinstance(number, Bad) or not phonenumbers.is_valid_number(number):
        return None
    if number.country_code == phonenumbers.country_code_for_region(country):
        return number
    at_home = _parsed(text, country)
    is_one_there = not isinstance(at_home, Bad) and phonenumbers.is_valid_number(at_home)
    return None if is_one_there or text != digits else number


def _parsed(text, country):
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException as error:
        without_country = error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE
        digits = sum(character.isdigit() for character in text)
        return _NO_COUNTRY if without_country and digits >= 6 and not text.startswith("+") else _NOT_A_PHONE
    # Numbers of the right length are kept even if the library does not know them: ranges are opened all the time.
    match phonenumbers.is_possible_number_with_reason(number):
        case ValidationResult.IS_POSSIBLE:
            return number
        case ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
            return _NO_AREA_CODE
    return _WRONG_LENGTH
