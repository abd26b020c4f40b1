import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.cleaning.emails import PLACEHOLDERS, ROLE_ADDRESSES, Email, clean_email, clean_emails
from leads.cleaning.text import BLANK, Bad


def person(value, shown=None):
    return Email(value, shown or value, role=False)


@pytest.mark.proves("LEAD-119", "LEAD-120")
@pytest.mark.parametrize(
    ("raw", "email"),
    [
        ("ada@engines.example", person("ada@engines.example")),
        ("Ada.Byron@Engines.Example", person("ada.byron@engines.example", "Ada.Byron@Engines.Example")),
        (" ada@engines.example \n", person("ada@engines.example")),
        ("mailto:ada@engines.example?subject=Hello", person("ada@engines.example")),
        ("MAILTO:ada@engines.example", person("ada@engines.example")),
        ("<ada@engines.example>", person("ada@engines.example")),
        ("Ada Byron <ada@engines.example>", person("ada@engines.example")),
        ('"Byron, Ada" <ada@engines.example>', person("ada@engines.example")),
        ("Ada@Engines <ada@engines.example>", person("ada@engines.example")),
        ("ada@engines.example.", person("ada@engines.example")),
        ("ada@engines.example,", person("ada@engines.example")),
        ("'ada@engines.example'", person("ada@engines.example")),
        ("（ada@engines.example）", person("ada@engines.example")),
        ("ada@engines.example (work)", person("ada@engines.example")),
        ("ada\u200b@engines.example", person("ada@engines.example")),
        ("ada+jobs@engines.example", person("ada+jobs@engines.example")),
        ("a.d.a@engines.example", person("a.d.a@engines.example")),
        ("o'neill@engines.example", person("o'neill@engines.example")),
        ("ada@bücher.example", person("ada@xn--bcher-kva.example", "ada@bücher.example")),
        ("ada@BÜCHER.example", person("ada@xn--bcher-kva.example", "ada@BÜCHER.example")),
        ("ada@xn--bcher-kva.example", person("ada@xn--bcher-kva.example")),
        ("JÖRG@engines.example", person("jörg@engines.example", "JÖRG@engines.example")),
        ("info@engines.example", Email("info@engines.example", "info@engines.example", role=True)),
        (
            "Jobs+berlin@engines.example",
            Email("jobs+berlin@engines.example", "Jobs+berlin@engines.example", role=True),
        ),
        ("human.resources@engines.example", Email(*["human.resources@engines.example"] * 2, role=True)),
    ],
)
def test_one_address_in_its_canonical_form(raw, email):
    assert clean_email(raw) == email
    assert clean_emails(raw) == [email]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("Ada Byron", "not_an_email"),
        ("ada(at)engines.example", "not_an_email"),
        ("ada@", "not_an_email"),
        ("@engines.example", "not_an_email"),
        ("ada@engines", "not_an_email"),
        ("ada @engines.example", "not_an_email"),
        ("ada@@engines.example", "not_an_email"),
        ("ada@engines..example", "not_an_email"),
        ("ada..byron@engines.example", "not_an_email"),
        ("ada.@engines.example", "not_an_email"),
        ("ada@-engines.example", "not_an_email"),
        ("ada@10.0.0.1", "not_an_email"),
        ("ada@[10.0.0.1]", "not_an_email"),
        ("a" * 65 + "@engines.example", "not_an_email"),
        ("ada@" + "b" * 64 + ".example", "not_an_email"),
        ("ada@" + "b." * 130 + "example", "not_an_email"),
        ("\ud800@engines.example", "not_an_email"),
        ("email_not_unlocked@domain.com", "placeholder_email"),
        ("Email_Not_Unlocked@Domain.com", "placeholder_email"),
        ("noemail@engines.example", "placeholder_email"),
        ("a@engines.example; b@engines.example", "several_emails"),
    ],
)
def test_what_is_no_address_says_why(raw, code):
    bad = clean_email(raw)

    assert isinstance(bad, Bad)
    assert bad.code == code
    assert bad.detail.endswith(".")


@pytest.mark.parametrize("raw", ["", " ", "-", "N/A", "null", "\u200b"])
def test_a_blank_cell_has_no_addresses(raw):
    assert clean_email(raw) == BLANK
    assert clean_emails(raw) == []


@pytest.mark.parametrize(
    "cell",
    [
        "a@x.example;b@y.example",
        "a@x.example, b@y.example",
        "a@x.example / b@y.example",
        "a@x.example b@y.example",
        "a@x.example\nb@y.example",
        "a@x.example ::: b@y.example",
        "A B <a@x.example>; B <b@y.example>",
        "a@x.example; b@y.example; A@X.example",
    ],
)
def test_several_addresses_in_one_cell_each_once(cell):
    assert [email.value for email in clean_emails(cell)] == ["a@x.example", "b@y.example"]


def test_a_bad_address_does_not_take_the_good_one_with_it():
    good, bad = clean_emails("a@x.example; b@y..example")

    assert (good, bad.code) == (person("a@x.example"), "not_an_email")


@pytest.mark.proves("LEAD-112")
def test_placeholders_and_roles_are_canonical_themselves():
    assert all(address == address.lower() for address in PLACEHOLDERS | ROLE_ADDRESSES)
    assert {"info", "jobs", "hr"} <= ROLE_ADDRESSES


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("aZ0.@+-_<>;, é\u200b\ud800'\"/:") | st.characters(), max_size=30))
def test_any_text_has_an_answer_and_an_answer_is_its_own_canonical_form(raw):
    for email in [clean_email(raw), *clean_emails(raw)]:
        assert isinstance(email, Email | Bad)
        if email:
            assert clean_email(email.value).value == email.value
