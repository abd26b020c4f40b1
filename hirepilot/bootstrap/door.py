"""The address at which the product is reached."""

import http.client
import socket

from hirepilot.bootstrap.errors import CannotStart, PortTaken

HOST = "127.0.0.1"
USUAL_PORT = 8000
OTHER_PORTS = range(USUAL_PORT + 1, USUAL_PORT + 100)


def open_door(wanted=None):
    """A listening socket, handed to the web server later, so that nobody takes the port in between."""
    if wanted:
        if not (door := _listen(_number(wanted))):
            raise PortTaken(int(wanted))
        return door
    for port in (USUAL_PORT, *OTHER_PORTS):
        if door := _listen(port):
            return door
    return _listen(0)


def _number(text):
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise CannotStart(
            f"PORT is {text!r}, and a port is a number from 1 to 65535: start ./run with such a PORT."
        )
    return int(text)


def _listen(port):
    if port and _answers("::1", port):  # a browser that is told "localhost" would reach that one
        return None
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((HOST, port))
        door.listen(128)
    except PermissionError as error:
        door.close()
        raise CannotStart(
            f"Port {port} is for root alone: choose one above 1023, as in PORT=8000 ./run"
        ) from error
    except OSError:
        door.close()
        return None
    return door


def _answers(host, port):
    try:
        with socket.create_connection((host, port), timeout=0.2):
            return True
    except OSError:
        return False


def web_answers(port):
    """Whether a request comes back; whatever it says, the web server is up."""
    asked = http.client.HTTPConnection(HOST, port, timeout=1)
    try:
        asked.request("GET", "/healthz")
        asked.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()
    return True
