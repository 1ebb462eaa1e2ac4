"""The switch: all tables of a package change at one moment, once, and only by who may."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from ckan.tests import factories, helpers
from ckanext.datastore.backend import postgres

from ckanext.infoprog import tables
from ckanext.infoprog.core.publish.manifest import Published
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.storage import datastore, reading, staging, switch
from tests.ckan import staged

Opened = Callable[[], BytesIO]
OTHER_ROWS = [("2.1", *row[1:]) for row in staged.ROWS[:1]]
BEHIND = 0.1  # seconds that only a reader behind a waiting switch needs
TRIES = "ckanext.infoprog.switch.tries"


@pytest.fixture
def package(with_plugins: None) -> Iterator[str]:
    """Return the id of a package without tables; take all away afterwards."""
    staging.prepare()
    package_id = str(uuid.uuid4())
    yield package_id
    for publication in staging.leftovers():
        switch.clean(publication)
    with datastore.transaction() as connection:
        for name in staged.query(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
            "WHERE nspname = 'public' AND relkind = 'r' AND NOT starts_with(relname, '_')"
        ):
            datastore.run(connection, f"DROP TABLE {datastore.public(name[0])} CASCADE")


def both(first: Published, second: Published, version: int) -> tuple[list[str], str]:
    """Stage two tables under one publication, each with one row that says the version."""
    publication = str(uuid.uuid4())
    for one in (first, second):
        rows = [(str(version), *staged.ROWS[0][1:])]
        item, opened = staged.table(rows, resource_id=one.id)
        staged.load(item, opened, publication)
    return [first.id, second.id], publication


def put(package: str, ids: list[str], publication: str, drop: tuple[str, ...] = ()) -> float:
    """Switch under the first fence."""
    switch.fence(package, publication, 1)
    return switch.switch(package, publication, 1, 1, ids, drop)


def first_cell(resource_id: str) -> str:
    """Return what readers see in the first row."""
    with postgres.get_read_engine().connect() as connection:
        table = datastore.public(resource_id)
        return str(connection.exec_driver_sql(f'SELECT "measureId" FROM {table}').scalar())


class TestSwitch:
    def test_shown(self, package: str) -> None:
        """Readers see the staged table after the switch, and the switch says who made it."""
        item, opened = staged.table()
        publication = staged.load(item, opened)
        assert not staging.is_public(item.id)
        assert switch.current(package) is None
        assert 0 < put(package, [item.id], publication) < 1
        assert staging.is_public(item.id)
        assert first_cell(item.id) == "1.1"
        assert switch.current(package) == (publication, 1)

    def test_replaced(self, package: str) -> None:
        """The old table stands aside until the publication is clean."""
        item, opened = staged.table()
        staged.publish(package, item, opened)
        item, opened = staged.table(OTHER_ROWS, resource_id=item.id)
        publication = staged.publish(package, item, opened, 2)
        assert first_cell(item.id) == "2.1"
        old = datastore.table("old", publication, item.id)
        assert staged.query(f"SELECT count(*) FROM {old}") == [(3,)]
        assert publication in staging.leftovers()
        switch.clean(publication)
        assert publication not in staging.leftovers()
        assert first_cell(item.id) == "2.1"

    def test_dropped(self, package: str) -> None:
        """A table that the version has no more is gone for readers with the same switch."""
        gone, opened = staged.table()
        staged.publish(package, gone, opened)
        item, opened = staged.table(OTHER_ROWS)
        put(package, [item.id], staged.load(item, opened), (gone.id, str(uuid.uuid4())))
        assert not staging.is_public(gone.id)
        assert staging.is_public(item.id)
        assert staged.query(
            "SELECT count(*) FROM _table_stats WHERE resource_id = :id", id=gone.id
        ) == [(0,)]

    def test_again(self, package: str) -> None:
        """A switch that was made already is not made again, even when all is cleaned up."""
        item, opened = staged.table()
        publication = staged.load(item, opened)
        put(package, [item.id], publication)
        assert put(package, [item.id], publication) == 0.0
        switch.clean(publication)
        assert put(package, [item.id], publication) == 0.0
        assert first_cell(item.id) == "1.1"

    def test_not_staged(self, package: str) -> None:
        """A switch with a table that was never staged changes nothing."""
        item, opened = staged.table()
        staged.publish(package, item, opened)
        other, opened = staged.table(OTHER_ROWS, resource_id=item.id)
        publication = staged.load(other, opened)
        with pytest.raises(RefusedError) as refused:
            put(package, [item.id, str(uuid.uuid4())], publication)
        assert refused.value.code == "not-loaded"
        assert first_cell(item.id) == "1.1"
        assert switch.current(package) != (publication, 1)

    def test_without_tables(self, package: str) -> None:
        """A version that changes no table is switched all the same."""
        publication = str(uuid.uuid4())
        put(package, [], publication)
        assert switch.current(package) == (publication, 1)

    def test_many_short(self, package: str) -> None:
        """The lock on ten tables is held for less than 50 ms at its best of four times."""
        ids, held = [str(uuid.uuid4()) for _ in range(10)], []
        for _ in range(4):
            publication = str(uuid.uuid4())
            for one in ids:
                item, opened = staged.table(resource_id=one)
                staged.load(item, opened, publication)
            held.append(put(package, ids, publication))
        assert min(held) < 0.05


class TestFence:
    def test_lower(self, package: str) -> None:
        """A process whose publication was taken over switches nothing."""
        item, opened = staged.table()
        publication = staged.load(item, opened)
        switch.fence(package, publication, 1)
        switch.fence(package, publication, 2)
        with pytest.raises(RefusedError) as refused:
            switch.switch(package, publication, 1, 1, [item.id], [])
        assert refused.value.code == "fenced"
        with pytest.raises(RefusedError, match="took the publication"):
            switch.fence(package, publication, 1)
        assert not staging.is_public(item.id)
        assert switch.switch(package, publication, 2, 1, [item.id], []) > 0

    def test_superseded(self, package: str) -> None:
        """A publication that another one followed cannot come back, whatever fence it names."""
        item, opened = staged.table()
        first, second = staged.load(item, opened), staged.load(item, opened)
        switch.fence(package, first, 5)
        switch.fence(package, second, 1)
        for attempt in (
            lambda: switch.fence(package, first, 6),
            lambda: switch.switch(package, first, 5, 1, [item.id], []),
        ):
            with pytest.raises(RefusedError) as refused:
                attempt()
            assert refused.value.code == "fenced"
        assert switch.switch(package, second, 1, 1, [item.id], []) > 0

    def test_unknown(self, package: str) -> None:
        """Nobody switches a package without a fence."""
        with pytest.raises(RefusedError) as refused:
            switch.switch(package, str(uuid.uuid4()), 1, 1, [], [])
        assert refused.value.code == "fenced"


class TestLock:
    @pytest.mark.ckan_config(TRIES, 2)
    def test_long_reader(self, package: str) -> None:
        """A switch that a long query keeps out gives up, and can be repeated."""
        item, opened = staged.table()
        staged.publish(package, item, opened)
        new, opened = staged.table(OTHER_ROWS, resource_id=item.id)
        publication = staged.load(new, opened)
        with postgres.get_read_engine().connect() as connection:
            connection.exec_driver_sql(f"SELECT * FROM {datastore.public(item.id)}")
            with pytest.raises(RefusedError) as refused:
                put(package, [item.id], publication)
            assert first_cell(item.id) == "1.1"
        assert refused.value.code == "lock-timeout"
        put(package, [item.id], publication)
        assert first_cell(item.id) == "2.1"

    def test_short_reader(self, package: str) -> None:
        """While a switch waits for a query longer than one wait for the lock, others still read."""
        item, opened = staged.table()
        staged.publish(package, item, opened)
        new, opened = staged.table(OTHER_ROWS, resource_id=item.id)
        publication = staged.load(new, opened)
        waited: list[float] = []

        def read() -> None:
            while first_cell(item.id) == "1.1":
                began = time.monotonic()
                first_cell(item.id)
                waited.append(time.monotonic() - began)

        reader = threading.Thread(target=read)
        with postgres.get_read_engine().connect() as connection:
            connection.exec_driver_sql(f"SELECT * FROM {datastore.public(item.id)}")
            reader.start()
            worker = threading.Thread(target=put, args=(package, [item.id], publication))
            worker.start()
            deadline = time.monotonic() + 10
            while max(waited, default=0) < BEHIND and time.monotonic() < deadline:
                time.sleep(0.01)
        worker.join(30)
        reader.join(30)
        assert first_cell(item.id) == "2.1"
        assert BEHIND <= max(waited) < 2

    def test_standstill(self, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """A process that stands still with the lock in its hands loses it after a while."""
        monkeypatch.setattr(switch, "STANDSTILL_MS", 300)
        item, opened = staged.table()
        staged.publish(package, item, opened)
        new, opened = staged.table(OTHER_ROWS, resource_id=item.id)
        publication = staged.load(new, opened)
        moves = switch._moves

        def slow(*args: Any) -> Iterator[str]:  # noqa: ANN401
            time.sleep(0.8)
            return moves(*args)

        with monkeypatch.context() as slowly:
            slowly.setattr(switch, "_moves", slow)
            with pytest.raises(sa.exc.DBAPIError):
                put(package, [item.id], publication)
        assert first_cell(item.id) == "1.1"
        put(package, [item.id], publication)
        assert first_cell(item.id) == "2.1"


def test_whole(package: str) -> None:
    """Readers who ask while versions are switched see both tables of one version, never of two."""
    first, second = staged.table()[0], staged.table()[0]
    put(package, *both(first, second, 0))
    seen: list[tuple[str, str]] = []
    over = threading.Event()

    def read() -> None:
        sql = (
            f'SELECT a."measureId", b."measureId" FROM {datastore.public(first.id)} a, '
            f"{datastore.public(second.id)} b"
        )
        with postgres.get_read_engine().connect() as connection:
            while not over.is_set():
                seen.extend(tuple(row) for row in connection.exec_driver_sql(sql))
                connection.rollback()

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for version in range(1, 6):
        ids, publication = both(first, second, version)
        put(package, ids, publication)
        switch.clean(publication)
    over.set()
    for reader in readers:
        reader.join(30)
    assert {one == other for one, other in seen} == {True}
    assert len({one for one, _other in seen}) > 1
    assert len(seen) > 20


class TestPage:
    def test_window(self, package: str) -> None:
        """Between switch and catalogue a page gets the rows of the file that it speaks of."""
        old, opened = staged.table()
        staged.publish(package, old, opened)
        new, opened = staged.table(OTHER_ROWS, resource_id=old.id)
        publication = staged.publish(package, new, opened, 2)
        before = reading.rows(old.id, old.sha256, 0, 10)
        after = reading.rows(old.id, new.sha256, 0, 10)
        assert before is not None
        assert after is not None
        assert [one["measureId"] for one in before.records] == ["1.1", "1.2", "1.3"]
        assert [one["measureId"] for one in after.records] == ["2.1"]
        assert (before.total, after.total) == (3, 1)
        switch.clean(publication)
        assert reading.rows(old.id, old.sha256, 0, 10) is None

    def test_as_search(self, package: str) -> None:
        """A page of a published table has the values, types and words that the API gives."""
        item, opened = staged.table()
        staged.publish(package, item, opened)
        found = reading.rows(item.id, item.sha256, 1, 1)
        assert found is not None
        with postgres.get_read_engine().connect() as connection:
            context: dict[str, Any] = {"connection": connection}
            same = postgres.search_data(
                context,
                {
                    "resource_id": item.id, "limit": 1, "offset": 1, "include_total": True,
                    "records_format": "objects", "include_next_page": False,
                },
            )  # fmt: skip
        records = [{k: v for k, v in one.items() if k != "_id"} for one in same["records"]]
        assert list(found.records) == records
        assert [(f["id"], f["type"], f["info"]) for f in found.fields] == [
            (f["id"], f["type"], f.get("info", {})) for f in same["fields"] if f["id"] != "_id"
        ]
        assert found.total == same["total"]

    def test_unknown(self, package: str) -> None:
        """A resource without a table, or with one of CKAN's own making, has no published rows."""
        assert reading.rows(str(uuid.uuid4()), "0" * 64, 0, 10) is None
        item, opened = staged.table()
        staged.publish(package, item, opened)
        staged.query(f"COMMENT ON TABLE {datastore.public(item.id)} IS 'мій'; SELECT 1")
        assert reading.rows(item.id, item.sha256, 0, 10) is None

    def test_resource_page(self, package: str, page: Any, publisher: dict[str, Any]) -> None:  # noqa: ANN401
        """The resource page shows the rows of its own file in the middle of a switch."""
        old, opened = staged.table()
        made = factories.Dataset(
            id=package,
            owner_org=publisher["id"],
            resources=[
                {
                    "id": old.id, "name": "Заходи", "url": "measures.csv", "url_type": "infoprog",
                    "format": "CSV", "hash": old.sha256, "datastore_active": True,
                }
            ],
            user=factories.Sysadmin(),
        )  # fmt: skip
        staged.publish(package, old, opened)
        new, opened = staged.table(OTHER_ROWS, resource_id=old.id)
        staged.publish(package, new, opened, 2)
        assert "Ремонт доріг" in page(f"/dataset/{made['name']}/resource/{old.id}").body
        found = tables.published(old.id, new.sha256, 1, 20)
        assert found is not None
        assert found.rows[0]["measureId"] == "2.1"
        assert found.columns[0].label("en") == "Measure"


def test_index_survives(package: str) -> None:
    """Ten versions leave one set of indexes and one sequence, under the same names."""
    item, opened = staged.table()
    for version in range(1, 11):
        again = replace(item, sha256=f"{version:064x}")
        switch.clean(staged.publish(package, again, opened, version))
    found = staged.query(
        "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE nspname = 'public' AND relkind = 'S'"
    )
    assert found == [(1,)]
    assert helpers.call_action("datastore_search", resource_id="_table_metadata")["total"] == 1
