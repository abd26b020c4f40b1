"""Secrets in the database: sealed with the first of settings.ENCRYPTION_KEYS, readable with any of them.

To change keys: put a new one in front, restart, run `manage.py rotate_keys`, then take the old one away.
"""

import functools

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models

from hirepilot.errors import HirePilotError


class CannotUnseal(HirePilotError):
    code = "cannot_unseal"
    message = "A stored secret was sealed with a key that is no longer in ENCRYPTION_KEYS."


class Secret(str):
    """A text that does not show itself in logs, error pages and tracebacks. It still is the text where it is used."""

    def __repr__(self):
        return "Secret(…)"


def seal(text):
    return _fernet(tuple(settings.ENCRYPTION_KEYS)).encrypt(text.encode()).decode()


def unseal(sealed):
    try:
        return Secret(_fernet(tuple(settings.ENCRYPTION_KEYS)).decrypt(sealed.encode()).decode())
    except InvalidToken:
        raise CannotUnseal from None


def reseal(sealed):
    """The same secret under the first key; raises CannotUnseal like `unseal`."""
    try:
        return _fernet(tuple(settings.ENCRYPTION_KEYS)).rotate(sealed.encode()).decode()
    except InvalidToken:
        raise CannotUnseal from None


def last_four(secret):
    """What people see of a secret, enough to tell two apart. A short one shows nothing."""
    return f"••••{secret[-4:]}" if len(secret) >= 12 else "••••" if secret else ""


@functools.lru_cache(maxsize=8)
def _fernet(keys):
    return MultiFernet([Fernet(key) for key in keys])


class EncryptedField(models.TextField):
    """A text that the database holds sealed. It cannot be searched, because equal secrets look different there.

    On a journaled model name it in DERIVED: the journal would keep old secrets, sealed with keys that are taken away.
    """

    description = "Encrypted text"

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        # An empty one is no secret, and stays visible as "nothing stored".
        return seal(value) if value else value

    def from_db_value(self, value, expression, connection):
        return unseal(value) if value else value

    def get_lookup(self, name):
        if name == "isnull":
            return super().get_lookup(name)
        raise FieldError(f"{self.name} is encrypted and cannot be searched ({name}).")

    def get_transform(self, name):
        raise FieldError(f"{self.name} is encrypted and cannot be searched ({name}).")

    def value_to_string(self, row):
        """Dumps and fixtures never carry it."""
        return ""
