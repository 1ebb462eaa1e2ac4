"""The files of a package folder that a publication stands on, and the schemas they are read by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from ckanext.infoprog.core import package, schema
from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.publish import safepath
from ckanext.infoprog.core.publish.manifest import TABLE_FOLDER, Input
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.weight import weigh
from ckanext.infoprog.core.workspace import DESCRIPTOR_FILE, PACKAGE_FILE

README: Final = "README.md"
LEADING: Final = (DESCRIPTOR_FILE, PACKAGE_FILE, README)


def inputs(folder: Path) -> tuple[Input, ...]:
    """Return the files that are sent: description, README, sources, then the tables by name.

    Other files of the folder stay at home. A name that some machine cannot hold and a link to
    elsewhere are refused.
    """
    found: list[Input] = []
    for path in paths(folder):
        weight = weigh(folder / path)
        found.append(Input(path, weight.sha256, weight.size))
    return tuple(found)


def paths(folder: Path) -> tuple[str, ...]:
    """Return the names of the files that are sent, each within the folder."""
    named = dict.fromkeys(_named(folder))
    safepath.check(named)
    there = tuple(path for path in named if (folder / path).is_file())
    for path in there:
        _refuse_link(folder, path)
    return there


def schemas_hash(folder: Path) -> str:
    """Return one hash over the schemas of the package's tables as they are installed here."""
    meta = package.read_meta(folder)
    return schema.fingerprint(meta.schema_of(path.stem) for path in package.table_files(folder))


def _named(folder: Path) -> Iterator[str]:
    """Yield the names of the files, whether they are there or not."""
    yield from LEADING
    with suppress(PackageError):  # the check says what is wrong with package.yaml
        yield from (source.path for source in package.read_meta(folder).sources)
    yield from (f"{TABLE_FOLDER}{path.name}" for path in package.table_files(folder))


def _refuse_link(folder: Path, path: str) -> None:
    """Refuse a file that is a link, or that stands in a linked folder."""
    at = folder
    for part in Path(path).parts:
        at /= part
        if at.is_symlink():
            raise RefusedError("bad-path", path=safepath.shown(path), reason="link")
