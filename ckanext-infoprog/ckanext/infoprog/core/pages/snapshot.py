"""What one version of a package holds, typed: from its stored files, or from a folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path

from ckanext.infoprog.core import package as packages
from ckanext.infoprog.core import schema as schemas
from ckanext.infoprog.core import tablefile
from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.model import Package, PackageMeta, Table, TableSchema
from ckanext.infoprog.core.pages import indicator, reading
from ckanext.infoprog.core.pages.indicator import Indicator
from ckanext.infoprog.core.pages.programme import Programme
from ckanext.infoprog.core.publish import tablepairs
from ckanext.infoprog.core.publish.manifest import Manifest
from ckanext.infoprog.core.publish.tabledifference import Schema
from ckanext.infoprog.core.publish.tablepairs import OpenFile
from ckanext.infoprog.core.workspace import PACKAGE_FILE


class Tables(Mapping[str, Table]):
    """Tables in their order, each read when it is first asked for: a page needs few of them."""

    def __init__(self, named: Mapping[str, Callable[[], Table]]) -> None:
        """Keep how each table is read."""
        self._named = named
        self._read: dict[str, Table] = {}

    def __getitem__(self, name: str) -> Table:
        """Return a table; KeyError where there is none of this name."""
        if name not in self._read:
            self._read[name] = self._named[name]()
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names in their order."""
        return iter(self._named)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._named)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a table of this name, without reading it."""
        return name in self._named


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A version of a package: its tables, and the programme in them where it is one.

    `version` is 0 and `digest` empty where it was read from a folder. `published` is a moment in
    UTC, `digest` the SHA-256 of the manifest.
    """

    package: Package
    version: int = 0
    published: str = ""
    digest: str = ""

    @property
    def slug(self) -> str:
        """The name of the package, which is a part of every address."""
        return self.package.name

    @property
    def titles(self) -> Mapping[str, str]:
        """What the package is called, by language."""
        return self.package.meta.title

    @cached_property
    def programme(self) -> Programme | None:
        """The programme in the tables; None where they hold none."""
        return reading.programme(self.package)

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators in the tables, in the document's order."""
        return indicator.of(self.package)

    def of_programme(self) -> Programme:
        """Return the programme; a package that holds none is no page of a programme."""
        if self.programme is None:
            raise PackageError(f"{self.slug} holds no programme.")
        return self.programme


def from_folder(folder: Path) -> Snapshot:
    """Return what a package folder holds."""
    return Snapshot(packages.read_package(folder))


def from_manifest(manifest: Manifest, digest: str, open_file: OpenFile) -> Snapshot:
    """Return what a published version holds, by the schemas that it was published with."""
    declared = tablepairs.table_schemas(manifest, open_file)
    meta = _meta(manifest, open_file)
    files = manifest.tables()
    read = {
        name: partial(_read, name, files[name].sha256, partial(_schema, name, declared, meta),
                      open_file)
        for name in sorted(files, key=lambda name: (_order(name, declared, meta), name))
    }  # fmt: skip
    return Snapshot(Package(meta, Tables(read)), manifest.version, manifest.created, digest)


def _read(name: str, sha256: str, schema: Callable[[], TableSchema], open_file: OpenFile) -> Table:
    """Return a table of a version as it is stored."""
    with open_file(sha256) as opened:
        grid = tablefile.parse_grid(opened.read())
    return tablefile.typed(name, grid, schema())


def _meta(manifest: Manifest, open_file: OpenFile) -> PackageMeta:
    """Return what a version's package.yaml says."""
    entry = next((one for one in manifest.inputs if one.path == PACKAGE_FILE), None)
    if entry is None:
        raise PackageError(f"{manifest.package} version {manifest.version} has no {PACKAGE_FILE}.")
    with open_file(entry.sha256) as opened:
        return packages.parse_meta(opened.read().decode("utf-8"), manifest.package)


def _schema(name: str, declared: Mapping[str, Schema], meta: PackageMeta) -> TableSchema:
    """Return the schema of a table: of its version, else the one of this release."""
    found = declared.get(name)
    if found is None or "primaryKey" not in found:
        return schemas.load(meta.schema_of(name))
    return _typed(json.dumps(found))


def _order(name: str, declared: Mapping[str, Schema], meta: PackageMeta) -> int:
    """Return where a table stands among those of its package, without reading its schema."""
    found = declared.get(name)
    if found is None or "primaryKey" not in found:
        return schemas.load(meta.schema_of(name)).order
    return int(found.get("order", schemas.LAST_ORDER))


@lru_cache(maxsize=512)
def _typed(descriptor: str) -> TableSchema:
    """Return a schema that many packages share, read once."""
    return schemas.from_descriptor(json.loads(descriptor))
