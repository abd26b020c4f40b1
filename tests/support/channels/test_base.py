import pytest

from support.channels.base import harmless


@pytest.mark.proves("TICK-026")
@pytest.mark.parametrize(
    ("text", "shown"),
    (
        (
            "IntegrityError in leads.services.intake.take_in",
            "IntegrityError in leads.services.intake.take_in",
        ),
        ("Key (value)=(ada@mail.example) already exists", "Key (value)=([address]) already exists"),
        ("write to <ada.b+x@mail.example>, now", "write to <[address]>, now"),
        ("call +49 (170) 123-4567 now", "call [number] now"),
        ("call 0170/1234567", "call [number]"),
        ("lead 12345", "lead 12345"),
        ("a\r\nBcc: all@mail.example\x00\x1b[31m", "a Bcc: [address] [31m"),
        ("left\u202eright\u2028next\u200b", "left right next"),
        ("x" * 300, "x" * 200),
        ("", ""),
    ),
)
def test_a_text_of_unknown_origin_becomes_one_line_without_anybodys_address(text, shown):
    assert harmless(text) == shown
