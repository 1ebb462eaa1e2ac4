"""A line to the portal that loses what it is told to lose: the n-th answer, or the client."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

End = bytes | None
Fault = Callable[[int, str], bool]


@dataclass
class Line:
    """The line's address and the requests that went through it, by their first line."""

    url: str
    passed: list[str] = field(default_factory=list)


@contextmanager
def line(portal: str, is_lost: Fault) -> Iterator[Line]:
    """Carry requests to a portal; where `is_lost(n, request)` holds, the answer never arrives."""
    target = urlsplit(portal)
    upstream = (target.hostname or "", target.port or 80)
    with socket.create_server(("127.0.0.1", 0)) as server:
        made = Line(f"http://127.0.0.1:{server.getsockname()[1]}")
        threading.Thread(target=_carry, args=(server, upstream, made, is_lost), daemon=True).start()
        yield made


def _carry(server: socket.socket, upstream: tuple[str, int], made: Line, is_lost: Fault) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        words = (connection, upstream, made, is_lost)
        threading.Thread(target=_exchange, args=words, daemon=True).start()


def _exchange(
    connection: socket.socket, upstream: tuple[str, int], made: Line, is_lost: Fault
) -> None:
    with connection, suppress(OSError):
        request = _request(connection)
        if not request:
            return
        made.passed.append(request.split(b" HTTP/")[0].decode())
        lost = is_lost(len(made.passed), made.passed[-1])
        answer = _asked(request, upstream)
        if not lost:
            connection.sendall(answer)


def _asked(request: bytes, upstream: tuple[str, int]) -> bytes:
    """Return what the portal answers, read to its end."""
    closing = request.replace(b"Connection: keep-alive", b"Connection: close", 1)
    with socket.create_connection(upstream, timeout=60) as portal:
        portal.sendall(closing)
        answer = b""
        while piece := portal.recv(1 << 16):
            answer += piece
    return answer


def _request(connection: socket.socket) -> bytes:
    """Return a request with its body."""
    text = b""
    while b"\r\n\r\n" not in text:
        piece = connection.recv(1 << 16)
        if not piece:
            return b""
        text += piece
    head, _, body = text.partition(b"\r\n\r\n")
    wanted = next((int(one.split(b":")[1]) for one in head.lower().split(b"\r\n")
                   if one.startswith(b"content-length:")), 0)  # fmt: skip
    while len(body) < wanted:
        body += connection.recv(1 << 16)
    return head + b"\r\n\r\n" + body
