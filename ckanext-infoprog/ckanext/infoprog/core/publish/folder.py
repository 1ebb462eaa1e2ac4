"""The published files of a package in a folder, for people who have no portal."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ckanext.infoprog.core.publish.bundle import Item


def write(items: Iterable[Item], folder: Path) -> tuple[Path, ...]:
    """Write the files into a folder, which is made where it is missing; return their paths.

    Files of these names are replaced, others stay.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for item in items:
        path = folder / item.filename
        path.write_bytes(item.content)
        written.append(path)
    return tuple(written)
