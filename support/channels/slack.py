"""Slack's incoming webhook: JSON in, the text `ok` or an error's name out."""

from hirepilot.http import BlockedAddress, OutboundError
from support.errors import Refused, TryLater

BLOCK = 3000  # characters of a section's text
HEADER = 150


def escape(text):
    """Slack reads <…> as links and mentions: `<!channel>` in a text would ring everybody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Slack:
    def __init__(self, http):
        """`http` is a client whose base is the whole webhook address, which is also its password."""
        self.http = http

    def send(self, notice):
        try:
            answer = self.http.post(json=payload(notice))
        except BlockedAddress as error:
            raise Refused(error.code) from error
        except OutboundError as error:
            raise TryLater(error.code) from error
        word = " ".join(answer.text.split())[:100]
        if answer.status == 200 and word == "ok":
            return
        if answer.status == 429 or not 400 <= answer.status < 500:
            raise TryLater(f"{answer.status} {word}", retry_after=answer.seconds("retry-after"))
        raise Refused(f"{answer.status} {word}")


def payload(notice):
    facts = "\n".join(f"*{escape(name)}:* {escape(value)}" for name, value in notice.facts)
    return {
        "text": escape(f"{notice.title} ({notice.reference})"),
        "unfurl_links": False,
        "unfurl_media": False,
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": notice.title[:HEADER]}},
            {
                "type": "section",
                "text": {
                    "type": "mrkdwn",
                    "text": f"{facts}\n<{escape(notice.url)}|{notice.reference}>"[:BLOCK],
                },
            },
        ],
    }
