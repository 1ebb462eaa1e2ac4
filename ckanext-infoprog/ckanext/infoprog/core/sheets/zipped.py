"""ZIP archives whose bytes depend on nothing but their members."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Final

from ckanext.infoprog.core.errors import ExportError

EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the first day that a ZIP can name
MODE: Final = 0o100644
UNIX: Final = 3
LEVEL: Final = 9
PIECE: Final = 1 << 20
LARGE: Final = 2_000_000_000  # bytes; beyond some 2 GB a member needs the format's long numbers


def write(members: Iterable[tuple[str, Path | bytes]], into: Path) -> None:
    """Write an archive with these members in this order; a name that stands twice is refused.

    A member is a file, which is read piece by piece, or its content.
    """
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name, member in members:
            if name in archive.NameToInfo:
                raise ExportError(f"The file {name} would stand twice in the archive.")
            if isinstance(member, bytes):
                _add(archive, name, io.BytesIO(member), len(member))
            else:
                with member.open("rb") as file:
                    _add(archive, name, file, member.stat().st_size)


def content(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the bytes of a small archive with these members in this order."""
    with io.BytesIO() as held:
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
            for name, member in members:
                _add(archive, name, io.BytesIO(member), len(member))
        return held.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: IO[bytes], size: int) -> None:
    """Add a member without anything of the machine or the moment."""
    with archive.open(name, "w", force_zip64=size > LARGE) as target:
        shutil.copyfileobj(content, target, PIECE)
    entry = archive.getinfo(name)
    entry.date_time = EPOCH
    entry.create_system = UNIX
    entry.external_attr = MODE << 16
