"""What one version of a package holds, typed: from its stored files, or from a folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ckanext.infoprog.core import package as packages
from ckanext.infoprog.core import schema as schemas
from ckanext.infoprog.core import tablefile
from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.model import Package, PackageMeta, Table, TableSchema
from ckanext.infoprog.core.pages import reading
from ckanext.infoprog.core.pages.programme import Programme
from ckanext.infoprog.core.publish import tablepairs
from ckanext.infoprog.core.publish.manifest import Manifest
from ckanext.infoprog.core.publish.tabledifference import Schema
from ckanext.infoprog.core.publish.tablepairs import OpenFile
from ckanext.infoprog.core.workspace import PACKAGE_FILE


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A version of a package: its tables, and the programme in them where it is one.

    `version` is 0 and `digest` empty where it was read from a folder. `published` is a moment in
    UTC, `digest` the SHA-256 of the manifest.
    """

    package: Package
    programme: Programme | None
    version: int = 0
    published: str = ""
    digest: str = ""

    @property
    def slug(self) -> str:
        """The name of the package, which is a part of every address."""
        return self.package.name

    def of_programme(self) -> Programme:
        """Return the programme; a package that holds none is no page of a programme."""
        if self.programme is None:
            raise PackageError(f"{self.slug} holds no programme.")
        return self.programme


def from_folder(folder: Path) -> Snapshot:
    """Return what a package folder holds."""
    package = packages.read_package(folder)
    return Snapshot(package, reading.programme(package))


def from_manifest(manifest: Manifest, digest: str, open_file: OpenFile) -> Snapshot:
    """Return what a published version holds, by the schemas that it was published with."""
    declared = tablepairs.table_schemas(manifest, open_file)
    meta = _meta(manifest, open_file)
    tables: dict[str, Table] = {}
    for name, one in manifest.tables().items():
        with open_file(one.sha256) as opened:
            grid = tablefile.parse_grid(opened.read())
        tables[name] = tablefile.typed(name, grid, _schema(name, declared, meta))
    ordered = sorted(tables.values(), key=lambda t: (t.schema.order, t.name))
    package = Package(meta, MappingProxyType({table.name: table for table in ordered}))
    return Snapshot(package, reading.programme(package), manifest.version, manifest.created, digest)


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
    return schemas.from_descriptor(found)
