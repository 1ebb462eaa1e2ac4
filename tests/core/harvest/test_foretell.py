"""What harvesters bring, foretold: on a dataset and a catalogue small enough to be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ckanext.infoprog.core.harvest import ckanway, dcatway, foretold, munge, targets
from ckanext.infoprog.core.harvest.carried import Kind
from ckanext.infoprog.core.harvest.foretold import Foretold
from ckanext.infoprog.core.harvest.rdf import GraphError
from ckanext.infoprog.core.harvest.targets import Target

URI = "https://data.city.example/dataset/1"
PURPOSE = "purpose_of_collecting_information"
THREE = {"language": "ua", "update_frequency": "once a year", PURPOSE: "Показати"}
SOURCE: Mapping[str, Any] = {
    "id": "1",
    "name": "programme",
    "title": "Програма 2025–2027",
    "notes": "Опис",
    "tags": [{"name": "програма"}],
    "infoprog_language": "ua",
    "metadata_modified": "2026-11-21T10:00:00",
    "organization": {"name": "rada"},
    "extras": [{"key": key, "value": value} for key, value in THREE.items()],
    "resources": [
        {"id": "1a", "name": "Таблиця", "url_type": "infoprog", "hash": "f0", "schema": "{}"}
    ],
}
CATALOGUE = f"""
@prefix adms: <http://www.w3.org/ns/adms#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
<{URI}> a dcat:Dataset ; dct:identifier "1" ; dcat:landingPage <https://data.city.example/p> ;
  dct:title "Програма 2025–2027"@uk , "Programme"@en ; dct:description "Опис"@uk ;
  dcat:keyword "програма"@uk , "one, two"@en ; dcat:version "3" ;
  dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/ANNUAL> ;
  dct:language <http://publications.europa.eu/resource/authority/language/UKR> ;
  dct:provenance <{URI}#purpose> ; dcat:contactPoint <{URI}#contact> ;
  dct:publisher <{URI}#publisher> ; dct:temporal <{URI}#time> ; dct:spatial <{URI}#place> ;
  dct:accessRights <{URI}#rights> ; dcat:distribution <{URI}/resource/1a> .
<{URI}#purpose> rdfs:label "Показати"@uk .
<{URI}#contact> vcard:fn "Особа"@uk ; vcard:hasEmail <mailto:person@city.example> .
<{URI}#publisher> foaf:name "Council"@en , "Рада"@uk ; dct:identifier "26241020" .
<{URI}#time> dcat:startDate "2025-01-01" ; dcat:endDate "2027-12-31" .
<{URI}#place> a dct:Location ; rdfs:label "Громада"@uk .
<{URI}/resource/1a> dct:title "Таблиця"@uk ; dcat:downloadURL <https://data.city.example/f.csv> ;
  dct:license <http://www.opendefinition.org/licenses/cc-by> ; dcat:byteSize "120" ;
  dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> ; dct:format "CSV" ;
  spdx:checksum <{URI}#sum> ; dcat:accessService <{URI}#api> .
<{URI}#sum> spdx:algorithm <https://spdx.org/rdf/terms#checksumAlgorithm_sha256> ;
  spdx:checksumValue "f0" .
<{URI}#api> dct:title "API"@uk ; dcat:endpointURL <https://data.city.example/api> .
<https://data.city.example/catalog.ttl?page=1> a hydra:PagedCollection ;
  hydra:next "https://data.city.example/catalog.ttl?page=2" .
"""


def target(kind: str) -> Target:
    """Return a kind of target."""
    return targets.targets()[Kind(kind)]


def by_dcat(kind: str) -> Foretold:
    """Return what the DCAT harvester brings of the catalogue's dataset."""
    graph = dcatway.read(CATALOGUE, "turtle")
    found = dict(dcatway.datasets(graph))
    return dcatway.foretell(graph, found["1"], target(kind), "programme")


def extras(found: Foretold) -> dict[str, str]:
    """Return the extras that arrive."""
    return {one["key"]: one["value"] for one in found.dataset["extras"]}


class TestCkan:
    def test_plain_target_keeps_ckans_fields_and_the_extras(self):
        """A CKAN without a schema drops every field that is not its own; extras stay."""
        found = ckanway.foretell(SOURCE, target("plain"))
        assert "infoprog_language" not in found.dataset
        assert extras(found) == THREE
        assert (found.dataset["id"], found.dataset["name"]) == ("1", "programme")
        assert found.dataset["metadata_modified"] == "2026-11-21T10:00:00"
        assert found.refusals == ()

    def test_national_target_lifts(self):
        """The national portal makes fields of the extras that it reads, and keeps no copy."""
        found = ckanway.foretell(SOURCE, target("national"))
        assert {key: found.dataset[key] for key in THREE} == THREE
        assert extras(found) == {}
        assert found.refusals == ()

    def test_national_target_refuses_what_lacks_a_field(self):
        """A dataset that lacks what the national form requires is refused, field by field."""
        found = ckanway.foretell({**SOURCE, "extras": [], "tags": []}, target("national"))
        assert [(one.code, one.field) for one in found.refusals] == [
            ("harvest-empty", "language"),
            ("harvest-empty", PURPOSE),
            ("harvest-empty", "tags"),
            ("harvest-empty", "update_frequency"),
        ]

    def test_extra_with_the_name_of_a_field(self):
        """A target with a schema refuses an extra that has the name of one of its fields."""
        clash = [{"key": "infoprog_purpose", "value": "Показати"}]
        found = ckanway.foretell({**SOURCE, "extras": clash}, target("peer"))
        assert [(one.code, one.field) for one in found.refusals] == [
            ("harvest-clash", "infoprog_purpose")
        ]

    def test_default_fills_only_what_is_missing(self):
        """A default of the source is an extra where the dataset has none of that key."""
        given = {"default_extras": {"language": "en", "source": "city"}}
        assert extras(ckanway.foretell(SOURCE, target("plain"), given)) == {
            **THREE,
            "source": "city",
        }
        overriding = {**given, "override_extras": True}
        assert extras(ckanway.foretell(SOURCE, target("plain"), overriding))["language"] == "en"

    def test_files_keep_everything_but_their_storage(self):
        """A resource keeps its id, hash and schema; that it was uploaded is taken off."""
        (found,) = ckanway.foretell(SOURCE, target("plain")).dataset["resources"]
        assert found == {
            **{"id": "1a", "name": "Таблиця", "hash": "f0", "schema": "{}"},
            **{"position": 0, "state": "active", "datastore_active": False},
        }

    @pytest.mark.parametrize("word", ["об'єкт", "x", "н" * 101, "a,b", "☂ парасоля"])
    def test_keyword_that_is_refused(self, word: str):
        """A keyword with signs that CKAN refuses, too short or too long, keeps the dataset out."""
        found = ckanway.foretell({**SOURCE, "tags": [{"name": word}]}, target("plain"))
        assert [(one.code, one.value) for one in found.refusals] == [("harvest-tag", word)]


class TestDcat:
    def test_fields(self):
        """The first language of a text arrives, the keywords of all; the address is made anew."""
        found = by_dcat("plain").dataset
        assert (found["title"], found["notes"]) == ("Програма 2025–2027", "Опис")
        assert [one["name"] for one in found["tags"]] == ["one", "two", "програма"]
        assert (found["name"], found["url"]) == ("20252027", "https://data.city.example/p")
        assert (found["version"], found["license_id"]) == ("3", "cc-by")

    def test_extras(self):
        """What DCAT says beyond CKAN's fields arrives as extras, terms as their addresses."""
        eu = "http://publications.europa.eu/resource/authority"
        assert extras(by_dcat("plain")) == {
            **{"identifier": "1", "provenance": "Показати", "uri": URI, "guid": URI},
            **{"frequency": f"{eu}/frequency/ANNUAL", "language": f'["{eu}/language/UKR"]'},
            **{"contact_uri": f"{URI}#contact", "contact_name": "Особа"},
            **{"contact_email": "person@city.example", "publisher_uri": f"{URI}#publisher"},
            **{"publisher_name": "Рада", "publisher_identifier": "26241020"},
            **{"temporal_start": "2025-01-01", "temporal_end": "2027-12-31"},
            **{"spatial_uri": f"{URI}#place", "spatial_text": "Громада"},
            "access_rights": f"{URI}#rights",
        }

    def test_national_target_reads_terms(self):
        """The national portal's fields are filled from the terms and the contact."""
        found = by_dcat("national")
        assert {key: found.dataset[key] for key in THREE} == THREE
        assert found.dataset["maintainer_email"] == "person@city.example"
        assert found.refusals == ()

    def test_files(self):
        """A file arrives with its URI, size, checksum and the API beside it."""
        (found,) = by_dcat("plain").dataset["resources"]
        assert found["uri"] == f"{URI}/resource/1a"
        assert (found["url"], found["size"]) == ("https://data.city.example/f.csv", 120)
        assert (found["hash"], found["format"]) == ("f0", "CSV")
        assert found["mimetype"].endswith("/text/csv")
        assert "https://data.city.example/api" in found["access_services"]
        assert found["position"] == 0

    def test_next_page(self):
        """The catalogue's next page is the one that the page itself names."""
        graph = dcatway.read(CATALOGUE, "turtle")
        assert dcatway.next_page(graph) == "https://data.city.example/catalog.ttl?page=2"

    def test_no_rdf(self):
        """A page that is no RDF is an error, not an empty catalogue."""
        with pytest.raises(GraphError, match="cannot be read as RDF"):
            dcatway.read("<html>", "xml")


class TestSlug:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("kropyvnytskyi-2025-2027", "kropyvnytskyi-2025-2027"),
            ("Програма", "__"),
            ("Програма ЦР 2025–2027", "20252027"),
            ("a  b:c/d.e", "a-b-c-d-e"),
            ("Ærø ẞ Köln", "aero-koln"),
            ("x" * 120, "x" * 95),
            ("y" * 100 + "-2026", "y" * 90 + "-2026"),
        ],
    )
    def test_made_of_a_text(self, text: str, expected: str):
        """Cyrillic letters vanish, signs become hyphens, a year at the end of a long text stays."""
        assert munge.slug(text) == expected

    def test_taken(self):
        """A taken address gets the first free number."""
        assert munge.free("a", {"a", "a1"}) == "a2"
        assert munge.free("b", {"a"}) == "b"

    @pytest.mark.parametrize("wanted", ["a", "plan-2025", "a" * munge.LONGEST])
    def test_numbered(self, wanted: str):
        """An address that was made free by a number is known by it; any other one is not."""
        tenth = munge.free(wanted, {wanted, *(f"{wanted[:99]}{n}" for n in range(1, 10))})
        assert munge.is_numbered(wanted, munge.free(wanted, {wanted}))
        assert munge.is_numbered(wanted, tenth)
        assert not munge.is_numbered(wanted, wanted)
        assert not munge.is_numbered(wanted, f"{wanted[:90]}-0")


class TestDecided:
    @pytest.mark.parametrize("kind", list(Kind))
    def test_nothing_of_it_is_foretold(self, kind: Kind):
        """What only the target decides is in no forecast."""
        assert not foretold.DECIDED & set(ckanway.foretell(SOURCE, target(kind)).dataset)
        assert not foretold.DECIDED_BY_DCAT & set(by_dcat(kind).dataset)
