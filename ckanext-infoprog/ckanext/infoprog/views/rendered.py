"""Answers kept ready: what a page of a version said once, it says again without being made anew.

What is kept is bounded in bytes; what was asked for longest ago goes first.
"""

from collections import OrderedDict
from threading import Lock

MOST_BYTES = 32_000_000
LARGEST = 2_000_000


class Rendered:
    """Bodies of answers by what they were made from."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        """Begin with nothing."""
        self._most, self._bytes = most, 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        """Return the body of this key, or None."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: str, body: bytes) -> None:
        """Keep a body that is not huge, and let go of those asked for longest ago."""
        if len(body) > LARGEST:
            return
        with self._lock:
            self._bytes += len(body) - len(self._kept.pop(key, b""))
            self._kept[key] = body
            while self._bytes > self._most:
                _, gone = self._kept.popitem(last=False)
                self._bytes -= len(gone)

    @property
    def size(self) -> int:
        """The bytes that are kept."""
        return self._bytes


rendered = Rendered()
