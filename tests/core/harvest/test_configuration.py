"""The files of harvest/: their form, and the source that is made of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ckanext.infoprog.core.harvest import configuration
from ckanext.infoprog.core.harvest.configuration import Configuration
from tests.core.harvest.changes import drop, set_
from tests.core.harvest.conftest import HARVEST, Change, Files


class TestForm:
    @pytest.mark.parametrize("city", ["city.yaml", "kremenchuk.yaml"])
    def test_shipped_files_have_it(self, city: str):
        """Every file that is shipped keeps to its schema."""
        found, issues = configuration.load(HARVEST / city, HARVEST / "national.yaml")
        assert found is not None
        assert issues == ()

    @pytest.mark.parametrize(
        ("change", "field", "reason"),
        [
            (drop("publisher", "edrpou"), "publisher.edrpou", "required"),
            (set_("publisher", "edrpou", to=26241020), "publisher.edrpou", "type"),
            (set_("publisher", "edrpou", to="2624"), "publisher.edrpou", "pattern"),
            (set_("portal", to="data.example.org"), "portal", "pattern"),
            (set_("portal", to="https://u@data.example.org"), "portal", "pattern"),
            (set_("base_url", to="x"), "base_url", "additionalProperties"),
            (set_("organizations", to=[]), "organizations", "form"),
            (set_("organizations", to=["a-b", "a-b"]), "organizations", "uniqueItems"),
        ],
    )
    def test_of_a_city(self, files: Files, change: Change, field: str, reason: str):
        """A key that is missing, unknown or of another form is named with its place."""
        found, issues = files.load(city=change)
        assert found is None
        assert [(one.path, one.code, one.field, one.param("reason")) for one in issues] == [
            ("city.yaml", "harvest-form", field, reason)
        ]

    @pytest.mark.parametrize(
        ("change", "field", "reason"),
        [
            (set_("sources", "ckan", "frequency", to="HOURLY"), "sources.ckan.frequency", "enum"),
            (set_("sources", "ckan", "type", to="csw"), "sources.ckan.type", "const"),
            (
                set_("sources", "ckan", "config", to={"api_key": "secret"}),
                "sources.ckan.config.api_key",
                "additionalProperties",
            ),
            (
                set_("sources", "ckan", "config", to={"organizations_filter_exclude": ["x"]}),
                "sources.ckan.config.organizations_filter_exclude",
                "additionalProperties",
            ),
            (
                set_("sources", "ckan", "config", to={"force_all": "yes"}),
                "sources.ckan.config.force_all",
                "type",
            ),
            (
                set_("sources", "dcat", "config", to={"rdf_format": "csv"}),
                "sources.dcat.config.rdf_format",
                "enum",
            ),
            (
                drop("sources", "dcat", "fields", "update_frequency"),
                "sources.dcat.fields.update_frequency",
                "required",
            ),
            (set_("limits", "title", to=0), "limits.title", "form"),
        ],
    )
    def test_of_the_national_side(self, files: Files, change: Change, field: str, reason: str):
        """An option that the harvester does not know, or that has no place in a file, is named."""
        found, issues = files.load(national=change)
        assert found is None
        assert [(one.path, one.field, one.param("reason")) for one in issues] == [
            ("national.yaml", field, reason)
        ]

    @pytest.mark.parametrize("text", ["a: [", "- list", "", "\x00"])
    def test_of_what_is_no_mapping(self, tmp_path: Path, text: str):
        """A file that is no YAML or no mapping is one finding."""
        broken = tmp_path / "city.yaml"
        broken.write_text(text, "utf-8")
        found, issues = configuration.load(broken, HARVEST / "national.yaml")
        assert found is None
        assert [one.code for one in issues] == ["harvest-unreadable"]


class TestSource:
    def test_takes_the_citys_datasets_only(self, shipped: Configuration):
        """The CKAN harvester gets the organisations as an option, the DCAT one in the address."""
        given = shipped.at("https://data.city.example/")
        ckan, dcat = given.source("ckan"), given.source("dcat")
        assert ckan.url == "https://data.city.example"
        assert ckan.config["organizations_filter_include"] == ["kropyvnytska-miska-rada"]
        assert dcat.url == (
            "https://data.city.example/catalog.xml?fq=organization:kropyvnytska-miska-rada"
        )
        assert "organizations_filter_include" not in dcat.config

    def test_two_publishers_of_one_portal(self, shipped: Configuration):
        """The DCAT sources of two publishers differ in more than their query: targets ask that."""
        kremenchuk, _ = configuration.load(HARVEST / "kremenchuk.yaml", HARVEST / "national.yaml")
        assert kremenchuk is not None
        sources = shipped.source("dcat"), kremenchuk.source("dcat")
        assert sources[0].url.partition("?")[0] == sources[1].url.partition("?")[0]
        assert sources[0].config != sources[1].config
        assert sources[0].name != sources[1].name
        assert sources[1].title.startswith("Кременчуцька міська рада")

    def test_defaults_travel_as_extras(self, shipped: Configuration):
        """What a dataset gets that says nothing is an option of the CKAN harvester."""
        assert shipped.source("ckan").config["default_extras"] == {"language": "ua"}

    def test_several_organisations(self, files: Files):
        """Several organisations are one search of the catalogue."""
        found, _ = files.load(city=set_("organizations", to=["one-rada", "two-rada"]))
        assert found is not None
        assert found.source("dcat").url.endswith("organization:%28one-rada%20OR%20two-rada%29")
