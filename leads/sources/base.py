"""What every source makes: drafts of leads, or the reason why a row cannot become one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LeadDraft:
    """One person as a source gave them, nothing cleaned yet. A name, an email or a profile is enough."""

    line: int = 0
    full_name: str = ""
    first_name: str = ""
    last_name: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    linkedin: tuple[str, ...] = ()
    company: str = ""
    company_domain: str = ""
    title: str = ""
    location: str = ""
    status: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    note_date: str = ""
    owner: str = ""  # email or name of a member
    opt_out: tuple[str, ...] = ()  # channels: all, email, phone, linkedin
    custom: tuple[tuple[str, str], ...] = ()  # (key of the custom field, value)


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot become a draft, in the cells of the file."""

    line: int
    code: str
    detail: str
    cells: tuple[str, ...] = ()


def as_text(values):
    """Values that were typed or sent, on one line, for a ticket about a lead that does not exist."""
    said = {
        name: ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
        for name, value in values.items()
    }
    return "; ".join(f"{name}: {value}" for name, value in said.items() if value)
