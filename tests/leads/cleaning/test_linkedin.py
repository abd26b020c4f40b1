import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.cleaning.linkedin import LinkedIn, clean_linkedin
from leads.cleaning.text import BLANK, Bad

JANE = LinkedIn("slug", "jane-doe", "https://www.linkedin.com/in/jane-doe")
ID = "ACoAAABcDeFgHiJkLmNoPqRsTuVwXyZ_012-345"
SALES_ID = "ACwAAABcDeFgHiJkLmNoPqRsTuVwXyZ_012-345"


@pytest.mark.proves("LEAD-045")
@pytest.mark.parametrize(
    "raw",
    [
        "https://www.linkedin.com/in/jane-doe",
        "http://linkedin.com/in/jane-doe/",
        "linkedin.com/in/jane-doe",
        "www.linkedin.com/in/jane-doe",
        "HTTP://WWW.LinkedIn.com/IN/Jane-Doe/",
        "//www.linkedin.com//in/jane-doe",
        "https://www.linkedin.com:443/in/jane-doe",
        *(
            f"https://{host}.linkedin.com/in/jane-doe"
            for host in "de uk in nl es fr cn cz ca m mobile touch".split()
        ),
        "https://www.linkedin.com/mwlite/in/jane-doe",
        "https://www.linkedin.com/m/in/jane-doe",
        "https://www.linkedin.com/comm/in/jane-doe",
        "linkedin://in/jane-doe",
        "https://www.linkedin.com/in/jane-doe/de",
        "https://www.linkedin.com/in/jane-doe/en-us",
        "https://www.linkedin.com/in/jane-doe?locale=fr_FR",
        "https://www.linkedin.com/in/jane-doe/?originalSubdomain=uk",
        "https://www.linkedin.com/in/jane-doe?trk=x&lipi=urn%3Ali%3Apage&miniProfileUrn=urn%3Ali%3Afs",
        "https://www.linkedin.com/in/jane-doe#about",
        "https://www.linkedin.com/in/jane-doe/details/experience/",
        "https://www.linkedin.com/in/jane-doe/overlay/contact-info/",
        "https://www.linkedin.com/in/jane-doe/recent-activity/all/",
        "https://www.linkedin.com/in/jane-doe/edit/intro/",
        "<https://www.linkedin.com/in/jane-doe>",
        "(https://www.linkedin.com/in/jane-doe)",
        "https://www.linkedin.com/in/jane-doe.",
        "https://www.linkedin.com/in/jane-doe,",
        " https://www.linkedin.com/in/jane-doe \u200b",
        "in/jane-doe",
        "/in/jane-doe",
        "https://www.linkedin.com/in/%6Aane-doe",
    ],
)
def test_every_form_of_a_profile_address_is_one(raw):
    assert clean_linkedin(raw) == JANE


@pytest.mark.proves("LEAD-045", "LEAD-046")
@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (
            "https://www.linkedin.com/in/%C3%A0-nous",
            LinkedIn("slug", "à-nous", "https://www.linkedin.com/in/à-nous"),
        ),
        (
            "https://www.linkedin.com/in/à-nous",
            LinkedIn("slug", "à-nous", "https://www.linkedin.com/in/à-nous"),
        ),
        (
            "https://www.linkedin.com/in/a\u0300-nous",
            LinkedIn("slug", "à-nous", "https://www.linkedin.com/in/à-nous"),
        ),
        (
            "https://www.linkedin.com/in/%C3%80-NOUS",
            LinkedIn("slug", "à-nous", "https://www.linkedin.com/in/à-nous"),
        ),
        (
            "https://www.linkedin.com/in/王小明",
            LinkedIn("slug", "王小明", "https://www.linkedin.com/in/王小明"),
        ),
        (f"https://www.linkedin.com/in/{ID}", LinkedIn("member_id", ID, f"https://www.linkedin.com/in/{ID}")),
        (
            f"https://www.linkedin.com/in/{SALES_ID}?x=1",
            LinkedIn("member_id", SALES_ID, f"https://www.linkedin.com/in/{SALES_ID}"),
        ),
        (
            "https://www.linkedin.com/pub/first-last/9/159/486",
            LinkedIn("slug", "first-last-4861599", "https://www.linkedin.com/in/first-last-4861599"),
        ),
        (
            f"https://www.linkedin.com/sales/lead/{SALES_ID},NAME_SEARCH,Ab1c",
            LinkedIn(
                "sales_lead", SALES_ID, f"https://www.linkedin.com/sales/lead/{SALES_ID},NAME_SEARCH,Ab1c"
            ),
        ),
        (
            f"https://www.linkedin.com/sales/people/{SALES_ID},NAME_SEARCH,x?_ntb=abc",
            LinkedIn("sales_lead", SALES_ID, f"https://www.linkedin.com/sales/lead/{SALES_ID},NAME_SEARCH,x"),
        ),
        (
            f"urn:li:fs_salesProfile:({SALES_ID},NAME_SEARCH,abc)",
            LinkedIn("sales_lead", SALES_ID, f"https://www.linkedin.com/sales/lead/{SALES_ID}"),
        ),
        (f"urn:li:fsd_profile:{ID}", LinkedIn("member_id", ID, f"https://www.linkedin.com/in/{ID}")),
        (
            "https://www.linkedin.com/talent/profile/AEMAAbCdEf?project=12",
            LinkedIn("recruiter_profile", "AEMAAbCdEf", "https://www.linkedin.com/talent/profile/AEMAAbCdEf"),
        ),
        (
            "https://www.linkedin.com/recruiter/profile/123456,AbC,CAP",
            LinkedIn("recruiter_profile", "123456", "https://www.linkedin.com/talent/profile/123456"),
        ),
        (
            "https://www.linkedin.com/company/Engines-Ltd/about/",
            LinkedIn("company", "engines-ltd", "https://www.linkedin.com/company/engines-ltd"),
        ),
        ("linkedin.com/company/1234", LinkedIn("company", "1234", "https://www.linkedin.com/company/1234")),
        (
            "linkedin.com/school/engines",
            LinkedIn("company", "engines", "https://www.linkedin.com/school/engines"),
        ),
        (
            "linkedin.com/sales/company/1234",
            LinkedIn("company", "1234", "https://www.linkedin.com/company/1234"),
        ),
        (
            "linkedin.com/sales/account/1234",
            LinkedIn("company", "1234", "https://www.linkedin.com/company/1234"),
        ),
    ],
)
def test_other_forms_keep_their_own_kind_and_case(raw, found):
    assert clean_linkedin(raw) == found


@pytest.mark.proves("LEAD-046")
@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("https://www.linkedin.com/in/%E0-nous", "malformed_linkedin"),
        ("https://www.linkedin.com/in/%zz", "malformed_linkedin"),
        ("https://www.linkedin.com/in/%25C3%25A0-nous", "malformed_linkedin"),
        ("https://www.linkedin.com/in/jane%2Fdoe", "malformed_linkedin"),
        ("https://www.linkedin.com/in/jane_doe", "malformed_linkedin"),
        ("https://www.linkedin.com/in/jane!doe", "malformed_linkedin"),
        ("https://www.linkedin.com/in/ab", "malformed_linkedin"),
        ("https://www.linkedin.com/in/" + "a" * 101, "malformed_linkedin"),
        (f"https://www.linkedin.com/in/{ID.lower()}", "malformed_linkedin"),
        (f"https://www.linkedin.com/sales/lead/{SALES_ID.lower()},NAME_SEARCH", "malformed_linkedin"),
        ("https://www.linkedin.com/pub/first-last/9/15/4", "dead_linkedin"),
        ("https://www.linkedin.com/pub/dir/first/last", "dead_linkedin"),
        ("https://www.linkedin.com/profile/view?id=123", "dead_linkedin"),
        ("https://lnkd.in/abc", "short_link"),
        ("https://www.linkedin.com/authwall?sessionRedirect=x", "signed_out"),
        ("https://www.linkedin.com/uas/login", "signed_out"),
        ("https://www.linkedin.com/checkpoint/lg/login", "signed_out"),
        ("https://www.linkedin.com/feed/", "not_a_profile"),
        ("https://www.linkedin.com/in/", "not_a_profile"),
        ("https://www.linkedin.com", "not_a_profile"),
        ("https://www.linkedin.com.evil.example/in/jane-doe", "not_linkedin"),
        ("https://www.linkedin.com@evil.example/in/jane-doe", "not_linkedin"),
        ("https://evil.example/www.linkedin.com/in/jane-doe", "not_linkedin"),
        ("https://notlinkedin.com/in/jane-doe", "not_linkedin"),
        ("https://evil.example/in/jane-doe", "not_linkedin"),
        ("origin/jane-doe", "not_linkedin"),
        ("jane-doe", "not_linkedin"),
        ("javascript:alert(1)//linkedin.com/in/x", "not_linkedin"),
    ],
)
def test_what_names_nobody_says_why(raw, code):
    bad = clean_linkedin(raw)

    assert isinstance(bad, Bad)
    assert bad.code == code
    assert bad.detail.endswith(".")


@pytest.mark.parametrize("raw", ["", "  ", "-", "N/A", "()"])
def test_a_blank_cell_is_blank(raw):
    assert clean_linkedin(raw) == BLANK


def test_a_bare_path_counts_only_in_a_field_for_linkedin():
    assert clean_linkedin("in/jane-doe", field_is_linkedin=False).code == "not_linkedin"
    assert clean_linkedin("https://de.linkedin.com/in/jane-doe", field_is_linkedin=False) == JANE


@settings(max_examples=250, deadline=None)
@given(
    st.sampled_from(
        ["", "http://www.linkedin.com/in/", "linkedin.com/", "linkedin.com/sales/lead/", "in/", "urn:li:"]
    ),
    st.text(st.sampled_from("aZ-9/%?,.é\ud800 ") | st.characters(), max_size=40),
)
def test_any_text_has_an_answer_and_the_address_given_back_means_the_same(start, rest):
    found = clean_linkedin(start + rest)

    assert isinstance(found, LinkedIn | Bad)
    if found:
        again = clean_linkedin(found.url)
        assert (again.kind, again.value) == (found.kind, found.value)
