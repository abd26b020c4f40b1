import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.cleaning.text import Bad, clean_line, clean_note, is_blank, was_cut

ANY_TEXT = st.text(st.characters(), max_size=60)  # surrogates and control characters included


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ("  Ada \t Byron\n", "Ada Byron"),
        ("Ada\x00By\x07ron", "AdaByron"),
        ("Ada\u200b\ufeff By\u00adron", "Ada Byron"),
        ("Ada\u200dByron", "AdaByron"),
        ("\u202enoryB\u202c adA", "noryB adA"),
        ("Ada\ud800 Byron", "Ada Byron"),
        ("Ada\u00a0Byron\u2028Engines", "Ada Byron Engines"),
        ("\u3164\u2800", ""),
        ("Zu\u0308rich", "Z\u00fcrich"),
        ("a\U000e0041b", "ab"),
        ("", ""),
    ],
)
def test_a_line_is_visible_text_with_single_spaces(raw, line):
    assert clean_line(raw) == line


def test_a_line_is_cut_at_its_limit_without_a_trailing_space():
    assert clean_line("abc def", 4) == "abc"
    assert clean_line("x" * 300) == "x" * 200


@pytest.mark.parametrize(
    ("raw", "limit", "cut"),
    [("abc", 3, False), ("abcd", 3, True), ("a   b", 3, False), ("\u200b" * 9, 3, False)],
)
def test_whether_something_was_cut(raw, limit, cut):
    assert was_cut(raw, clean_line(raw, limit), limit) is cut


def test_a_note_keeps_its_lines_and_its_emoji():
    family = "\U0001f468\u200d\U0001f469"

    note = clean_note(f" First\r\nsecond\rthird\x00\n\n\n\n\n{family} \u202eend ")

    assert note == f"First\nsecond\nthird\n\n\n{family} end"


def test_a_note_is_cut_at_twenty_thousand():
    assert clean_note("x" * 20_001) == "x" * 20_000


@pytest.mark.parametrize("text", ["", " ", "\t", "N/A", "-", "null", "#N/A", "Unknown", "(blank)", " none "])
def test_words_that_stand_for_nothing(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["Ada", "0", "Nullmeyer", "x" * 100])
def test_words_that_say_something(text):
    assert not is_blank(text)


def test_bad_is_false_and_says_why():
    bad = Bad("blank", "There is nothing in it.")

    assert not bad
    assert (bad.code, bad.detail) == ("blank", "There is nothing in it.")


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_and_what_is_left_can_be_stored(raw):
    line, note = clean_line(raw), clean_note(raw)

    assert clean_line(line) == line
    assert clean_note(note) == note
    assert "\0" not in line + note
    assert (line + note).encode().decode() == line + note
