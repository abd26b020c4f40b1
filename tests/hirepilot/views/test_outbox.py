"""Mail that was not sent can be read by who works on the product, and by nobody in production."""

import pytest
from django.core import mail
from django.test import Client

PAGE = "/outbox/"


@pytest.fixture
def outbox(settings, tmp_path):
    settings.EMAIL_BACKEND = "hirepilot.outbox.OutboxBackend"
    settings.OUTBOX_DIR = tmp_path
    return tmp_path


@pytest.mark.proves("WHO-028")
def test_mail_without_a_mail_server_is_on_the_page(outbox, member, as_member):
    mail.send_mail("Ünicode", "Hello\nhttps://pilot.example/x", "us@pilot.example", ["mia@agency.example"])

    page = as_member(member).get(PAGE)

    assert [
        (letter["to"], letter["subject"], letter["text"].strip()) for letter in page.context["letters"]
    ] == [
        ("mia@agency.example", "Ünicode", "Hello\nhttps://pilot.example/x"),
    ]
    assert b"Outbox (not sent)" in page.content
    assert b'href="https://pilot.example/x"' in page.content


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"Subject: =?x?Q?=ff?=\nContent-Type: text/plain; charset=nonsense\n\n\xff",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n",
        b"Content-Type: application/octet-stream\n\nx",
        b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n%%%",
        b"Subject: <script>alert(1)</script>\n\n<script>alert(2)</script>",
    ],
)
def test_whatever_lies_in_the_folder_is_shown_as_text(outbox, member, as_member, raw):
    (outbox / "20260101-000000-a.eml").write_bytes(raw)

    page = as_member(member).get(PAGE)

    assert page.status_code == 200
    assert b"<script>alert" not in page.content


def test_an_empty_outbox_says_so(outbox, member, as_member):
    assert b"Nothing waits" in as_member(member).get(PAGE).content


def test_with_a_mail_server_or_in_production_there_is_no_such_page(outbox, member, as_member, settings):
    browser = as_member(member)
    settings.PRODUCTION = True
    assert browser.get(PAGE).status_code == Client().get(PAGE).status_code == 404

    settings.PRODUCTION = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert browser.get(PAGE).status_code == 404


def test_strangers_are_sent_to_sign_in(outbox, db):
    assert Client().get(PAGE).status_code == 302
