"""What can break, how bad each of it is, and what is said to the person who hits it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    S1 = "S1"  # money, lost data, the wall between workspaces
    S2 = "S2"  # a function is broken
    S3 = "S3"  # a provider is degraded


@dataclass(frozen=True)
class Kind:
    """A kind of incident in the words of the person who hits it: what happened, and what was not lost."""

    severity: Severity
    title: str
    kept: str


KINDS = {
    "lead_creation_failed": Kind(
        Severity.S2, "A lead could not be created",
        "Nothing was half written, and what you typed or uploaded is in the ticket or in the import.",
    ),
    "enrichment_double_charge": Kind(
        Severity.S1, "An enrichment was charged twice", "The second charge is found in the ledger and is given back.",
    ),
    "merge_corrupts": Kind(
        Severity.S1, "A merge damaged data", "The journal holds every value from before the merge.",
    ),
    "candidate_conversion_failed": Kind(
        Severity.S2, "A lead could not become a candidate", "The lead is as it was, with its whole history.",
    ),
    "client_conversion_failed": Kind(
        Severity.S2, "A lead could not become a client", "The lead is as it was, and no half-made client is left.",
    ),
    "leads_disappeared": Kind(
        Severity.S1, "Leads are gone after an import", "The import still has every row of the file.",
    ),
    "apollo_failed": Kind(Severity.S3, "Apollo does not work", "No credit was taken, and your leads are as they were."),
    "sniper_failed": Kind(Severity.S3, "Sniper could not read a page", "What it had found before is saved."),
    "campaign_mapping_broken": Kind(
        Severity.S2, "A campaign lost track of its leads", "No message was sent twice, and the leads are as they were.",
    ),
    "tenancy_breach": Kind(
        Severity.S1, "Something reached for another workspace",
        "It was refused. Nothing of another workspace was shown or changed, and nothing of this one left it.",
    ),
    "no_room": Kind(
        Severity.S2, "There is no room left to store a file", "No part of it was kept; what is stored already is whole.",
    ),
    "job_parked": Kind(
        Severity.S2, "Work in the background failed repeatedly", "The work is kept and can be started again.",
    ),
    "job_not_heard": Kind(
        Severity.S2, "Work in the background ended, and its page may still say that it goes on",
        "What the work had done is kept.",
    ),
}  # fmt: skip
