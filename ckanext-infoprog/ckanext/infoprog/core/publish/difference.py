"""What differs between two versions of a package: tables row by row, description, files.

Lists are capped, counts are whole. The texts for people are made in `reports.difftext`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Self

from ckanext.infoprog.core.publish.manifest import Input, Manifest, Published
from ckanext.infoprog.core.publish.rowchanges import Change, FieldChange, RowChange
from ckanext.infoprog.core.publish.tabledifference import LIMIT, TableDifference, compare, kind
from ckanext.infoprog.core.publish.tablepairs import OpenFile, TablePair, pairs
from ckanext.infoprog.core.workspace import DESCRIPTOR_FILE

__all__ = [
    "Change", "Difference", "FieldChange", "FileChange", "RowChange",
    "TableDifference", "TablePair", "between", "compare", "pairs",
]  # fmt: skip

#: What the portal itself writes into a description, or what follows from the tables.
OWN_FIELDS: Final = frozenset(
    {
        *("id", "metadata_modified", "resources"),
        *("infoprog_version", "infoprog_published", "infoprog_figures"),
    }
)


@dataclass(frozen=True, slots=True)
class FileChange:
    """A published file, or one of the package's own, that differs; sizes in bytes."""

    name: str
    filename: str
    change: Change
    title: Mapping[str, str] = field(default_factory=dict)
    old_size: int | None = None
    new_size: int | None = None
    old_sha256: str = ""
    new_sha256: str = ""

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the difference that plain JSON values hold."""
        return cls(**{**plain, "change": Change(plain["change"])})


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two versions; `old` is 0 where nothing was published before.

    `files` are the published ones, `inputs` those of the package that are no table.
    """

    package: str
    old: int
    new: int
    tables: tuple[TableDifference, ...] = ()
    metadata: tuple[FieldChange, ...] = ()
    files: tuple[FileChange, ...] = ()
    inputs: tuple[FileChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether both versions publish the same."""
        return not (self.tables or self.metadata or self.files or self.inputs)

    @property
    def own(self) -> tuple[TableDifference, ...]:
        """The tables that are the package's own, not derived from others."""
        return tuple(one for one in self.tables if not one.derived)

    def count(self, change: Change) -> int:
        """Return how many rows of the package's own tables were added, removed or changed."""
        return sum(one.count(change) for one in self.own)

    def table(self, name: str) -> TableDifference | None:
        """Return what differs in one table, or None where nothing does."""
        return next((one for one in self.tables if one.table == name), None)

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as plain JSON values."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the difference that plain JSON values hold."""
        return cls(
            **{
                **plain,
                "tables": tuple(TableDifference.from_dict(one) for one in plain["tables"]),
                "metadata": tuple(FieldChange(**one) for one in plain["metadata"]),
                "files": tuple(FileChange.from_dict(one) for one in plain["files"]),
                "inputs": tuple(FileChange.from_dict(one) for one in plain["inputs"]),
            }
        )


def between(
    old: Manifest | None,
    new: Manifest,
    open_file: OpenFile,
    *,
    limit: int | None = LIMIT,
    offset: int = 0,
    tables: frozenset[str] | None = None,
) -> Difference:
    """Return what differs between two versions; files with equal hashes are not opened.

    With `tables`, only those are compared row by row.
    """
    found = [
        pair.difference(open_file, limit, offset)
        for pair in pairs(old, new, open_file)
        if tables is None or pair.table in tables
    ]
    return Difference(
        package=new.package,
        old=old.version if old else 0,
        new=new.version,
        tables=tuple(found),
        metadata=_metadata(old.dataset if old else {}, new.dataset),
        files=_files({i.name: i for i in old.items} if old else {}, {i.name: i for i in new.items}),
        inputs=_files(_documents(old) if old else {}, _documents(new)),
    )


def _documents(version: Manifest) -> dict[str, Input]:
    """Return the package's files that are neither tables nor made from the others."""
    tables = {one.path for one in version.tables().values()}
    kept = (i for i in version.inputs if i.path not in tables and i.path != DESCRIPTOR_FILE)
    return {one.path: one for one in kept}


def _metadata(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """Return the fields of a description that differ, as text."""
    names = (name for name in dict.fromkeys([*new, *old]) if name not in OWN_FIELDS)
    pairs = ((name, _text(old.get(name)), _text(new.get(name))) for name in names)
    return tuple(FieldChange(*pair) for pair in pairs if pair[1] != pair[2])


def _text(value: object) -> str | None:
    """Return a field of a description as text; nothing, in whatever form, is None."""
    if value in (None, "", [], {}):
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        words = [
            one["name"] if isinstance(one, Mapping) and "name" in one else one for one in value
        ]
        if all(isinstance(word, str) for word in words):
            return ", ".join(sorted(words))
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _files(
    old: Mapping[str, Published] | Mapping[str, Input],
    new: Mapping[str, Published] | Mapping[str, Input],
) -> tuple[FileChange, ...]:
    """Return the files that differ, in the order of the newer version."""
    names = dict.fromkeys([*new, *old])
    found = (_file(name, old.get(name), new.get(name)) for name in names)
    return tuple(one for one in found if one.old_sha256 != one.new_sha256)


def _file(name: str, old: Published | Input | None, new: Published | Input | None) -> FileChange:
    """Return a file before and after."""
    shown = new or old
    return FileChange(
        name=name,
        filename=shown.filename if isinstance(shown, Published) else name,
        change=kind(old, new),
        title=dict(shown.title) if isinstance(shown, Published) else {},
        old_size=old.size if old else None,
        new_size=new.size if new else None,
        old_sha256=old.sha256 if old else "",
        new_sha256=new.sha256 if new else "",
    )
