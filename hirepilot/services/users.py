"""People's accounts, where no sign-up makes them: by a command and for the demo."""

from allauth.account import app_settings
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from hirepilot.models import User


@transaction.atomic
def make_user(email, name="", password=None, **fields):
    """The user of an address, made when there is none. The address counts as confirmed: the caller vouches for it.

    Without a password nobody can sign in until one is set by `password_link`.
    """
    email = email.strip().lower()
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, password, name=name, **fields)
    first = not EmailAddress.objects.filter(user=user, primary=True).exists()
    EmailAddress.objects.update_or_create(
        user=user,
        email=email,
        defaults={"verified": True},
        create_defaults={"verified": True, "primary": first},
    )
    return user


def password_link(user):
    """An address at which the user chooses a password, good for settings.PASSWORD_RESET_TIMEOUT."""
    key = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    return settings.BASE_URL + reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key}
    )
