"""Generated uploads: invented people, some already known, some twice in the file, some rows bad."""

import csv
import random

HEADER = [
    "First Name",
    "Last Name",
    "Email Address",
    "LinkedIn URL",
    "Company",
    "Position",
    "Location",
    "Phone",
    "Tags",
]
FIRST = [
    "Ada",
    "Boris",
    "Chiara",
    "Dmitri",
    "Elena",
    "Farid",
    "Grace",
    "Hanna",
    "Ivo",
    "Jules",
    "Karin",
    "Luis",
    "Mira",
    "Nadia",
]
LAST = [
    "Andersson",
    "Brandt",
    "Castellano",
    "Dufour",
    "Eriksen",
    "Fischer",
    "Grant",
    "Hollis",
    "Ivanova",
    "Janssen",
    "Keller",
]
TITLES = [
    "VP Sales",
    "Head of Data",
    "Senior Software Engineer",
    "Engineering Manager",
    "Talent Partner",
    "CFO",
    "Product Manager",
]
PLACES = ["Austin, Texas", "Berlin", "Łódź", "São Paulo", "Utrecht", "Round Rock, TX", "Zürich", "Leeds"]
TAGS = ["VP Sales", "Austin", "2025 prospects", "Tech hiring", "Relocates"]


def person(number):
    """The same person for the same number, in any file."""
    draw = random.Random(number)
    first, last = draw.choice(FIRST), f"{draw.choice(LAST)}{_letters(number)}"
    company = f"Company {_letters(number % 20_000)} Ltd"
    return [
        first,
        last.capitalize(),
        f"{first}.{last}@c{number % 20_000}.example".lower(),
        f"https://www.linkedin.com/in/{first}-{last}-{number}".lower(),
        company,
        draw.choice(TITLES),
        draw.choice(PLACES),
        "" if number % 4 else f"+1 512 555 {number % 10_000:04d}",
        "" if number % 5 else draw.choice(TAGS),
    ]


def _letters(number):
    name = ""
    while True:
        number, digit = divmod(number, 26)
        name = chr(97 + digit) + name
        if not number:
            return name


def same_person_otherwise(row, number):
    """A double of a row: another case of the address, another form of the profile's address, one cell empty."""
    row = list(row)
    row[2] = row[2].upper() if number % 2 else row[2]
    row[3] = row[3].replace("https://www.", "http://de.") + "/?trk=people"
    row[6] = ""
    return row


def write_existing(path, rows):
    """People 0 … rows-1."""
    _write(path, (person(number) for number in range(rows)))


def write_upload(path, rows):
    """An upload onto them: 20 % known, 10 % doubles in the file, 1 % bad, the rest new. Returns how many of each."""
    known, doubles, bad = rows // 5, rows // 10, rows // 100
    fresh = rows - known - doubles - bad
    draw = random.Random(rows)
    lines = [("known", number) for number in draw.sample(range(rows), known)]
    new = [("new", 10_000_000 + number) for number in range(fresh)]
    lines += new
    lines += [("double", number) for _, number in draw.sample(new, doubles)]
    lines += [("bad", number) for number in range(bad)]
    draw.shuffle(lines)
    _write(path, (_line(kind, number) for kind, number in lines))
    return {"known": known, "new": fresh, "double": doubles, "bad": bad}


def _line(kind, number):
    if kind == "bad":
        return (
            ["", "", "not an address", "", "", "", "", "", ""]
            if number % 2
            else [*person(number), "one", "cell too many"]
        )
    row = person(number)
    if kind == "known":
        row[5] = ""  # nothing new in most of them
        if number % 2:
            row[8] = "Tech hiring"
    return same_person_otherwise(row, number) if kind == "double" else row


def _write(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows)
