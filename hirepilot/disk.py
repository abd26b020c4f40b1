"""A disk without room: whoever writes a file says so in a sentence, and the desk hears of it."""

import errno
from contextlib import contextmanager

from hirepilot import context
from hirepilot.incidents import Incident, report


class NoRoom(Exception):
    """The disk is full. What was being written is the caller's to remove."""


@contextmanager
def needs_room(what):
    """Turn the system's word for a full disk into NoRoom, and open a ticket; `what` was to be stored, for the ticket."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        scope, actor = context.workspace.get(), context.actor.get()
        report(
            Incident(
                kind="no_room",
                workspace_id=getattr(scope, "pk", None),
                member_id=actor and actor.member_id,
                error=str(error),
                attempted=what,
                about=what,
                cause="disk",
            )
        )
        raise NoRoom from error
