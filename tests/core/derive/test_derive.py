"""The Resolution 835 lists are made from the programmes and the packages of one organisation."""

from datetime import date
from pathlib import Path

import pytest

from ckanext.infoprog.core import descriptor, schema, tablefile
from ckanext.infoprog.core.derive import build, organisations, programmes, register
from ckanext.infoprog.core.derive.city import City, cities
from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.model import Cell
from tests.core.derive import small


def city(root: Path, base_url: str | None = None, **changes: Cell) -> City:
    return cities(small.make(root, **changes), base_url)["misto"]


class TestPrograms:
    def test_row_of_a_programme(self, tmp_path: Path):
        """A programme becomes one row in the recommended structure, all of its columns filled."""
        assert list(programmes.programs(city(tmp_path))) == [
            {
                "uid": "12-2025-12-18",
                "title": "Програма цифрового розвитку",
                "validFrom": date(2026, 1, 1),
                "validThrough": date(2027, 12, 31),
                "status": "Чинна",
                "executantName": "Відділ даних",
                "executantId": "00000019",
                "programUrl": None,
                **small.ACT,
                "publisherName": "Зразкова міська рада",
                "publisherId": "00000001",
            }
        ]

    @pytest.mark.parametrize("missing", ["legalActNumber", "legalActAccepted"])
    def test_uid_without_an_act(self, tmp_path: Path, missing: str):
        """Where the act's number or date is not printed the uid is the programme's own id."""
        (row,) = programmes.programs(city(tmp_path, **{missing: None}))
        assert row["uid"] == "misto-2026-2027"

    def test_uid_holds_no_space(self, tmp_path: Path):
        """A space in an act's number does not stand in the uid."""
        (row,) = programmes.programs(city(tmp_path, legalActNumber="12 / А"))
        assert row["uid"] == "12/А-2025-12-18"

    def test_executor_without_code(self, tmp_path: Path):
        """Our own id of an executor never stands where a register's code belongs."""
        (row,) = programmes.programs(city(tmp_path, executantId="insha"))
        assert row["executantId"] is None

    def test_publisher_of_the_organisation(self, tmp_path: Path):
        """Where the programme names no publisher, the organisation's entry does."""
        found = city(tmp_path, publisherName=None, publisherId=None)
        (row,) = programmes.programs(found)
        assert (row["publisherName"], row["publisherId"]) == ("Зразкова міська рада", "00000001")

    def test_address_of_the_portal(self, tmp_path: Path):
        """A link leads to the dataset's page once the portal's address is known."""
        (row,) = programmes.programs(city(tmp_path, "https://example.org/"))
        assert row["programUrl"] == "https://example.org/dataset/misto-2026-2027"


class TestAmendments:
    def test_every_edition_but_the_first(self, tmp_path: Path):
        """An amending act is a row that leads to its programme; the adopted text is none."""
        (row,) = programmes.amendments(city(tmp_path))
        assert (row["uid"], row["programId"]) == ("45-2026-06-25", "12-2025-12-18")

    def test_act_without_number(self, tmp_path: Path):
        """An amendment whose act is not printed has the programme's and the edition's id."""
        found = city(tmp_path)
        own = {"programmeId": "misto-2026-2027"}
        rows = [{"editionId": name, "number": at, **own} for at, name in enumerate("ab", 1)]
        folder = tmp_path / "datasets" / "misto-2026-2027"
        small.write(folder, "editions", *rows)
        found = cities(build.Workspace(tmp_path), None)["misto"]
        assert [r["uid"] for r in programmes.amendments(found)] == ["misto-2026-2027-b"]


class TestReports:
    def test_only_official_ones(self, tmp_path: Path):
        """Only a report that its publisher marked as official stands in the list."""
        assert [row["uid"] for row in programmes.reports(city(tmp_path))] == [
            "misto-2026-2027-r-2026"
        ]


class TestRegister:
    def test_row_of_a_package(self, tmp_path: Path):
        """Every package of the organisation is a row, the built ones included."""
        rows = list(register.register(city(tmp_path)))
        names = ["misto-2026-2027", "misto-dataset-register", "misto-target-programs"]
        assert [row["uid"] for row in rows] == [descriptor.package_id(name) for name in names]
        assert rows[0] == {
            "uid": descriptor.package_id("misto-2026-2027"),
            "title": "Програма міста",
            "description": "Опис misto-2026-2027",
            "accrualPeriodicity": "once a quarter",
            "keywords": "програма, дані",
            "purpose": "Рішення ради",
            "url": None,
            "distributionFormat": "CSV, XLSX, ZIP",
            "publisherName": "Зразкова міська рада",
            "publisherId": "00000001",
            "contactPointName": "Відділ даних",
            "contactPointEmail": "data@example.org",
        }

    def test_placeholder_is_no_contact(self, tmp_path: Path):
        """A contact that the city has not replaced yet is not published as a fact."""
        here = small.make(tmp_path)
        path = here.datasets / organisations.FILE
        path.write_text(f"{small.ORGANISATIONS}    placeholder: true\n", encoding="utf-8")
        row = next(iter(register.register(cities(here, None)["misto"])))
        assert (row["contactPointName"], row["contactPointEmail"]) == (None, None)

    def test_site_of_the_organisation(self, tmp_path: Path):
        """The organisation's own site gives the addresses where no other base is named."""
        here = small.make(tmp_path)
        path = here.datasets / organisations.FILE
        path.write_text(f"{small.ORGANISATIONS}  site: https://data.example.org\n", "utf-8")
        urls = {row["url"] for row in register.register(cities(here, None)["misto"])}
        assert "https://data.example.org/dataset/misto-2026-2027" in urls


class TestOrganisations:
    def test_unlisted_one_is_refused(self, tmp_path: Path):
        """A package of an organisation that organizations.yaml does not list stops the build."""
        here = small.make(tmp_path)
        (here.datasets / organisations.FILE).unlink()
        with pytest.raises(PackageError, match=r"organisation misto, .* add it there"):
            build.plan(here)

    @pytest.mark.parametrize("text", ["slug: misto", "- name: x", "- [1]", "- contact: {"])
    def test_damaged_file_is_refused(self, tmp_path: Path, text: str):
        """A damaged organizations.yaml is refused with a sentence."""
        here = small.make(tmp_path)
        (here.datasets / organisations.FILE).write_text(text, encoding="utf-8")
        with pytest.raises(PackageError):
            build.plan(here)


class TestPlan:
    def test_writes_nothing(self, tmp_path: Path):
        """A plan names every file that a build makes and leaves the folder as it is."""
        here = small.make(tmp_path)
        before = sorted(tmp_path.rglob("*"))
        planned = build.plan(here)
        assert sorted(tmp_path.rglob("*")) == before
        assert [(str(one.path), str(one.state)) for one in planned] == [
            ("datasets/misto-2026-2027/datapackage.json", "missing"),
            ("datasets/misto-dataset-register/data/register.csv", "missing"),
            ("datasets/misto-dataset-register/datapackage.json", "missing"),
            ("datasets/misto-target-programs/data/amendments.csv", "missing"),
            ("datasets/misto-target-programs/data/programs.csv", "missing"),
            ("datasets/misto-target-programs/data/reports.csv", "missing"),
            ("datasets/misto-target-programs/datapackage.json", "missing"),
        ]

    def test_second_build_does_nothing(self, tmp_path: Path):
        """What a build wrote is what the next plan wants: descriptors know the built tables."""
        here = small.make(tmp_path)
        build.apply(build.plan(here), here)
        assert build.outdated(build.plan(here)) == ()

    def test_two_builds_are_byte_identical(self, tmp_path: Path):
        """The same packages in two folders give the same bytes."""
        plans = [build.plan(small.make(tmp_path / name)) for name in "ab"]
        assert plans[0] == plans[1]

    def test_names_what_differs(self, tmp_path: Path):
        """A changed file is the one that is named, and only it."""
        here = small.make(tmp_path)
        build.apply(build.plan(here), here)
        path = here.datasets / "misto-target-programs" / "data" / "programs.csv"
        path.write_bytes(path.read_bytes() + b"\n")
        assert [(one.path.name, str(one.state)) for one in build.outdated(build.plan(here))] == [
            ("programs.csv", "differs")
        ]

    def test_what_cannot_be_built_is_refused(self, tmp_path: Path):
        """A table that is listed as built but that nothing builds is refused."""
        here = small.make(tmp_path)
        small.package(here.datasets, "misto-x", "Інше", "built: [measures]\n")
        with pytest.raises(PackageError, match="lists measures as built"):
            build.plan(here)

    def test_built_tables_keep_to_their_schemas(self, tmp_path: Path):
        """Every built table is read back by its schema, and its references lead somewhere."""
        here = small.make(tmp_path)
        build.apply(build.plan(here), here)
        data = here.datasets / "misto-target-programs" / "data"
        tables = {
            name: tablefile.read_table(data / f"{name}.csv", schema.load(f"rda835{name.title()}"))
            for name in ("programs", "amendments", "reports")
        }
        uids = {row["uid"] for row in tables["programs"].rows}
        for name in ("amendments", "reports"):
            assert {row["programId"] for row in tables[name].rows} == uids
