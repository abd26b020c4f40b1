import io
import json
import logging

import pytest
import structlog

from hirepilot.logs import configure, is_secret_name, logging_config, redact_text, redacted


@pytest.fixture
def lines():
    """Set the logs up as production does, into a text that the test can read line by line."""
    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    level, structlog_before = root.level, structlog.get_config()
    output = io.StringIO()
    config = logging_config(json=True)
    config["handlers"]["stderr"]["stream"] = output
    configure(config)
    yield lambda: [json.loads(line) for line in output.getvalue().splitlines()]
    root.handlers[:], root.level = before, level
    structlog.configure(**structlog_before)
    structlog.contextvars.clear_contextvars()


def without_time(line):
    assert line.pop("timestamp").endswith("Z")
    return line


def test_a_line_carries_the_ids_of_request_workspace_and_job(lines):
    structlog.contextvars.bind_contextvars(request_id="r1", workspace=7, job_id=9)

    structlog.get_logger("leads").info("imported", rows=3)
    logging.getLogger("leads.old").warning("slow: %s", "12 s")

    ids = {"request_id": "r1", "workspace": 7, "job_id": 9}
    assert [without_time(line) for line in lines()] == [
        {"event": "imported", "rows": 3, "level": "info", "logger": "leads", **ids},
        {"event": "slow: 12 s", "level": "warning", "logger": "leads.old", **ids},
    ]


def test_secrets_are_taken_out_of_every_line_however_deep_and_whoever_wrote_it(lines):
    structlog.get_logger("x").info(
        "asked", api_key="k-123", headers={"Authorization": "Bearer k-123", "accept": "*/*"}
    )
    logging.getLogger("library").warning(
        "GET /x?api_key=k-123 by https://u:k-123@host/", extra={"password": "k-123"}
    )

    assert "k-123" not in json.dumps(lines())
    assert lines()[0]["headers"] == {"Authorization": "[redacted]", "accept": "*/*"}


def test_secrets_are_taken_out_of_a_traceback(lines):
    try:
        raise ValueError("login failed: password=hunter22")
    except ValueError:
        structlog.get_logger("x").exception("broken")

    [line] = lines()
    assert "ValueError: login failed: password=[redacted]" in line["exception"]
    assert "hunter22" not in line["exception"]


def test_a_line_stays_one_line_whatever_is_in_it(lines):
    structlog.get_logger("x").info("name", value='evil\n{"event": "forged"}\r\u2028')

    assert [line["event"] for line in lines()] == ["name"]


@pytest.mark.parametrize(
    "name",
    "password new_password1 API_KEY apiKey X-Access-Key accesstoken authorization set-cookie client_secret body "
    "html_body webhook_signature csrftoken sessionid mail text encryption_keys".split(),
)
def test_names_of_secrets_are_known(name):
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    (
        "host",
        "path",
        "status",
        "bytes",
        "content_type",
        "monkey",
        "keyboard",
        "author",
        "bodyguard",
        "nobody",
        "lead_id",
    ),
)
def test_other_names_are_left_alone(name):
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    ("text", "shown"),
    (
        ("?api_key=abc123&q=1", "?api_key=[redacted]&q=1"),
        ('{"token": "abc123", "a": 1}', '{"token": "[redacted]", "a": 1}'),
        ("Authorization: Bearer abc.def.123", "Authorization: Bearer [redacted]"),
        ("Authorization: Basic dXNlcjpwYXNz=", "Authorization: Basic [redacted]"),
        ("postgres://hirepilot:pw@db/x", "postgres://[redacted]@db/x"),
        ("https://hooks.slack.com/services/T1/B2/c3", "https://hooks.slack.com/services/[redacted]"),
        ("xoxb-123456-abcdef is the token", "[redacted] is the token"),
        ("gAAAAABmZmZmZmZmZmZmZmZmZmZmZg==", "[redacted]"),
        ("Basic enrichment found an email", "Basic enrichment found an email"),
        ("Key (value)=(ada) already exists.", "Key (value)=(ada) already exists."),
        ("", ""),
    ),
)
def test_secrets_inside_a_text_are_known_by_their_form(text, shown):
    assert redact_text(text) == shown


def test_values_keep_their_shape_and_endless_ones_end():
    endless = {}
    endless["inner"] = endless

    assert redacted({"a": (1, None, True, b"xyz"), "password": "", "n": 1.5}) == {
        "a": [1, None, True, "[3 bytes]"],
        "password": "",
        "n": 1.5,
    }
    assert "[redacted]" in json.dumps(redacted(endless))


def test_a_very_long_text_costs_little():
    assert len(redact_text("key" * 200_000)) == 600_000
    assert len(redact_text("a+" * 200_000)) == 400_000
    assert len(redact_text("key" + " " * 100_000)) == 100_003


def test_development_prints_lines_for_people(capsys):
    config = logging_config(json=False)

    formatter = config["formatters"]["lines"]
    assert isinstance(formatter["processors"][-1], structlog.dev.ConsoleRenderer)
