from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.cleaning.folding import fold
from leads.cleaning.name_examples import NAME_EXAMPLES
from leads.cleaning.names import names_agree
from leads.cleaning.nicknames import NICKNAMES


@pytest.mark.proves("LEAD-113", "LEAD-114", "LEAD-115", "LEAD-116", "LEAD-117", "LEAD-118")
@pytest.mark.parametrize("example", NAME_EXAMPLES, ids=lambda example: f"{example.one} / {example.other}")
def test_the_table_of_examples(example):
    assert names_agree(example.one, example.other) is example.agree
    assert names_agree(example.other, example.one) is example.agree


def test_people_with_two_different_given_names_and_one_surname_differ():
    given = "Ada Grace Karen Luis Ivo Nadia Boris Farid Mira Chiara Jules Ian Jan Ivan Olga Wei Fang".split()
    pairs = [(f"{one} Fox", f"{other} Fox") for one, other in combinations(given, 2)]

    assert [pair for pair in pairs if names_agree(*pair)] == []


def test_nicknames_are_folded_words():
    assert all(name == fold(name) and " " not in name for name in NICKNAMES)


NAMEISH = st.text(st.sampled_from("AaBb é,.|@-'()王김и\u200b\ud800🚀"), max_size=20) | st.lists(
    st.sampled_from("Ada A. Byron van der Bill William Müller Jr. 王 (née King)".split()), max_size=4
).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(NAMEISH, NAMEISH)
def test_agreement_is_mutual_and_everybody_agrees_with_themselves(one, other):
    assert names_agree(one, one)
    assert names_agree(one, other) is names_agree(other, one)
