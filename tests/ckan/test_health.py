"""/healthz, /readyz and the guard of the catalogue."""

import datetime as dt
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import rq
import sqlalchemy as sa
from ckan import model
from ckan.lib import jobs, redis, search
from ckan.tests import factories, helpers
from ckanext.datastore.backend.postgres import get_read_engine
from werkzeug.test import TestResponse

from ckanext.infoprog import readiness
from ckanext.infoprog.logic import reading

Page = Callable[..., TestResponse]
Make = Callable[..., dict[str, Any]]
CATALOGUES = [
    "/catalog.xml",
    "/catalog.jsonld",
    "/api/3/action/package_search",
    "/api/action/package_search?rows=0",
    "/en/api/3/action/package_list",
]


@pytest.fixture
def worker(portal: None) -> Iterator[rq.Worker]:
    """Register a job worker as `ckan jobs worker` does, and take it away at the end."""
    one = rq.Worker([jobs.get_queue()], connection=redis.connect_to_redis())
    one.register_birth()
    one.heartbeat()
    yield one
    one.teardown()


@pytest.fixture
def gap(dataset: Make) -> None:
    """Make a dataset that the index lacks, as after a rebuilt Solr core."""
    package = dataset()
    search.clear(package["id"])


class TestHealthz:
    def test_alive(self, page: Page) -> None:
        """A living process answers 200 and may not be cached."""
        answer = page("/healthz")
        assert answer.json == {"ok": True}
        assert "no-store" in answer.headers["Cache-Control"]


class TestReadyz:
    def test_all_well(self, page: Page, worker: rq.Worker, dataset: Make) -> None:
        """With every part well the answer is 200 and names each part."""
        dataset()
        parts = page("/readyz").json["parts"]
        assert sorted(parts) == ["database", "datastore", "index", "redis", "rows", "worker"]
        assert all(part["ok"] for part in parts.values())
        assert parts["index"]["datasets"] == 1

    def test_no_worker(self, page: Page) -> None:
        """Without a job worker the portal is not ready, and says why."""
        answer = page("/readyz", 503)
        assert answer.json["parts"]["worker"] == {"ok": False, "reason": "no job worker is running"}
        assert answer.headers["Retry-After"] == "30"

    def test_silent_worker(self, page: Page, worker: rq.Worker) -> None:
        """A worker that has long been silent does not count."""
        past = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
        key, stamp = worker.key, rq.utils.utcformat(past)
        redis.connect_to_redis().hset(key, "last_heartbeat", stamp)
        assert "heartbeat" in page("/readyz", 503).json["parts"]["worker"]["reason"]

    def test_killed_worker(self, page: Page, worker: rq.Worker) -> None:
        """A worker of this machine whose process is no more does not count, however fresh."""
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        redis.connect_to_redis().hset(worker.key, "pid", child)
        assert page("/readyz", 503).json["parts"]["worker"]["ok"] is False

    def test_index_gap(self, page: Page, gap: None) -> None:
        """An index that lacks a public dataset is named with both counts."""
        part = page("/readyz", 503).json["parts"]["index"]
        assert part["reason"] == "the index holds 0 public datasets, the database 1"

    def test_ghost_in_index(self, page: Page, dataset: Make) -> None:
        """An index that holds a dataset too many is not well either."""
        package = dataset()
        index = search.make_connection()
        found = index.search(f"id:{package['id']}").docs[0]
        kept = ("entity_type", "state", "capacity", "site_id", "name")
        ghost = {key: found[key] for key in kept}
        index.add([{**ghost, "id": "ghost", "index_id": "ghost"}], commit=True)
        assert page("/readyz", 503).json["parts"]["index"]["ok"] is False

    def test_hung_part(
        self, page: Page, monkeypatch: pytest.MonkeyPatch, worker: rq.Worker
    ) -> None:
        """A part that hangs costs no more than the time it has, and only one thread."""
        calls: list[float] = []

        def hang() -> dict[str, Any]:
            calls.append(time.monotonic())
            time.sleep(6)
            return {}

        monkeypatch.setattr(readiness, "_database", hang)
        started = time.monotonic()
        parts = [page("/readyz", 503).json["parts"] for _ in range(2)]
        assert time.monotonic() - started < 5
        assert parts[1]["database"] == {"ok": False, "reason": "no answer in time"}
        assert parts[1]["redis"]["ok"] is True
        assert len(calls) == 1

    def test_broken_part(self, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
        """A part that refuses is named by the kind of fault, without addresses or passwords."""

        def refuse() -> dict[str, Any]:
            raise ConnectionError("postgresql://ckan:secret@db")

        monkeypatch.setattr(readiness, "_datastore", refuse)
        answer = page("/readyz", 503)
        assert answer.json["parts"]["datastore"]["reason"] == "ConnectionError"
        assert "secret" not in answer.get_data(as_text=True)


class TestLostDatabase:
    @pytest.fixture(autouse=True)
    def lost(self, monkeypatch: pytest.MonkeyPatch, dataset: Make) -> str:
        """Lose the connection to the database while a list of versions is made."""
        end = sa.text("SELECT pg_terminate_backend(pg_backend_pid())")
        monkeypatch.setattr(reading, "version_list", lambda name: model.Session.execute(end))
        return str(dataset()["name"])

    def test_within_an_action(self, page: Page, lost: str) -> None:
        """An action that loses the database is told to come back; CKAN would call it a fault."""
        answer = page(f"/api/3/action/infoprog_version_list?package={lost}", status=503)
        assert answer.headers["Retry-After"]
        assert answer.json["success"] is False

    def test_next_call(self, page: Page, lost: str) -> None:
        """The next call finds the database again."""
        page(f"/api/3/action/infoprog_version_list?package={lost}", status=503)
        assert page(f"/api/3/action/package_show?id={lost}").json["success"] is True

    def test_within_a_table(self, page: Page, lost: str) -> None:
        """A table whose database is lost says to come back; CKAN would call the query wrong."""
        made = helpers.call_action(
            "datastore_create",
            {"user": factories.Sysadmin()["name"]},
            resource={"package_id": lost, "name": "таблиця"},
            fields=[{"id": "a", "type": "text"}],
            records=[{"a": "1"}],
        )
        address = f"/api/3/action/datastore_search?resource_id={made['resource_id']}"
        assert page(address).json["result"]["total"] == 1
        engine = get_read_engine()
        beside = sa.create_engine(engine.url)

        def cut_off(connection: Any, _cursor: object, sql: str, *_more: object) -> None:  # noqa: ANN401 - a driver's
            if made["resource_id"] in sql:
                with beside.connect() as other:
                    pid = connection.connection.dbapi_connection.info.backend_pid
                    other.execute(sa.text(f"SELECT pg_terminate_backend({pid})"))

        sa.event.listen(engine, "before_cursor_execute", cut_off)
        assert page(address, status=503).headers["Retry-After"]
        sa.event.remove(engine, "before_cursor_execute", cut_off)
        assert page(address).json["result"]["total"] == 1
        page("/api/3/action/datastore_search?resource_id=none&limit=x", status=409)


class TestCatalogue:
    def test_full(self, page: Page, dataset: Make) -> None:
        """A catalogue is given while the index holds every public dataset."""
        dataset()
        for address in CATALOGUES:
            page(address)

    def test_gap(self, page: Page, gap: None) -> None:
        """A catalogue is refused with 503 and Retry-After while a public dataset is missing."""
        for address in CATALOGUES:
            assert page(address, 503).headers["Retry-After"] == "30", address

    def test_gap_in_words(self, page: Page, gap: None) -> None:
        """A refused search is no JSON: harvesters would read it as one that found nothing."""
        answer = page("/api/3/action/package_search?rows=100", 503)
        assert answer.mimetype == "text/plain"
        assert "not complete" in answer.get_data(as_text=True)

    def test_single_dataset(self, page: Page, gap: None, dataset: Make) -> None:
        """A single dataset is given even then."""
        name = dataset()["name"]
        page(f"/api/3/action/package_show?id={name}")
        page(f"/dataset/{name}")

    def test_private(self, page: Page, dataset: Make) -> None:
        """Private datasets and drafts are no part of the catalogue and make no gap."""
        dataset(private=True)
        dataset(state="draft")
        page("/catalog.xml")

    def test_closes_again(self, page: Page, dataset: Make) -> None:
        """A gap is noticed at the first call after a full catalogue, and so is its end."""
        package = dataset()
        page("/catalog.xml")
        search.clear(package["id"])
        page("/catalog.xml", 503)
        search.rebuild(package["id"])
        page("/catalog.xml")

    def test_second_look(self, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
        """A gap that closes at once, as between commit and index, refuses nobody."""
        counts = iter([(2, 1), (2, 2)])
        monkeypatch.setattr(readiness, "_counts", lambda: next(counts))
        page("/api/3/action/package_list")

    def test_solr_gone(self, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without an index there is no catalogue, and the refusal is the same."""

        def refuse() -> None:
            raise search.SearchError("Solr is gone")

        monkeypatch.setattr(search, "make_connection", refuse)
        page("/catalog.xml", 503)
