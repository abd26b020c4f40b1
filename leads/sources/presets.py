"""Where a file comes from, told by its columns; and whether it holds people at all.

A source is recognised by column names that only its exports have. Most of its mapping follows from `headers`; `means` is
what a name means in this source and nowhere else.
"""

import re
from typing import NamedTuple

from leads.sources.headers import squash

PEOPLE, COMPANIES, SOMETHING_ELSE = "people", "companies", "something_else"


class Source(NamedTuple):
    label: str
    signatures: str  # one a line; a file has all names of one of them
    holds: str = PEOPLE
    means: dict = {}  # squashed name -> why a column of this name is left out here


_FORM_OF_ADDRESS = {"title": "In Outlook this is Mr or Ms; the job is in “Job Title”."}
_OWN_WEBSITE = {"website": "In Greenhouse this is the person’s own website, not the company’s."}
_FILED = {"fileas": "It is how the address book sorts the name."}

# The first that fits counts, so what has more columns of its own stands before what shares them.
_TABLE = {
    "apollo": Source("Apollo people export", """
        Person LinkedIn URL | Departments
        Person LinkedIn URL | Company Name for Emails
        Apollo Contact Id
    """),
    "apollo_accounts": Source("Apollo accounts export", """
        Company Name for Emails
        Apollo Account Id | Company Name
    """, COMPANIES),
    "zoominfo": Source("ZoomInfo contacts export", """
        ZoomInfo Contact ID
        Contact Accuracy Score
    """),
    "zoominfo_companies": Source("ZoomInfo company export", """
        ZoomInfo Company ID | Company Name
    """, COMPANIES),
    "linkedin_connections": Source("LinkedIn connections", """
        Connected On | Position
    """),
    "linkedin_contacts": Source("LinkedIn imported contacts", """
        Bookmarked At | Instant Message Handles
        Phone Numbers | Instant Message Handles
    """),
    "phantombuster_sales_navigator": Source("PhantomBuster Sales Navigator search", """
        vmid | profileUrl | defaultProfileUrl
        vmid | profileUrl | regularCompanyUrl
    """, means={"name": "It is the name of the account that searched, or “fullName” once more."}),
    "phantombuster_linkedin": Source("PhantomBuster LinkedIn search", """
        vmid | profileUrl
        linkedinHeadline | linkedinJobTitle
    """, means={"additionalinfo": "It is what the search page said beside the name."}),
    "evaboot": Source("Evaboot export", """
        LinkedIn URL Public | Sales Navigator URL
        Company Sales Navigator URL | Profile Headline
    """),
    "wiza": Source("Wiza export", """
        email_status | linkedin_profile_url | company_domain
        email_status | linkedin_profile_url | list_name
        email_status | profile_url | company_domain
        status | linkedin_profile_url | list_name
        email_status | linkedin | list_name
    """),
    "hubspot_companies": Source("HubSpot companies export", """
        Record ID | Company owner | Industry
        Record ID | Company Domain Name | Company name
    """, COMPANIES),
    "hubspot": Source("HubSpot contacts export", """
        Record ID | Lifecycle Stage
        Record ID | Contact owner
        Record ID | Lead Status
    """),
    "salesforce_accounts": Source("Salesforce accounts export", """
        MasterRecordId | BillingStreet
        Account ID | Account Name | Account Owner
        Account Name | Billing City
    """, COMPANIES),
    "salesforce": Source("Salesforce data export", """
        MasterRecordId
        IsConverted | LeadSource
    """),
    "salesforce_report": Source("Salesforce report", """
        Lead ID | Lead Status
        Lead Owner | Company / Account
        Contact ID | Account Name
    """),
    "bullhorn_candidates": Source("Bullhorn candidates", """
        massMailOptOut | employeeType
        massMailOptOut | workAuthorized
        massMailOptOut | dateAvailable
        massMailOptOut | ethnicity
        occupation | workAuthorized | desiredLocations
    """),
    "bullhorn_leads": Source("Bullhorn leads", """
        massMailOptOut
        clientCorporation.externalID
    """),
    "greenhouse": Source("Greenhouse bulk import", """
        Who gets credit
        Prospect Pool | Prospect Stage
    """, means=_OWN_WEBSITE),
    "google": Source("Google Contacts", """
        Phonetic First Name
        Organization Name | E-mail 1 - Value
    """, means=_FILED),
    "google_before_2023": Source("Google Contacts, before 2023", """
        Given Name | Yomi Name
        Given Name | Group Membership
        Given Name | E-mail 1 - Value
    """),
    "outlook_com": Source("Outlook.com contacts", """
        E-mail Address | Given Yomi
        E-mail Address | Business Phone | IMAddress
    """, means=_FORM_OF_ADDRESS),
    "outlook": Source("Outlook contacts", """
        E-mail Address | Business Phone
        E-mail Address | Internet Free Busy
        E-mail Address | Primary Phone | Job Title
    """, means=_FORM_OF_ADDRESS),
}  # fmt: skip
# What no program signs, told by what its columns are about.
_GENERIC = {
    COMPANIES: Source("List of companies", "", COMPANIES),
    SOMETHING_ELSE: Source("Something else than people", "", SOMETHING_ELSE),
}
SOURCES = _TABLE | _GENERIC


def _names(text):
    return frozenset(squash(name) for name in text.split("|"))


_SIGNATURES = [
    (slug, _names(line)) for slug, source in _TABLE.items() for line in source.signatures.strip().splitlines()
]
_ABOUT_COMPANIES = _names(
    "Industry | Primary Industry | Industries | Employees | # Employees | Number of Employees | Employee Count | Company Size"
    " | Employee Range | Headcount | Revenue | Annual Revenue | Annual Revenue (USD) | Founded | Founded Year | Headquarters"
    " | HQ Location | Company Type | Company Phone | Company Country | Company City | SIC Codes | NAICS Codes | Ticker"
    " | Technologies | Total Funding | Company LinkedIn URL | LinkedIn Company URL | Short Description | Website"
    " | Company Website | Domain | Company Domain | Branche | Mitarbeiter | Umsatz | Secteur | Effectif | Sector | Empleados"
)
_ABOUT_THINGS = _names(
    "Order ID | Order Number | Order No | Order Date | Order Total | Invoice | Invoice Number | Invoice No | Invoice Date | SKU"
    " | Price | Unit Price | Quantity | Qty | Amount | Total | Subtotal | Currency | Product | Product Name | Product ID | Item"
    " | ISBN | EAN | Discount | Shipping | Tax | VAT | Payment Method | Transaction ID | Transaction Date | Tracking Number"
    " | Debit | Credit | Balance | IBAN | Stock | Warehouse | Log Level | Level | Severity | Message | Logger | Thread | Host"
    " | Hostname | IP | IP Address | User Agent | Request | Status Code | Response Time | Latency | Duration | Event Name"
    " | Bestellnummer | Rechnungsnummer | Artikelnummer | Artikel | Menge | Preis | Betrag | Währung | Buchungstag | Prix"
    " | Quantité | Montant | Precio | Cantidad | Importe"
)
_BARE_NAME = _names("Name | Naam | Nom | Nombre | File As | Contact | Person")
_MOMENT = re.compile(r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*")
_UNNAMED = re.compile(r"Column \d+")


def signed(header):
    """The slug of the source that signs its files with such columns, or ""."""
    names = {squash(name) for name in header}
    return next((slug for slug, signature in _SIGNATURES if signature <= names), "")


def source_of(header, sample, fields):
    """The slug of where a file comes from, or of what it holds instead of people; "" where it is a list of people.

    `fields` is what each column is taken for, seen for itself.
    """
    slug = signed(header)
    if slug and SOURCES[slug].holds == PEOPLE:
        return slug
    names = [squash(name) for name in header]
    told = {field for name, field in zip(names, fields, strict=True) if name not in _BARE_NAME}
    if _is_a_log(header, sample, told):
        return SOMETHING_ELSE
    if told & {"first_name", "last_name", "full_name", "linkedin"}:
        return ""
    if len(_ABOUT_THINGS.intersection(names)) >= 2:
        return SOMETHING_ELSE
    if slug or told & {"email", "title"}:
        return slug
    says_which = "company" in told or _BARE_NAME.intersection(names)
    return COMPANIES if says_which and len(_ABOUT_COMPANIES.intersection(names)) >= 2 else ""


def _is_a_log(header, sample, told):
    """Whether columns without names hold moments and no addresses."""
    if told & {"email", "linkedin"} or not all(map(_UNNAMED.fullmatch, header)):
        return False
    moments = sum(any(map(_MOMENT.fullmatch, map(str.strip, row))) for row in sample)
    return moments > len(sample) / 2
