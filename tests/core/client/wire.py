"""A server that answers exactly the bytes it is told: for faults that no real portal gives."""

from __future__ import annotations

import itertools
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from json import dumps

from ckanext.infoprog.core.client import Address

Reply = bytes | Callable[[socket.socket], None]


@dataclass
class Wire:
    """The server's address and the requests that came to it, as text."""

    address: Address
    requests: list[str] = field(default_factory=list)

    def starts(self) -> list[str]:
        """Return the first line of each request."""
        return [one.split("\r\n")[0] for one in self.requests]


def json(status: str, body: str, *headers: str) -> bytes:
    """Return an answer of JSON."""
    return plain(status, body, "Content-Type: application/json; charset=utf-8", *headers)


def plain(status: str, body: str, *headers: str) -> bytes:
    """Return an answer with its true length."""
    content = body.encode()
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(content)}", "Connection: close", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + content


def reset(connection: socket.socket) -> None:
    """Break the connection off without an answer."""
    linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


def slow(connection: socket.socket) -> None:
    """Answer nothing for longer than anyone waits."""
    time.sleep(1.5)


def result(value: object) -> bytes:
    """Return the answer of an action that went well."""
    return json("200 OK", dumps({"success": True, "result": value}))


def refused(code: str, **params: object) -> bytes:
    """Return the answer of an action that was refused."""
    error = {"__type": "Infoprog Refusal", "code": code, "params": params, "message": code}
    return json("409 Conflict", dumps({"success": False, "error": error}))


@contextmanager
def serving(*replies: Reply) -> Iterator[Wire]:
    """Answer one connection after another with these replies, the last one for ever."""
    with answering(lambda at, _: replies[min(at, len(replies) - 1)]) as wire:
        yield wire


@contextmanager
def answering(choose: Callable[[int, str], Reply]) -> Iterator[Wire]:
    """Answer each request with what is chosen for its number and its text."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        wire = Wire(Address.of(f"http://127.0.0.1:{server.getsockname()[1]}"))
        thread = threading.Thread(target=_serve, args=(server, wire, choose), daemon=True)
        thread.start()
        yield wire


def _serve(server: socket.socket, wire: Wire, choose: Callable[[int, str], Reply]) -> None:
    for at in itertools.count():
        try:
            connection, _ = server.accept()
        except OSError:
            return
        words = (connection, wire, at, choose)
        threading.Thread(target=_answer, args=words, daemon=True).start()


def _answer(
    connection: socket.socket, wire: Wire, at: int, choose: Callable[[int, str], Reply]
) -> None:
    with connection:
        wire.requests.append(_request(connection))
        reply = choose(at, wire.requests[-1])
        if callable(reply):
            reply(connection)
        else:
            connection.sendall(reply)


def _request(connection: socket.socket) -> str:
    """Return a request with its body."""
    text = b""
    while b"\r\n\r\n" not in text:
        text += connection.recv(65536)
    head, _, body = text.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n")
               if line.startswith(b"content-length:")]  # fmt: skip
    while lengths and len(body) < int(lengths[0]):
        body += connection.recv(65536)
    return (head + b"\r\n\r\n" + body).decode("utf-8", "replace")
