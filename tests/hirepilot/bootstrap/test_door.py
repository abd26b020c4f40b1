import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from hirepilot.bootstrap import door
from hirepilot.bootstrap.errors import CannotStart, PortTaken


@pytest.fixture
def taken():
    """A port on which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("port", ["abc", "0", "-1", "65536", "8000.0", "8 000", "²"])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(CannotStart, match="a port is a number from 1 to 65535"):
        door.open_door(port)


def test_a_wanted_port_that_is_taken_is_refused(taken):
    with pytest.raises(PortTaken) as refused:
        door.open_door(str(taken))

    assert str(refused.value) == (
        f"Port {taken} is taken by another program: stop that program, or start with another port "
        f"(PORT={taken + 1} ./run) or without PORT to have a free one found."
    )


def test_a_wanted_port_is_opened_on_this_machine_only():
    with socket.create_server(("127.0.0.1", 0)) as server:
        free = server.getsockname()[1]

    with door.open_door(str(free)) as opened:
        assert opened.getsockname() == ("127.0.0.1", free)


def test_a_free_port_is_found_when_the_usual_one_is_taken(taken, monkeypatch):
    monkeypatch.setattr(door, "USUAL_PORT", taken)
    monkeypatch.setattr(door, "OTHER_PORTS", [taken])

    with door.open_door() as opened:
        assert opened.getsockname()[1] not in (0, taken)


def test_a_port_that_is_taken_under_the_other_name_of_this_machine_is_taken(monkeypatch):
    monkeypatch.setattr(door, "_answers", lambda host, port: (host, port) == ("::1", 8123))

    with pytest.raises(PortTaken):
        door.open_door("8123")


def test_any_answer_of_the_web_server_is_an_answer(taken):
    class Refusing(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_error(503)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.handle_request).start()
        assert door.web_answers(server.server_port)
    assert not door.web_answers(server.server_port)
