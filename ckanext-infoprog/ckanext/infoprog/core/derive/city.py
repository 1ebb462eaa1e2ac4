"""What the built tables of one organisation are made from: its packages and its programmes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core import package, schema, tablefile
from ckanext.infoprog.core.derive import organisations
from ckanext.infoprog.core.derive.organisations import Organisation
from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.model import PackageMeta, Row
from ckanext.infoprog.core.workspace import Workspace

PROGRAMME: Final = "programme"
TABLES: Final = (PROGRAMME, "editions", "reports", "executants")


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme's row with the tables of its package that the lists are made from."""

    row: Row
    package: str
    tables: Mapping[str, tuple[Row, ...]]


@dataclass(frozen=True, slots=True)
class City:
    """An organisation with its packages; `base_url` is the portal's address where it is known."""

    organisation: Organisation
    packages: tuple[PackageMeta, ...]
    programmes: tuple[Programme, ...]
    base_url: str | None

    def page(self, name: str) -> str | None:
        """Return the address of a dataset's page; None while the portal has no address."""
        return f"{self.base_url.rstrip('/')}/dataset/{name}" if self.base_url else None


def cities(workspace: Workspace, base_url: str | None) -> Mapping[str, City]:
    """Return every organisation that has a package in datasets/, by slug."""
    known = organisations.read(workspace.datasets)
    groups: dict[str, list[Path]] = {}
    metas = {folder: package.read_meta(folder) for folder in workspace.packages()}
    for folder, meta in metas.items():
        groups.setdefault(meta.organization, []).append(folder)
    return MappingProxyType(
        {
            slug: _city(_named(known, slug, metas[folders[0]]), folders, metas, base_url)
            for slug, folders in groups.items()
        }
    )


def _city(
    who: Organisation,
    folders: list[Path],
    metas: Mapping[Path, PackageMeta],
    base_url: str | None,
) -> City:
    """Return one organisation with what its folders hold."""
    programmes = [
        found for folder in folders for found in _programmes(folder, metas[folder])
    ]  # in order of package name
    return City(who, tuple(metas[f] for f in folders), tuple(programmes), base_url or who.site)


def _named(known: Mapping[str, Organisation], slug: str, meta: PackageMeta) -> Organisation:
    """Return the organisation of a slug; one that is not listed is refused."""
    try:
        return known[slug]
    except KeyError as error:
        raise PackageError(
            f"The package {meta.name} names the organisation {slug}, "
            f"which is not in datasets/{organisations.FILE}; add it there."
        ) from error


def _programmes(folder: Path, meta: PackageMeta) -> list[Programme]:
    """Return the programmes of a package: usually one, none where it has no such table."""
    if not (folder / package.DATA_FOLDER / f"{PROGRAMME}.csv").is_file():
        return []
    tables = {name: _rows(folder, meta, name) for name in TABLES}
    return [Programme(row, meta.name, MappingProxyType(tables)) for row in tables[PROGRAMME]]


def _rows(folder: Path, meta: PackageMeta, name: str) -> tuple[Row, ...]:
    """Return the rows of a table file; none where there is no such file."""
    path = folder / package.DATA_FOLDER / f"{name}.csv"
    if not path.is_file():
        return ()
    return tablefile.read_table(path, schema.load(meta.schema_of(name))).rows
