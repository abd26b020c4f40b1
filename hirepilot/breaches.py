"""Which errors mean that something reached for another workspace, and that the guard or the database refused it."""

from django.db import Error as DatabaseFailure

from hirepilot.errors import ForeignRow

# What a row-level policy says; a plain role without a right on a table says the same, and is no less of an alarm.
INSUFFICIENT_PRIVILEGE = "42501"
# The keys of `isolation.same_workspace`. The database does not say whether the row at the other end is a neighbour's or
# has just gone, so both count: a false alarm costs less than a hole in the wall that nobody is told of.
LINK_INSIDE = "_same_workspace"


def is_breach(error):
    """Whether this is the refusal of a row, a write or a link that is not of the open workspace."""
    if isinstance(error, ForeignRow):
        return True
    refusal = error.__cause__ if isinstance(error, DatabaseFailure) else None
    if getattr(refusal, "sqlstate", None) == INSUFFICIENT_PRIVILEGE:
        return True
    constraint = getattr(getattr(refusal, "diag", None), "constraint_name", None)
    return (constraint or "").endswith(LINK_INSIDE)
