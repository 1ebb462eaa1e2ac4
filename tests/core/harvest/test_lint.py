"""What `infoprog harvest lint` finds in files that have their form."""

from __future__ import annotations

from datetime import date

import pytest

from ckanext.infoprog.core.harvest import lint
from ckanext.infoprog.core.harvest.configuration import Configuration
from ckanext.infoprog.core.issues import Severity
from tests.core.harvest.changes import drop, set_
from tests.core.harvest.conftest import KNOWN, Change, Files

TODAY = date(2026, 11, 21)
OURS = "kropyvnytska-miska-rada"
FIELDS = ("sources", "ckan", "fields")


def found_in(given: Configuration | None) -> list[tuple[str, str | None, str | None]]:
    """Return the errors in a configuration: file, place and code."""
    assert given is not None
    issues = lint.examine(given, KNOWN, TODAY)
    errors = [one for one in issues if one.severity is Severity.ERROR]
    return [(one.path, one.field, one.code) for one in errors]


class TestCity:
    def test_shipped(self, shipped: Configuration):
        """The shipped files have no error; what the city has still to enter is a warning."""
        issues = lint.examine(shipped, KNOWN, TODAY)
        assert [(one.code, one.severity) for one in issues] == [
            ("harvest-placeholder", Severity.WARNING),
            ("harvest-nobody", Severity.WARNING),
        ]

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            (
                set_("organizations", to=["nobody-rada"]),
                [("organizations.0", "harvest-organization")],
            ),
            (
                set_("organizations", to=[OURS, "kremenchutska-miska-rada"]),
                [("organizations.1", "harvest-other-publisher")],
            ),
            (
                set_("organizations", to=["asotsiatsiia-mist-ukrainy"]),
                [("organizations.0", "harvest-other-publisher")],
            ),
            (set_("publisher", "edrpou", to="00032129"), [("publisher.edrpou", "harvest-edrpou")]),
            (
                set_("publisher", "edrpou", to="26241021"),
                [("publisher.edrpou", "passport-edrpou"), ("publisher.edrpou", "harvest-edrpou")],
            ),
            (
                set_("mapping", "infoprog_goal", to="title"),
                [("mapping", "harvest-mapped-twice"),
                 ("mapping.infoprog_goal", "harvest-mapping-ours")],
            ),
            (
                set_("mapping", "infoprog_purpose", to="purpose"),
                [("mapping", "harvest-unmapped"),
                 ("mapping.infoprog_purpose", "harvest-mapping-theirs")],
            ),
            (drop("mapping", "infoprog_update_frequency"), [("mapping", "harvest-unmapped")]),
            (set_("defaults", to={"title": "Набір"}), [("defaults.title", "harvest-default")]),
            (
                set_("defaults", to={"language": "uk"}),
                [("defaults.language", "passport-language")],
            ),
        ],
    )  # fmt: skip
    def test_broken(self, files: Files, change: Change, expected: list[tuple[str, str]]):
        """A publisher, a mapping or a default that cannot be is an error at its place."""
        given, _ = files.load(city=change)
        assert found_in(given) == [("city.yaml", *one) for one in expected]


class TestNational:
    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            (
                set_("sources", "dcat", "url", to="{portal}/catalog.xml"),
                [("sources.dcat.url", "harvest-unfiltered")],
            ),
            (
                set_("sources", "dcat", "url", to="{host}/catalog.xml?fq=organization:" + OURS),
                [("sources.dcat.url", "harvest-address")],
            ),
            (
                set_(
                    "sources", "dcat", "url",
                    to="{portal}/catalog.xml?fq=organization:{organizations}&modified_since=2026",
                ),
                [("sources.dcat.url", "harvest-since")],
            ),
            (
                set_("sources", "dcat", "name", to="{organization}-ckan"),
                [("sources.dcat.name", "harvest-source-twice")],
            ),
            (
                set_("sources", "ckan", "title", to="н" * 255),
                [("sources.ckan.title", "passport-long")],
            ),
            (
                set_(*FIELDS, "purpose_of_collecting_information", to="н" * 513),
                [("sources.ckan.fields.purpose_of_collecting_information", "passport-long")],
            ),
            (
                set_(*FIELDS, "update_frequency", to="щодня"),
                [("sources.ckan.fields.update_frequency", "passport-frequency")],
            ),
            (
                set_(*FIELDS, "tag_string", to="об'єкт"),
                [("sources.ckan.fields.tag_string", "passport-keyword")],
            ),
        ],
    )  # fmt: skip
    def test_broken(self, files: Files, change: Change, expected: list[tuple[str, str]]):
        """An address that takes too much or too little and a text that is refused are errors."""
        given, _ = files.load(national=change)
        assert found_in(given) == [("national.yaml", *one) for one in expected]

    @pytest.mark.parametrize(
        ("ending", "expected"), [("ttl", 1), ("n3", 1), ("rdf", 0), ("xml", 0)]
    )
    def test_without_an_end(self, files: Files, ending: str, expected: int):
        """A catalogue in a format that reads as whole when it is cut off is warned of."""
        address = f"{{portal}}/catalog.{ending}?fq=organization:{{organizations}}"
        given, _ = files.load(national=set_("sources", "dcat", "url", to=address))
        assert given is not None
        found = [one for one in lint.examine(given, KNOWN, TODAY) if one.code == "harvest-turtle"]
        assert [(one.field, one.severity) for one in found] == [
            ("sources.dcat.url", Severity.WARNING)
        ] * expected
