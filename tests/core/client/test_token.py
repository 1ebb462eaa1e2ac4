"""A token shows itself nowhere, and is read only from where nobody else reads."""

import copy
import logging
import pickle
from pathlib import Path

import pytest

from ckanext.infoprog.core.client import PortalError, Token
from ckanext.infoprog.core.client.token import read

SECRET = "abcdefgh.ijklmnop-qrst_uvwx"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file with a token that only its owner reads."""
    path = tmp_path / "token"
    path.write_text(f"{SECRET}\n")
    path.chmod(0o600)
    return path


class TestFile:
    def test_private(self, file: Path):
        """The one line of a file of mode 0600 is the token."""
        assert read(file).reveal() == SECRET

    @pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o620, 0o610])
    def test_open_to_others(self, file: Path, mode: int):
        """A file that others can read or write is refused, with what to do, without the token."""
        file.chmod(mode)
        with pytest.raises(PortalError, match=f"chmod 600 {file}") as caught:
            read(file)
        assert SECRET not in str(caught.value)

    @pytest.mark.parametrize(
        "content",
        [b"", b"\n", b"short", b"two words here", b"line\nline line", "токен-токен".encode(),
         b"\xff\xfe\x00\x01\x02\x03\x04\x05\x06", b"x" * 9000],
    )  # fmt: skip
    def test_odd_content(self, file: Path, content: bytes):
        """What cannot be a token is refused without being repeated."""
        file.write_bytes(content)
        with pytest.raises(PortalError) as caught:
            read(file)
        assert caught.value.code == "token-odd"
        assert str(caught.value) == f"{file} holds no token: " + (
            "it takes one line without spaces, of Latin letters, digits and signs only."
        )


class TestSecrecy:
    def test_shows_itself_nowhere(self, caplog: pytest.LogCaptureFixture):
        """Neither text, nor format, nor log, nor pickle of a token holds it."""
        token = Token(SECRET, "a test")
        logging.getLogger(__name__).warning("%s %r", token, [token])
        assert SECRET not in f"{token} {token!r} {[token]}" + caplog.text
        for keep in (pickle.dumps, copy.copy):
            with pytest.raises(TypeError, match="not stored"):
                keep(token)
