import smtplib

import pytest
from django.core import mail

from support.channels.base import Notice
from support.channels.email import Email
from support.errors import Refused, TryLater
from tests.factories.mail import smtp_server

NOTICE = Notice(
    "[S1] A merge damaged data",
    (("Leads", "1, 2"), ("Cause", "a <b> & c")),
    "https://hire.example/admin/1/",
    "T-1",
)


def test_the_message_is_plain_text_with_an_id_of_its_own(settings):
    settings.DEFAULT_FROM_EMAIL = "HirePilot <alerts@hire.example>"

    Email("root@hire.example", key="alert-1-2").send(NOTICE)

    [message] = mail.outbox
    assert (message.subject, message.to, message.from_email) == (
        "[S1] A merge damaged data (T-1)",
        ["root@hire.example"],
        "HirePilot <alerts@hire.example>",
    )
    assert (
        message.body
        == "[S1] A merge damaged data\n\nLeads: 1, 2\nCause: a <b> & c\n\nhttps://hire.example/admin/1/\n"
    )
    assert message.extra_headers == {
        "Message-ID": "<alert-1-2@hire.example>",
        "Auto-Submitted": "auto-generated",
    }


def test_a_line_break_in_a_title_makes_no_header():
    Email("root@hire.example", key="k").send(
        Notice("a\r\nBcc: all@hire.example", (), "https://hire.example/", "T\n-1")
    )

    [message] = mail.outbox
    assert message.subject == "a Bcc: all@hire.example (T -1)"
    assert message.message()["Bcc"] is None


def test_a_real_server_takes_it(settings):
    with smtp_server(settings) as server:
        Email("root@hire.example", key="k").send(NOTICE)

    [envelope] = server.taken
    assert envelope.rcpt_tos == ["root@hire.example"]
    assert b"Subject: [S1] A merge damaged data (T-1)" in envelope.content


@pytest.mark.parametrize(
    ("rules", "outcome"),
    (
        ({"to_recipient": "550 5.1.1 no such\r\n user"}, Refused),
        ({"to_recipient": "451 4.7.1 greylisted"}, TryLater),
        ({"to_message": "554 5.7.1 not here"}, Refused),
        ({"to_message": "452 4.3.1 full"}, TryLater),
    ),
)
def test_a_refusal_is_final_or_not_as_its_number_says(settings, rules, outcome):
    with smtp_server(settings, **rules), pytest.raises(outcome) as refusal:
        Email("root@hire.example", key="k").send(NOTICE)

    assert refusal.value.detail.startswith(next(iter(rules.values()))[:3])
    assert "\n" not in refusal.value.detail


@pytest.mark.parametrize(
    "error",
    (
        ConnectionRefusedError(),
        TimeoutError(),
        smtplib.SMTPServerDisconnected(),
        smtplib.SMTPAuthenticationError(535, b"no"),
    ),
)
def test_a_server_that_cannot_be_used_today_is_to_be_tried_later(monkeypatch, error):
    def broken(*args, **kwargs):
        raise error

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", broken)

    with pytest.raises(TryLater, match=type(error).__name__):
        Email("root@hire.example", key="k").send(NOTICE)
