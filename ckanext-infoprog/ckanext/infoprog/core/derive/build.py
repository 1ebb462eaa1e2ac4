"""What a build writes, as a plan first: the same packages always give the same bytes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core import descriptor, package, schema, tablefile
from ckanext.infoprog.core.derive import programmes, register
from ckanext.infoprog.core.derive.city import City, cities
from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.model import Row
from ckanext.infoprog.core.workspace import DESCRIPTOR_FILE, PACKAGE_FILE, Workspace

BUILT: Final = "built"  # the key of package.yaml that lists the tables a build writes

BUILDERS: Final[Mapping[str, Callable[[City], Iterator[Row]]]] = MappingProxyType(
    {
        "rda835Programs": programmes.programs,
        "rda835Amendments": programmes.amendments,
        "rda835Reports": programmes.reports,
        "rda835Register": register.register,
    }
)


class State(StrEnum):
    """How a file stands against what the build makes."""

    SAME = "same"
    DIFFERS = "differs"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Planned:
    """One file that a build makes, with its content; `path` is within the working folder."""

    path: Path
    content: bytes
    state: State


def plan(workspace: Workspace, base_url: str | None = None) -> tuple[Planned, ...]:
    """Return every file that a build makes, in order of path; nothing is written."""
    makers = cities(workspace, base_url)
    made = (
        entry
        for folder in workspace.packages(examples=True)
        for entry in _of_package(folder, makers)
    )
    found = (_planned(path, content, workspace.root) for path, content in made)
    return tuple(sorted(found, key=lambda planned: planned.path.as_posix()))


def outdated(planned: Iterable[Planned]) -> tuple[Planned, ...]:
    """Return the files that are not what the build makes."""
    return tuple(one for one in planned if one.state is not State.SAME)


def apply(planned: Iterable[Planned], workspace: Workspace) -> tuple[Planned, ...]:
    """Write the files that differ or are missing; return them."""
    changed = outdated(planned)
    for one in changed:
        path = workspace.root / one.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(one.content)
    return changed


def built_tables(folder: Path) -> tuple[str, ...]:
    """Return the names of the tables of a package that a build writes."""
    path = folder / PACKAGE_FILE
    entry = package.load_yaml(path.read_text("utf-8"))
    names = entry.get(BUILT) if isinstance(entry, dict) else None
    return tuple(str(name) for name in names or ())


def _planned(path: Path, content: bytes, root: Path) -> Planned:
    """Return a file with its state; reading it is all that is done to it."""
    if not path.is_file():
        state = State.MISSING
    else:
        state = State.SAME if path.read_bytes() == content else State.DIFFERS
    return Planned(path.relative_to(root), content, state)


def _of_package(folder: Path, makers: Mapping[str, City]) -> Iterator[tuple[Path, bytes]]:
    """Yield the files of one package: its built tables, then datapackage.json over all tables."""
    tables = {
        folder / package.DATA_FOLDER / f"{name}.csv": _table(folder, name, makers)
        for name in built_tables(folder)
    }
    yield from tables.items()
    text = _described(folder, tables) if tables else descriptor.describe_text(folder)
    yield folder / DESCRIPTOR_FILE, text.encode("utf-8")


def _table(folder: Path, name: str, makers: Mapping[str, City]) -> bytes:
    """Return the bytes of one built table."""
    meta = package.read_meta(folder)
    declared = schema.load(meta.schema_of(name))
    try:
        build, city = BUILDERS[declared.table], makers[meta.organization]
    except KeyError as error:
        raise PackageError(
            f"The package {meta.name} lists {name} as built, but nothing builds {error}."
        ) from error
    return tablefile.write_text(build(city), declared).encode("utf-8")


def _described(folder: Path, tables: Mapping[Path, bytes]) -> str:
    """Return datapackage.json as it is once the built tables are written."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / folder.name
        shutil.copytree(folder, copy)
        for path, content in tables.items():
            target = copy / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return descriptor.describe_text(copy)
