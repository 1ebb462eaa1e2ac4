"""Size and hashes of a file, read piece by piece: a large file takes no more memory than a small.

SHA-256 names a file everywhere; MD5 stands beside it for catalogues with room for 32 digits only.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Weight:
    """What a file weighs: its bytes and their hashes."""

    size: int
    sha256: str
    md5: str


def weigh(path: Path) -> Weight:
    """Return size and hashes of a file."""
    sha256, md5, size = hashlib.sha256(), hashlib.md5(usedforsecurity=False), 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            sha256.update(piece)
            md5.update(piece)
            size += len(piece)
    return Weight(size, sha256.hexdigest(), md5.hexdigest())
