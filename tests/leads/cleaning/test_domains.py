import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.cleaning.domains import clean_domain


@pytest.mark.parametrize(
    ("raw", "domain"),
    [
        ("https://www.Engines.example/about?x=1#y", "engines.example"),
        ("engines.example", "engines.example"),
        ("www.engines.example.", "engines.example"),
        ("//engines.example:8080/", "engines.example"),
        ("http://user@engines.example", "engines.example"),
        ("info@engines.example", "engines.example"),
        ("shop.engines.example", "shop.engines.example"),
        ("https://bücher.example", "xn--bcher-kva.example"),
        ("https://www.linkedin.com/company/engines", ""),
        ("facebook.com/engines", ""),
        ("de.linkedin.com", ""),
        ("gmail.com", ""),
        ("Engines Ltd", ""),
        ("localhost", ""),
        ("10.0.0.1", ""),
        ("-x-.example", ""),
        ("", ""),
    ],
)
def test_the_domain_of_a_company(raw, domain):
    assert clean_domain(raw) == domain


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("aé.-/:@?ß\ud800") | st.characters(), max_size=30))
def test_any_text_has_an_answer_that_is_its_own(raw):
    assert clean_domain(clean_domain(raw)) == clean_domain(raw)
