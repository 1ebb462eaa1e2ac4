"""One GET of anybody's address: bounded in time and size, never into a network, never misled."""

from __future__ import annotations

import gzip
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ckanext.infoprog.core.client import PortalError
from ckanext.infoprog.core.client.stranger import Bounds, Reply, Stranger, origin

from . import tls, wire

QUICK = Bounds(connect=1.0, silence=0.6, whole=1.2, body=200_000)
WELL = wire.json("200 OK", '{"success": true}')
VALID = ("20200101000000Z", "20991231000000Z")
PAST = ("20200101000000Z", "20210101000000Z")
ENDLESS = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"


def ask(at: wire.Wire, bounds: Bounds = QUICK) -> Reply:
    """Return the answer of a server that is known as our own."""
    return Stranger(frozenset({origin(at.address.url)}), bounds=bounds).get(at.address.url)


def failure(*replies: wire.Reply) -> PortalError:
    """Return what a GET fails by that is answered so."""
    with wire.serving(*replies) as at, pytest.raises(PortalError) as caught:
        ask(at)
    return caught.value


def packed(content: bytes, name: str = "gzip") -> bytes:
    """Return an answer with a packed body."""
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {name}\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


def drip(head: bytes, piece: bytes) -> wire.Reply:
    """Return an answer that comes in small pieces for longer than anyone waits."""

    def send(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(40):
            try:
                connection.sendall(piece)
            except OSError:
                return
            time.sleep(0.1)

    return send


def flood(connection: socket.socket) -> None:
    """Answer without end, as fast as it is read."""
    connection.sendall(ENDLESS)
    try:
        while True:
            connection.sendall(b" " * 65536)
    except OSError:
        return


class TestWhole:
    def test_answer(self):
        """An answer comes with its status, its headers in small letters, and its bytes."""
        with wire.serving(WELL) as at:
            reply = ask(at)
        assert (reply.status, reply.content) == (200, b'{"success": true}')
        assert reply.headers["content-type"].startswith("application/json")

    def test_packed(self):
        """A packed body is unpacked."""
        with wire.serving(packed(gzip.compress(b"data" * 1000))) as at:
            assert ask(at).content == b"data" * 1000

    def test_no_secret_is_sent(self):
        """A request carries no token and no cookie, and says who asks."""
        with wire.serving(WELL) as at:
            ask(at)
        assert "infoprog/" in at.requests[0]
        assert not {"authorization", "cookie"} & {
            line.partition(":")[0].lower() for line in at.requests[0].splitlines()
        }


class TestBounds:
    @pytest.mark.parametrize(
        ("reply", "code"),
        [
            (wire.slow, "reading-timeout"),
            (drip(b"HTTP/1.1 200 OK\r\nX-A: ", b"a"), "reading-timeout"),
            (drip(ENDLESS, b" "), "reading-timeout"),
            (flood, "reading-large"),
            (packed(gzip.compress(b"0" * 50_000_000)), "reading-large"),
            (packed(gzip.compress(b"data" * 1000)[:-30]), "reading-broken"),
            (packed(b"no gzip at all"), "reading-packing"),
            (packed(b"x", "br"), "reading-packing"),
            (wire.reset, "reading-broken"),
            (b"", "reading-broken"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{", "reading-broken"),
            (b"nonsense\r\n\r\n", "reading-broken"),
        ],
        ids=["silent", "slow-header", "slow-body", "endless", "bomb", "cut-gzip", "no-gzip",
             "brotli", "reset", "closed", "short", "no-http"],
    )  # fmt: skip
    def test_ends(self, reply: wire.Reply, code: str):
        """Whatever a server does, the request ends, and is told by name."""
        assert failure(reply).code == code

    def test_bomb_is_not_unpacked(self):
        """Of a body that unpacks to much more than the bound, little more than that is made."""
        import tracemalloc

        bomb = packed(gzip.compress(b"0" * 80_000_000))
        with wire.serving(bomb) as at:
            tracemalloc.start()
            try:
                with pytest.raises(PortalError):
                    ask(at)
                assert tracemalloc.get_traced_memory()[1] < 20_000_000
            finally:
                tracemalloc.stop()


class TestRedirects:
    def test_followed(self):
        """A redirect within the own origin is followed."""
        moved = wire.plain("302 Found", "", "Location: /there")
        with wire.serving(moved, WELL) as at:
            assert ask(at).url.endswith("/there")
        assert [line.split()[1] for line in at.starts()] == ["/", "/there"]

    def test_circle(self):
        """A redirect in a circle ends where it comes round."""
        there = wire.plain("302 Found", "", "Location: /a")
        back = wire.plain("302 Found", "", "Location: /b")
        with wire.serving(there, back, there) as at, pytest.raises(PortalError) as caught:
            ask(at)
        assert caught.value.code == "reading-redirects"
        assert len(at.requests) == 3

    def test_without_end(self):
        """Redirects that always lead further end after a few."""
        with wire.answering(
            lambda n, _: wire.plain("302 Found", "", f"Location: /{n}")
        ) as at, pytest.raises(PortalError) as caught:  # fmt: skip
            ask(at)
        assert caught.value.code == "reading-redirects"
        assert len(at.requests) <= QUICK.hops + 1

    def test_into_the_network(self):
        """A redirect to another port of this machine is refused before anything is sent there."""
        with wire.serving(WELL) as inner:
            moved = wire.plain("302 Found", "", f"Location: {inner.address.url}/secret")
            assert failure(moved).code == "reading-private"
        assert inner.requests == []

    @pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/", "http://u@h/"])
    def test_to_what_is_no_web_address(self, target: str):
        """A redirect to anything but http and https is refused."""
        assert failure(wire.plain("302 Found", "", f"Location: {target}")).code == "bad-address"

    def test_within(self):
        """Where only some origins are allowed, a redirect elsewhere is refused by its host."""
        with wire.serving(wire.plain("302 Found", "", "Location: https://example.org/")) as at:
            own = frozenset({origin(at.address.url)})
            with pytest.raises(PortalError) as caught:
                Stranger(own, own, QUICK).get(at.address.url)
        assert (caught.value.code, caught.value.params["host"]) == (
            "reading-elsewhere",
            "example.org:443",
        )


class TestPrivate:
    @pytest.mark.parametrize(
        "ip",
        ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1",
         "0.0.0.0", "224.0.0.1", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
         "64:ff9b::7f00:1", "2002:7f00:1::"],
    )  # fmt: skip
    def test_refused_at_connect(self, ip: str, monkeypatch: pytest.MonkeyPatch):
        """A name that leads to a private address, however written, is refused at connect."""
        family = socket.AF_INET6 if ":" in ip else socket.AF_INET
        monkeypatch.setattr(
            socket, "getaddrinfo", lambda *_, **__: [(family, 1, 6, "", (ip, 80, 0, 0))]
        )
        with pytest.raises(PortalError) as caught:
            Stranger(bounds=QUICK).get("http://data.example.org/")
        assert caught.value.code == "reading-private"

    def test_one_look(self, monkeypatch: pytest.MonkeyPatch):
        """A name is looked up once: the address that was looked at is the one connected to."""
        asked: list[object] = []
        with wire.serving(WELL) as at:
            port = urlsplit(at.address.url).port

            def found(*words: object, **_: object) -> list[object]:
                asked.append(words[0])
                return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

            monkeypatch.setattr(socket, "getaddrinfo", found)
            own = frozenset({"data.example.org:80"})
            assert Stranger(own, bounds=QUICK).get("http://data.example.org/").status == 200
        assert asked == ["data.example.org"]

    def test_unknown_host(self):
        """A name that does not exist is out of reach, and told with the system's reason."""
        with pytest.raises(PortalError) as caught:
            Stranger(bounds=QUICK).get("http://no-such-host.invalid/")
        assert caught.value.code == "reading-unreachable"


class TestCertificates:
    @pytest.mark.parametrize(
        ("name", "valid", "reason"),
        [
            ("localhost", PAST, "expired"),
            ("other.example.org", VALID, "mismatch"),
        ],
    )
    def test_refused(
        self, name: str, valid: tuple[str, str], reason: str, tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ):  # fmt: skip
        """A certificate that has expired or is another's is refused with the reason."""
        error = self.asked(name, valid, tmp_path, monkeypatch)
        assert isinstance(error, PortalError)
        assert error.code == "reading-certificate"
        assert reason in str(error.params["reason"])

    def test_of_nobody(self, tmp_path: Path):
        """A certificate that no authority known here has signed is refused."""
        both = tls.certificate(tmp_path, "localhost", *VALID)
        with tls.serving(both, WELL) as url, pytest.raises(PortalError) as caught:
            Stranger(frozenset({origin(url)}), bounds=QUICK).get(url)
        assert caught.value.code == "reading-certificate"

    def test_sound(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        """With a sound certificate of a known authority the answer comes."""
        reply = self.asked("localhost", VALID, tmp_path, monkeypatch)
        assert isinstance(reply, Reply)
        assert reply.status == 200

    def asked(
        self, name: str, valid: tuple[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Reply | PortalError:
        """Ask a server with a certificate that is trusted here; return what comes of it."""
        both = tls.certificate(folder, name, *valid)
        monkeypatch.setenv("SSL_CERT_FILE", str(folder / "made.pem"))
        with tls.serving(both, WELL) as url:
            try:
                return Stranger(frozenset({origin(url)}), bounds=QUICK).get(url)
            except PortalError as error:
                return error
