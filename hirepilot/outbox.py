"""Mail without a mail server: messages wait as files, and the page "Outbox (not sent)" shows them."""

import email
import email.policy
import uuid

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class OutboxBackend(BaseEmailBackend):
    def send_messages(self, messages):
        settings.OUTBOX_DIR.mkdir(parents=True, exist_ok=True)
        for message in messages:
            name = f"{timezone.now():%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:8]}.eml"
            part = settings.OUTBOX_DIR / f"{name}.part"
            part.write_bytes(message.message().as_bytes())
            part.rename(settings.OUTBOX_DIR / name)
        return len(messages)


def replaces_mail_server():
    """Whether mail is only kept here, because no mail server is set."""
    return f"{OutboxBackend.__module__}.{OutboxBackend.__qualname__}" == settings.EMAIL_BACKEND


def waiting(limit=100):
    """The newest messages that were not sent, as email.message.EmailMessage."""
    if not settings.OUTBOX_DIR.is_dir():
        return []
    newest = sorted(settings.OUTBOX_DIR.glob("*.eml"), reverse=True)[:limit]
    return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in newest]
