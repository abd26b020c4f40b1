import datetime

import pytest
from structlog.testing import capture_logs
from werkzeug import Response

from hirepilot.http import Answer, BlockedAddress, HttpClient, NotJson, OutboundError
from tests.factories.servers import calling

# --- What comes back --------------------------------------------------------------------------------------------------


def test_an_answer_of_any_status_is_an_answer(httpserver):
    httpserver.expect_request(
        "/v1/people", query_string="q=Ada+Byron", headers={"X-Api-Key": "k"}
    ).respond_with_data(
        "Invalid API key. Très mal.".encode("latin-1"), status=401, content_type="text/plain; charset=latin-1"
    )

    answer = calling(httpserver, "/v1", headers={"x-api-key": "k"}).get("/people", params={"q": "Ada Byron"})

    assert (answer.status, answer.text) == (401, "Invalid API key. Très mal.")
    assert answer.headers["Content-Type"] == "text/plain; charset=latin-1"
    assert answer.url.endswith("/v1/people?q=Ada+Byron")
    assert 0 < answer.elapsed < 5
    with pytest.raises(NotJson, match="status 401"):
        answer.json  # noqa: B018


@pytest.mark.parametrize("body", (b"", b"{", b"\xff\xfe\xfd", b"[" * 100_000, b"<html>", b"9" * 5000))
def test_a_body_that_is_not_json_says_so(httpserver, body):
    httpserver.expect_request("/").respond_with_data(body, content_type="application/json")

    with pytest.raises(NotJson):
        calling(httpserver).get("/").json  # noqa: B018


def test_posts_json_forms_and_bytes(httpserver):
    httpserver.expect_request("/").respond_with_handler(
        lambda request: Response(f"{request.method} {request.content_type} {request.get_data(as_text=True)}")
    )

    assert calling(httpserver).post("/", json={"a": 1}).text == 'POST application/json {"a":1}'
    assert (
        calling(httpserver).post("/", data={"a": "1 2"}).text
        == "POST application/x-www-form-urlencoded a=1+2"
    )
    assert (
        calling(httpserver).post("/", data=b"raw", headers={"content-type": "text/x"}).text
        == "POST text/x raw"
    )


@pytest.mark.parametrize(
    ("value", "seconds"),
    (
        ("7", 7),
        ("1.5", 1.5),
        ("0", 0),
        ("999999999", 3600),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("Wed, 21 Oct 2071 07:28:00 -0000", 3600),
        ("-5", None),
        ("1e9", None),
        ("nan", None),
        ("soon", None),
        ("", None),
    ),
)
def test_a_wait_is_read_as_a_number_or_a_date_and_capped(value, seconds):
    answer = Answer(429, {"retry-after": value}, b"", "https://api.example/", 0.1)

    assert answer.seconds("retry-after") == seconds


def test_a_date_in_the_near_future_is_the_seconds_until_then():
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=90)
    answer = Answer(
        429, {"retry-after": soon.strftime("%a, %d %b %Y %H:%M:%S GMT")}, b"", "https://api.example/", 0.1
    )

    assert 87 < answer.seconds("retry-after") <= 90
    assert answer.seconds("retry-after", at_most=10) == 10


def test_an_answer_shows_nothing_of_its_content_when_printed():
    answer = Answer(200, {"set-cookie": "secret"}, b"secret", "https://api.example/?key=secret", 0.1)

    assert repr(answer) == "Answer(status=200, elapsed=0.1)"


# --- What is written down ---------------------------------------------------------------------------------------------


def test_a_call_is_logged_without_headers_query_body_and_secret_paths(httpserver, caplog):
    caplog.set_level("DEBUG")
    httpserver.expect_request("/services/T1/B2/Zm9vYmFyMTIzNDU2Nzg5").respond_with_data("s3cret-answer")

    with capture_logs() as logs:
        calling(httpserver, headers={"Authorization": "s3cret"}).post(
            "/services/T1/B2/Zm9vYmFyMTIzNDU2Nzg5", params={"key": "s3cret"}, json={"text": "s3cret"}
        )

    line = logs[0]
    assert line.pop("ms") < 5000
    assert logs == [
        {
            "event": "outbound",
            "log_level": "info",
            "method": "POST",
            "host": "localhost",
            "path": "/services/T1/B2/…",
            "status": 200,
            "bytes": 13,
        }
    ]
    ours = " ".join(record.getMessage() for record in caplog.records if record.name != "werkzeug")
    assert "s3cret" not in ours
    assert "Zm9v" not in ours


@pytest.mark.parametrize("path", ("/people/ada@mail.example", "/people/ada%40mail.example", "/a%0Ab"))
def test_people_and_control_characters_in_a_path_are_not_logged(httpserver, path):
    with capture_logs() as logs:
        calling(httpserver).get(path)

    assert logs[0]["path"] in ("/people/…", "/…")


def test_a_failed_call_is_logged_with_its_code():
    with capture_logs() as logs, pytest.raises(BlockedAddress):
        HttpClient("http://10.0.0.1", allow=()).get("/x?key=s3cret")

    assert {key: logs[0][key] for key in ("host", "path", "error")} == {
        "host": "10.0.0.1",
        "path": "/x",
        "error": "blocked_address",
    }


def test_an_error_never_quotes_a_header(httpserver):
    with pytest.raises(OutboundError) as caught:
        calling(httpserver, headers={"x-api-key": "s3cret\nInjected: 1"}).get("/")

    assert "s3cret" not in str(caught.value)
