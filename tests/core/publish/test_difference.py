"""Two versions of a package compared: rows by key, columns, description, files."""

import csv
import hashlib
import io
import json
import random
import tracemalloc
from collections.abc import Callable, Iterable, Mapping

import pytest

from ckanext.infoprog.core.publish import rowchanges
from ckanext.infoprog.core.publish.difference import Difference, between, compare, pairs
from ckanext.infoprog.core.publish.manifest import Act, Input, Manifest, Published
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.publish.rowchanges import Change, FieldChange
from ckanext.infoprog.core.publish.tabledifference import TableDifference

Row = dict[str, str]
SCHEMA = {"table": "funding", "primaryKey": ["id"], "fields": [{"name": "id"}, {"name": "amount"}]}
FIRST = [{"id": "1.1", "amount": "10.00"}, {"id": "1.2", "amount": "20.00"}]


def difference(
    old: list[Row] | None, new: list[Row] | None, limit: int | None = 100, offset: int = 0
) -> TableDifference:
    """Compare two lists of rows."""
    before = None if old is None else (lambda: old)
    after = None if new is None else (lambda: new)
    return compare(before, after, SCHEMA, limit=limit, offset=offset)


def told(found: TableDifference) -> list[tuple[str, str]]:
    """Return the listed keys, each with what happened."""
    return [(one.key, str(one.change)) for one in found.changes]


class TestCompare:
    def test_equal(self) -> None:
        """Equal tables have no difference."""
        found = difference(FIRST, list(FIRST))
        assert (found.total, found.changes) == (0, ())

    def test_changed(self) -> None:
        """Of a changed row only the cells that differ are told, the others name it."""
        new = [FIRST[0], {"id": "1.2", "amount": "25.00"}]
        (one,) = difference(FIRST, new).changed
        assert one.fields == (FieldChange("amount", "20.00", "25.00"),)
        assert one.about == {"id": "1.2"}
        assert one.row == {"id": "1.2", "amount": "25.00"}

    def test_added_and_removed(self) -> None:
        """A row on one side only is new or gone, with all its cells that are not null."""
        found = difference(FIRST, [FIRST[0], {"id": "1.10", "amount": "null"}])
        assert told(found) == [("1.2", "removed"), ("1.10", "added")]
        assert found.added[0].fields == (FieldChange("id", None, "1.10"),)
        assert found.removed[0].row == FIRST[1]

    def test_natural_order(self) -> None:
        """Changes stand in the order in which people count."""
        old = [{"id": f"1.{n}", "amount": "1"} for n in (1, 2, 9, 10)]
        assert [key for key, _ in told(difference(old, []))] == ["1.1", "1.2", "1.9", "1.10"]

    @pytest.mark.parametrize("seed", range(20))
    def test_any_order(self, seed: int) -> None:
        """Rows are matched by key in whatever order the files hold them."""
        chance = random.Random(seed)  # noqa: S311 - a repeatable test, no secret
        old = {f"{n}~a": str(chance.randint(1, 3)) for n in chance.sample(range(60), 40)}
        new = {f"{n}~a": str(chance.randint(1, 3)) for n in chance.sample(range(60), 40)}
        rows = ([{"id": k, "amount": v} for k, v in side.items()] for side in (old, new))
        found = difference(*rows)
        expected = {key: "removed" for key in old.keys() - new.keys()}
        expected |= {key: "added" for key in new.keys() - old.keys()}
        expected |= {key: "changed" for key in old.keys() & new.keys() if old[key] != new[key]}
        assert dict(told(found)) == expected
        assert len(found.changes) == len(expected)

    def test_spilt(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A table out of order that is larger than a chunk is sorted through files."""
        monkeypatch.setattr(rowchanges, "CHUNK", 7)
        old = [{"id": str(n), "amount": 'a "quoted"\nline'} for n in range(50)]
        new = [row for row in reversed(old) if row["id"] != "30"]
        assert told(difference(old, new)) == [("30", "removed")]

    def test_columns(self) -> None:
        """A column that one side lacks is null there, and is named."""
        new = [{**FIRST[0], "note": "null"}, {**FIRST[1], "note": "x"}]
        found = difference(FIRST, new)
        assert found.columns_added == ("note",)
        assert told(found) == [("1.2", "changed")]
        assert difference(new, FIRST).columns_removed == ("note",)

    @pytest.mark.parametrize(
        ("old", "new", "change"),
        [(None, FIRST, "added"), (FIRST, None, "removed"), (FIRST, FIRST, "changed")],
    )
    def test_whole_table(self, old: list[Row], new: list[Row], change: str) -> None:
        """A table that is new or gone says so, and counts every row of it."""
        found = difference(old, new)
        assert found.change == change
        assert found.total == (0 if change == "changed" else 2)

    def test_cap(self) -> None:
        """Lists are capped and can be leafed through, counts are always whole."""
        old = [{"id": str(n), "amount": "1"} for n in range(250)]
        new = [{"id": str(n), "amount": "2"} for n in range(250)]
        found = difference(old, new, limit=100, offset=200)
        assert found.count(Change.CHANGED) == 250
        assert [one.key for one in found.changes] == [str(n) for n in range(200, 250)]
        assert len(difference(old, new, limit=None).changes) == 250
        assert difference(old, new, limit=0).changes == ()

    def test_memory(self) -> None:
        """Memory does not grow with the tables."""

        def peak(count: int) -> int:
            def rows() -> Iterable[Row]:
                return ({"id": str(n), "amount": "x" * 200} for n in range(count))

            def changed() -> Iterable[Row]:
                return ({**row, "amount": "y"} for row in rows())

            tracemalloc.start()
            compare(rows, changed, SCHEMA, limit=10)
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            return most

        assert peak(5_000) < 200_000


def csv_bytes(rows: list[Row]) -> bytes:
    """Return rows as our CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


class Store:
    """Files by hash, that count how often each was opened."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.opened: list[str] = []

    def put(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        self.files[sha256] = content
        return sha256

    def open(self, sha256: str) -> io.BytesIO:
        self.opened.append(sha256)
        if sha256 not in self.files:
            raise RefusedError("redacted", package="p", version=1, date="", reason="")
        return io.BytesIO(self.files[sha256])


Make = Callable[..., Manifest]


@pytest.fixture
def store() -> Store:
    """Give an empty store."""
    return Store()


@pytest.fixture
def version(store: Store) -> Make:
    """Return a function that makes a version of a package with one table."""

    def make(
        number: int, rows: list[Row], dataset: Mapping[str, object] | None = None, readme: str = ""
    ) -> Manifest:
        flat = [{"№": row["id"], "Сума": row["amount"]} for row in rows]
        contents = {
            "datapackage.json": json.dumps(
                {"resources": [{"table": "funding", "schema": SCHEMA}]}
            ).encode(),
            "README.md": readme.encode(),
            "data/funding.csv": csv_bytes(rows),
        }
        inputs = tuple(Input(path, store.put(c), len(c)) for path, c in contents.items())
        flat_schema = {"name": "flat", "primaryKey": ["№"], "fields": [{"name": "№"}]}
        items = tuple(
            Published(
                **{"id": name, "name": name, "kind": "table", "filename": f"{name}.csv"},
                **{"title": {"uk": name, "en": name}, "description": {}, "format": "CSV"},
                **{"mimetype": "text/csv", "md5": "", "sha256": store.put(content)},
                **{"size": len(content), "rows": len(rows), "schema": schema},
            )
            for name, content, schema in (
                ("flat", csv_bytes(flat), flat_schema),
                ("funding", contents["data/funding.csv"], SCHEMA),
            )
        )
        return Manifest(
            **{"package": "p", "package_id": "1", "version": number, "publication": "x"},
            **{"created": "2026-11-21T10:00:00+00:00", "by": {}, "act": Act.PUBLISH},
            **{"inputs": inputs, "items": items, "schemas": "", "engine": ""},
            dataset={"title": "Програма", "infoprog_version": number, **(dataset or {})},
        )

    return make


SECOND = [FIRST[0], {"id": "1.2", "amount": "25.00"}]


class TestBetween:
    def test_same(self, version: Make, store: Store) -> None:
        """Equal versions are compared without a file being opened."""
        found = between(version(1, FIRST), version(2, FIRST), store.open)
        assert found.is_empty
        assert store.opened == []

    def test_tables(self, version: Make, store: Store) -> None:
        """Tables that differ are told, those made from others last and not counted."""
        found = between(version(1, FIRST), version(2, SECOND), store.open)
        assert [(one.table, one.derived, one.total) for one in found.tables] == [
            ("funding", False, 1),
            ("flat", True, 1),
        ]
        assert found.count(Change.CHANGED) == 1

    def test_files(self, version: Make, store: Store) -> None:
        """Files that differ are named with both sizes, the package's documents apart."""
        old, new = version(1, FIRST, readme="a"), version(2, SECOND, readme="longer")
        found = between(old, new, store.open)
        assert [one.filename for one in found.files] == ["flat.csv", "funding.csv"]
        (readme,) = found.inputs
        assert (readme.filename, readme.old_size, readme.new_size) == ("README.md", 1, 6)

    def test_metadata(self, version: Make, store: Store) -> None:
        """The description is compared field by field, without what the portal itself writes."""
        old = version(1, FIRST, {"notes": "", "tags": [{"name": "б"}, {"name": "а"}]})
        new = version(2, FIRST, {"notes": "Опис", "tags": [{"name": "а"}, {"name": "б"}]})
        assert between(old, new, store.open).metadata == (FieldChange("notes", None, "Опис"),)

    def test_first(self, version: Make, store: Store) -> None:
        """Before the first version there was nothing: all of it is new."""
        found = between(None, version(1, FIRST), store.open)
        assert (found.old, found.new) == (0, 1)
        assert {one.change for one in found.tables} == {Change.ADDED}
        assert found.count(Change.ADDED) == 2

    def test_redacted(self, version: Make, store: Store) -> None:
        """A table whose file was taken out is named without rows."""
        old, new = version(1, FIRST), version(2, SECOND)
        del store.files[old.tables()["funding"].sha256]
        found = between(old, new, store.open).table("funding")
        assert found is not None
        assert found.redacted
        assert found.changes == ()

    def test_one_table(self, version: Make, store: Store) -> None:
        """One table alone can be asked for."""
        found = between(
            version(1, FIRST), version(2, SECOND), store.open, tables=frozenset({"flat"})
        )
        assert [one.table for one in found.tables] == ["flat"]

    def test_round_trip(self, version: Make, store: Store) -> None:
        """A difference written as JSON is read back as it was."""
        found = between(version(1, FIRST), version(2, SECOND, {"notes": "x"}), store.open)
        assert Difference.from_dict(json.loads(json.dumps(found.to_dict()))) == found

    def test_pairs(self, version: Make, store: Store) -> None:
        """The rows of a table that differs can be streamed, all of them."""
        (first, _flat) = pairs(version(1, FIRST), version(2, SECOND), store.open)
        assert [one.key for one in first.changes(store.open)] == ["1.2"]
