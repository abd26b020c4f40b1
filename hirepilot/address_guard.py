"""Where an outgoing call may go, and how long it may take: the network layer under hirepilot.http.

A name is resolved once, every address behind it is checked, and the connection goes to the checked address, so a name
that answers differently the second time gains nothing. The deadline is one for the whole call: each read and write gets
only what is left of it, so a peer that sends a byte a second is cut off like one that sends none.
"""

import ipaddress
import queue
import socket
import threading
import time
from contextvars import ContextVar

import httpcore2

from hirepilot.errors import HirePilotError

WEB_PORTS = frozenset({80, 443})

# The standard library takes some of these for public. The first one answers inside a cloud's machines only.
REFUSED = [
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    )
]
# Everything outside is a translation, a tunnel or a private net: ::1, ::127.0.0.1, ::ffff:…, 64:ff9b::…, fc00::/7.
IPV6_INTERNET = ipaddress.ip_network("2000::/3")


class OutboundError(HirePilotError):
    """An outgoing call that brought no usable answer. Names the host, never the path or query of the address."""

    code = "outbound_failed"
    message = "The other side could not be asked."

    def __init__(self, host="", detail=""):
        self.host, self.detail = host, detail
        about = ": ".join(part for part in (host, detail) if part)
        super().__init__(f"{self.message} ({about})" if about else self.message)


class BlockedAddress(OutboundError):
    code = "blocked_address"
    message = "This address is not one we call."


class DeadlineExceeded(OutboundError):
    code = "deadline_exceeded"
    message = "The other side took too long to answer."


class Unreachable(OutboundError):
    code = "unreachable"
    message = "The other side could not be reached."


class Deadline:
    """A moment on the monotonic clock after which a call is over, whatever it was doing."""

    def __init__(self, seconds, host=""):
        self._end, self.host = time.monotonic() + seconds, host

    def left(self):
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise DeadlineExceeded(self.host)
        return seconds


# Connections are kept and reused by later calls, so the deadline belongs to the call and not to the connection.
current_deadline: ContextVar[Deadline] = ContextVar("outbound_deadline")


def is_public(address):
    """Whether this is the address of a machine on the open internet, and not of one that only we can reach."""
    ip = ipaddress.ip_address(address)
    if any(ip in network for network in REFUSED if network.version == ip.version):
        return False
    if ip.version == 6 and ip not in IPV6_INTERNET:
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


def system_resolver(host, port):
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(sockaddr[0] for *_, sockaddr in found))


def resolve_in_time(resolve, host, port):
    """The addresses of `host`. The system's resolver knows no time limit, so a thread asks it and may be left."""
    answer: queue.SimpleQueue = queue.SimpleQueue()

    def ask():
        try:
            answer.put((resolve(host, port), None))
        except (OSError, UnicodeError) as error:
            answer.put(([], error))

    threading.Thread(target=ask, name="outbound-resolver", daemon=True).start()
    try:
        addresses, error = answer.get(timeout=current_deadline.get().left())
    except queue.Empty:
        raise DeadlineExceeded(host, "name lookup") from None
    if error or not addresses:
        raise Unreachable(host, "no such name") from error
    return addresses


class TimedStream(httpcore2.NetworkStream):
    """A connection whose every read and write gets what is left of the current call's deadline."""

    def __init__(self, stream):
        self._stream = stream

    def read(self, max_bytes, timeout=None):
        return self._in_time(httpcore2.ReadTimeout, self._stream.read, max_bytes)

    def write(self, buffer, timeout=None):
        # In pieces: the backend below starts its clock anew for every part that a slow reader takes.
        for start in range(0, len(buffer), 65536):
            self._in_time(httpcore2.WriteTimeout, self._stream.write, buffer[start : start + 65536])

    def start_tls(self, ssl_context, server_hostname=None, timeout=None):
        secured = self._in_time(
            httpcore2.ConnectTimeout, self._stream.start_tls, ssl_context, server_hostname
        )
        return TimedStream(secured)

    def _in_time(self, timed_out, act, *args):
        deadline = current_deadline.get()
        try:
            return act(*args, timeout=deadline.left())
        except timed_out:
            raise DeadlineExceeded(deadline.host) from None

    def close(self):
        self._stream.close()

    def get_extra_info(self, info):
        return self._stream.get_extra_info(info)


class GuardedBackend(httpcore2.NetworkBackend):
    """Opens connections for the HTTP client: to public addresses, and to the `allow`ed "host:port" as they are."""

    def __init__(self, allow, resolve):
        self._allow, self._resolve = allow, resolve
        self._backend = httpcore2.SyncBackend()

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        addresses = resolve_in_time(self._resolve, host, port)
        if f"{host}:{port}" not in self._allow and not all(map(is_public, addresses)):
            raise BlockedAddress(host, "not a public address")
        return TimedStream(self._connect_to_first(host, addresses, port, socket_options))

    def _connect_to_first(self, host, addresses, port, socket_options):
        refusal = None
        for tried, address in enumerate(addresses):
            # A dead first address may not use up the time of the living second one.
            share = current_deadline.get().left() / (len(addresses) - tried)
            try:
                return self._backend.connect_tcp(address, port, timeout=share, socket_options=socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                refusal = error
        current_deadline.get().left()
        raise Unreachable(host, str(refusal)) from refusal

    def connect_unix_socket(self, path, timeout=None, socket_options=None):
        raise BlockedAddress(detail="no local sockets")
