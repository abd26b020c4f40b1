import pytest

from leads.errors import ImportRefused
from leads.sources import pasted
from leads.sources.pasted import as_table

PEOPLE = "Full name\tEmail\n"


@pytest.mark.parametrize(("text", "table"), [
    ("mia@x.example", "\tmia@x.example\n"),
    ("mia@x.example, bob@y.example;cy@z.example\r\n", "\tmia@x.example\n\tbob@y.example\n\tcy@z.example\n"),
    ("mia@x.example bob@y.example", "\tmia@x.example\n\tbob@y.example\n"),
    ("Mia Ruiz <mia@x.example>\nBob <bob@y.example>,", "Mia Ruiz\tmia@x.example\nBob\tbob@y.example\n"),
    ('"Ruiz, Mia" <mia@x.example>, bob@y.example', "Ruiz, Mia\tmia@x.example\n\tbob@y.example\n"),
    ("Ruiz, Mia <mia@x.example>; Bob <bob@y.example>", "Ruiz, Mia\tmia@x.example\nBob\tbob@y.example\n"),
    ("<mia@x.example>", "\tmia@x.example\n"),
    ("\ufeffmia@x.example", "\tmia@x.example\n"),
])  # fmt: skip
def test_a_list_of_addresses_becomes_names_and_addresses(text, table):
    assert as_table(text)[0] == PEOPLE + table


@pytest.mark.parametrize("between", ["\n", "\r\n", ", ", "; ", " "])
def test_a_list_of_profiles_becomes_profiles(between):
    profiles = [
        "https://www.linkedin.com/in/mia-ruiz/",
        "linkedin.com/in/bob?trk=x",
        "http://de.linkedin.com/in/cy",
    ]

    assert as_table(between.join(profiles))[0].splitlines() == ["LinkedIn", *profiles]


@pytest.mark.parametrize(("text", "delimiter"), [
    ("Name\tEmail\nMia\tmia@x.example", "\t"),
    ("\tmia@x.example\nBob\tbob@y.example", "\t"),
    ("mia@x.example\tbob@y.example", "\t"),
    ("Name;Email\nMia;mia@x.example", ""),
    ("mia@x.example\nno address\nbob@y.example", ""),
    ("Mia Ruiz\nBob Ray", ""),
    ("https://www.linkedin.com/in/mia\nhttps://x.example", ""),
])  # fmt: skip
def test_anything_else_is_kept_as_it_is(text, delimiter):
    table, reading = as_table(text)

    assert (table, reading.delimiter, reading.header_line) == (text + "\n", delimiter, None)


@pytest.mark.parametrize(("text", "says"), [
    ("", "There is nothing in what you pasted."),
    (" \r\n \n", "There is nothing in what you pasted."),
    ("a\n" * 20_001, "You pasted 20,001 lines; at most 20,000 can be pasted. Save it as a CSV file and upload that."),
    ("ä" * (1 << 19) + "ä", "You pasted more than 1 MB. Save it as a CSV file and upload that."),
])  # fmt: skip
def test_nothing_and_too_much_are_refused(text, says):
    with pytest.raises(ImportRefused) as refused:
        as_table(text)

    assert str(refused.value) == says


@pytest.mark.parametrize("piece", [" ", "a", "a@", '"', "<", "a@b ", "a <", "linkedin.com/", ",", "a@b,<"])
def test_a_hostile_paste_is_read_in_as_many_steps_as_it_has_letters(piece):
    as_table("a" + piece * (pasted.MOST_BYTES // len(piece) - 2) + "\t")
