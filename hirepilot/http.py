"""The only way out: every call to another machine goes through HttpClient.

    http = HttpClient("https://api.hunter.io", headers={"X-API-KEY": key}, deadline=10)
    answer = http.get("/v2/account")
    answer.status, answer.json, answer.seconds("retry-after")

An answer of any status is an Answer; no usable answer is an OutboundError. Nothing is retried here.
"""

import functools
import json
import logging
import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpcore2
import httpx2
import structlog
from django.conf import settings

from hirepilot.address_guard import (
    WEB_PORTS,
    BlockedAddress,
    Deadline,
    DeadlineExceeded,
    GuardedBackend,
    OutboundError,
    Unreachable,
    current_deadline,
    system_resolver,
)

__all__ = [
    "Answer",
    "BadAnswer",
    "BlockedAddress",
    "DeadlineExceeded",
    "HttpClient",
    "NotJson",
    "OutboundError",
    "TooLarge",
    "Unreachable",
]

log = structlog.get_logger("outbound")

# The libraries print whole addresses and headers, keys among them.
for name in ("httpx2", "httpcore2"):
    logging.getLogger(name).setLevel(logging.WARNING)

MAX_REDIRECTS = 3
REDIRECTS = {301, 302, 303, 307, 308}
DEFAULT_PORTS = {"http": 80, "https": 443}
# A webhook's path is its password, and some providers put an email address there.
SECRET_SEGMENT = re.compile(r"[^/]*[@%][^/]*|(?=[^/]*\d)[^/]{16,}|[^/]{40,}")


class TooLarge(OutboundError):
    code = "too_large"
    message = "The other side's answer is too large."


class BadAnswer(OutboundError):
    code = "bad_answer"
    message = "The other side's answer could not be read."


class NotJson(BadAnswer):
    code = "not_json"
    message = "The other side's answer is not JSON."


@dataclass(frozen=True)
class Answer:
    """What came back, unpacked and within the size limit. `url` is the last one, `elapsed` the whole call's seconds."""

    status: int
    headers: httpx2.Headers = field(repr=False)
    body: bytes = field(repr=False)
    url: str = field(repr=False)
    elapsed: float

    @functools.cached_property
    def json(self):
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise NotJson(httpx2.URL(self.url).host, f"status {self.status}") from error

    @property
    def text(self):
        charset = re.search(r"charset=\"?([\w.:-]+)", self.headers.get("content-type", ""), re.IGNORECASE)
        try:
            return self.body.decode(charset[1] if charset else "utf-8", errors="replace")
        except LookupError:
            return self.body.decode(errors="replace")

    def seconds(self, header, *, at_most=3600):
        """A header that says how long to wait, as a number or as a date; None where it is absent or unreadable."""
        value = self.headers.get(header, "").strip()
        if re.fullmatch(r"\d{1,9}(\.\d+)?", value):
            return min(float(value), at_most)
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
            return None
        # "-0000" gives a date without a zone; it means UTC.
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return min(max((moment - datetime.now(UTC)).total_seconds(), 0.0), at_most)


class HttpClient:
    """Calls one outside party. Safe to share between threads; connections are kept for the next call.

    `deadline` is wall-clock seconds for a whole call: name lookup, redirects and the last byte of the body.
    `allow` names "host:port" pairs that may be private or on unusual ports (default: settings.OUTBOUND_ALLOW).
    """

    def __init__(
        self,
        base_url,
        *,
        headers=None,
        deadline=20.0,
        max_bytes=5_000_000,
        allow=None,
        resolve=system_resolver,
        tls=None,
    ):
        self._base_url, self._headers = base_url.rstrip("/"), headers or {}
        self._deadline, self._max_bytes = deadline, max_bytes
        self._allow = frozenset(settings.OUTBOUND_ALLOW if allow is None else allow)
        self._base = self._checked(_parsed(self._base_url), home=None)
        self._client = _client(GuardedBackend(self._allow, resolve), tls or _trusted_roots())

    def get(self, path="", *, params=None, headers=None, deadline=None):
        return self.request("GET", path, params=params, headers=headers, deadline=deadline)

    def post(self, path="", *, params=None, json=None, data=None, headers=None, deadline=None):
        """`data` is a dict for a form, or bytes as they are."""
        body = {"content": data} if isinstance(data, bytes) else {"data": data}
        return self.request(
            "POST", path, params=params, headers=headers, deadline=deadline, json=json, **body
        )

    def request(self, method, path="", *, params=None, headers=None, deadline=None, **body):
        if path and not path.startswith(("/", "?")):
            raise BlockedAddress(self._base.host, "a path begins with a slash")
        url = self._checked(_parsed(self._base_url + path), home=self._base)
        began, outcome = time.monotonic(), {}
        token = current_deadline.set(Deadline(deadline or self._deadline, url.host))
        try:
            sent = {**self._headers, **(headers or {})}
            first = self._client.build_request(method, url, params=params, headers=sent, **body)
            answer = self._follow(first, began)
            outcome = {"status": answer.status, "bytes": len(answer.body)}
            return answer
        except OutboundError as error:
            outcome = {"error": error.code}
            raise
        finally:
            current_deadline.reset(token)
            log.info(
                "outbound",
                method=method,
                host=url.host,
                path=_loggable(url),
                ms=round((time.monotonic() - began) * 1000),
                **outcome,
            )

    def close(self):
        self._client.close()

    def _follow(self, request, began):
        for _ in range(MAX_REDIRECTS + 1):
            status, headers, body = self._exchange(request)
            if status not in REDIRECTS or "location" not in headers:
                return Answer(status, headers, body, str(request.url), time.monotonic() - began)
            request = self._redirected(request, status, headers["location"])
        raise BadAnswer(request.url.host, "too many redirects")

    def _exchange(self, request):
        host = request.url.host
        try:
            response = self._client.send(request, stream=True)
            try:
                return response.status_code, response.headers, self._body(response)
            finally:
                response.close()
        except httpx2.TimeoutException as error:
            raise DeadlineExceeded(host) from error
        except (httpx2.RemoteProtocolError, httpx2.DecodingError) as error:
            raise BadAnswer(host, type(error).__name__) from error
        except httpx2.ConnectError as error:
            raise Unreachable(host, str(error)) from error
        except httpx2.TransportError as error:
            # By its name only: some of these quote the header they dislike.
            raise Unreachable(host, type(error).__name__) from error

    def _body(self, response):
        host = response.request.url.host
        if "," in response.headers.get("content-encoding", ""):
            # One layer unpacks in bounded pieces; layers in layers multiply.
            raise BadAnswer(host, "packed more than once")
        parts, size = [], 0
        for part in response.iter_bytes():
            size += len(part)
            if size > self._max_bytes:
                raise TooLarge(host, f"over {self._max_bytes} bytes")
            current_deadline.get().left()
            parts.append(part)
        return b"".join(parts)

    def _redirected(self, request, status, location):
        try:
            target = request.url.join(location)
        except httpx2.InvalidURL as error:
            raise BadAnswer(request.url.host, "redirect without an address") from error
        if request.url.scheme == "https" and target.scheme == "http":
            raise BlockedAddress(target.host, "redirect to an unencrypted page")
        url = self._checked(target, home=request.url)
        keeps_body = status in {307, 308} and request.method == "POST"
        at_home = _place(url) == _place(request.url) or (url.host, _port(url)) == (request.url.host, 443)
        if not at_home and keeps_body:
            raise BlockedAddress(url.host, "what was sent is for another host")
        kept = request.headers.copy() if at_home else httpx2.Headers()
        for name in ("host", "content-length", "transfer-encoding"):
            kept.pop(name, None)
        if keeps_body:
            return self._client.build_request("POST", url, headers=kept, content=request.content)
        kept.pop("content-type", None)
        return self._client.build_request("GET", url, headers=kept)

    def _checked(self, url, *, home):
        """Refuse what can be refused by the look of an address. What its name stands for is checked on connecting."""
        if url.scheme not in DEFAULT_PORTS or not url.host:
            raise BlockedAddress(url.host, "only http and https")
        if url.userinfo:
            raise BlockedAddress(url.host, "a name or password in the address")
        # The allowance is for calls that we address ourselves: no page may send us on to an allowed machine.
        allowed = f"{url.host}:{_port(url)}" in self._allow
        if allowed and home is not None and _place(url) != _place(home):
            raise BlockedAddress(url.host, "redirect to a machine of ours")
        if not allowed and _port(url) not in WEB_PORTS:
            raise BlockedAddress(url.host, "an unusual port")
        return url


def _parsed(url):
    try:
        return httpx2.URL(url)
    except httpx2.InvalidURL as error:
        raise BlockedAddress(detail="not an address") from error


def _port(url):
    return DEFAULT_PORTS.get(url.scheme) if url.port is None else url.port


def _place(url):
    return url.host, _port(url)


def _loggable(url):
    return SECRET_SEGMENT.sub("…", url.raw_path.partition(b"?")[0].decode())


@functools.cache
def _trusted_roots():
    return httpx2.create_ssl_context()


def _client(backend, tls):
    transport = httpx2.HTTPTransport(verify=tls, trust_env=False)
    # The transport has no parameter for its network layer, and ours has to be under the pool, not over it.
    transport._pool = httpcore2.ConnectionPool(
        ssl_context=tls,
        network_backend=backend,
        max_connections=None,
        max_keepalive_connections=20,
        keepalive_expiry=20,
    )
    return httpx2.Client(
        transport=transport,
        trust_env=False,
        follow_redirects=False,
        timeout=None,
        headers={"user-agent": "HirePilot", "accept-encoding": "gzip"},
        # Nobody's cookies are kept.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )
