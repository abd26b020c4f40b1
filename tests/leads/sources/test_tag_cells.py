import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.sources.tag_cells import join_tags, split_tags


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("", ()),
        ("  ", ()),
        ("Austin", ("Austin",)),
        ("Austin; VP Sales,2026|Hot ::: Relocates", ("Austin", "VP Sales", "2026", "Hot", "Relocates")),
        ("a; a;;a", ("a",)),
        ("* myContacts ::: * Friends", ("myContacts", "Friends")),
        ('"Austin, TX"; Remote', ("Austin, TX", "Remote")),
        ('"the ""A"" team"', ('the "A" team',)),
        ('the "A" team; b', ('the "A" team', "b")),
        ('5" disk; b', ('5" disk', "b")),
        ('"never closed; b', ('"never closed', "b")),
        ('"', ('"',)),
        ('""', ()),
        ('"* kept"', ("* kept",)),
    ],
)
def test_a_cell_is_cut_where_its_writer_meant_it(cell, names):
    assert split_tags(cell) == names


@given(
    st.lists(
        st.text("ab\";,|:* '", min_size=1, max_size=8).map(lambda name: " ".join(name.split())).filter(bool),
        unique=True,
    )
)
def test_every_list_of_tags_comes_back_from_its_cell(names):
    assert split_tags(join_tags(names)) == tuple(names)


@pytest.mark.parametrize("piece", ['"', '";', '"a;', ';"', '""', '"" ', " "])
def test_a_hostile_cell_takes_no_longer_than_a_long_one(piece):
    began = time.perf_counter()
    split_tags(piece * (200_000 // len(piece)))
    assert time.perf_counter() - began < 2
