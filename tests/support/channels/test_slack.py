import pytest

from hirepilot.http import HttpClient
from support.channels.base import Notice
from support.channels.slack import Slack, escape, payload
from support.errors import Refused, TryLater
from support.sandbox.slack import slack_server

NOTICE = Notice(
    "[S1] A merge damaged data", (("Leads", "1, 2"),), "https://hire.example/admin/1/?a=1&b=2", "T-1"
)


@pytest.fixture
def server():
    with slack_server() as server:
        yield server


def send(server, notice=NOTICE, **options):
    Slack(HttpClient(server.url, allow={server.place}, **options)).send(notice)


def test_the_message_has_a_text_for_notifications_and_blocks_for_reading(server):
    send(server)

    assert server.messages == [
        {
            "text": "[S1] A merge damaged data (T-1)",
            "unfurl_links": False,
            "unfurl_media": False,
            "blocks": [
                {"type": "header", "text": {"type": "plain_text", "text": "[S1] A merge damaged data"}},
                {
                    "type": "section",
                    "text": {
                        "type": "mrkdwn",
                        "text": "*Leads:* 1, 2\n<https://hire.example/admin/1/?a=1&amp;b=2|T-1>",
                    },
                },
            ],
        }
    ]


def test_hostile_text_cannot_ring_a_channel_or_make_a_link():
    notice = Notice(
        "t <!channel>", (("<!here>", "<https://evil.example|T-1> & <@U1>"),), "https://hire.example/", "T-1"
    )

    message = payload(notice)

    assert message["text"] == "t &lt;!channel&gt; (T-1)"
    assert message["blocks"][1]["text"]["text"] == (
        "*&lt;!here&gt;:* &lt;https://evil.example|T-1&gt; &amp; &lt;@U1&gt;\n<https://hire.example/|T-1>"
    )
    assert escape("&lt;") == "&amp;lt;"


def test_a_very_long_notice_is_within_slacks_limits(server):
    send(server, Notice("t" * 500, (("Cause", "<" * 5000),), "https://hire.example/", "T-1"))

    assert len(server.messages) == 1


@pytest.mark.parametrize(
    ("status", "text"),
    ((400, "invalid_payload"), (403, "action_prohibited"), (404, "no_service"), (404, "channel_not_found"),
     (410, "channel_is_archived")),
)  # fmt: skip
def test_a_final_refusal_is_refused_with_slacks_own_word(server, status, text):
    server.will_answer((status, text, {}))

    with pytest.raises(Refused) as refusal:
        send(server)

    assert refusal.value.detail == f"{status} {text}"


@pytest.mark.parametrize(
    ("answer", "wait"),
    (
        ((429, "rate_limited", {"Retry-After": "7"}), 7),
        ((429, "rate_limited", {}), None),
        ((500, "rollup_error", {}), None),
        ((503, "down", {"Retry-After": "120"}), 120),
        ((200, "<html>captive portal</html>", {}), None),
        ((200, "", {}), None),
    ),
)
def test_what_may_pass_is_to_be_tried_later(server, answer, wait):
    server.will_answer(answer)

    with pytest.raises(TryLater) as delay:
        send(server)

    assert delay.value.retry_after == wait


def test_a_server_that_is_gone_is_to_be_tried_later():
    with slack_server() as server:
        pass

    with pytest.raises(TryLater, match="unreachable"):
        send(server)


def test_an_address_that_may_not_be_called_is_refused(server):
    with pytest.raises(Refused, match="blocked_address"):
        Slack(HttpClient("http://127.0.0.1", allow=())).send(NOTICE)
