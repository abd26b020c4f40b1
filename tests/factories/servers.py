"""Outside parties on the loopback: what a test's HttpClient talks to."""

import contextlib
import socket
import threading
import time

from hirepilot.http import HttpClient


def calling(httpserver, path="", **options):
    """A client for the loopback server, which it may call although it is private."""
    place = f"{httpserver.host}:{httpserver.port}"
    return HttpClient(f"http://{place}{path}", **{"allow": {place}, "deadline": 5} | options)


@contextlib.contextmanager
def raw_servers():
    """Gives `start(talk)`: serve each connection with `talk(stream)` once it has spoken, at this "host:port"."""
    with contextlib.ExitStack() as stack:

        def start(talk, wrap=lambda connection: connection):
            listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            threading.Thread(target=_accept, args=(listener, talk, wrap), daemon=True).start()
            return f"127.0.0.1:{listener.getsockname()[1]}"

        yield start


def _accept(listener, talk, wrap):
    with contextlib.suppress(OSError):
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_converse, args=(connection, talk, wrap), daemon=True).start()


def _converse(connection, talk, wrap):
    with contextlib.suppress(OSError), wrap(connection) as stream:
        stream.recv(65536)
        talk(stream)


def saying(answer):
    """Talk that says this and hangs up."""
    return lambda stream: stream.sendall(answer)


def dripping(beginning):
    """Talk that begins like this and goes on with a byte now and then."""

    def talk(stream):
        stream.sendall(beginning)
        for _ in range(200):
            stream.sendall(b"x")
            time.sleep(0.05)

    return talk


def pouring(beginning, rest):
    """Talk that never ends."""

    def talk(stream):
        stream.sendall(beginning)
        while True:
            stream.sendall(rest)

    return talk


def redirect(httpserver, path, to, status=302):
    httpserver.expect_request(path).respond_with_data(status=status, headers={"Location": to})
