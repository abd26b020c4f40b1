"""The invented people of the demo and the two files that they come in. Nobody here exists; all addresses are .example."""

import csv
import io

from leads.cleaning.folding import fold

FIRST = """Amara Benedikt Chiara Dmitri Elena Farid Greta Hiroshi Ines Jonas Katarzyna Luis Mei Nadia Oluwaseun Paulo Quentin
Rosa Søren Tomasz Ulla Viktor Wanda Ximena Yusuf Zoë""".split()
LAST = """Adeyemi Bakare Castellano Dufour Eriksen Fournier Gupta Halvorsen Ivanova Janssen Keller Lindqvist Monteiro Nwosu
O’Rourke Pugh Quist Rahimi Sørensen Tanabe Underwood Voss Wieczorek Xu Yamamoto Zieliński""".split()
COMPANIES = [
    "Lumenwerk", "Kestrel Freight", "Quarry Data", "Palisade Pay", "Fjordline Energy", "Northbeam Robotics",
    "Tidewell Health", "Ostrava Motion", "Brightloom", "Saltmarsh Foods", "Harrow & Finch",
]  # fmt: skip
TITLES = [
    "VP Sales", "Head of Data", "Engineering Manager", "Staff Engineer", "Chief People Officer", "Finance Director",
    "Product Manager", "Talent Partner", "Director of Platform Engineering", "CTO",
]  # fmt: skip
PLACES = ["Austin, Texas", "Berlin", "Leeds", "Utrecht", "Łódź", "Zürich", "São Paulo", "Remote"]
TAGS = ["VP Sales", "Austin", "2025 prospects", "Tech hiring", "Platform", "Relocates"]
HEADER = [
    "First Name", "Last Name", "Email Address", "Mobile Phone", "LinkedIn URL", "Company", "Position", "Location", "Tags",
    "Unsubscribed",
]  # fmt: skip
NAME, EMAIL, PROFILE, TAG = slice(0, 2), 2, 4, 8


def people(draw, count):
    """Rows under HEADER: two in three have an email, one in three a phone."""
    return [_person(draw, number) for number in range(count)]


def _person(draw, number):
    first, last, company = draw.choice(FIRST), draw.choice(LAST), draw.choice(COMPANIES)
    plain = "".join(letter for letter in fold(f"{first}.{last}") if letter.isalnum() or letter == ".") + str(
        number
    )
    host = "".join(letter for letter in fold(company) if letter.isalnum())
    return [
        first, last, f"{plain}@{host}.example" if draw.random() < 0.7 else "",
        f"+44 20 7946 0{number:03}" if draw.random() < 0.35 else "",
        f"https://www.linkedin.com/in/{plain.replace('.', '-')}", company, draw.choice(TITLES), draw.choice(PLACES),
        draw.choice(TAGS) if draw.random() < 0.6 else "", "yes" if draw.random() < 0.02 else "",
    ]  # fmt: skip


def again(person):
    """The same person as another tool writes them: the address in capitals, a longer link, another tag."""
    row = list(person)
    row[EMAIL], row[PROFILE], row[TAG] = person[EMAIL].upper(), f"{person[PROFILE]}/?trk=people", "Referral"
    return row


def somebody_else_with(person):
    """A row that has another's profile under a name that clearly differs: a person has to decide."""
    row = list(person)
    row[NAME], row[EMAIL] = ["Somebody", "Else"], ""
    return row


NOBODY = ["", "", "not an address", "", "", "", "CTO", "", "", ""]
WRONG_ADDRESS = ["Harriet", "Longley", "harriet@@longley", "", "", "Brightloom", "Recruiter", "Leeds", "", ""]
TOO_MANY_CELLS = [
    "Walter",
    "Quist",
    "walter.quist@brightloom.example",
    "",
    "",
    "Brightloom",
    "CTO",
    "Leeds",
    "",
    "",
    "x",
    "y",
]


def file_of(rows):
    """A CSV file as a tool exports it."""
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    return text.getvalue().encode()
