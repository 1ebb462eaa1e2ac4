"""Files fetched from a portal: resumed where the line breaks, kept only if they are whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from ckanext.infoprog.core.client import PortalError
from ckanext.infoprog.core.weight import weigh

TRIES: Final = 5
PAUSE: Final = 0.5
Pieces = Callable[[int], Iterator[tuple[int, bytes]]]


def fetch(pieces: Pieces, target: Path, sha256: str, size: int, name: str) -> None:
    """Write a file that the portal gives into `target`; one that came damaged is not kept.

    `pieces` yields (offset, bytes) from an offset on.
    """
    target.unlink(missing_ok=True)
    target.touch()
    for left in reversed(range(TRIES)):
        try:
            _append(pieces, target)
            break
        except PortalError as error:
            if not (left and error.lost):
                raise
            time.sleep(PAUSE * (TRIES - left))
    weight = weigh(target)
    if (weight.sha256, weight.size) != (sha256, size):
        target.unlink()
        raise PortalError("damaged", path=name)


def _append(pieces: Pieces, target: Path) -> None:
    """Write what is still missing of a file; a portal that begins anew is followed."""
    with target.open("r+b") as file:
        for offset, piece in pieces(target.stat().st_size):
            file.seek(offset)
            file.write(piece)
        file.truncate()
