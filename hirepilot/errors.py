"""The ways the ground can say no. Each has a code for machines and one sentence for people."""

ATTEMPTED = "attempted"  # where an error carries the operation that it took back


class HirePilotError(Exception):
    """Base of every error that a person may be shown: `message` is written for them.

    `status` is that of the API's answer: 409 when the request collides with how things are, 422 when its values are
    wrong, 500 when it is our mistake. `members` names the attributes that the answer carries too.
    """

    code = "error"
    message = "That did not work."
    status = 409
    members: tuple[str, ...] = ()

    def __init__(self, message=""):
        super().__init__(message or self.message)

    def __str__(self):
        return self.args[0]


class OutsideWorkspace(HirePilotError):
    code = "outside_workspace"
    status = 500
    message = "No workspace is open here."


class ForeignRow(HirePilotError):
    code = "foreign_row"
    status = 500
    message = "This belongs to another workspace."


class NotAllowed(HirePilotError):
    code = "not_allowed"
    status = 403
    message = "Your role cannot do this."


class NothingToUndo(HirePilotError):
    code = "nothing_to_undo"
    message = "This can no longer be undone."


class NoOperation(HirePilotError):
    code = "no_operation"
    status = 500
    message = "Every change belongs to an operation; none is open."


class LeaseLost(HirePilotError):
    code = "lease_lost"
    message = "Another worker has taken this job over."


class Later(HirePilotError):
    """Raised by a job that cannot go on yet: it is tried again after so many seconds, and that is no failure."""

    code = "later"
    message = "This job waits for something."

    def __init__(self, seconds):
        super().__init__()
        self.seconds = seconds


class BadCursor(HirePilotError):
    code = "bad_cursor"
    status = 400
    message = "This place in the list is not known. Start at its beginning."


class NotHere(HirePilotError):
    code = "not_here"
    status = 422
    message = "Choose somebody who is in this workspace."


class OneOwner(HirePilotError):
    code = "one_owner"
    message = "A workspace always has exactly one Owner. The Owner can transfer it to somebody else."


class SlugTaken(HirePilotError):
    code = "slug_taken"
    message = "Many workspaces have this name already. Choose another."


class NotADemo(HirePilotError):
    code = "not_a_demo"
    message = "Only the demo workspace can be removed like this."


class InvitationError(HirePilotError):
    code = "invitation"
    message = "This invitation is not valid. Ask whoever invited you for a new link."


class InvitationExpired(InvitationError):
    code = "invitation_expired"
    message = "This invitation has expired. Ask whoever invited you for a new link."


class InvitationWithdrawn(InvitationError):
    code = "invitation_withdrawn"
    message = "This invitation was withdrawn, or a newer one has taken its place."


class InvitationUsed(InvitationError):
    code = "invitation_used"
    message = "This invitation has already been used. Ask whoever invited you for a new link."


class WrongAddress(InvitationError):
    code = "wrong_address"
    message = "This invitation was sent to another address than the one you are signed in with."
