import json
import urllib.error
import urllib.request

import pytest

from support.sandbox.slack import read_message, slack_server


def post(url, body):
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


def test_it_answers_as_slack_does():
    with slack_server() as slack:
        assert post(slack.url, b'{"text": "hello"}') == (200, "ok")
        assert post(slack.url, b"hello") == (400, "invalid_payload")
        assert post(slack.url + "x", b'{"text": "hello"}') == (404, "no_service")
        slack.will_answer((429, "rate_limited", {"Retry-After": "3"}))
        assert post(slack.url, b'{"text": "hello"}') == (429, "rate_limited")

    assert (slack.messages, slack.requests) == ([{"text": "hello"}], 4)


def section(text):
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


@pytest.mark.parametrize(
    "message",
    (
        {},
        [],
        "text",
        {"text": ""},
        {"text": 1},
        {"text": "x" * 40_001},
        {"text": "x", "blocks": [section("x")] * 51},
        {"text": "x", "blocks": [section("x" * 3_001)]},
        {"text": "x", "blocks": [section("")]},
        {"text": "x", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]},
        {"text": "x", "blocks": [{"type": "section"}]},
        {"text": "x", "blocks": "none"},
    ),
)
def test_it_refuses_what_slack_refuses(message):
    assert read_message(json.dumps(message).encode()) is None
