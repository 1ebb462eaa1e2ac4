"""A year of the example community on the running portal: asked, answered, amended, harvested.

The shipped example is the answer book: its tables were written by hand from the text of its
reports. Here the year is lived through the commands, beginning with the adopted programme.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.harvest import carried
from ckanext.infoprog.core.harvest.compare import compare
from ckanext.infoprog.core.model import Cell, Row
from ckanext.infoprog.core.package import read_package
from ckanext.infoprog.core.validation import money
from portal.settings import Settings
from tests.core.cycle import filling, places
from tests.portal import arrivals, harvesting
from tests.portal.cycling import COUNCIL, Done, Office, adopted, council
from tests.portal.publishing import City

Json = dict[str, Any]
QUARTERS = tuple(Period(2025, quarter) for quarter in (1, 2, 3, 4))
YEAR = Period(2025)
LATE = places.ENTERPRISE
# What the example words by hand and the cycle in its own way, or what no form asks.
WORDING = {
    "reports": {"title", "version", "official", "receivedNumber", "receivedDate", "signatory",
                "acceptedDate"},
    "execution": {"sourceRef"},
    "metricValues": {"sourceRef", "note"},
    "indicatorValues": {"sourceRef", "printed", "note"},
}  # fmt: skip

NO_MORE = {"source", "executionId", "status"}
OWN = {"default_extras": {}}  # a source of these settings belongs to these tests alone


@dataclass
class Lived:
    """What happened in the year, step by step, and the office that lived it."""

    office: Office
    first: int
    steps: dict[str, Done] = field(default_factory=dict)

    def rows(self, table: str) -> dict[str, Row]:
        """Return the rows of a table of the package as the year left it."""
        return dict(read_package(self.office.folder).tables[table].by_key())


@pytest.fixture(scope="module")
def office(city: City, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Return the council's office: a folder with the adopted programme, and a place to publish."""
    root = tmp_path_factory.mktemp("office")
    folder = adopted(root)
    entry = {"slug": COUNCIL, "name": "Зразкова міська рада (приклад)", "name_en": "Zrazkova",
             "description": "Приклад.", "description_en": "Example.", "edrpou": None,
             "katottg": None, "contact": {"person": "Олена Тестенко",
             "email": "office@test.example.org", "placeholder": False}}  # fmt: skip
    text = yaml.safe_dump([entry], allow_unicode=True)
    (folder.parent / "organizations.yaml").write_text(text, encoding="utf-8")
    council(city)
    return Office(city, root)


@pytest.fixture(scope="module")
def lived(office: Office) -> Lived:
    """Return the year: four quarters and the whole, each asked, answered, accepted, published."""
    office.well("publish", places.NAME, "--note", "Програму прийнято")
    story = Lived(office, _versions(office)[0]["number"])
    for when in (*QUARTERS, YEAR):
        files = office.answered(when)
        if when == QUARTERS[0]:
            _a_wrong_one(story, files)
        if when == QUARTERS[1]:
            _one_replaced(story, files)
        if when == QUARTERS[2]:
            files = _amended(story, files)
            del files[LATE]
        collect(office, when, *files.values())
        _accept(story, when)
        office.well("publish", places.NAME, "--note", f"Звіт за {when.code}")
        to = office.root / "documents"
        story.steps[f"report {when.code}"] = office.call(
            "report", places.NAME, "--period", when.code, "--to", to
        )
    return story


def collect(office: Office, when: Period, *files: Path) -> Done:
    """Take in forms, which must go well."""
    done = office.call("collect", places.NAME, *files, "--period", when.code)
    assert done.returncode == 0, (done.stdout, done.stderr)
    return done


def _a_wrong_one(story: Lived, files: Mapping[str, Path]) -> None:
    """Send one form with less than nothing used, together with a good one."""
    good, wrong = files[places.DIGITAL], story.office.root / "wrong.xlsx"
    shutil.copy(files[places.SCHOOLS], wrong)
    key = f"2.4~localBudget~-~{places.SCHOOLS}"
    filling.fill(wrong, {"measures": {key: {"used": -5}}})
    words = ("collect", places.NAME, good, wrong, "--period", QUARTERS[0].code)
    story.steps["wrong"] = story.office.call(*words)
    story.steps["after wrong"] = story.office.call(*words[:2], *words[4:])


def _one_replaced(story: Lived, files: Mapping[str, Path]) -> None:
    """Send a body's form with another sum first, then the right one."""
    first = story.office.root / "first.xlsx"
    shutil.copy(files[places.CENTRE], first)
    key = f"1.1~localBudget~-~{places.CENTRE}"
    filling.fill(first, {"measures": {key: {"used": 1.25}}})
    collect(story.office, QUARTERS[1], first)
    story.steps["replaced"] = collect(story.office, QUARTERS[1], files[places.CENTRE])


def _amended(story: Lived, old: Mapping[str, Path]) -> dict[str, Path]:
    """Enter the decision while forms are out; return those that are asked anew."""
    story.steps["amend"] = story.office.amend()
    story.office.well("publish", places.NAME, "--note", "Рішення № 0002")
    words = ("collect", places.NAME, *old.values(), "--period", QUARTERS[2].code)
    story.steps["outdated"] = story.office.call(*words)
    return story.office.answered(QUARTERS[2])


def _accept(story: Lived, when: Period) -> None:
    """Accept a period; one that lacks a body is refused first, then accepted without it."""
    words = ("accept", places.NAME, "--period", when.code)
    story.steps[f"preview {when.code}"] = story.office.call(*words, "--preview", "--incomplete")
    done = story.office.call(*words)
    if done.returncode:
        story.steps[f"refused {when.code}"] = done
        done = story.office.call(*words, "--incomplete")
    assert done.returncode == 0, (done.stdout, done.stderr)
    story.steps[f"accept {when.code}"] = done


def _versions(office: Office) -> list[Json]:
    """Return the versions of the published programme, the newest first."""
    return list(office.city.ask("infoprog_version_list", package=places.NAME))


class TestAnswers:
    """What comes back from the bodies."""

    def test_wrong_workbook(self, lived: Lived):
        """A form with an impossible sum is refused with its sheet, and nothing is kept."""
        told = lived.steps["wrong"]
        assert told.returncode == 1
        assert word("measures") in told.stdout + told.stderr
        waiting = lived.steps["after wrong"].stdout
        assert all(body in waiting for body in places.BODIES)

    def test_replaced(self, lived: Lived):
        """A second form of a body takes the place of its first, and the difference is shown."""
        told = lived.steps["replaced"].stdout
        assert "1.25" in told
        assert "35,400.50" in told

    def test_late(self, lived: Lived):
        """A period that lacks a body's answer is accepted only if told so, and names the body."""
        assert LATE in lived.steps["refused 2025-Q3"].stdout + lived.steps["refused 2025-Q3"].stderr
        assert LATE in lived.steps["accept 2025-Q3"].stderr
        assert [name for name in lived.steps if name.startswith("refused")] == ["refused 2025-Q3"]


class TestDecision:
    """What the decision of the year changes."""

    def test_difference(self, lived: Lived):
        """The office is shown what the decision changes, with the sums of before and after."""
        told = lived.steps["amend"].stdout.replace(",", "")
        assert "2.1" in told
        assert "200000.00" in told
        assert "230000.00" in told

    def test_outdated_form(self, lived: Lived):
        """A form that was made before the decision is refused, and none of them is kept."""
        told = lived.steps["outdated"]
        assert told.returncode == 1
        assert told.stdout.count("[form-edition]") == len(places.BODIES)

    def test_money(self, lived: Lived):
        """The money in force is what the example has, source by source and year by year."""
        names = ("measureId", "source", "executantId", "year", "fundingKind", "amount")

        def held(folder: Path) -> list[tuple[str, ...]]:
            package = read_package(folder)
            found = money.in_force_rows(package, money.editions(package))
            return sorted(tuple(str(one.cell(name)) for name in names) for one in found)

        assert held(lived.office.folder) == held(places.SOURCE)

    def test_page(self, lived: Lived, city: City):
        """A measure's page shows its money as adopted and as amended."""
        page = city.get(f"/programme/{places.NAME}/measure/1.2").text
        assert "230,000" in page
        assert "200,000" in page


class TestRows:
    """What the year leaves in the tables."""

    @pytest.mark.parametrize("table", WORDING)
    def test_as_the_example(self, lived: Lived, table: str):
        """Every row equals the one that was written by hand from the text of the reports."""
        wanted = read_package(places.SOURCE).tables[table].rows
        made = lived.rows(table).values()
        assert sorted(_told(row, table) for row in made) == sorted(
            _told(row, table) for row in wanted
        )


def _told(row: Row, table: str) -> list[tuple[str, str]]:
    """Return what a row says; one with nothing to report is no more than that."""
    left_out = WORDING[table] | (NO_MORE if row.get("nil") else set())
    cells: dict[str, Cell] = {name: row[name] for name in row if name not in left_out}
    return sorted((name, str(cell)) for name, cell in cells.items())


class TestPublished:
    """What the portal shows after the year."""

    def test_versions(self, lived: Lived, city: City):
        """Each accepted period, and the decision, is a version of its own, with its note."""
        versions = _versions(lived.office)
        notes = [one["note"] for one in versions[:7]]
        assert versions[0]["number"] == lived.first + 6
        assert notes == [
            *(f"Звіт за {when.code}" for when in (YEAR, *reversed(QUARTERS[2:]))), "Рішення № 0002",
            *(f"Звіт за {when.code}" for when in reversed(QUARTERS[:2])), "Програму прийнято",
        ]  # fmt: skip

    def test_table(self, lived: Lived, city: City):
        """The table of execution on the portal holds the package's own bytes and rows."""
        file = city.get(f"/dataset/{places.NAME}/file/execution.csv")
        assert file.content == (lived.office.folder / "data" / "execution.csv").read_bytes()
        shown = city.ask("package_show", id=places.NAME)
        (found,) = [one for one in shown["resources"] if one["infoprog_name"] == "execution"]
        rows = city.ask("datastore_search", resource_id=found["id"], limit=0)
        assert rows["total"] == len(lived.rows("execution"))

    def test_pages(self, lived: Lived, city: City):
        """Every report has a page, the list names them all, and the first version has none."""
        listed = city.get(f"/programme/{places.NAME}/reports").text
        for when in (*QUARTERS, YEAR):
            assert f"/reports/{when.report_id}" in listed
            page = city.get(f"/programme/{places.NAME}/reports/{when.report_id}")
            assert page.status_code == 200
        before = city.get(f"/programme/{places.NAME}/reports", version=lived.first)
        assert "/reports/r-2025" not in before.text

    def test_changes(self, lived: Lived, city: City):
        """The page of changes between two quarters tells the growth of a measure to the kopiyka."""
        page = city.get(
            f"/programme/{places.NAME}/changes", **{"from": "r-2025-q1", "to": "r-2025-q2"}
        )
        assert page.status_code == 200
        assert "+35,4005" in page.text  # thousands of hryvnias, as the programme prints money

    def test_documents(self, lived: Lived):
        """Each period has its document, and the year's workbook holds the year's sum."""
        assert [
            done.stderr for name, done in lived.steps.items()
            if name.startswith("report") and done.returncode
        ] == []  # fmt: skip
        (path,) = (lived.office.root / "documents").glob("*_2025_results.xlsx")
        cells = {
            cell
            for sheet in openpyxl.load_workbook(path, data_only=True)
            for row in sheet.iter_rows(values_only=True)
            for cell in row
        }
        assert 118990.4 in {float(one) for one in cells if isinstance(one, int | float)}


@pytest.fixture(scope="module")
def target(here: Settings) -> Iterator[harvesting.Target]:
    """Return the portal that plays the national one."""
    with harvesting.raised(here, "national") as found:
        yield found["national"]


class TestHarvested:
    """What a portal that harvests the city holds then."""

    @pytest.mark.parametrize("path", [str(one) for one in carried.Path])
    def test_whole(self, lived: Lived, city: City, target: harvesting.Target, path: str):
        """The programme arrives with every file, hash and field as the table of harvests says."""
        given = {"ckan": (city.url, {**OWN, "organizations_filter_include": [COUNCIL]}),
                 "dcat": (f"{city.url}/catalog.xml?fq=organization:{COUNCIL}",
                          {**OWN, "rdf_format": "xml"})}  # fmt: skip
        address, config = given[path]
        source = target.source(f"cycle-{path}", path, address, **config)
        target.clear(source)
        assert target.run_well(source).errors == ()
        one = city.ask("package_show", id=places.NAME)
        other = arrivals.partner(one, target.datasets(source))
        target.clear(source)
        assert other is not None
        assert arrivals.differing(compare(one, other, path, target.kind)) == []
