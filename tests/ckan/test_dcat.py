"""Linked data: lasting URIs, DCAT-AP with every element of the passport, held to shapes."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories, helpers
from pyshacl import validate
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, XSD
from werkzeug.test import TestResponse

from ckanext.infoprog.linked import catalogue
from tests.ckan import publishing
from tests.ckan.described import WHOLE, graph_of
from tests.ckan.publishing import ASSOCIATION, ROOT, SURVEY

ADMS = Namespace("http://www.w3.org/ns/adms#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
SH = Namespace("http://www.w3.org/ns/shacl#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
EU = "http://publications.europa.eu/resource/authority/"
SHAPES = ROOT / "tests" / "fixtures" / "shacl"
OFFICIAL = os.environ.get("INFOPROG_SHACL", "")
# Shapes of DCAT-AP 3 in the folder that INFOPROG_SHACL names: each row is one validation.
OFFICIAL_SETS = [
    ["shapes.ttl", "range.ttl", "deprecateduris.ttl"],
    ["dcat-ap-SHACL.ttl"],
    ["ranges.ttl"],
    ["mdr-vocabularies.shape.ttl"],
    ["shapes_recommended.ttl"],
]

Json = dict[str, Any]
Make = Callable[..., Json]
Page = Callable[..., TestResponse]
Monkey = pytest.MonkeyPatch

# One row: the path from the dataset, and the value at its end.
PROPERTIES = [
    ([DCT.title], Literal("Бюджет громади", lang="uk")),
    ([DCT.title], Literal("Budget of the community", lang="en")),
    ([DCT.description], Literal("Видатки за роками.", lang="uk")),
    ([DCT.accessRights], URIRef(f"{EU}access-right/PUBLIC")),
    ([DCT.accrualPeriodicity], URIRef(f"{EU}frequency/QUARTERLY")),
    ([DCT.language], URIRef(f"{EU}language/UKR")),
    ([DCT.license], URIRef(f"{EU}licence/CC_BY_4_0")),
    ([DCT.valid], Literal("2026-10-01", datatype=XSD.date)),
    ([DCAT.keyword], Literal("бюджет", lang="uk")),
    ([DCAT.keyword], Literal("money", lang="en")),
    ([DCT.publisher, FOAF.name], Literal("Міська рада", lang="uk")),
    ([DCT.publisher, DCT.identifier], Literal("26241020")),
    ([DCT.publisher, ADMS.identifier, SKOS.notation], Literal("26241020", datatype=XSD.string)),
    ([DCAT.contactPoint, VCARD.fn], Literal("Відділ фінансів")),
    ([DCAT.contactPoint, VCARD.hasEmail], URIRef("mailto:finance@rada.example")),
    ([DCT.spatial, DCT.identifier], Literal("UA35040000000034705")),
    ([DCT.spatial, SKOS.prefLabel], Literal("Кропивницька громада", lang="uk")),
    ([DCT.temporal, DCAT.startDate], Literal("2025-01-01", datatype=XSD.date)),
    ([DCT.temporal, DCAT.endDate], Literal("2025-12-31", datatype=XSD.date)),
    ([DCT.conformsTo], URIRef("https://example.org/standard")),
    ([FOAF.page], URIRef("https://example.org/structure.csv")),
]
# What people type, harvesters bring and no form lets through: nothing of it breaks the catalogue.
SPARSE = [
    {"notes": "", "title": ""},
    {"notes": "", "license_id": "notspecified", "tags": []},
    {"license_id": "other-closed", "maintainer_email": "a+b@rada.example", "maintainer": ""},
    {"infoprog_temporal_start": "2025-01-01"},
    {"resources": [{"url": "", "name": ""}]},
    {"resources": [{"url": "не адреса", "format": "папір", "mimetype": "дивне"}]},
    {"resources": [{"url": 'https://example.org/a b"<>{}.csv?x=я', "size": 0}]},
    {"resources": [{"url": "javascript:alert(1)", "hash": "abc", "schema": "{"}]},
    {"title": "</script><b>&\u202e\U0001f4a5", "notes": "a" * 4000},
]
FORMATS = [
    ("ttl", "text/turtle"),
    ("xml", "application/rdf+xml"),
    ("jsonld", "application/ld+json"),
]
# One row: what is asked of the catalogue, the status of the answer.
PAGES = [
    ("page=1", 200),
    ("page=", 200),
    ("page=0", 400),
    ("page=-1", 400),
    ("page=abc", 400),
    ("page=1.5", 400),
    ("page=2", 404),
    ("page=1000000000", 404),
    ("page=99999999999999999999999999", 404),
    ("page=%D9%A1", 400),
    ("after=", 200),
    ("after=zzzz", 200),
    ("after=zzzz&page=2", 404),
    ("after=%22%20OR%20*", 400),
    ("modified_since=2026-01-01", 200),
    ("modified_since=yesterday", 400),
    ("modified_since=99999999999999999999", 400),
    ("q=%22%22%22(", 200),
    ("fq=(((", 400),
    ("profiles=nothing", 400),
]


def act(action: str, **data: object) -> Json:
    """Call an action as the portal's own code does."""
    context = {"user": factories.Sysadmin()["name"]}
    return dict(helpers.call_action(action, context=context, **data))


def violations(graph: Graph, *files: Path) -> list[str]:
    """Return what a graph does against shapes; properties without a path are no shapes."""
    shapes = Graph()
    for file in files:
        shapes.parse(file)
    for end in set(shapes.objects(None, SH.property)):
        if (end, SH.path, None) not in shapes:
            shapes.remove((None, SH.property, end))
    good, _report, said = validate(graph, shacl_graph=shapes, allow_warnings=True)
    return [] if good else [str(said)]


@pytest.fixture
def survey(portal: None, tmp_path: Path) -> Json:
    """Return what the published survey's manifest says."""
    user = factories.User()["name"]
    users = [{"name": user, "capacity": "admin"}]
    factories.Organization(name=ASSOCIATION, title="Асоціація міст України", users=users)
    folder = publishing.folder_of(tmp_path)
    return {"folder": folder, "user": user, **publishing.publish(folder, user)["manifest"]}


@pytest.fixture
def every(survey: Json, dataset: Make) -> Graph:
    """Return the catalogue of a published dataset, a whole one made by hand, and sparse ones."""
    owner = dataset(**WHOLE)["owner_org"]
    for number, more in enumerate(SPARSE):
        act("package_create", **{"name": f"sparse-{number}", "owner_org": owner, **more})
    text = tk.get_action("dcat_catalog_show")({"user": ""}, {"format": "xml"})
    return Graph().parse(data=text, format="xml")


def uris(graph: Graph) -> list[str]:
    """Return the URIs of the datasets of a graph."""
    return sorted(str(one) for one in graph.subjects(RDF.type, DCAT.Dataset))


def structured(answer: TestResponse) -> Json:
    """Return the schema.org description on a page."""
    html = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    return dict(json.loads(html.select_one("script[type='application/ld+json']").get_text()))


class TestIdentity:
    def test_never_follows_the_portal(self, dataset: Make, ckan_config: Json) -> None:
        """A URI is stored when a dataset is made; another host or scheme does not change it."""
        made = dataset()
        assert made["uri"] == f"{tk.config['ckan.site_url']}/dataset/{made['id']}"
        ckan_config["ckan.site_url"] = "https://new.example"
        ckan_config["ckanext.dcat.base_uri"] = "https://data.example"
        edited = act("package_patch", id=made["id"], notes="Інший опис.")
        assert edited["uri"] == made["uri"]
        assert (URIRef(made["uri"]), RDF.type, DCAT.Dataset) in graph_of(made["name"])
        assert dataset()["uri"].startswith("https://data.example/dataset/")

    @pytest.mark.parametrize("given", ["", "https://other.example/dataset/1"])
    def test_stays_whatever_is_given(self, dataset: Make, given: str) -> None:
        """An update that leaves the URI out, empties it or brings another one leaves the stored."""
        made = dataset()
        changed = {name: value for name, value in made.items() if name != "uri"}
        for more in ({}, {"uri": given}):
            assert act("package_update", **changed, **more)["uri"] == made["uri"]

    def test_of_a_harvest(self, dataset: Make) -> None:
        """A dataset that comes with a URI keeps it; what is no address is refused."""
        assert dataset(uri="https://other.example/1")["uri"] == "https://other.example/1"
        with pytest.raises(tk.ValidationError, match="uri"):
            dataset(uri="javascript:alert(1)")

    def test_of_publications(self, survey: Json) -> None:
        """A published dataset has a stored URI, and its next version has the same."""
        first = publishing.shown()["uri"]
        assert first.endswith(f"/dataset/{survey['package_id']}")
        publishing.edit(survey["folder"], "answers", lambda rows: rows.pop())
        publishing.publish(survey["folder"], survey["user"])
        assert publishing.shown()["uri"] == first
        graph = graph_of(SURVEY)
        assert graph.value(URIRef(first), DCAT.version) == Literal("2")
        assert graph.value(URIRef(first), DCAT.previousVersion) == URIRef(f"{first}/version/1")


class TestDataset:
    def test_every_element(self, dataset: Make) -> None:
        """Each element of the passport is one property with the value of its vocabulary."""
        made = dataset(**WHOLE)
        graph = graph_of(made["name"])
        for path, value in PROPERTIES:
            found = [URIRef(made["uri"])]
            for step in path:
                found = [end for one in found for end in graph.objects(one, step)]
            assert value in found, path

    def test_files(self, survey: Json) -> None:
        """Each file says hash, size, format, where it is got, and the API that reads its rows."""
        graph, found = graph_of(SURVEY), publishing.shown()
        for one in found["resources"]:
            file = URIRef(f"{found['uri']}/resource/{one['id']}")
            checksum = graph.value(file, SPDX.checksum)
            assert str(graph.value(checksum, SPDX.checksumValue)) == one["hash"]
            assert int(graph.value(file, DCAT.byteSize)) == one["size"]
            assert str(graph.value(file, DCAT.downloadURL)) == one["url"]
            assert str(graph.value(file, DCT["format"])) == f"{EU}file-type/{one['format']}"
            assert bool(graph.value(file, DCAT.accessService)) == bool(one["datastore_active"])
            assert bool(graph.value(file, DCT.conformsTo)) == bool(one.get("schema"))

    def test_withdrawn(self, survey: Json) -> None:
        """A withdrawn dataset stays described, says so and why, and leads to no file."""
        withdrawal = {"kind": "withdrawn", "reason": "Помилка в анкетах", "basis": "", "until": ""}
        publishing.publish(
            survey["folder"], survey["user"], act="withdraw", withdrawal=withdrawal, inputs=[]
        )
        graph, found = graph_of(SURVEY), URIRef(publishing.shown()["uri"])
        assert graph.value(found, ADMS.status) == URIRef(f"{EU}dataset-status/WITHDRAWN")
        assert graph.value(found, ADMS.versionNotes) == Literal("Помилка в анкетах", lang="uk")
        assert not list(graph.objects(found, DCAT.distribution))

    def test_private(self, dataset: Make) -> None:
        """Not even its members get a private dataset as linked data, nor is it in the catalogue."""
        made = dataset(private=True, title="Таємний")
        text = tk.get_action("dcat_dataset_show")(
            {"ignore_auth": True}, {"id": made["name"], "format": "ttl"}
        )
        whole = tk.get_action("dcat_catalog_show")({"ignore_auth": True}, {"format": "ttl"})
        assert made["id"] not in text + whole
        assert "Таємний" not in text + whole


class TestShapes:
    def test_own(self, every: Graph) -> None:
        """The catalogue keeps to the portal's own shapes, sparse and hostile datasets too."""
        assert len(set(every.subjects(RDF.type, DCAT.Dataset))) >= len(SPARSE) + 2
        assert violations(every, SHAPES / "catalogue.ttl") == []

    @pytest.mark.skipif(not OFFICIAL, reason="INFOPROG_SHACL names no folder of official shapes")
    def test_official(self, every: Graph) -> None:
        """The catalogue keeps to the official shapes of DCAT-AP 3."""
        for files in OFFICIAL_SETS:
            assert violations(every, *(Path(OFFICIAL) / one for one in files)) == [], files

    def test_own_see_faults(self, every: Graph) -> None:
        """The portal's own shapes find each fault that is put into a good catalogue."""
        faults = [
            (DCAT.Distribution, DCAT.byteSize, Literal("many")),
            (DCAT.Distribution, DCAT.accessURL, Literal("text")),
            (DCAT.Dataset, DCT.accrualPeriodicity, Literal("yearly")),
            (DCAT.Dataset, DCT.publisher, Literal("Рада")),
            (DCAT.Dataset, DCT.identifier, Literal("x")),
            (FOAF.Agent, DCT.identifier, Literal("1")),
        ]
        for kind, name, value in faults:
            subject = sorted(every.subjects(RDF.type, kind))[0]
            broken = Graph()
            broken += every
            broken.add((subject, name, value))
            assert violations(broken, SHAPES / "catalogue.ttl"), name


class TestCatalogue:
    @pytest.mark.parametrize(("ending", "kind"), FORMATS)
    def test_formats(self, page: Page, dataset: Make, ending: str, kind: str) -> None:
        """The catalogue and a dataset are the same graph in each format."""
        made = dataset(**WHOLE)
        for address in ("/catalog", f"/dataset/{made['name']}"):
            answer = page(f"{address}.{ending}")
            assert answer.mimetype == kind
            graph = Graph().parse(data=answer.get_data(as_text=True), format=kind)
            assert uris(graph) == [made["uri"]]
            asked = page(address, headers={"Accept": f"{kind}, text/html;q=0.5"})
            assert asked.mimetype == kind
            assert "Accept" in asked.headers["Vary"]

    def test_negotiation(self, page: Page, dataset: Make) -> None:
        """Browsers get pages; the URI itself answers programs as the page does."""
        made = dataset()
        browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        for accept in (browser, "*/*", ""):
            answer = page(f"/dataset/{made['name']}", headers={"Accept": accept})
            assert answer.mimetype == "text/html"
            assert "Accept" in answer.headers["Vary"]
        assert page("/catalog", 303, headers={"Accept": browser}).location.endswith("/dataset/")
        answer = page(f"/dataset/{made['id']}", headers={"Accept": "text/turtle"})
        assert made["uri"] in answer.get_data(as_text=True)

    def test_order_and_pages(self, page: Page, dataset: Make, ckan_config: Json) -> None:
        """Pages follow one another by id whatever changes meanwhile; no dataset is on two."""
        ckan_config["ckanext.dcat.datasets_per_page"] = 2
        made = sorted((dataset() for _ in range(5)), key=lambda one: one["id"])
        found = []
        for number in (1, 2, 3):
            act("package_patch", id=made[0]["id"], notes=f"Опис {number}")
            graph = Graph().parse(data=page(f"/catalog.ttl?page={number}").get_data(as_text=True))
            found.append(uris(graph))
            assert len(set(graph.objects(None, HYDRA.next))) == (0 if number == 3 else 1)
            assert [int(one) for one in graph.objects(None, HYDRA.totalItems)] == [5]
        assert found == [[one["uri"] for one in made[at : at + 2]] for at in (0, 2, 4)]

    def test_removed_between_pages(self, page: Page, dataset: Make, ckan_config: Json) -> None:
        """Who follows the pages misses no dataset, whatever is removed on the way."""
        ckan_config["ckanext.dcat.datasets_per_page"] = 2
        made = sorted((dataset() for _ in range(6)), key=lambda one: one["id"])
        address, found = "/catalog.ttl?fq=state:active", []
        for gone in (0, 2, 5):
            graph = Graph().parse(data=page(address).get_data(as_text=True))
            found += uris(graph)
            act("package_patch", id=made[gone]["id"], private=True)
            following = [urlsplit(str(one)) for one in graph.objects(None, HYDRA.next)]
            address = f"{following[0].path}?{following[0].query}" if following else ""
        assert found == [one["uri"] for one in made]
        assert address == ""

    def test_size(self, dataset: Make, ckan_config: Json, monkeypatch: Monkey) -> None:
        """A page has fewer datasets where they are large, one where a single one is too large."""
        for _ in range(3):
            dataset(**WHOLE)
        each = catalogue._largest(1)[0]
        for most, size in ((each * 9, 100), (each * 2, 2), (each * 2 - 1, 1), (1, 1)):
            monkeypatch.setattr(catalogue, "MOST_BYTES", most)
            assert catalogue.page_size() == size
        longest = max(
            len(tk.get_action("dcat_dataset_show")({}, {"id": one, "format": kind}).encode())
            for one in tk.get_action("package_list")({}, {})
            for kind in ("xml", "ttl", "jsonld")
        )
        assert longest <= each

    @pytest.mark.parametrize(("query", "status"), PAGES)
    def test_odd_questions(self, page: Page, dataset: Make, query: str, status: int) -> None:
        """Whatever is asked of the catalogue, the answer is a page, a 400 or a 404."""
        dataset()
        page(f"/catalog.ttl?{query}", status)

    def test_unknown_format(self, page: Page, dataset: Make) -> None:
        """A format that there is not is not found."""
        page("/catalog.exe", 404)
        page(f"/dataset/{dataset()['name']}.exe", 404)
        page("/dataset/nothing.ttl", 404)
        with pytest.raises(tk.ValidationError, match="format"):
            tk.get_action("dcat_catalog_show")({}, {"format": "exe"})

    def test_not_loaded_twice(self, page: Page, dataset: Make) -> None:
        """Who has a page of the catalogue as it is now need not load it again."""
        dataset()
        for address in ("/catalog.ttl", "/catalog.xml", "/catalog.jsonld"):
            etag = page(address).headers["ETag"]
            page(address, 304, headers={"If-None-Match": etag})

    def test_private(self, page: Page, dataset: Make) -> None:
        """A private dataset is not found as linked data, by ending or by negotiation."""
        made = dataset(private=True)
        page(f"/dataset/{made['name']}.ttl", 404)
        page(f"/dataset/{made['id']}", 404, headers={"Accept": "text/turtle"})
        for query in ("", "?q=*:*", "?fq=capacity:private", "?fq=state:*"):
            assert made["id"] not in page(f"/catalog.ttl{query}").get_data(as_text=True)

    def test_modified_since(self, page: Page, dataset: Make) -> None:
        """Only what changed since a moment is given; without an offset it is UTC."""
        made = dataset()
        for since, found in (("2020-01-01", [made["uri"]]), ("2999-01-01T00:00:00%2B02:00", [])):
            text = page(f"/catalog.ttl?modified_since={since}").get_data(as_text=True)
            assert uris(Graph().parse(data=text)) == found


class TestSchemaOrg:
    def test_page(self, page: Page, dataset: Make) -> None:
        """The page of a dataset says what search engines require and recommend."""
        made = dataset(**WHOLE, resources=[{"url": "https://example.org/a.csv", "format": "CSV"}])
        told = structured(page(f"/dataset/{made['name']}"))
        expected = {
            "@type": "Dataset",
            "@id": made["uri"],
            "name": "Бюджет громади",
            "alternateName": ["Budget of the community"],
            "description": "Видатки за роками.",
            "keywords": ["бюджет", "budget", "money"],
            "license": f"{EU}licence/CC_BY_4_0",
            "temporalCoverage": "2025-01-01/2025-12-31",
            "inLanguage": "uk",
        }
        assert {name: told[name] for name in expected} == expected
        assert told["publisher"]["name"] == "Міська рада"
        assert told["spatialCoverage"]["identifier"]["value"] == "UA35040000000034705"
        assert told["distribution"][0]["contentUrl"] == "https://example.org/a.csv"
        assert structured(page(f"/en/dataset/{made['name']}"))["name"] == "Budget of the community"

    def test_published(self, page: Page, survey: Json) -> None:
        """Each file of a published dataset has address, type, size and hash."""
        told = structured(page(f"/dataset/{SURVEY}"))
        assert told["version"] == "1"
        assert {one["sha256"] for one in told["distribution"]} == {
            one["sha256"] for one in survey["items"]
        }
        assert all(one["contentSize"] and one["encodingFormat"] for one in told["distribution"])
