"""Email by the mail server of the settings."""

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage

from support.errors import Refused, TryLater


class Email:
    def __init__(self, recipient, key):
        """`key` makes the Message-ID: should the same alert ever go out twice, mail programs show it once."""
        self.recipient, self.key = recipient, key

    def send(self, notice):
        lines = [f"{name}: {value}" for name, value in notice.facts]
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
        message = EmailMessage(
            subject=" ".join(f"{notice.title} ({notice.reference})".split()),
            body="\n".join([notice.title, "", *lines, "", notice.url, ""]),
            to=[self.recipient],
            headers={"Message-ID": f"<{self.key}@{domain}>", "Auto-Submitted": "auto-generated"},
        )
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise _refusal(code, text) from error
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            # Also a login that is wrong today: that is for the operator to mend, and the alert waits.
            raise TryLater(type(error).__name__) from error


def _refusal(code, text):
    said = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
    kind = Refused if 500 <= code < 600 else TryLater
    return kind(f"{code} {' '.join(said.split())[:100]}")
