"""Making a plan: the files as they would be published, compared with those on the portal."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import IO

from ckanext.infoprog.core import package
from ckanext.infoprog.core.publish import bundle, dataset, difference, plan
from ckanext.infoprog.core.publish.fetching import fetch
from ckanext.infoprog.core.publish.local import Local
from ckanext.infoprog.core.publish.manifest import Act, Manifest, engine
from ckanext.infoprog.core.publish.progress import Doing, Tell
from ckanext.infoprog.core.publish.remote import Remote

Pieces = Callable[[int], Iterator[tuple[int, bytes]]]


def planned(remote: Remote, local: Local, limit: int | None, tell: Tell) -> plan.Plan:
    """Return what publishing a package would change; rows are listed up to a limit, counted all."""
    tell(Doing("base"))
    base = remote.base(local.name, local.meta.organization)
    with tempfile.TemporaryDirectory(prefix="infoprog-plan-") as place:
        made = Path(place) / "made"
        made.mkdir()
        new, files = _draft(local, base.version, made, tell)
        opened = _Files(remote, base.manifest, files, Path(place), tell)
        tell(Doing("compare"))
        found = difference.between(base.manifest, new, opened.open, limit=limit)
    return plan.make(local, base, found, {one.name: one.sha256 for one in new.items})


def _draft(local: Local, base: int, made: Path, tell: Tell) -> tuple[Manifest, Mapping[str, Path]]:
    """Return the version as it would be, and where each of its files is by its hash."""
    read = package.read_package(local.folder)
    items = []
    for item in bundle.items(read, local.folder, made):
        tell(Doing("bundle", item.filename))
        items.append(item)
    published = bundle.published(items)
    manifest = Manifest(
        package=local.name,
        package_id=local.id,
        version=base + 1,
        publication="",
        created="",
        by={},
        act=Act.PUBLISH,
        inputs=local.inputs,
        dataset=dataset.described(read, local.entry),
        items=published,
        schemas=local.schemas,
        engine=engine(),
        findings=local.findings,
    )
    inputs = {one.sha256: local.folder / one.path for one in local.inputs}
    return manifest, inputs | {item.weight.sha256: item.path for item in items}


class _Files:
    """Files by their hash: those of the package here, those of the published version fetched."""

    def __init__(
        self,
        remote: Remote,
        version: Manifest | None,
        here: Mapping[str, Path],
        place: Path,
        tell: Tell,
    ) -> None:
        """Keep where each file is."""
        self.here = dict(here)
        self.there = dict(_addresses(remote, version)) if version else {}
        self.place = place
        self.tell = tell

    def open(self, sha256: str) -> IO[bytes]:
        """Return a file opened for reading, fetched first where it is not here."""
        if sha256 not in self.here:
            name, size, pieces = self.there[sha256]
            self.tell(Doing("fetch", name, 0, size))
            target = self.place / sha256
            fetch(pieces, target, sha256, size, name)
            self.here[sha256] = target
        return self.here[sha256].open("rb")


def _addresses(remote: Remote, version: Manifest) -> Iterator[tuple[str, tuple[str, int, Pieces]]]:
    """Yield hash, name, size and source of every file of a version."""
    at = version.package, version.version
    for item in version.items:
        yield item.sha256, (item.filename, item.size, partial(remote.file, *at, item.filename))
    for one in version.inputs:
        yield one.sha256, (one.path, one.size, partial(remote.source, *at, one.path))
