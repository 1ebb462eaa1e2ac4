"""What a file is by its first bytes; its name is only compared with that."""

from __future__ import annotations

from typing import Final

from ckanext.infoprog.core.ingest.notes import refuse

ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_SPACE: Final = b" \t\r\n\xef\xbb\xbf\xfe\xff\x00"
_FOREIGN: Final = (
    (b"%PDF", "PDF"),
    (b"PK\x05\x06", "ZIP"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf\x27\x1c", "7Z"),
    (b"Rar!", "RAR"),
    (b"BZh", "BZIP2"),
    (b"\xfd7zXZ", "XZ"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"SQLite format 3", "SQLite"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"PAR1", "Parquet"),
)


def check_signature(data: bytes, path: str) -> bool:
    """Return whether the bytes are a ZIP container; refuse what is neither that nor text."""
    if not data.strip(_SPACE):
        raise refuse("empty-file", path)
    if data.startswith(ZIP):
        return True
    if data.startswith(_OLE):
        raise refuse("encrypted-file" if _ENCRYPTED in data else "old-workbook", path)
    head = data[:2048].lstrip(_SPACE)
    for signature, kind in _FOREIGN:
        # two letters may begin a table too; only with binary bytes behind them are they a format
        short = len(signature) < 3 and signature.isalpha() and b"\0" not in data[:512]
        if data.startswith(signature) and not short:
            raise refuse("wrong-format", path, found=kind)
    if markup := _markup(head.lower()):
        raise refuse("wrong-format", path, found=markup)
    return False


def _markup(head: bytes) -> str | None:
    """Return the name of a text format that is no table, or None."""
    if head.startswith(b"%pdf"):
        return "PDF"
    if head.startswith((b"<!doctype html", b"<html")):
        return "HTML"
    if head.startswith((b"<?xml", b"<!doctype", b"<!entity")):
        return "XML"
    compact = head.translate(None, b" \t\r\n")
    return "JSON" if compact.startswith((b'{"', b'[{"', b"[[")) else None
