"""How a Slack incoming webhook behaves, on the loopback, for development and tests.

with slack_server() as slack:
    settings.SLACK_WEBHOOK_URL = slack.url
    settings.OUTBOUND_ALLOW = [slack.place]
    slack.will_answer((429, "rate_limited", {"Retry-After": "1"}))     # then ok again
    ...
    assert slack.messages == [{"text": "…", …}]
"""

import json
import threading
from contextlib import contextmanager
from wsgiref.simple_server import WSGIRequestHandler, make_server

PATH = "/services/T00000000/B00000000/sandboxsandboxsandbox00"
MAX_TEXT, MAX_BLOCKS, MAX_SECTION, MAX_HEADER = 40_000, 50, 3_000, 150
OK: tuple[int, str, dict] = (200, "ok", {})


class Slack:
    """The webhook as a WSGI application. Keeps what it took; scripted answers come first, one a request."""

    def __init__(self):
        self.messages, self.requests, self._answers = [], 0, []
        self.place = self.url = ""

    def will_answer(self, *answers):
        """Answers (status, text, headers) for the coming requests; afterwards it takes messages again."""
        self._answers.extend(answers)

    def __call__(self, environ, start_response):
        self.requests += 1
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        status, text, headers = self._answer(environ, body)
        start_response(f"{status} {text}", [("Content-Type", "text/html"), *headers.items()])
        return [text.encode()]

    def _answer(self, environ, body):
        if self._answers:
            return self._answers.pop(0)
        if environ["PATH_INFO"] != PATH:
            return 404, "no_service", {}
        if environ["REQUEST_METHOD"] != "POST" or not (message := read_message(body)):
            return 400, "invalid_payload", {}
        self.messages.append(message)
        return OK


def read_message(body):
    """The message that Slack would show, or None for what it refuses."""
    try:
        message = json.loads(body)
        blocks = message.get("blocks", [])
        good = (
            isinstance(message["text"], str)
            and 0 < len(message["text"]) <= MAX_TEXT
            and len(blocks) <= MAX_BLOCKS
        )
        for block in blocks:
            good &= (
                0 < len(block["text"]["text"]) <= (MAX_HEADER if block["type"] == "header" else MAX_SECTION)
            )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return message if good else None


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        """A server of tests and development has nothing to say."""


@contextmanager
def slack_server():
    slack = Slack()
    with make_server("127.0.0.1", 0, slack, handler_class=Quiet) as server:
        slack.place = f"127.0.0.1:{server.server_port}"
        slack.url = f"http://{slack.place}{PATH}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield slack
        finally:
            server.shutdown()
            thread.join()
