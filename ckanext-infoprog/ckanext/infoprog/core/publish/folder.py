"""The published files of a package in a folder, for people who have no portal."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from ckanext.infoprog.core.publish.bundle import Item


def write(items: Iterable[Item], folder: Path) -> tuple[Path, ...]:
    """Copy the files into a folder, which is made where it is missing; return their paths.

    Files of these names are replaced, each at once when it is whole; others stay.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for item in items:
        path = folder / item.filename
        part = folder / f".{item.filename}.part"
        shutil.copyfile(item.path, part)
        part.replace(path)
        written.append(path)
    return tuple(written)
