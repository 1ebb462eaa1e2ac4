"""Sending files to a portal in parts; what has arrived is not sent again."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from ckanext.infoprog.core.publish.manifest import Input
from ckanext.infoprog.core.publish.progress import Doing, Tell
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.publish.remote import Remote

PART: Final = 8 * 1024 * 1024
TRIES: Final = 3
_AGAIN: Final = frozenset({"bad-part", "bad-offset"})


def send(
    remote: Remote,
    publication: str,
    folder: Path,
    inputs: Iterable[Input],
    missing: Collection[str],
    tell: Tell,
) -> int:
    """Send the files that the portal wants; return how many bytes were sent."""
    wanted = {one.sha256: one for one in reversed(tuple(inputs)) if one.sha256 in missing}
    return sum(
        _File(remote, publication, folder, one, tell).send()
        for one in sorted(wanted.values(), key=lambda one: one.path)
    )


class _File:
    """One file on its way."""

    def __init__(
        self, remote: Remote, publication: str, folder: Path, what: Input, tell: Tell
    ) -> None:
        """Keep what is sent and whereto."""
        self.remote = remote
        self.publication = publication
        self.path = folder / what.path
        self.what = what
        self.tell = tell

    def send(self) -> int:
        """Send what the portal does not have of the file; return how many bytes that were."""
        sent = failed = 0
        offset = self.remote.received(self.publication, self.what.sha256)
        while offset < self.what.size or not (sent or self.what.size):
            self._show(offset)
            part = self._part(offset)
            try:
                offset = self._put(offset, part)
            except RefusedError as refusal:
                failed += 1
                if refusal.code not in _AGAIN or failed >= TRIES:
                    raise
                offset = self.remote.received(self.publication, self.what.sha256)
            sent += len(part) or 1
        self._show(self.what.size)
        return sent if self.what.size else 0

    def _part(self, offset: int) -> bytes:
        """Return a part of the file; one that has changed meanwhile is not what was announced."""
        with self.path.open("rb") as file:
            file.seek(offset)
            part = file.read(PART)
        if self.what.size and not part:
            raise RefusedError("plan-differs", package=self.path.parent.name, what=self.what.path)
        return part

    def _put(self, offset: int, part: bytes) -> int:
        """Send one part; return how much of the file the portal has then."""
        digest = hashlib.sha256(part).hexdigest()
        return self.remote.send(self.publication, self.what.sha256, offset, part, digest)

    def _show(self, offset: int) -> None:
        """Tell how far the file is."""
        self.tell(Doing("send", self.what.path, offset, self.what.size))
