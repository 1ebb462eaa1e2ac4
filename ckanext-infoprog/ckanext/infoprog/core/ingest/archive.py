"""ZIP containers opened with distrust: names, sizes and counts are checked before any content."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ckanext.infoprog.core.ingest.limits import Limits
from ckanext.infoprog.core.ingest.notes import RefusedError, refuse

_END: Final = b"PK\x05\x06"
_CHUNK: Final = 1 << 16
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_UNSAFE: Final = re.compile(r"(^|/)\.\.?(/|$)|^/|^[A-Za-z]:|\\|[\x00-\x1f\x7f]|//")
_NESTED: Final = (b"PK\x03\x04", b"\x1f\x8b\x08", b"7z\xbc\xaf", b"Rar!\x1a", b"BZh9", b"\xfd7zXZ")
_FAULTS: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError,
    NotImplementedError, RuntimeError, IndexError, KeyError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Archive:
    """A container that kept to the limits; `names` are its files in the archive's order."""

    path: str
    names: tuple[str, ...]
    container: zipfile.ZipFile
    limits: Limits

    def chunks(self, name: str) -> Iterator[bytes]:
        """Return a file piece by piece; damage ends with RefusedError."""
        try:
            with self.container.open(name) as file:
                left = self.limits.entry
                while piece := file.read(_CHUNK):
                    left -= len(piece)
                    if left < 0:
                        raise self._too_large(name)
                    yield piece
        except _FAULTS as error:
            raise refuse("damaged-archive", self.path, entry=name) from error

    def read(self, name: str) -> bytes:
        """Return a whole file."""
        return b"".join(self.chunks(name))

    def has(self, name: str) -> bool:
        """Whether a file of exactly this name is there."""
        return name in self.names

    def _too_large(self, name: str) -> RefusedError:
        """Return the refusal of a file that unpacks to more than may be."""
        return refuse("entry-too-large", self.path, entry=name, limit=self.limits.entry)


def open_archive(data: bytes, path: str, limits: Limits) -> Archive:
    """Return the container once every entry has been checked; nothing is unpacked for that."""
    _check_directory(data, path, limits)
    try:
        container = zipfile.ZipFile(io.BytesIO(data))
    except _FAULTS as error:
        raise refuse("damaged-archive", path, entry="") from error
    infos = container.infolist()
    if len(infos) > limits.entries:
        raise refuse("too-many-entries", path, limit=limits.entries)
    for info in infos:
        _check_name(info, path)
        _check_size(info, path, limits)
    if sum(info.file_size for info in infos) > limits.unpacked:
        raise refuse("unpacked-too-large", path, limit=limits.unpacked)
    _check_overlaps(infos, len(data), path)
    names = tuple(info.filename for info in infos if not info.is_dir())
    folded = {name.casefold() for name in names}
    if len(folded) < len(names):
        twice = next(n for i, n in enumerate(names) if n.casefold() in _folded(names[:i]))
        raise refuse("unsafe-entry", path, entry=twice)
    return Archive(path, names, container, limits)


def check_members(archive: Archive) -> None:
    """Refuse a package that holds archives in itself or whose files are damaged."""
    for name in archive.names:
        first = b""
        for piece in archive.chunks(name):
            first = first or piece[:8]
        if first.startswith(_NESTED):
            raise refuse("nested-archive", archive.path, entry=name)


def _folded(names: tuple[str, ...]) -> set[str]:
    """Return the names as a file system without case would see them."""
    return {name.casefold() for name in names}


def _check_directory(data: bytes, path: str, limits: Limits) -> None:
    """Refuse a container without its end record or with a directory that would fill the memory."""
    at = data.rfind(_END, max(0, len(data) - 65_557))
    if at < 0 or at + 22 > len(data):
        raise refuse("damaged-archive", path, entry="")
    count, size = struct.unpack_from("<HI", data, at + 10)
    if count == 0xFFFF or size > limits.directory or count > limits.entries:
        raise refuse("too-many-entries", path, limit=limits.entries)


def _check_name(info: zipfile.ZipInfo, path: str) -> None:
    """Refuse an entry that would leave its folder, is a link, or is locked by a password."""
    name = info.filename
    kind = stat.S_IFMT(info.external_attr >> 16)
    link = kind not in (0, stat.S_IFREG, stat.S_IFDIR)
    if info.orig_filename != name or len(name) > 255 or _UNSAFE.search(name) or link:
        raise refuse("unsafe-entry", path, entry=info.orig_filename)
    if info.flag_bits & 0x1:
        raise refuse("encrypted-file", path)
    if info.compress_type not in _METHODS:
        raise refuse("damaged-archive", path, entry=name)


def _check_size(info: zipfile.ZipInfo, path: str, limits: Limits) -> None:
    """Refuse an entry that is or unpacks to more than may be."""
    if info.file_size > limits.entry:
        raise refuse("entry-too-large", path, entry=info.filename, limit=limits.entry)
    swollen = info.file_size > limits.ratio * max(info.compress_size, 1)
    if swollen and info.file_size > limits.ratio_from:
        raise refuse("entry-ratio", path, entry=info.filename, limit=limits.ratio)


def _check_overlaps(infos: list[zipfile.ZipInfo], size: int, path: str) -> None:
    """Refuse entries that share bytes: so a small file unpacks to a vast one."""
    end = -1
    for info in sorted(infos, key=lambda entry: entry.header_offset):
        if info.header_offset < end or info.header_offset + info.compress_size > size:
            raise refuse("unsafe-entry", path, entry=info.filename)
        end = info.header_offset + 30 + info.compress_size
