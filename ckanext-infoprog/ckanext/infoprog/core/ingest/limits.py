"""How much of a foreign file is read at most; every figure is told in docs/limits.md."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

MB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that hold before and while a file is read: sizes in bytes, the rest in pieces."""

    upload: int = 20 * MB
    unpacked: int = 200 * MB
    entry: int = 100 * MB
    ratio: int = 200
    ratio_from: int = 1 * MB
    entries: int = 2_000
    directory: int = 2 * MB
    sheets: int = 50
    rows: int = 200_000
    columns: int = 500
    cells: int = 2_000_000
    text_cells: int = 5_000_000
    cell_characters: int = 32_767
    line: int = 1 * MB
    xml_elements: int = 7_000_000
    xml_depth: int = 64
    head_rows: int = 30
    heading: int = 500

    @property
    def records(self) -> int:
        """How many rows a sheet may have in all: the data and what stands above them."""
        return self.rows + self.head_rows


DEFAULT: Final = Limits()
STREAMED: Final = replace(DEFAULT, upload=200 * MB, rows=500_000, text_cells=10_000_000)
"""For plain CSV read row by row: its grid is never held, so more may pass."""
