"""A real SMTP server on the loopback that answers as a test wants and keeps what it took."""

from contextlib import contextmanager

from aiosmtpd.controller import Controller


class Answering:
    """What the server says to a recipient and to a message; "250 …" takes it."""

    def __init__(self, to_recipient="250 OK", to_message="250 OK"):
        self.to_recipient, self.to_message, self.taken = to_recipient, to_message, []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server, session, envelope):
        if self.to_message.startswith("250"):
            self.taken.append(envelope)
        return self.to_message


class AnyPort(Controller):
    """A controller for port 0: it learns the port before it knocks at its own door."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def smtp_server(settings, **rules):
    """Send the product's mail to a server with these rules; gives the server."""
    controller = AnyPort(Answering(**rules), hostname="127.0.0.1", port=0)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    try:
        yield controller.handler
    finally:
        controller.stop()
