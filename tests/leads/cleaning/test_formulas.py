import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leads.cleaning.formulas import neutralise, unguard

CELLS = st.text(st.sampled_from("'=+-@\t\r\n＝0123 .,/-aé") | st.characters(), max_size=12)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("'+1 555-010-9999", "+1 555-010-9999"),
        ("'=1+1", "=1+1"),
        ("'-12", "-12"),
        ("'@ada", "@ada"),
        ("'0170 1234567", "0170 1234567"),
        ("'2024-01-31", "2024-01-31"),
        ("''=1", "'=1"),
        ("'t Hart", "'t Hart"),
        ("'90s Retro Ltd", "'90s Retro Ltd"),
        ("'", "'"),
        ("''", "''"),
        ("O'Neill", "O'Neill"),
        ("=1+1", "=1+1"),
        ("", ""),
    ],
)
def test_only_an_apostrophe_that_guards_is_dropped(cell, text):
    assert unguard(cell) == text


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+49 170", "'+49 170"),
        ("-", "'-"),
        ("@ada", "'@ada"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("'0170", "''0170"),
        ("'t Hart", "'t Hart"),
        ("0170", "0170"),
        ("Ada", "Ada"),
        ("", ""),
    ],
)
def test_a_formula_is_neutralised_and_nothing_else_changes(text, cell):
    assert neutralise(text) == cell


@pytest.mark.proves("LEAD-121")
@settings(max_examples=500, deadline=None)
@example("'0\n")
@example("'0 \u0660")
@given(CELLS)
def test_a_neutralised_cell_is_harmless_and_comes_back_as_it_was(text):
    cell = neutralise(text)

    assert unguard(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
