import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.cleaning.folding import FOLD_REPLACEMENTS, fold, fold_in_sql

SPELLINGS = [
    ("ADA", "ada"),
    ("  Ada \t Byron ", "ada byron"),
    ("José Muñoz", "jose munoz"),
    ("Zu\u0308rich", "zurich"),
    ("GROẞ Groß", "gross gross"),
    ("Œuvre ÆØÅ Łódź", "oeuvre aeoa lodz"),
    ("İstanbul ıssız", "istanbul issiz"),
    ("Đặng Þór Ðan", "dang thor dan"),
    ("ΟΔΥΣΣΕΥΣ ς", "οδυσσευσ σ"),
    ("O’Neill O`Neill", "o'neill o'neill"),
    ("Meyer–Voß", "meyer-voss"),
    ("ﬁrm №1", "firm no1"),
    ("Ａｄａ", "ada"),
    ("王小明", "王小明"),
    ("Ada\u00a0Byron\u2028x\x85y", "ada byron x y"),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "folded"), SPELLINGS)
def test_spellings_of_one_word_are_one(text, folded):
    assert fold(text) == folded


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(), max_size=40))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_the_replacements_are_small_letters_that_are_left_when_marks_are_gone():
    assert all(fold(letter) == instead for letter, instead in FOLD_REPLACEMENTS)


@pytest.mark.django_db
def test_postgresql_folds_to_the_same():
    letters = "".join(map(chr, (*range(0x20, 0x600), *range(0x1E00, 0x2030), *range(0xFF01, 0xFF5F))))
    texts = [text for text, _ in SPELLINGS] + list(letters) + [letters]

    with connection.cursor() as cursor:
        given_texts = "unnest(%s::text[]) WITH ORDINALITY AS given (text, n)"
        cursor.execute(f"SELECT {fold_in_sql('text')} FROM {given_texts} ORDER BY n", [texts])
        folded = [text for (text,) in cursor.fetchall()]

    assert folded == [fold(text) for text in texts]
