"""Requests to a portal: what is retried, what an odd answer is called, where a token may go."""

import pytest

from ckanext.infoprog.core.client import Address, Client, Patience, PortalError, Token

from . import wire
from .wire import Reply

SECRET = "eyJhbGciOiJIUzI1NiJ9.secret-of-a-person"
QUICK = Patience(tries=3, first=0.01, longest=0.05, connect=1.0, read=0.5)
WELL = wire.json("200 OK", '{"success": true, "result": 1}')


def client(at: wire.Wire) -> Client:
    return Client(at.address, Token(SECRET, "a test"), patience=QUICK)


def failure(*replies: Reply) -> PortalError:
    """Return what a question fails by when it is answered so."""
    with wire.serving(*replies) as at, pytest.raises(PortalError) as caught:
        client(at).get("api")
    return caught.value


class TestRetries:
    @pytest.mark.parametrize(
        "fault",
        [
            wire.reset,
            wire.slow,
            b"",
            wire.plain("502 Bad Gateway", "<h1>Bad Gateway</h1>", "Content-Type: text/html"),
            wire.json("503 Service Unavailable", "{}", "Retry-After: 0"),
            wire.plain("504 Gateway Timeout", ""),
            wire.json("200 OK", ""),
            wire.json("200 OK", '{"success": tr'),
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{",
        ],
        ids=["reset", "slow", "closed", "502", "503", "504", "empty", "cut", "short"],
    )
    def test_a_question_is_asked_again(self, fault: Reply):
        """A question whose answer is lost, cut off or put off is asked again."""
        with wire.serving(fault, WELL) as at:
            assert client(at).get("api").data["result"] == 1
        assert len(at.requests) == 2

    def test_not_for_ever(self):
        """After the last try the failure is told, with the status."""
        error = failure(wire.json("503 Service Unavailable", "{}"))
        assert (error.code, error.params["status"], error.lost) == ("unavailable", 503, True)

    @pytest.mark.parametrize("fault", [wire.reset, wire.slow, wire.json("503 Away", "{}")])
    def test_a_step_is_called_once(self, fault: Reply):
        """A call that must not be repeated blindly is not, whatever becomes of its answer."""
        with wire.serving(fault, WELL) as at, pytest.raises(PortalError) as caught:
            client(at).post("api", body={}, again=False)
        assert caught.value.lost
        assert len(at.requests) == 1

    @pytest.mark.parametrize("status", ["400 Bad", "403 No", "404 None", "409 No", "500 Fault"])
    def test_an_answer_is_an_answer(self, status: str):
        """What the portal has answered for good is not asked again."""
        body = '{"success": false, "error": {"__type": "X", "message": "no"}}'
        with wire.serving(wire.json(status, body)) as at, pytest.raises(PortalError, match="no"):
            client(at).get("api")
        assert len(at.requests) == 1

    def test_wrong_address_is_told_soon(self):
        """An address where nobody listens is given up after a few tries."""
        nobody = Client(Address.of("http://127.0.0.1:9"), patience=Patience(first=0.01))
        with pytest.raises(PortalError, match=r"127\.0\.0\.1:9 cannot be reached: Connection ref"):
            nobody.get("api")


class TestAnswers:
    def test_page(self):
        """A page instead of data is named by its title, not shown."""
        page = "<html><head><title>Sign in &amp;\n continue</title></head><body>…</body></html>"
        error = failure(wire.plain("200 OK", page, "Content-Type: text/html"))
        assert error.code == "not-data"
        assert error.params["title"] == "Sign in & continue"

    def test_failed_page(self):
        """A page that tells of a fault is the portal's fault."""
        error = failure(wire.plain("500 Oh", "<title>Oh</title>", "Content-Type: text/html"))
        assert (error.code, error.params["message"]) == ("server-fault", "Oh")

    def test_other_portal(self):
        """A portal without our actions is told from one that fails."""
        body = '"Bad request - Action name not known: infoprog_publication_base"'
        error = failure(wire.json("400 Bad Request", body))
        assert error.code == "not-ours"
        assert "has no action infoprog_publication_base" in str(error)

    def test_validation(self):
        """What CKAN finds wrong with a request is said field by field."""
        body = '{"error": {"__type": "Validation Error", "name": ["Too short", "Odd"]}}'
        assert failure(wire.json("409 Conflict", body)).params["message"] == "name: Too short; Odd"

    def test_long_message(self):
        """A message without end is cut, on one line."""
        body = '{"error": {"message": "' + "a\\n" * 5000 + '"}}'
        assert len(str(failure(wire.json("409 Conflict", body)))) < 500

    def test_both_languages(self):
        """Every failure has its sentence in Ukrainian and English, with the same places."""
        import string

        from ckanext.infoprog.core.client.failure import catalogue

        for code, texts in catalogue().items():
            places = [
                {n for _, n, _, _ in string.Formatter().parse(t) if n} for t in texts.values()
            ]
            assert list(texts) == ["uk", "en"], code
            assert places[0] == places[1], code


class TestToken:
    def test_sent_to_the_portal(self):
        """The portal itself gets the token."""
        with wire.serving(WELL) as at:
            client(at).get("api")
        assert f"Authorization: {SECRET}" in at.requests[0]

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_never_sent_elsewhere(self, method: str):
        """A redirect to another address is told, not followed: the token stays here."""
        with wire.serving(WELL) as other:
            there = wire.plain("302 Found", "", f"Location: {other.address.url}/login?x={SECRET}")
            with wire.serving(there) as at, pytest.raises(PortalError) as caught:
                getattr(client(at), method)("api", **({"body": {}} if method == "post" else {}))
        assert caught.value.code == "redirected"
        assert other.requests == []
        assert SECRET not in str(caught.value)

    def test_redirect_within_the_portal(self):
        """A redirect within the portal is followed."""
        with wire.serving(wire.plain("301 Moved", "", "Location: /uk/api"), WELL) as at:
            assert client(at).get("api").data["result"] == 1
        assert at.starts() == ["GET /api HTTP/1.1", "GET /uk/api HTTP/1.1"]

    def test_portal_that_echoes_it(self):
        """A token that the portal says back is blotted out of the message."""
        error = failure(wire.json("409 No", f'{{"error": {{"message": "bad {SECRET}"}}}}'))
        assert str(error).endswith("bad ***")

    def test_not_in_the_open(self):
        """Over http a token leaves this machine only when that is asked for."""
        away, token = Address.of("http://data.example.org"), Token(SECRET, "a test")
        with pytest.raises(PortalError, match="not sent") as caught:
            Client(away, token)
        assert SECRET not in repr(caught.value)
        Client(away, token, insecure=True)
        Client(Address.of("https://data.example.org"), token)

    @pytest.mark.parametrize("host", ["localhost", "127.0.0.9", "[::1]", "portal.localhost"])
    def test_this_machine(self, host: str):
        """What stays within the machine needs no encryption."""
        assert Address.of(f"http://{host}:5000/").keeps_secrets

    def test_no_proxy_for_this_machine(self, monkeypatch: pytest.MonkeyPatch):
        """A proxy of the environment does not stand between us and this machine."""
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
        monkeypatch.setenv("all_proxy", "http://127.0.0.1:9")
        with wire.serving(WELL) as at:
            assert client(at).get("api").data["result"] == 1


class TestAddress:
    @pytest.mark.parametrize(
        "value",
        ["", "portal", "ftp://x", "http://", "http://x y", "http://x/?a=1", "http://x/#a",
         "http://[::1", "http://x:0", "http://x:99999", "file:///etc/passwd", "http://x\x1b"],
    )  # fmt: skip
    def test_odd(self, value: str):
        """What is no address of a portal is refused before anything is sent."""
        with pytest.raises(PortalError) as caught:
            Address.of(value)
        assert caught.value.code == "bad-address"

    def test_password(self):
        """A password within an address is refused and not repeated."""
        with pytest.raises(PortalError) as caught:
            Address.of("http://me:hidden@data.example.org")
        assert "hidden" not in str(caught.value)

    def test_paths(self):
        """Parts of a path are quoted, their slashes stay."""
        address = Address.of("https://data.example.org/ckan/")
        assert address.at("dataset", "a", "data/захід.csv").endswith(
            "%D0%B7%D0%B0%D1%85%D1%96%D0%B4.csv"
        )
        assert address.at("row", "1.3~a?b#c") == "https://data.example.org/ckan/row/1.3~a%3Fb%23c"


class TestStream:
    def test_resumed(self):
        """A file is asked for from where it broke off, and taken from the start if it must be."""
        part = wire.plain("206 Partial Content", "def", "Content-Range: bytes 3-5/6")
        with wire.serving(part) as at:
            assert list(client(at).stream("file", start=3)) == [(3, b"def")]
        assert "Range: bytes=3-" in at.requests[0]
        with wire.serving(wire.plain("200 OK", "abcdef")) as at:
            assert list(client(at).stream("file", start=3)) == [(0, b"abcdef")]

    def test_broken_off(self):
        """A file that breaks off is lost, not short."""
        cut = b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nabc"
        with wire.serving(cut) as at, pytest.raises(PortalError) as caught:
            list(client(at).stream("file"))
        assert caught.value.lost

    def test_missing(self):
        """A file that is not there is told so, also where a page says it."""
        gone = wire.plain("404 Not Found", "<title>Gone</title>", "Content-Type: text/html")
        with wire.serving(gone) as at, pytest.raises(PortalError, match="Gone"):
            list(client(at).stream("file"))
