"""A bad line in front of the real portal: it answers as the portal does, until told otherwise."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests


@dataclass(frozen=True)
class Reply:
    """An answer on its way; `sent` is how much of its body goes through, None all of it."""

    status: int
    kind: str
    body: bytes
    location: str = ""
    sent: int | None = None


Fault = Callable[[Reply], Reply]


@dataclass
class Line:
    """The line’s address, what it does to answers, and what went through it.

    `size` are the bytes that the portal sent, as it packed them.
    """

    url: str
    fault: Fault
    passed: list[str] = field(default_factory=list)
    size: int = 0
    held: threading.Event = field(default_factory=threading.Event)


def nothing(reply: Reply) -> Reply:
    """Leave an answer as it is."""
    return reply


@contextmanager
def line(portal: str, tls: ssl.SSLContext | None = None) -> Iterator[Line]:
    """Open a line to a portal; `fault` of it may be set at any time."""
    made = Line("", nothing)
    made.held.set()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_GET(self) -> None:
            _pass_on(self, portal, made)

        def do_HEAD(self) -> None:
            _pass_on(self, portal, made)

        def log_message(self, *_words: Any) -> None:  # noqa: ANN401 - as its base
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        made.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield made
        made.held.set()
        server.shutdown()


def _pass_on(handler: BaseHTTPRequestHandler, portal: str, made: Line) -> None:
    made.passed.append(f"{handler.command} {handler.path}")
    names = ("Accept", "Accept-Encoding", "Authorization", "If-None-Match")
    asked: dict[str, str | None] = {name: handler.headers[name] for name in names}
    answer = requests.request(
        handler.command, portal + handler.path, headers=asked, allow_redirects=False, timeout=120
    )
    kind = answer.headers.get("Content-Type", "")
    reply = made.fault(Reply(answer.status_code, kind, answer.content))
    made.held.wait(120)
    made.size += int(answer.headers.get("Content-Length", len(answer.content)))
    with suppress(OSError):
        handler.send_response(reply.status)
        handler.send_header("Content-Type", reply.kind)
        handler.send_header("Content-Length", str(len(reply.body)))
        if reply.location:
            handler.send_header("Location", reply.location)
        handler.end_headers()
        if handler.command == "GET":
            handler.wfile.write(reply.body[: reply.sent])


def instead(status: int, kind: str, text: str) -> Fault:
    """Return a fault that answers with another text."""
    return lambda reply: Reply(status, kind, text.encode())


def cut(reply: Reply) -> Reply:
    """Promise the whole body and send half of it."""
    return replace(reply, sent=len(reply.body) // 2)


def halved(reply: Reply) -> Reply:
    """Send half of the text as if it were all."""
    return replace(reply, body=reply.body[: len(reply.body) // 2])


def recoded(reply: Reply) -> Reply:
    """Send the text in another encoding than it says."""
    return replace(reply, body=reply.body.decode().encode("cp1251", "replace"))


def emptied(core: str, what: str) -> None:
    """Remove documents from a search index, as a rebuild does before it fills it."""
    command = {"delete": {"query": what}}
    answer = requests.post(f"{core}/update?commit=true", json=command, timeout=60)
    assert answer.ok, answer.text


HTML = "<!doctype html><title>502</title><h1>Технічні роботи</h1>"
#: What a line may do, by its name in the table.
FAULTS: dict[str, Fault] = {
    "HTML page instead, 200": instead(200, "text/html; charset=utf-8", HTML),
    "HTML page, 500": instead(500, "text/html; charset=utf-8", HTML),
    "JSON of another form, 200": instead(
        200, "application/json", '{"success": true, "result": {}}'
    ),
    "503": instead(503, "text/plain", "Please try again later.\n"),
    "cut off in the middle": cut,
    "half a text": halved,
    "wrong encoding": recoded,
}
