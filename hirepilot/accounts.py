"""How allauth behaves here: who may sign up, and second-factor secrets that are not stored in clear."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from hirepilot.models import Invitation
from hirepilot.secrets import seal, unseal

INVITED = "invitation"  # session key: the hash of the invitation somebody arrived with


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Where sign-up is closed, only somebody who holds the link of an invitation that still works may sign up."""
        return (
            settings.OPEN_SIGNUP
            or Invitation.objects.open().filter(token_hash=request.session.get(INVITED, "")).exists()
        )


class MFAAdapter(DefaultMFAAdapter):
    def encrypt(self, text):
        return seal(text)

    def decrypt(self, encrypted_text):
        return unseal(encrypted_text)
