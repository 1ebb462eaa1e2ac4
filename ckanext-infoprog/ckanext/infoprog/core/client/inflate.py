"""Unpacking a body piece by piece, so that a small one never becomes a huge one unseen."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

from ckanext.infoprog.core.client.failure import PortalError

PIECE: Final = 1 << 20
_ANY: Final = 47  # zlib's own sign for: gzip or zlib, whichever the header says


class Inflater:
    """The pieces of a body as they were before it was packed."""

    def __init__(self, encoding: str, url: str) -> None:
        """Take the name of the packing from the header Content-Encoding."""
        name = encoding.strip().lower()
        if name not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise PortalError("reading-packing", address=url, packing=name[:40])
        self._url = url
        self._packed = None if name in ("", "identity") else zlib.decompressobj(_ANY)

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """Yield what a piece of the body holds, at most a megabyte at a time."""
        if self._packed is None:
            yield piece
            return
        left = piece
        while left:
            try:
                yield self._packed.decompress(left, PIECE)
            except zlib.error:
                raise PortalError("reading-packing", address=self._url, packing="gzip") from None
            left = self._packed.unconsumed_tail

    def end(self) -> None:
        """Refuse a body that ends before its packing does."""
        if self._packed is not None and not self._packed.eof:
            raise PortalError("reading-broken", address=self._url)
