"""A call goes to the open internet and to what is allowed by name, and nowhere else."""

import socket

import pytest
from werkzeug import Response

from hirepilot.http import BadAnswer, BlockedAddress, HttpClient, Unreachable
from tests.factories.servers import calling, raw_servers, redirect, saying


@pytest.fixture
def raw_server():
    with raw_servers() as start:
        yield start


# --- The first address ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    (
        "ftp://files.example/",
        "file:///etc/passwd",
        "gopher://files.example/",
        "//files.example/",
        "files.example",
        "",
        "https://",
        "https://user:password@files.example/",
        "https://user@files.example/",
        "https://files.example:8443/",
        "http://files.example:22/",
        "http://files.example:0/",
        "http://[::1",
        "http://files.example\\@127.0.0.1/\x00",
    ),
)
def test_addresses_that_look_wrong_are_refused_before_any_lookup(url):
    with pytest.raises(BlockedAddress):
        HttpClient(url, allow=(), resolve=lambda host, port: pytest.fail("was looked up")).get()


@pytest.mark.parametrize(
    "host",
    (
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0",
    ),
)
def test_every_spelling_of_our_own_machine_is_refused(httpserver, host):
    with pytest.raises(BlockedAddress):
        HttpClient(f"http://{host}", allow=(), deadline=5).get("/")


def test_a_name_with_one_private_address_among_public_ones_is_refused():
    with pytest.raises(BlockedAddress, match="not a public address"):
        HttpClient("https://api.example", allow=(), resolve=lambda host, port: ["8.8.8.8", "10.0.0.1"]).get(
            "/"
        )


def test_the_connection_goes_to_the_address_that_was_checked(httpserver):
    """A name that answers differently the second time is asked only once."""
    httpserver.expect_request("/").respond_with_handler(lambda request: Response(request.headers["Host"]))
    lookups = []

    def rebinding(host, port):
        lookups.append(host)
        return ["127.0.0.1"] if len(lookups) == 1 else ["169.254.169.254"]

    place = f"rebinding.example:{httpserver.port}"
    answer = HttpClient(f"http://{place}", allow={place}, resolve=rebinding, deadline=5).get("/")

    assert (answer.text, lookups) == (place, ["rebinding.example"])


def test_an_allowance_is_for_the_exact_host_and_port(httpserver):
    for place in (f"localhost:{httpserver.port}", f"127.0.0.1:{httpserver.port + 1}", "127.0.0.1"):
        with pytest.raises(BlockedAddress):
            HttpClient(f"http://127.0.0.1:{httpserver.port}", allow={place}, deadline=5).get("/")


def test_allowances_come_from_the_settings_unless_given(httpserver, settings):
    httpserver.expect_request("/").respond_with_data("ok")
    settings.OUTBOUND_ALLOW = [f"127.0.0.1:{httpserver.port}"]

    assert HttpClient(f"http://127.0.0.1:{httpserver.port}").get("/").text == "ok"
    with pytest.raises(BlockedAddress):
        HttpClient(f"http://127.0.0.1:{httpserver.port}", allow=())


@pytest.mark.parametrize("path", ("@evil.example/", ":8080/", ".evil.example/", "evil"))
def test_a_path_cannot_change_the_host(httpserver, path):
    with pytest.raises(BlockedAddress):
        calling(httpserver).get(path)


def test_a_proxy_in_the_environment_is_ignored(httpserver, monkeypatch):
    httpserver.expect_request("/").respond_with_data("direct")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")

    assert calling(httpserver).get("/").text == "direct"


def test_a_closed_port_and_an_unknown_name_are_unreachable():
    def unknown(host, port):
        raise socket.gaierror("no such name")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        place = f"127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(Unreachable):
        HttpClient(f"http://{place}", allow={place}).get("/")
    with pytest.raises(Unreachable, match=r"api\.example: no such name"):
        HttpClient("https://api.example", allow=(), resolve=unknown).get("/")


def test_a_dead_first_address_leaves_time_for_the_second(httpserver):
    httpserver.expect_request("/").respond_with_data("ok")
    place = f"two.example:{httpserver.port}"

    answer = HttpClient(
        f"http://{place}", allow={place}, resolve=lambda h, p: ["127.0.0.9", "127.0.0.1"]
    ).get("/")

    assert answer.text == "ok"


# --- Redirects --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    (
        "http://127.0.0.1/admin",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "//10.0.0.1/",
        "http://user:pw@files.example/",
        "file:///etc/passwd",
        "http://127.0.0.1:6379/",
    ),
)
def test_a_redirect_is_checked_like_the_first_address(httpserver, target):
    redirect(httpserver, "/", target)

    with pytest.raises(BlockedAddress):
        calling(httpserver).get("/")


def test_a_redirect_does_not_profit_from_an_allowance_for_another_machine(httpserver, raw_server):
    internal = raw_server(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret"))
    site = f"site.example:{httpserver.port}"
    redirect(httpserver, "/", f"http://{internal}/")

    with pytest.raises(BlockedAddress, match="a machine of ours"):
        HttpClient(f"http://{site}", allow={site, internal}, resolve=lambda h, p: ["127.0.0.1"]).get("/")


def test_three_redirects_are_followed_and_a_fourth_is_not(httpserver):
    for step in range(4):
        redirect(httpserver, f"/{step}", f"/{step + 1}")
    httpserver.expect_request("/4").respond_with_data("here")

    assert calling(httpserver).get("/1").text == "here"
    with pytest.raises(BadAnswer, match="too many redirects"):
        calling(httpserver).get("/0")


def test_keys_and_cookies_do_not_follow_to_another_host(httpserver, monkeypatch):
    seen = {}
    httpserver.expect_request("/", headers={"Host": "first.example"}).respond_with_data(
        status=302, headers={"Location": "http://second.example/", "Set-Cookie": "session=1"}
    )
    httpserver.expect_request("/", headers={"Host": "second.example"}).respond_with_handler(
        lambda request: seen.update(request.headers) or Response("ok")
    )
    # Both names are of public addresses to the guard; the test's server stands in for port 80 of both.
    connect = socket.create_connection
    monkeypatch.setattr(
        socket,
        "create_connection",
        lambda address, *rest, **options: connect(("127.0.0.1", httpserver.port), *rest, **options),
    )
    client = HttpClient(
        "http://first.example",
        allow=(),
        resolve=lambda host, port: ["8.8.8.8"],
        headers={"Authorization": "Bearer k", "x-api-key": "k"},
    )

    assert client.get("/").text == "ok"
    assert seen["Host"] == "second.example"
    assert not {"Authorization", "X-Api-Key", "Cookie", "Referer"} & set(seen)


def test_keys_follow_on_the_same_host_and_a_post_becomes_a_get(httpserver):
    redirect(httpserver, "/old", "/new")
    httpserver.expect_request("/new").respond_with_handler(
        lambda request: Response(
            f"{request.method} {request.headers['X-Api-Key']} {request.get_data(as_text=True)}|"
        )
    )

    assert calling(httpserver, headers={"x-api-key": "k"}).post("/old", json={"a": 1}).text == "GET k |"


def test_a_post_is_repeated_where_the_server_asks_for_it_but_not_to_another_host(httpserver):
    redirect(httpserver, "/old", "/new", status=308)
    redirect(httpserver, "/away", "http://second.example/", status=307)
    httpserver.expect_request("/new").respond_with_handler(
        lambda request: Response(f"{request.method} {request.get_data(as_text=True)}")
    )

    assert calling(httpserver).post("/old", json={"a": 1}).text == 'POST {"a":1}'
    with pytest.raises(BlockedAddress):
        calling(httpserver).post("/away", json={"a": 1})
