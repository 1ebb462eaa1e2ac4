"""ZIP archives whose bytes depend on nothing but their members."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Final

from ckanext.infoprog.core.errors import ExportError

EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the first day that a ZIP can name
MODE: Final = 0o100644
UNIX: Final = 3
LEVEL: Final = 9


def write(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Return an archive with these members in this order; a name that stands twice is refused."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name, content in members:
            if name in archive.NameToInfo:
                raise ExportError(f"The file {name} would stand twice in the archive.")
            archive.writestr(_entry(name), content, zipfile.ZIP_DEFLATED, LEVEL)
    return file.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    """Return a member's entry without anything of the machine or the moment."""
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.create_system = UNIX
    entry.external_attr = MODE << 16
    return entry
