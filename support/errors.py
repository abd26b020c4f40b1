"""The ways the desk can say no."""

from hirepilot.errors import HirePilotError


class SupportError(HirePilotError):
    code = "support_error"


class ChannelError(SupportError):
    """An alert that a channel did not take. `detail` is the channel's own word for it."""

    message = "The alert was not delivered."

    def __init__(self, detail, *, retry_after=None):
        self.detail, self.retry_after = detail, retry_after
        super().__init__(f"{self.message} ({detail})")


class TryLater(ChannelError):
    code = "alert_delayed"
    message = "The alert could not be delivered yet."


class Refused(ChannelError):
    code = "alert_refused"
    message = "The channel refuses this alert for good."


class AlreadyResolved(SupportError):
    code = "ticket_resolved"
    message = "This ticket is resolved already."
