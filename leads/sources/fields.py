"""What a column of a file can become."""

from typing import NamedTuple


class Field(NamedTuple):
    label: str
    several: bool = False  # whether more than one column may be mapped to it


FIELDS = {
    "full_name": Field("Full name"),
    "first_name": Field("First name"),
    "last_name": Field("Last name"),
    "email": Field("Email", several=True),
    "phone": Field("Phone", several=True),
    "linkedin": Field("LinkedIn", several=True),
    "company": Field("Company"),
    "company_domain": Field("Company website"),
    "title": Field("Title"),
    "location": Field("Location"),
    "city": Field("City"),
    "state": Field("State or region"),
    "country": Field("Country"),
    "status": Field("Status"),
    "tags": Field("Tags", several=True),
    "note": Field("Note"),
    "note_date": Field("Date of the note"),
    "owner": Field("Owner"),
    "opt_out": Field("Do not contact", several=True),
    "opt_out_email": Field("Do not email", several=True),
    "opt_out_phone": Field("Do not call", several=True),
    "opt_out_linkedin": Field("Do not contact on LinkedIn", several=True),
}
# One of them says who a row is.
IDENTIFYING = frozenset(("full_name", "first_name", "last_name", "email", "linkedin"))
CUSTOM = "custom:"  # followed by the key of a custom field
OWN_FIELD = (
    "Own field: "  # followed by the key: the header of a custom field whose label means something else too
)
OPT_OUT_CHANNELS = {
    "opt_out": "all", "opt_out_email": "email", "opt_out_phone": "phone", "opt_out_linkedin": "linkedin",
}  # fmt: skip


# A column that becomes a field of the workspace's own as the import starts, called like the column.
NEW_FIELDS = {"new:text": "New field: text", "new:number": "New field: number", "new:date": "New field: date"}


def may_repeat(field):
    return field in NEW_FIELDS or (field in FIELDS and FIELDS[field].several)


def new_key(column):
    """What stands for the key of a field that is made as the import starts."""
    return f"new {column}"
