"""What the running code acts for: the open workspace, the open operation, and who is behind it.

Context variables only, so that the database backend, the log and the models can all read them without importing each other.
"""

from contextvars import ContextVar
from dataclasses import dataclass

workspace = ContextVar("workspace", default=None)  # Workspace, EVERY_WORKSPACE or None
operation = ContextVar("operation", default=None)  # Operation or None
actor = ContextVar("actor", default=None)  # Actor or None


@dataclass(frozen=True)
class Actor:
    """Who writes: a member, staff with a reason, a token acting for its member, or a job."""

    member_id: int | None = None
    staff_id: int | None = None
    token_id: int | None = None
    job_id: int | None = None
    reason: str = ""


class EveryWorkspace:
    """The scope of staff lists and sweeps: reads everything, writes nothing."""

    pk = "*"

    def __repr__(self):
        return "EVERY_WORKSPACE"


EVERY_WORKSPACE = EveryWorkspace()


def database_settings():
    """(app.workspace, app.operation) as the row-level policies and the journal read them."""
    scope, opened = workspace.get(), operation.get()
    return ("" if scope is None else str(scope.pk), "" if opened is None else str(opened.pk))
