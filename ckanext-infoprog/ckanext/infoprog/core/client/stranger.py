"""One GET of an address that may be anybody's: bounded in time and size, never into a network.

The connection goes to the very address that was looked at, so that a name which answers
differently the second time gains nothing. Only standard library: no proxy, no cookies, no token.
"""

from __future__ import annotations

import errno
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import metadata
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

from ckanext.infoprog.core.client.failure import PortalError
from ckanext.infoprog.core.client.inflate import Inflater

CHUNK: Final = 1 << 16
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_PORTS: Final = {"http": 80, "https": 443}
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_AWAY: Final = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ECONNREFUSED})
_SAFE: Final = "/%:?#[]@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long, in seconds, how much, in bytes, and over how many addresses one GET may go."""

    connect: float = 10.0
    silence: float = 30.0
    whole: float = 60.0
    body: int = 50 * 1024 * 1024
    hops: int = 5


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered, behind redirects; header names are in small letters."""

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Stranger:
    """Who is asked, and within what: `own` origins (`host:port`) may lie in a private network.

    With `within` a request, redirected or not, goes to these origins and to no other.
    """

    own: frozenset[str] = frozenset()
    within: frozenset[str] | None = None
    bounds: Bounds = field(default_factory=Bounds)

    def get(self, url: str, accept: str = "*/*") -> Reply:
        """Return what an address answers; raise what went wrong."""
        target = url
        seen: set[str] = set()
        with _Watch(self.bounds.whole) as watch:
            while target not in seen and len(seen) <= self.bounds.hops:
                seen.add(target)
                reply = self._asked(target, accept, watch)
                moved = reply.headers.get("location") if reply.status in _MOVED else None
                if moved is None:
                    return reply
                target = urljoin(target, moved)
        raise PortalError("reading-redirects", address=url, target=target)

    def _asked(self, url: str, accept: str, watch: _Watch) -> Reply:
        """Return the answer of one address, redirect or not."""
        place = origin(url)
        if self.within is not None and place not in self.within:
            raise PortalError("reading-elsewhere", address=url, host=place)
        parts = urlsplit(url)
        path = quote(parts.path or "/", safe=_SAFE)
        query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
        with _told(url, self.bounds, watch):
            line = _line(parts.scheme, place, self.bounds, watch, guarded=place not in self.own)
            try:
                line.request("GET", path + query, headers=_headers(accept))
                answer = line.getresponse()
                headers = {name.lower(): value for name, value in answer.getheaders()}
                reply = Reply(url, answer.status, headers, self._body(answer, headers, url))
                watch.check()  # a connection that was broken off looks like one that ended
                return reply
            finally:
                line.close()

    def _body(
        self, answer: http.client.HTTPResponse, headers: Mapping[str, str], url: str
    ) -> bytes:
        """Return the body, unpacked; one that grows beyond the bound is refused while it grows."""
        made, taken = Inflater(headers.get("content-encoding", ""), url), bytearray()
        while piece := answer.read1(CHUNK):
            for part in made.feed(piece):
                taken += part
                if len(taken) > self.bounds.body:
                    raise PortalError("reading-large", address=url, limit=self.bounds.body)
        if answer.length:
            raise http.client.IncompleteRead(b"", answer.length)
        made.end()
        return bytes(taken)


def origin(url: str) -> str:
    """Return `host:port` of an address; raise where it is none of http or https."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise PortalError("bad-address", value=url) from None
    if not parts.hostname or parts.username is not None or not url.isprintable():
        raise PortalError("bad-address", value=url)
    return f"{parts.hostname.rstrip('.')}:{port}"


class _Watch:
    """Breaks a connection off when its time is over, whatever it waits for."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._timer = threading.Timer(seconds, self._break_off)
        self._timer.daemon = True
        self._until = time.monotonic() + seconds
        self._socket: socket.socket | None = None

    def __enter__(self) -> _Watch:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def left(self, most: float) -> float:
        """Return the seconds that one step may take."""
        return max(0.01, min(most, self._until - time.monotonic()))

    def check(self) -> None:
        """Raise where the time is over."""
        if self.over:
            raise TimeoutError

    def guard(self, made: socket.socket) -> socket.socket:
        """Watch over this connection now."""
        self._socket = made
        if self.over:
            self._break_off()
        return made

    def _break_off(self) -> None:
        self.over = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


def _line(
    scheme: str, place: str, bounds: Bounds, watch: _Watch, *, guarded: bool
) -> http.client.HTTPConnection:
    """Return an open connection to an origin."""
    host, _, port = place.rpartition(":")
    made = watch.guard(_connected(host, int(port), bounds, watch, guarded=guarded))
    if scheme == "https":
        made = watch.guard(ssl.create_default_context().wrap_socket(made, server_hostname=host))
    made.settimeout(bounds.silence)
    line = http.client.HTTPConnection(host, int(port))
    line.sock = made
    if int(port) == _PORTS[scheme]:
        line.port = line.default_port  # so that Host names no port that goes without saying
    return line


def _connected(
    host: str, port: int, bounds: Bounds, watch: _Watch, *, guarded: bool
) -> socket.socket:
    """Return a socket to the first address of a host that answers; a private one is refused."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    failed: OSError | None = None
    for family, kind, number, _name, address in found:
        ip = ipaddress.ip_address(str(address[0]).partition("%")[0])
        if guarded and not _is_public(ip):
            raise PortalError("reading-private", host=host, ip=str(ip))
        made = socket.socket(family, kind, number)
        made.settimeout(watch.left(bounds.connect))
        try:
            made.connect(address)
        except OSError as error:
            made.close()
            failed = error
        else:
            return made
    raise failed or OSError("no address")


def _is_public(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Tell whether an address, or the one that it wraps, belongs to the open internet."""
    wrapped: list[ipaddress.IPv4Address | ipaddress.IPv6Address] = [ip]
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = [one for one in (ip.ipv4_mapped, ip.sixtofour) if one] or [ip]
        if ip in _NAT64:
            wrapped = [ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)]
    return all(one.is_global and not one.is_multicast and not one.is_reserved for one in wrapped)


def _headers(accept: str) -> dict[str, str]:
    version = metadata.version("ckanext-infoprog")
    return {
        "Accept": accept,
        "Accept-Encoding": "gzip",
        "Connection": "close",
        "User-Agent": f"infoprog/{version} (harvest status)",
    }


@contextmanager
def _told(url: str, bounds: Bounds, watch: _Watch) -> Iterator[None]:
    """Turn what the connection ends by into a sentence."""
    host = urlsplit(url).netloc
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise PortalError(
            "reading-certificate", host=host, reason=error.verify_message or "?"
        ) from None
    except (OSError, http.client.HTTPException) as error:
        raise _failure(error, url, bounds, watch) from None


def _failure(error: Exception, url: str, bounds: Bounds, watch: _Watch) -> PortalError:
    if watch.over:
        return PortalError("reading-timeout", address=url, seconds=round(bounds.whole, 1))
    if isinstance(error, TimeoutError):
        return PortalError("reading-timeout", address=url, seconds=round(bounds.silence, 1))
    if isinstance(error, socket.gaierror) or getattr(error, "errno", None) in _AWAY:
        return PortalError("reading-unreachable", address=url, reason=_reason(error))
    return PortalError("reading-broken", address=url)


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or type(error).__name__)
