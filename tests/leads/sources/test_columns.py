import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.sources.columns import FIELDS, Proposal, propose
from leads.sources.fields import may_repeat
from tests.factories.exports import (
    APOLLO,
    BULLHORN,
    CONNECTIONS,
    DUTCH,
    EVABOOT,
    FRENCH,
    GERMAN,
    GOOGLE,
    HUBSPOT,
    OUTLOOK,
    PHANTOMBUSTER,
    SALESFORCE,
    SPANISH,
    WIZA,
    ZOOMINFO,
)


def mapped(header, sample=()):
    header = header.split(",")
    return {header[each.column].strip(): each.field for each in propose(header, sample) if each.field}


def in_order(header, fields):
    return dict(zip(header.split(","), fields.split(), strict=True))


@pytest.mark.proves("LEAD-125")
@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (APOLLO, {
            "First Name": "first_name", "Last Name": "last_name", "Title": "title", "Company Name": "company",
            "Email": "email", "Secondary Email": "email", "Tertiary Email": "email", "Contact Owner": "owner",
            "Work Direct Phone": "phone", "Home Phone": "phone", "Mobile Phone": "phone", "Other Phone": "phone",
            "Do Not Call": "opt_out_phone", "Stage": "status", "Lists": "tags", "Person Linkedin Url": "linkedin",
            "Website": "company_domain", "City": "city", "State": "state", "Country": "country",
        }),
        (CONNECTIONS, {
            "First Name": "first_name", "Last Name": "last_name", "URL": "linkedin", "Email Address": "email",
            "Company": "company", "Position": "title",
        }),
        (PHANTOMBUSTER, {
            "profileUrl": "linkedin", "fullName": "full_name", "firstName": "first_name", "lastName": "last_name",
            "companyName": "company", "title": "title", "regularCompanyUrl": "company_domain", "location": "location",
            "linkedInProfileUrl": "linkedin", "defaultProfileUrl": "linkedin",
        }),
        (EVABOOT, {
            "First Name": "first_name", "Last Name": "last_name", "Full Name": "full_name", "Current Job": "title",
            "Email": "email", "Linkedin URL Public": "linkedin", "Sales Navigator URL": "linkedin",
            "Company Name": "company", "Company Website": "company_domain", "Location": "location",
        }),
        (WIZA, {
            "email": "email", "first_name": "first_name", "last_name": "last_name", "full_name": "full_name",
            "title": "title", "linkedin_profile_url": "linkedin", "company_domain": "company_domain",
            "company": "company", "list_name": "tags",
        }),
        (HUBSPOT, {
            "First Name": "first_name", "Last Name": "last_name", "Email": "email", "Phone Number": "phone",
            "Mobile Phone Number": "phone", "Job Title": "title", "Associated Company": "company",
            "Contact owner": "owner", "Lead Status": "status", "City": "city", "State/Region": "state",
            "Country/Region": "country", "Website URL": "company_domain", "LinkedIn URL": "linkedin",
            "Unsubscribed from all email": "opt_out_email",
        }),
        (SALESFORCE, {
            "LastName": "last_name", "FirstName": "first_name", "Name": "full_name", "Title": "title",
            "Company": "company", "City": "city", "State": "state", "Country": "country", "Phone": "phone",
            "MobilePhone": "phone", "Email": "email", "Website": "company_domain", "Description": "note",
            "Status": "status", "HasOptedOutOfEmail": "opt_out_email", "DoNotCall": "opt_out_phone",
        }),
        (BULLHORN, {
            "address.city": "city", "address.state": "state", "address.countryName": "country",
            "assignedTo.name": "owner", "comments": "note", "companyName": "company", "companyURL": "company_domain",
            "email": "email", "email2": "email", "firstName": "first_name", "lastName": "last_name",
            "massMailOptOut": "opt_out_email", "mobile": "phone", "name": "full_name", "occupation": "title",
            "phone": "phone", "phone2": "phone", "status": "status",
        }),
        (ZOOMINFO, {
            "Last Name": "last_name", "First Name": "first_name", "Job Title": "title", "Direct Phone Number": "phone",
            "Email Address": "email", "Mobile phone": "phone", "LinkedIn Contact Profile URL": "linkedin",
            "Person City": "city", "Person State": "state", "Country": "country", "Company Name": "company",
            "Website": "company_domain",
        }),
        (OUTLOOK, {
            "First Name": "first_name", "Last Name": "last_name", "E-mail Address": "email",
            "E-mail 2 Address": "email", "Home Phone": "phone", "Business Phone": "phone", "Mobile Phone": "phone",
            "Job Title": "title", "Company": "company", "Location": "location", "Notes": "note",
        }),
        (GOOGLE, {
            "First Name": "first_name", "Last Name": "last_name", "Organization Name": "company",
            "Organization Title": "title", "Notes": "note", "Labels": "tags", "E-mail 1 - Value": "email",
            "E-mail 2 - Value": "email", "Phone 1 - Value": "phone", "Address 1 - Formatted": "location",
        }),
        (GERMAN, in_order(GERMAN, "first_name last_name email phone company title location note tags opt_out")),
        (FRENCH, in_order(FRENCH, "first_name last_name email phone company title city country opt_out_email")),
        (SPANISH, in_order(SPANISH, "first_name last_name email phone company title city country opt_out_phone")),
        (DUTCH, in_order(DUTCH, "first_name last_name email phone company title location opt_out_email")),
    ],
    ids=(
        "apollo connections phantombuster evaboot wiza hubspot salesforce bullhorn zoominfo outlook google"
        " german french spanish dutch"
    ).split(),
)  # fmt: skip
def test_the_exports_we_know_are_recognised(header, expected):
    assert mapped(header) == expected


@pytest.mark.parametrize(
    ("name", "values", "proposal"),
    [
        ("Email", ["a@x.example"], ("email", 100, "The header says so, and all values are email addresses.")),
        ("Email", ["yes", "no"], ("email", 49, "The header says so, but few values are email addresses.")),
        ("Reach me at", ["a@x.example", "b@x.example", "-"], ("email", 50, "Most values are email addresses.")),
        ("Created By", ["mia@x.example"], ("", 0, "No field of ours is called so.")),
        ("Contact Owner", ["mia@x.example"], ("owner", 95, "The header says so.")),
        ("Unsubscribed", ["a@x.example"], ("opt_out_email", 97, "The header says so.")),
        ("Title", ["Mr", "Ms.", "Dr"], ("", 0, "The values are forms of address.")),
        ("Status", ["valid", "catch-all"], ("", 0, "The values are states of an email address.")),
        ("Website", ["https://www.linkedin.com/in/ada-byron"], ("linkedin", 75, "All values are LinkedIn profiles.")),
        ("URL", ["https://engines.example"], ("company_domain", 50, "All values are websites.")),
        ("LinkedIn", ["linkedin.com/company/x"], ("", 0, "The values are LinkedIn pages of companies.")),
        ("Company Url", ["linkedin.com/company/x"], ("", 0, "The values are LinkedIn pages of companies.")),
        ("Company Phone", ["+49 170 1234567"], ("", 0, "It is about the company, not the person.")),
        ("Gender", ["f"], ("", 0, "Data of this kind is protected: it is only imported if you choose so.")),
        ("Column 1", ["Ada Byron", "Ivo Keller"], ("full_name", 60, "All values are names.")),
        ("Column 1", ["2024-01-31"], ("", 0, "No field of ours is called so.")),
        ("Email", ["", " "], ("email", 83, "The header says so; the first rows are empty.")),
    ],
)  # fmt: skip
def test_header_and_values_are_weighed(name, values, proposal):
    assert propose([name], [[value] for value in values]) == [Proposal(0, *proposal)]


def test_a_field_with_one_value_keeps_its_best_column():
    assert propose(["Title", "Job Title", "Title (2)"], []) == [
        Proposal(0, "", 0, "“Job Title” already gives it."),
        Proposal(1, "title", 82, "The header says so; the first rows are empty."),
        Proposal(2, "", 0, "“Job Title” already gives it."),
    ]


def test_the_workspaces_own_fields_come_first():
    (proposal,) = propose(["Notice period"], [["3 months"]], custom_fields=[("notice", "Notice Period")])

    assert proposal == Proposal(0, "custom:notice", 95, "It is called like your own field.")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([*APOLLO.split(","), "Name", "Email (2)", "", "Title", "§", "Spalte"]), max_size=8
    ),
    st.lists(
        st.lists(st.sampled_from(["", "Mr", "a@x.example", "+49 170 1234567", "\ud800"]), max_size=9),
        max_size=3,
    ),
)
def test_every_column_has_one_proposal_and_no_field_two_columns_it_cannot_have(header, sample):
    proposals = propose(header, sample)

    fields = [each.field for each in proposals if each.field and not may_repeat(each.field)]
    assert [each.column for each in proposals] == list(range(len(header)))
    assert len(fields) == len(set(fields))
    assert all(
        0 < each.confidence <= 100 if each.field in FIELDS else not each.confidence for each in proposals
    )


def test_a_field_of_the_workspace_that_goes_by_its_key_leaves_its_label_to_our_own():
    header, custom = ["Job title", "Own field: wanted"], [("wanted", "Job title")]

    assert [proposal.field for proposal in propose(header, [["CTO", "CEO"]], custom)] == [
        "title",
        "custom:wanted",
    ]
    assert [proposal.field for proposal in propose(["Job title"], [["CTO"]], custom)] == ["custom:wanted"]


def test_several_numbers_in_a_cell_are_telephone_numbers_too():
    (proposal,) = propose(["Phone"], [["+49 170 1234567; +1 512 555 0100"]])

    assert (proposal.field, proposal.confidence) == ("phone", 99)
