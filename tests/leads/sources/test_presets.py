"""Files are recognised by their columns, and what holds no people makes nobody."""

import pytest

from leads.sources.columns import understand
from leads.sources.fields import IDENTIFYING
from leads.sources.presets import SOURCES
from tests.factories import exports


def understood(header, sample=()):
    header = header.split(",")
    slug, proposals = understand(header, sample)
    return slug, {header[each.column]: each.field for each in proposals if each.field}


@pytest.mark.parametrize(
    ("header", "slug"),
    [
        (exports.APOLLO, "apollo"), (exports.APOLLO_ACCOUNTS, "apollo_accounts"), (exports.CONNECTIONS, "linkedin_connections"),
        (exports.IMPORTED_CONTACTS, "linkedin_contacts"), (exports.PHANTOMBUSTER, "phantombuster_sales_navigator"),
        (exports.PHANTOMBUSTER_SEARCH, "phantombuster_linkedin"), (exports.EVABOOT, "evaboot"), (exports.WIZA, "wiza"),
        (exports.HUBSPOT, "hubspot"), (exports.SALESFORCE_EXPORT, "salesforce"),
        (exports.SALESFORCE_REPORT, "salesforce_report"), (exports.SALESFORCE_ACCOUNTS, "salesforce_accounts"),
        (exports.BULLHORN, "bullhorn_candidates"), (exports.BULLHORN_LEAD, "bullhorn_leads"),
        (exports.GREENHOUSE, "greenhouse"), (exports.ZOOMINFO, "zoominfo"),
        (exports.ZOOMINFO_COMPANIES, "zoominfo_companies"), (exports.OUTLOOK, "outlook"),
        (exports.OUTLOOK_COM, "outlook_com"), (exports.GOOGLE, "google"), (exports.GOOGLE_OLD, "google_before_2023"),
        (exports.LEMLIST, ""), (exports.GERMAN, ""), (exports.FRENCH, ""), ("Full name,Email", ""),
    ],
)  # fmt: skip
def test_a_file_is_recognised_whatever_the_order_and_spelling_of_its_columns(header, slug):
    spelled = ",".join(f" {name.upper()} " for name in reversed(header.split(",")))

    assert (understood(header)[0], understood(spelled)[0]) == (slug, slug)
    assert not slug or SOURCES[slug].label


@pytest.mark.parametrize(
    "header",
    [
        exports.APOLLO_ACCOUNTS, exports.ZOOMINFO_COMPANIES, exports.SALESFORCE_ACCOUNTS,
        "Company Name,Website,Industry,Company LinkedIn URL", "Name,Industry,Employees,Headquarters",
        "Firma,Branche,Mitarbeiter,Umsatz", "Account Name,Website,Annual Revenue,Phone",
    ],
)  # fmt: skip
def test_a_list_of_companies_names_nobody(header):
    slug, fields = understood(header)

    assert SOURCES[slug].holds == "companies"
    assert not IDENTIFYING.intersection(fields.values())


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Order ID,Order Date,Name,Quantity,Price", "1001,2024-03-12,Blue Mug,2,9.90"),
        ("Order ID,Customer,Email,Amount", "1001,Blue Mug Ltd,orders@mug.example,9"),
        ("Title,Author,ISBN,Price", "Moby Dick,Herman M.,978,9"),
        ("Level,Message,Host", "ERROR,Connection Timed Out,web1"),
        ("Buchungstag,Betrag,Name", "12.03.2024,9,Blaue Tasse"),
        ("Column 1,Column 2,Column 3", "2024-03-12T09:14:00Z,ERROR,Connection Timed Out"),
    ],
)
def test_orders_books_and_logs_are_nobody(header, row):
    slug, fields = understood(header, [row.split(",")] * 3)

    assert slug == "something_else"
    assert not IDENTIFYING.intersection(fields.values())


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Company Name,Website,Industry,First Name,Last Name", "Mill,mill.example,Grain,Ada,Byron"),
        ("First Name,Email,Company Name for Emails", "Ada,ada@mill.example,Mill"),
        ("Company,Industry,Employees,Contact,Email", "Mill,Grain,9,Ada Byron,ada@mill.example"),
        ("Industry,Employees,LinkedIn,Company", "Grain,9,linkedin.com/in/ada,Mill"),
        ("Candidate Name,Amount,Currency", "Ada Byron,90000,EUR"),
        ("Column 1,Column 2", "Ada Byron,ada@mill.example"),
    ],
)
def test_a_list_of_people_with_much_about_their_companies_stays_one(header, row):
    slug, fields = understood(header, [row.split(",")] * 3)

    assert slug == ""
    assert IDENTIFYING.intersection(fields.values())


def test_the_job_of_an_outlook_contact_is_never_its_form_of_address():
    _, fields = understood(exports.OUTLOOK, [["Ada", "", "Byron", "Captain"]])

    assert (fields.get("Title"), fields["Job Title"]) == (None, "title")


@pytest.mark.parametrize(
    ("header", "left_out"),
    [
        (exports.APOLLO, ["Company Name for Emails", "Corporate Phone", "Company Phone", "Company City", "Company Country"]),
        (exports.ZOOMINFO, ["Company HQ Phone", "Company City", "Previous Company Name", "LinkedIn Company Profile URL"]),
        (exports.BULLHORN, ["ethnicity", "disability", "veteran", "gender", "ssn", "dateOfBirth"]),
        (exports.GREENHOUSE, ["Website", "Job"]), (exports.PHANTOMBUSTER, ["name", "companyUrl", "pastExperienceCompanyName"]),
        (exports.IMPORTED_CONTACTS, ["Birthday", "Sites"]), (exports.GOOGLE, ["Birthday", "Phonetic First Name"]),
        (exports.SALESFORCE_EXPORT, ["OwnerId", "Salutation", "CreatedById"]),
    ],
)  # fmt: skip
def test_what_looks_like_the_persons_and_is_not_stays_out(header, left_out):
    _, fields = understood(header)

    assert [fields.get(name) for name in left_out] == [None] * len(left_out)
