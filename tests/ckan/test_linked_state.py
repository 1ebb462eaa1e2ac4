"""Linked data that stay: what is unchanged is neither written nor loaded anew; no name moves."""

import datetime as dt
import json
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pysolr
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.lib import redis, search
from ckan.tests import factories, helpers
from ckanext.dcat.processors import RDFSerializer
from rdflib import Graph
from rdflib.namespace import DCAT, RDF
from werkzeug.test import TestResponse

from ckanext.infoprog.linked import catalogue, kept, naming
from tests.ckan import publishing
from tests.ckan.publishing import ASSOCIATION, SURVEY

FORMATS = ("ttl", "xml", "jsonld")
MANY = int(os.environ.get("INFOPROG_MANY") or 250)
# One row: an option and another value of it, of which the catalogue speaks.
SETTINGS = [
    ("ckan.site_title", "Інший портал"),
    ("ckan.site_description", "Опис"),
    ("ckanext.infoprog.title_en", "Another portal"),
    ("ckanext.infoprog.contact_email", "opendata@rada.example"),
    ("ckan.site_url", "https://new.example"),
]

Json = dict[str, Any]
Make = Callable[..., Json]
Page = Callable[..., TestResponse]
Monkey = pytest.MonkeyPatch


@pytest.fixture
def survey(portal: None, tmp_path: Path) -> Json:
    """Return the folder and the publisher of the published survey."""
    user = factories.User()["name"]
    users = [{"name": user, "capacity": "admin"}]
    factories.Organization(name=ASSOCIATION, title="Асоціація", users=users)
    folder = publishing.folder_of(tmp_path)
    publishing.publish(folder, user)
    return {"folder": folder, "user": user}


@pytest.fixture(autouse=True)
def _forget(portal: None) -> None:
    """Let no test find what another one wrote."""
    store = redis.connect_to_redis()
    for key in store.scan_iter("infoprog:*:linked:*"):
        store.delete(key)


@pytest.fixture
def written(monkeypatch: Monkey) -> list[str]:
    """Return a list that grows by each description that is written."""
    made: list[str] = []
    for name in ("serialize_catalog", "serialize_dataset"):
        _note(monkeypatch, name, made)
    return made


def _note(monkeypatch: Monkey, name: str, made: list[str]) -> None:
    """Let a method of the serializer add its name to a list when it is called."""
    stock = getattr(RDFSerializer, name)

    def write(self: RDFSerializer, *words: object, **more: object) -> object:
        made.append(name)
        return stock(self, *words, **more)

    monkeypatch.setattr(RDFSerializer, name, write)


def _change(name: str, **more: object) -> Json:
    context = {"user": factories.Sysadmin()["name"]}
    return dict(helpers.call_action("package_patch", context=context, id=name, **more))


def _uris(text: str) -> list[str]:
    graph = Graph().parse(data=text)
    return sorted(str(one) for one in graph.subjects(RDF.type, DCAT.Dataset))


class TestUnchanged:
    @pytest.mark.parametrize("ending", FORMATS)
    def test_not_written_anew(
        self, page: Page, dataset: Make, written: list[str], ending: str
    ) -> None:
        """A page of the catalogue is written once, and the second reader gets the same bytes."""
        dataset()
        first, second = page(f"/catalog.{ending}"), page(f"/catalog.{ending}")
        assert first.data == second.data
        assert written == ["serialize_catalog"]

    @pytest.mark.parametrize("place", ["/catalog", "/dataset/{}"])
    def test_not_loaded_anew(
        self, page: Page, dataset: Make, written: list[str], monkeypatch: Monkey, place: str
    ) -> None:
        """Who has a page is answered 304 by its tag and by its moment, and nothing is written."""
        address = f"{place.format(dataset()['name'])}.ttl"
        tag = page(address).headers["ETag"]
        monkeypatch.setattr(kept, "_now", lambda: dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
        moment = page(address).headers["Last-Modified"]
        written.clear()
        for header, value in (("If-None-Match", tag), ("If-Modified-Since", moment)):
            answer = page(address, 304, headers={header: value})
            assert answer.data == b""
        assert written == []

    def test_moment_of_this_second(self, page: Page, dataset: Make) -> None:
        """Within the second of a change no moment is named: it could change again in it."""
        address = f"/dataset/{dataset()['name']}.ttl"
        kept_now = kept._now()
        answer = page(address)
        if kept._now() == kept_now:
            assert "Last-Modified" not in answer.headers

    def test_without_redis(self, page: Page, dataset: Make, monkeypatch: Monkey) -> None:
        """A Redis that is away costs time, not the answer nor its tag."""
        made = dataset()

        def away() -> None:
            raise kept.RedisError

        monkeypatch.setattr(kept.redis, "connect_to_redis", away)
        answer = page("/catalog.ttl")
        assert _uris(answer.get_data(as_text=True)) == [made["uri"]]
        page("/catalog.ttl", 304, headers={"If-None-Match": answer.headers["ETag"]})

    def test_searches_are_not_kept(self, page: Page, dataset: Make) -> None:
        """A search of the catalogue is tagged, but not kept: there are as many as words."""
        dataset()
        for query in ("q=budget", "modified_since=2020-01-01", "fq=name:a"):
            assert "ETag" in page(f"/catalog.ttl?{query}").headers
        assert list(redis.connect_to_redis().scan_iter("infoprog:*:linked:*")) == []


class TestChanged:
    def test_each_change(self, page: Page, dataset: Make, survey: Json) -> None:
        """Each change of a dataset, of its publisher, of a file, a deletion or a new version shows
        at once in the tag and in the text.
        """
        made = dataset(title="Перша назва")
        user = {"user": factories.Sysadmin()["name"]}
        organization = made["organization"]["id"]

        def edit() -> None:
            publishing.edit(survey["folder"], "answers", lambda rows: rows.pop())
            publishing.publish(survey["folder"], survey["user"])

        changes: list[Callable[[], object]] = [
            lambda: _change(made["id"], title="Друга назва"),
            lambda: helpers.call_action(
                "organization_patch", context=dict(user), id=organization, title="Інша рада"
            ),
            lambda: factories.Resource(package_id=made["id"], url="https://example.org/new.csv"),
            edit,
            lambda: helpers.call_action("package_delete", context=dict(user), id=made["id"]),
        ]
        seen = [page("/catalog.ttl")]
        for change in changes:
            change()
            seen.append(page("/catalog.ttl", headers={"If-None-Match": seen[-1].headers["ETag"]}))
        assert len({one.headers["ETag"] for one in seen}) == len(seen)
        texts = [one.get_data(as_text=True) for one in seen]
        for text, sign in zip(
            texts[1:5],
            ["Друга назва", "Інша рада", "https://example.org/new.csv", f"{SURVEY}/version/2"],
            strict=True,
        ):
            assert sign in text
        assert made["uri"] not in texts[5]

    @pytest.mark.parametrize(("name", "value"), SETTINGS)
    def test_settings(
        self, page: Page, dataset: Make, ckan_config: Json, name: str, value: str
    ) -> None:
        """A setting of which the catalogue speaks changes the tag with the text."""
        dataset()
        before = page("/catalog.ttl")
        ckan_config[name] = value
        after = catalogue.page({"format": "ttl"})
        assert value in after.text()
        assert after.digest[:32] not in before.headers["ETag"]


class TestNames:
    def test_older_datasets(self, dataset: Make, ckan_config: Json) -> None:
        """A dataset from before URIs were stored gets the one it had been described under, once;
        its dates stay, and a later change of host does not move it.
        """
        made, other = dataset(), dataset()
        package = model.package_table
        model.Session.execute(
            sa.update(package)
            .where(package.c.id == made["id"])
            .values(extras=package.c.extras.op("-")(sa.literal("uri", sa.Text)))
        )
        model.Session.commit()
        search.rebuild(made["id"])
        described = f"{tk.config['ckan.site_url']}/dataset/{made['id']}"
        assert naming.name_all() == 1
        assert naming.name_all() == 0
        ckan_config["ckan.site_url"] = "https://new.example"
        shown = helpers.call_action("package_show", id=made["id"])
        found = helpers.call_action("package_search", q=f"id:{made['id']}")["results"][0]
        assert shown["uri"] == found["uri"] == described
        assert shown["metadata_modified"] == made["metadata_modified"]
        assert helpers.call_action("package_show", id=other["id"])["uri"] == other["uri"]

    @pytest.mark.ckan_config("ckanext.dcat.base_uri", "https://first.example")
    def test_no_name_follows_the_portal(
        self, dataset: Make, survey: Json, ckan_config: Json
    ) -> None:
        """Where the base is set, another address of the portal changes no URI of the catalogue,
        its datasets, files and services.
        """
        dataset(resources=[{"url": "https://example.org/a.csv", "format": "CSV"}])

        def names() -> list[str]:
            text = catalogue.show({"format": "ttl"})
            graph = Graph().parse(data=text)
            kinds = (DCAT.Catalog, DCAT.Dataset, DCAT.Distribution, DCAT.DataService)
            return sorted({str(one) for kind in kinds for one in graph.subjects(RDF.type, kind)})

        before = names()
        assert all(one.startswith("https://first.example") for one in before)
        ckan_config["ckan.site_url"] = "https://second.example"
        assert names() == before


class TestMany:
    def test_pages(self, dataset: Make, monkeypatch: Monkey) -> None:
        """Of many datasets (INFOPROG_MANY says how many) none is missed and none met twice, page
        after page in the order of their identifiers, and a page stays under 50 MB.
        """
        made = dataset(
            notes="о" * 400,
            resources=[
                {"url": f"https://example.org/{n}.csv", "name": "я" * 200} for n in range(9)
            ],
        )
        _multiply(made["id"], MANY, monkeypatch)
        size = catalogue.page_size()
        numbers = range(1, -(-(MANY + 1) // size) + 1)
        monkeypatch.setattr(kept, "look", lambda *_: None)
        pages = [catalogue.page({"page": n, "format": "ttl"}) for n in numbers]
        ids = [one["id"] for found in pages for one in found.datasets]
        assert len(ids) == len(set(ids)) == MANY + 1
        assert ids == sorted(ids)
        text = catalogue.show({"page": 2, "format": "jsonld"})
        assert len(text.encode()) < catalogue.MOST_BYTES
        assert len({one["@id"] for one in json.loads(text) if _is_dataset(one)}) == size


def _is_dataset(node: Json) -> bool:
    return str(DCAT.Dataset) in node.get("@type", [])


def _multiply(package_id: str, count: int, monkeypatch: Monkey) -> None:
    """Copy a dataset in database and index: made one by one they would take minutes."""
    sent: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(pysolr.Solr, "add", lambda _self, docs, **_more: sent.append(_text(docs[0])))
        search.rebuild(package_id)
    package, documents = model.package_table, []
    for _ in range(count):
        new = str(uuid.uuid4())
        document = json.loads(sent[0].replace(package_id, new))
        documents.append({**document, "index_id": f"copy-{new}", "name": new})
    rest = [c.name for c in package.c if c.name not in ("id", "name")]
    rows = [{"id": one["id"], "name": one["name"]} for one in documents]
    insert = sa.text(
        f"INSERT INTO package (id, name, {', '.join(rest)}) "
        f"SELECT :id, :name, {', '.join(rest)} FROM package WHERE id = '{package_id}'"
    )
    model.Session.execute(insert, rows)
    model.Session.commit()
    for start in range(0, count, 500):
        search.make_connection().add(docs=documents[start : start + 500], commit=True)


def _text(document: Json) -> str:
    return json.dumps(document, default=lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
