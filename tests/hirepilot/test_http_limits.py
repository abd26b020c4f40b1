"""A call ends in time and within its size, whatever the other side does."""

import gzip
import time

import pytest
from werkzeug import Request, Response

from hirepilot.http import BadAnswer, DeadlineExceeded, HttpClient, TooLarge
from tests.factories.servers import calling, dripping, pouring, raw_servers, saying


@pytest.fixture
def raw_server():
    with raw_servers() as start:
        yield start


@pytest.mark.parametrize(
    "beginning",
    (b"", b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n"),
    ids=("status line", "headers", "body"),
)
def test_a_slow_drip_is_cut_at_the_deadline(raw_server, beginning):
    place = raw_server(dripping(beginning))
    began = time.monotonic()

    with pytest.raises(DeadlineExceeded):
        HttpClient(f"http://{place}", allow={place}, deadline=0.4).get("/")

    assert time.monotonic() - began < 1


def test_a_server_that_says_nothing_or_reads_nothing_is_cut_at_the_deadline(raw_server):
    place = raw_server(lambda stream: time.sleep(3))
    began = time.monotonic()

    with pytest.raises(DeadlineExceeded):
        HttpClient(f"http://{place}", allow={place}, deadline=0.3).get("/")
    with pytest.raises(DeadlineExceeded):
        HttpClient(f"http://{place}", allow={place}, deadline=0.3).post("/", data=b"x" * 30_000_000)

    assert time.monotonic() - began < 1.5


def test_a_tls_handshake_that_never_ends_is_cut_at_the_deadline(raw_server):
    place = raw_server(lambda stream: time.sleep(3))
    began = time.monotonic()

    with pytest.raises(DeadlineExceeded):
        HttpClient(f"https://{place}", allow={place}, deadline=0.3).get("/")

    assert time.monotonic() - began < 1


def test_a_name_lookup_that_hangs_is_cut_at_the_deadline():
    def hang(host, port):
        time.sleep(3)
        return ["127.0.0.1"]

    began = time.monotonic()
    with pytest.raises(DeadlineExceeded, match="name lookup"):
        HttpClient("https://api.example", allow=(), deadline=0.3, resolve=hang).get("/")

    assert time.monotonic() - began < 1


def test_redirects_share_one_deadline(httpserver):
    def slowly(request: Request):
        time.sleep(0.25)
        return Response(status=302, headers={"Location": "/again"})

    httpserver.expect_request("/again").respond_with_handler(slowly)
    began = time.monotonic()

    with pytest.raises(DeadlineExceeded):
        calling(httpserver, deadline=0.6).get("/again")

    assert time.monotonic() - began < 1


def test_the_deadline_counts_anew_for_each_call_on_a_kept_connection(httpserver):
    httpserver.expect_request("/").respond_with_handler(lambda request: time.sleep(0.3) or Response("ok"))
    client = calling(httpserver, deadline=0.5)

    assert [client.get("/").text for _ in range(3)] == ["ok", "ok", "ok"]


def test_an_endless_body_is_cut_at_the_size_limit(raw_server):
    place = raw_server(pouring(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536))

    with pytest.raises(TooLarge):
        HttpClient(f"http://{place}", allow={place}, max_bytes=1_000_000).get("/")


def test_endless_headers_are_a_bad_answer(raw_server):
    place = raw_server(pouring(b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n" * 1000))

    with pytest.raises(BadAnswer):
        HttpClient(f"http://{place}", allow={place}).get("/")


def test_a_body_that_unpacks_to_more_than_the_limit_is_cut(httpserver):
    bomb = gzip.compress(bytes(50_000_000))
    httpserver.expect_request("/").respond_with_data(bomb, headers={"Content-Encoding": "gzip"})

    with pytest.raises(TooLarge):
        calling(httpserver, max_bytes=1_000_000).get("/")
    assert len(bomb) < 100_000


def test_a_body_packed_twice_or_packed_badly_is_a_bad_answer(httpserver):
    twice = gzip.compress(gzip.compress(bytes(5_000_000)))
    httpserver.expect_request("/twice").respond_with_data(twice, headers={"Content-Encoding": "gzip, gzip"})
    httpserver.expect_request("/badly").respond_with_data(b"not gzip", headers={"Content-Encoding": "gzip"})

    for path in ("/twice", "/badly"):
        with pytest.raises(BadAnswer):
            calling(httpserver).get(path)


def test_a_packed_body_is_unpacked(httpserver):
    packed = gzip.compress(b'{"ok": true}')
    httpserver.expect_request("/").respond_with_data(packed, headers={"Content-Encoding": "gzip"})

    assert calling(httpserver).get("/").json == {"ok": True}


@pytest.mark.parametrize(
    "noise", (b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx")
)
def test_half_an_answer_or_another_protocol_is_a_bad_answer(raw_server, noise):
    place = raw_server(saying(noise))

    with pytest.raises(BadAnswer):
        HttpClient(f"http://{place}", allow={place}).get("/")
