"""A package as the catalogue describes it: its own words, its own figures, nothing guessed."""

import json
import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml

from ckanext.infoprog.core import workspace
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.package import read_package
from ckanext.infoprog.core.publish import bundle, dataset, figures
from ckanext.infoprog.core.publish.manifest import Published
from tests.core.validation import small

FOLDERS = workspace.find(Path(__file__)).packages(examples=True)
EVERY_PACKAGE = pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
DECLARED = yaml.safe_load(
    (Path(dataset.__file__).parents[2] / "dataset_schema.yaml").read_text("utf-8")
)
CKAN_DATASET = {"id", "tags"}
CKAN_RESOURCE = {"id", "mimetype", "size", "hash", "last_modified", "url_type", "datastore_active"}
CONTACT = {"person": "Відділ", "email": "viddil@rada.example"}


@cache
def package(folder: Path) -> Package:
    return read_package(folder)


@cache
def published(folder: Path) -> tuple[Published, ...]:
    with TemporaryDirectory() as scratch:
        return bundle.published(bundle.bundle(folder, Path(scratch)))


def shown(folder_name: str) -> dict[str, tuple[str, str]]:
    """Return the values of a package's figures by name."""
    folder = next(one for one in FOLDERS if one.name == folder_name)
    return {f.name: (f.value_uk, f.value_en) for f in figures.figures(package(folder))}


class TestDescribed:
    @EVERY_PACKAGE
    def test_declared(self, folder: Path):
        """Every key is CKAN's own or declared in the dataset schema; every value is plain text."""
        known = {field["field_name"] for field in DECLARED["dataset_fields"]} | CKAN_DATASET
        found = dataset.described(package(folder))
        assert set(found) <= known
        assert all(isinstance(v, str) for name, v in found.items() if name != "tags")

    @EVERY_PACKAGE
    def test_tags(self, folder: Path):
        """Keywords are tags as CKAN takes them: no apostrophes, 2 to 100 characters, each once."""
        tags = [tag["name"] for tag in dataset.described(package(folder))["tags"]]
        assert tags
        assert len(set(tags)) == len(tags)
        assert all(re.fullmatch(r"[\w \-.]{2,100}", tag) for tag in tags)

    @EVERY_PACKAGE
    def test_same(self, folder: Path):
        """The same package is described the same; its id is that of datapackage.json."""
        found = dataset.described(read_package(folder))
        assert found == dataset.described(package(folder))
        assert found["id"] == json.loads((folder / "datapackage.json").read_text("utf-8"))["id"]

    def test_contact(self):
        """The contact is the publisher's; a placeholder that nobody replaced is no contact."""
        known = dataset.described(package(FOLDERS[0]), {"contact": CONTACT})
        assert (known["maintainer"], known["maintainer_email"]) == tuple(CONTACT.values())
        blank = dataset.described(package(FOLDERS[0]), {"contact": CONTACT | {"placeholder": True}})
        assert (blank["maintainer"], blank["maintainer_email"]) == ("", "")


class TestResource:
    @EVERY_PACKAGE
    def test_declared(self, folder: Path):
        """Every key of a resource is CKAN's own or declared; the figures are the file's."""
        known = {field["field_name"] for field in DECLARED["resource_fields"]} | CKAN_RESOURCE
        for item in published(folder):
            found = dataset.resource(item)
            assert set(found) <= known
            assert found["hash"] == item.sha256
            assert found["datastore_active"] == (item.rows is not None)
            assert bool(found["schema"]) == (item.rows is not None)
            assert found["url"] == item.filename

    @EVERY_PACKAGE
    def test_plain(self, folder: Path):
        """A published file survives JSON: a manifest can hold it."""
        for item in published(folder):
            assert json.loads(json.dumps(dict(item.schema or {}))) == dict(item.schema or {})


class TestFigures:
    @EVERY_PACKAGE
    def test_both_languages(self, folder: Path):
        """Every figure has a label and a value in both languages; the kind is a known one."""
        found = json.loads(figures.as_json(figures.figures(package(folder))))
        assert found
        words = ("label_uk", "label_en", "value_uk", "value_en")
        assert all(one[word] for one in found for word in words)
        assert figures.kind(package(folder)) != "tables"

    def test_programme(self):
        """A programme shows the total that it prints, its measures, indicators and years."""
        assert shown("kropyvnytskyi-2025-2027") == {
            "money": ("13\xa0232\xa0683\xa0грн", "UAH\xa013,232,683"),
            "measures": ("44", "44"),
            "indicators": ("51", "51"),
            "period": ("2025–2027", "2025–2027"),
        }

    def test_survey(self):
        """A survey shows who took part, what was asked and what was answered."""
        counts = {"respondents": "19", "questions": "6", "answers": "43"}
        assert shown("amu-digital-survey") == {name: (n, n) for name, n in counts.items()}

    def test_no_printed_total(self):
        """Where no total is printed, the sum of the rows stands there and says so."""
        made = small.package(
            {
                "programme": "programmeId,title\np,Програма",
                "measures": "measureId,title\n1,Захід",
                "funding": """
                    fundingId,measureId,year,fundingKind,amount
                    1~a,1,2026,amount,1000.50
                    1~b,1,2027,amount,2.00
                """,
            }
        )
        money = figures.figures(made)[0]
        assert (money.label_en, money.value_en) == ("Money, the sum of the rows", "UAH\xa01,002.50")
        assert Decimal("1002.50") == sum(row["amount"] for row in made.rows("funding"))

    def test_no_money(self):
        """A programme without any amount shows no money at all, not a zero."""
        made = small.package({"programme": "programmeId,title\np,Програма"})
        assert [one.name for one in figures.figures(made)] == []
