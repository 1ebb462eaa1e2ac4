"""What readers get of versions: lists, manifests with addresses, differences, rows.

Who may read is asked before: by the actions, and by the pages through package_show.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import IO, Any

from ckan import model

from ckanext.infoprog import addresses
from ckanext.infoprog.core.model import resource_name
from ckanext.infoprog.core.pages import paths
from ckanext.infoprog.core.publish import difference as differences
from ckanext.infoprog.core.publish import rowchanges, rowhistory, tablepairs
from ckanext.infoprog.core.publish.difference import Difference
from ckanext.infoprog.core.publish.manifest import Reason
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.publish.rowchanges import RowChange, TextRow
from ckanext.infoprog.core.publish.rowhistory import History, State
from ckanext.infoprog.core.publish.tabledifference import LIMIT, Schema, key
from ckanext.infoprog.core.publish.tablepairs import TablePair
from ckanext.infoprog.core.reports import rowwords
from ckanext.infoprog.core.reports.rowwords import Names
from ckanext.infoprog.storage import blobs, versions
from ckanext.infoprog.storage.versions import Pointer

#: Bytes of the largest table whose rows are looked up by name.
NAMED = 2_000_000


def version_list(package: str) -> list[dict[str, Any]]:
    """Return the versions of a dataset, the newest first."""
    current = pointer(package)
    return [
        {
            "number": one.number,
            "created": one.created.isoformat(),
            "act": one.act,
            "note": one.note,
            "decision": one.decision,
            "undoes": one.undoes,
            "publication": one.publication,
            "manifest": one.manifest,
            "url": addresses.absolute(paths.version(current.name, one.number)),
        }
        for one in versions.listed(current.package_id)
    ]


def version_show(package: str, number: int) -> dict[str, Any]:
    """Return a version's manifest, its files and those of the package with their addresses."""
    current = pointer(package)
    plain = versions.manifest(current.package_id, number).to_dict()
    for item in plain["items"]:
        path = paths.version_file(current.name, number, item["filename"])
        item["url"] = addresses.absolute(path)
    for one in plain["inputs"]:
        path = paths.source(current.name, number, one["path"])
        one["url"] = addresses.absolute(path)
    return {**plain, "url": addresses.absolute(paths.version(current.name, number))}


def version_difference(
    package: str, old: int, new: int, table: str | None = None, limit: int | None = None
) -> dict[str, Any]:
    """Return how two versions differ as plain values; 0 is before the first."""
    found = difference(pointer(package), old, new, table, LIMIT if limit is None else limit)
    plain = found.to_dict()
    return {"package": found.package, "from": plain.pop("old"), "to": plain.pop("new"), **plain}


def row_show(package: str, table: str, row_key: str) -> dict[str, Any]:
    """Return a row with its history as plain values; a row that never was is refused."""
    current = pointer(package)
    name, found = row(current, table, row_key)
    path = paths.row(current.name, name, row_key)
    return {"table": name, "key": row_key, "url": addresses.absolute(path), **found.to_dict()}


def difference(
    current: Pointer,
    old: int,
    new: int,
    table: str | None = None,
    limit: int | None = LIMIT,
    offset: int = 0,
) -> Difference:
    """Return how two versions differ; with `table`, that one alone row by row."""
    before, after = (_manifest(current, number) for number in (old, new))
    name = table_name(current, table) if table else None
    return _between(before, after, name, limit, offset, versions.redactions(current.package_id))


@lru_cache(maxsize=16)
def _between(
    old: str, new: str, table: str | None, limit: int | None, offset: int, _redactions: int
) -> Difference:
    """Return how two manifests differ; they never change, but files are taken out of versions."""
    before = versions.read_manifest(old) if old else None
    after = versions.read_manifest(new)
    chosen = frozenset({table}) if table else None
    return differences.between(before, after, open_file, limit=limit, offset=offset, tables=chosen)


def changes(
    current: Pointer, old: int, new: int, table: str | None = None
) -> Iterator[tuple[str, Iterator[RowChange]]]:
    """Return the tables that differ, each with every row that does; redacted ones are left out.

    What is refused is refused now, not when the first row is asked for.
    """
    before, after = (_manifest(current, number) for number in (old, new))
    name = table_name(current, table) if table else None
    earlier = versions.read_manifest(before) if before else None
    pairs = list(differences.pairs(earlier, versions.read_manifest(after), open_file))
    return (
        (pair.table, pair.changes(open_file))
        for pair in pairs
        if name in (None, pair.table) and not _is_redacted(pair)
    )


def _is_redacted(pair: TablePair) -> bool:
    """Tell whether one of two files was taken out of all versions."""
    return any(sha256 and versions.redaction(sha256) for sha256 in (pair.old, pair.new))


def row(current: Pointer, table: str, row_key: str) -> tuple[str, History]:
    """Return a table's name and a row's history; a row that never was is refused."""
    _check_open(current)
    name = table_name(current, table)
    found = rowhistory.history(_states(current, name), row_key, _find)
    if found.row is None:
        raise RefusedError("no-row", package=current.name, table=name, key=row_key)
    return name, found


def table_name(current: Pointer, asked: str) -> str:
    """Return a table's name; its resource's is understood, one that never was is refused."""
    for version in versions.listed(current.package_id):
        manifest = versions.read_manifest(version.manifest)
        names = tablepairs.tables(manifest)
        found = [name for name in names if asked in (name, resource_name(name))]
        if found:
            return found[0]
    raise RefusedError("no-table", package=current.name, table=asked)


def pointer(package: str) -> Pointer:
    """Return what is current of a dataset; one that no publication made is refused."""
    dataset = model.Package.get(package)
    found = versions.pointer(dataset.id) if dataset else None
    if found is None:
        raise RefusedError("not-published", package=package)
    return found


def open_file(sha256: str) -> IO[bytes]:
    """Return a stored file to read; one that was taken out of all versions is refused."""
    try:
        return blobs.open(sha256)
    except FileNotFoundError:
        taken = versions.redaction(sha256)
        if taken is None:
            raise
    date = taken.created.date().isoformat()
    raise RefusedError("redacted", package="", version="", date=date, reason=taken.reason)


@lru_cache(maxsize=64)
def schemas(manifest: str) -> dict[str, Schema]:
    """Return the Table Schemas of a version by its manifest's hash, by the table's name."""
    return tablepairs.table_schemas(versions.read_manifest(manifest), open_file)


def is_restricted(current: Pointer) -> bool:
    """Tell whether access to a dataset is restricted: not even its earlier rows are shown."""
    why = versions.read_manifest(current.manifest).withdrawal
    return why is not None and why.kind == Reason.RESTRICTED


def _check_open(current: Pointer) -> None:
    """Refuse what access is restricted to."""
    why = versions.read_manifest(current.manifest).withdrawal
    if why is not None and is_restricted(current):
        raise RefusedError(
            "restricted",
            package=current.name,
            date=versions.read_manifest(current.manifest).created[:10],
            reason=why.reason,
            basis=why.basis,
            until=why.until,
        )


def names(current: Pointer, number: int) -> Names:
    """Return how rows that other rows refer to are called in a version."""
    manifest = _manifest(current, number)
    taken = versions.redactions(current.package_id)
    return lambda column, row_key: _names(manifest, column, taken).get(row_key)


@lru_cache(maxsize=256)
def _names(manifest: str, column: str, _redactions: int) -> dict[str, str]:
    """Return the names of the rows that a column refers to, by key; of a large table none."""
    version = versions.read_manifest(manifest)
    tables = {resource_name(name): (name, one) for name, one in version.tables().items()}
    for schema in schemas(manifest).values():
        for one in schema.get("foreignKeys", ()):
            name, file = tables.get(one["reference"]["resource"], ("", None))
            if list(one["fields"]) == [column] and file and file.size <= NAMED:
                return _named(file.sha256, key(schemas(manifest)[name]))
    return {}


def _named(sha256: str, column: str) -> dict[str, str]:
    """Return the names of a table's rows by their key; a file that was taken out gives none."""
    try:
        rows = rowchanges.read(open_file(sha256))
        return {rowchanges.key_of(one, column): rowwords.name_of(one) for one in rows}
    except RefusedError:
        return {}


def _manifest(current: Pointer, number: int) -> str:
    """Return the hash of a version's manifest, nothing for 0; what is not open is refused."""
    _check_open(current)
    if not number:
        return ""
    found = {one.number: one.manifest for one in versions.listed(current.package_id)}
    if number not in found:
        versions.manifest(current.package_id, number)  # refuses, naming the versions that are
    return found[number]


def _states(current: Pointer, table: str) -> Iterator[State]:
    """Yield a table's file in each version, the newest first."""
    for version in versions.listed(current.package_id):
        manifest = versions.read_manifest(version.manifest)
        sha256 = tablepairs.tables(manifest).get(table)
        column = key(schemas(version.manifest).get(table, {})) if sha256 else ""
        yield State(version.number, manifest.created, sha256, column)


def _find(sha256: str, column: str, row_key: str) -> TextRow | None:
    """Return a row of a file; what was taken out is not told from memory either."""
    if versions.redaction(sha256):
        raise LookupError(sha256)
    return _found(sha256, column, row_key)


@lru_cache(maxsize=1024)
def _found(sha256: str, column: str, row_key: str) -> TextRow | None:
    """Return a row of a file; the same hash always gives the same row."""
    return rowhistory.find_row(rowchanges.read(open_file(sha256)), column, row_key)
