"""The encoding of a text file, decided strictly: read rightly, or refused with the line."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ckanext.infoprog.core.ingest.notes import refuse

_CHUNK: Final = 1 << 20
_UTF16: Final = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LOWER: Final = "абвгдеєжзиіїйклмнопрстуфхцчшщьюяґыэёъ"
_FREQUENT: Final = frozenset("оаиніверстл")
_OTHER_CYRILLIC: Final = ("koi8_u", "cp866", "cp1125", "mac_cyrillic", "iso8859_5")
# «Р», «С» with the signs that UTF-8's second bytes become in cp1251; three pairs are no word
_MOJIBAKE: Final = re.compile(
    "(?:[РС][\u0402\u0403\u201a\u0453\u201e\u2026\u2020\u2021\u20ac\u2030\u0409\u2039\u040a\u040c"
    "\u040b\u040f\u0452\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u2122\u0459\u203a\u045a\u045c"
    "\u045b\u045f\u00a0\u040e\u045e\u0408\u00a4\u0490\u00a6\u00a7\u0401\u00a9\u0404\u00ab\u00ac"
    "\u00ad\u00ae\u0407\u00b0\u00b1\u0406\u0456\u0491\u00b5\u00b6\u00b7\u0451\u2116\u0454\u00bb"
    "\u0458\u0405\u0455\u0457]){3}"
    "|(?:[\u00d0\u00d1][\u0080-\u00bf\u0152\u0153\u0160\u0161\u017d\u017e\u0178\u0192\u02c6\u02dc"
    "\u2013-\u2026\u2030\u2039\u203a\u20ac\u2122]){2}"
)
# how such pairs begin in UTF-8: without any of them no line is looked at
_SUSPECT: Final = (
    *(first + second for first in (b"\xd0\xa0", b"\xd0\xa1") for second in (b"\xd0", b"\xd1")),
    *(first + second for first in (b"\xd0\xa0", b"\xd0\xa1") for second in (b"\xc2", b"\xe2")),
    b"\xc3\x90",
    b"\xc3\x91",
)
_OVERLAP: Final = 8
_SAMPLE: Final = 65_536
_BEYOND: Final = re.compile(rb"[\x80-\xff]")
_WORD: Final = re.compile(r"[^\W\d_]+")


class Decoded(NamedTuple):
    """A text as UTF-8 without BOM, with the encoding it came in."""

    data: bytes
    encoding: str
    bom: bool


def decode(data: bytes, path: str) -> Decoded:
    """Return the text as UTF-8; refuse what is binary, mixed, damaged or cannot be told."""
    for bom, name in _UTF16:
        if data.startswith(bom):
            return Decoded(_from_utf16(data[2:], name, path), "UTF-16", True)
    if order := _bare_utf16(data):
        return Decoded(_from_utf16(data, order, path), "UTF-16", False)
    if (at := data.find(b"\0")) >= 0:
        raise refuse("binary-content", path, line=_line(data, at))
    if data.startswith(codecs.BOM_UTF8):
        bare = data[3:]
        if (fault := _utf8_fault(bare)) is not None:
            raise refuse("encoding-mixed", path, line=_line(bare, fault))
        _refuse_mojibake(bare, path)
        return Decoded(bare, "UTF-8", True)
    if _utf8_fault(data) is None:
        _refuse_mojibake(data, path)
        return Decoded(data, "UTF-8", False)
    return Decoded(_from_cp1251(data, path), "Windows-1251", False)


def _line(data: bytes, at: int) -> int:
    """Return the 1-based line of a byte."""
    return data.count(b"\n", 0, at) + 1


def _chunks(data: bytes) -> Iterator[bytes]:
    """Return the bytes piece by piece."""
    for start in range(0, len(data), _CHUNK):
        yield data[start : start + _CHUNK]


def _utf8_fault(data: bytes) -> int | None:
    """Return the place of the first byte that is not UTF-8, or None."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    done = 0
    try:
        for chunk in _chunks(data):
            decoder.decode(chunk)
            done += len(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return min(max(done + error.start, 0), len(data) - 1)
    return None


def _refuse_mojibake(data: bytes, path: str) -> None:
    """Refuse a text that was once decoded with the wrong table and saved so."""
    if found := _mojibake(data):
        raise refuse("mojibake", path, line=found[0], sample=found[1])


def _mojibake(data: bytes) -> tuple[int, str] | None:
    """Return the first line with garbled letters and a sample of them, or None."""
    if not any(mark in data for mark in _SUSPECT):
        return None
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    line, text = 1, ""
    for chunk in _chunks(data):
        kept = text[-_OVERLAP:]
        line += text.count("\n", 0, len(text) - len(kept))
        text = kept + decoder.decode(chunk)
        if found := _MOJIBAKE.search(text):
            return line + text.count("\n", 0, found.start()), found.group()
    return None


def _bare_utf16(data: bytes) -> str | None:
    """Return the byte order of UTF-16 without BOM where the zeros tell it, else None."""
    head = data[: 4096 - 4096 % 2]
    if len(head) < 4 or b"\0" not in head or len(data) % 2:
        return None
    for name, text in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        other = head[0::2] if name == "utf-16-le" else head[1::2]
        if b"\0" not in other and all(byte in b"\x00\x04\x20\x21" for byte in text):
            return name
    return None


def _from_utf16(data: bytes, name: str, path: str) -> bytes:
    """Return UTF-16 as UTF-8; a lone surrogate, an odd byte or a zero is refused."""
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        raise refuse("encoding-mixed", path, line=data.count(b"\n", 0, error.start) + 1) from error
    if (at := text.find("\0")) >= 0:
        raise refuse("binary-content", path, line=text.count("\n", 0, at) + 1)
    return text.encode("utf-8")


def _from_cp1251(data: bytes, path: str) -> bytes:
    """Return Windows-1251 as UTF-8 where it surely is that, else refuse."""
    sample, first_utf8, first_other = _sort_lines(data)
    if first_utf8 and first_other:
        raise refuse("encoding-mixed", path, line=max(first_utf8, first_other))
    try:
        text = data.decode("cp1251")
    except UnicodeDecodeError as error:
        raise refuse("encoding-unknown", path, line=_line(data, error.start)) from error
    score = _score(sample, "cp1251")
    if score < 0.85 or any(_score(sample, other) >= score for other in _OTHER_CYRILLIC):
        raise refuse("encoding-unknown", path, line=first_other or 1)
    whole = text.encode("utf-8")
    if found := _mojibake(whole):
        raise refuse("encoding-mixed", path, line=found[0])
    return whole


def _sort_lines(data: bytes) -> tuple[bytes, int, int]:
    """Return a sample of the lines beyond ASCII, and the first line of UTF-8 and of none."""
    sample, first_utf8, first_other = bytearray(), 0, 0
    at = 0
    while (found := _BEYOND.search(data, at)) and not (first_utf8 and first_other):
        end = data.find(b"\n", found.start())
        at = len(data) if end < 0 else end + 1
        line = data[data.rfind(b"\n", 0, found.start()) + 1 : at]
        try:
            letters = sum("\u0400" <= c <= "\u04ff" for c in line.decode("utf-8"))
            if letters > 2 and not first_utf8:
                first_utf8 = _line(data, found.start())
        except UnicodeDecodeError:
            first_other = first_other or _line(data, found.start())
            if len(sample) < _SAMPLE:
                sample += line[:4096]
    return bytes(sample), first_utf8, first_other


def _score(sample: bytes, encoding: str) -> float:
    """Return how much of the text beyond ASCII reads as Ukrainian words; frequent letters lead."""
    text = sample.decode(encoding, "replace")
    beyond = sum(c > "\x7f" for c in text)
    good = frequent = 0
    for word in _WORD.findall(text):
        if all(c.lower() in _LOWER for c in word):
            shaped = word.islower() or word.isupper() or word[1:].islower()
            good += len(word) if shaped else 0
            frequent += sum(c in _FREQUENT for c in word)
    marks = sum(c in "«»–—’“”№„…\u00a0•°§" for c in text)
    return (good + marks) / max(beyond, 1) + frequent / max(beyond, 1) / 10
