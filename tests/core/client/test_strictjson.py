"""JSON of strangers: read where it is beyond doubt, else refused by name."""

import pytest

from ckanext.infoprog.core.client import PortalError, strictjson

URL = "https://data.example.org/api"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"success": tr', "reading-json-cut"),
        (b'{"a": "', "reading-json-cut"),
        ('{"a": "Бюджет"}'.encode("cp1251"), "reading-json-charset"),
        (b'\xef\xbb\xbf{"a": 1}', "reading-json-mark"),
        ('{"a": 1}'.encode("utf-16"), "reading-json-mark"),
        (b'{"a": NaN}', "reading-json-number"),
        (b'{"a": -Infinity}', "reading-json-number"),
        (b'{"a": 1, "a": 2}', "reading-json-twice"),
        (b"[" * 100_000 + b"]" * 100_000, "reading-json-deep"),
        (b'{"a":' * 100_000, "reading-json-deep"),
        (b"<!doctype html><title>Just a moment</title>", "reading-page"),
        (b"OK", "reading-page"),
    ],
)
def test_refused(content: bytes, code: str):
    """What is cut, in another encoding, ambiguous or no JSON at all is refused by its name."""
    with pytest.raises(PortalError) as caught:
        strictjson.loads(content, URL)
    assert caught.value.code == code


def test_first_characters():
    """Of an answer that is no JSON the first 200 characters are kept, without what commands."""
    with pytest.raises(PortalError) as caught:
        strictjson.loads(b"\x1b[2J<html>" + b"x" * 900, URL)
    said = str(caught.value.params["said"])
    assert said.startswith("\ufffd[2J<html>")
    assert len(said) == 200


def test_read():
    """JSON that is beyond doubt is read."""
    assert strictjson.loads('{"a": ["Бюджет", 1.5, null]}'.encode(), URL) == {
        "a": ["Бюджет", 1.5, None]
    }
