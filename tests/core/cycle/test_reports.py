"""The documents of a period say what the data say, in our layout and in a city's own."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from ckanext.infoprog.core import package, workspace
from ckanext.infoprog.core.cycle import editions, reportlayout, reportpaper
from ckanext.infoprog.core.cycle.period import Period
from tests.core.cycle import places, readback
from tests.core.cycle.papers import (
    DIRECTIONS,
    MEASURES,
    PACKAGE,
    SOURCES,
    YEAR,
    made,
    refused,
    sums,
)
from tests.core.cycle.second import Second, half_up, table

QUARTERS = [Period(2025, quarter) for quarter in range(1, 5)]
DOCUMENTS = [*((one, None) for one in QUARTERS), (YEAR, "results"), (YEAR, "progress")]
INDICATORS = "Досягнення цільових значень індикаторів"
METRICS = "Вихідні фактичні дані"


def exact(value: Fraction | None) -> Decimal | None:
    """Return a fraction with two decimals, which it must have."""
    return None if value is None else half_up(value)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[Period, str | None], Path]:
    """Return all documents of the example community, without their endings."""
    folder = tmp_path_factory.mktemp("documents")
    found = {}
    for when, kind in DOCUMENTS:
        into = folder / f"{when.code}-{kind}"
        reportpaper.write(made(when, kind), into)
        found[when, kind] = into
    return found


Written = dict[tuple[Period, str | None], Path]


class TestNumbers:
    @pytest.mark.parametrize(("when", "kind"), DOCUMENTS)
    def test_measures(self, written: Written, when: Period, kind: str | None):
        """Plan, budget, execution and percentage of each measure are the sums of the data."""
        second = Second(places.SOURCE, when)
        planned: dict[str, Fraction] = defaultdict(Fraction)
        for key, amount in second.plan.items():
            planned[key[0]] += amount
        allocated = sums(second.rows, "measureId", "allocated")
        executed = sums(second.rows, "measureId", "executed")
        expected = {
            key: [
                exact(planned.get(key)),
                exact(allocated.get(key)),
                exact(executed.get(key)),
                second.percent({key}),
            ]
            for key in second.directions
        }
        rows = readback.grids(written[when, kind].with_suffix(".docx"))[MEASURES]
        found = {row[0]: [readback.number(text) for text in row[4:8]]
                 for row in rows if row[0] in expected}  # fmt: skip
        assert found == expected
        whole = [sum(column.values(), Fraction(0)) for column in (planned, allocated, executed)]
        assert [readback.number(text) for text in rows[-1][4:8]] == [
            *map(half_up, whole),
            second.percent(set(second.directions)),
        ]

    @pytest.mark.parametrize(("when", "kind"), DOCUMENTS)
    def test_directions(self, written: Written, when: Period, kind: str | None):
        """A direction's row and its sum among the measures say the same, and that of the data."""
        second = Second(places.SOURCE, when)
        found = readback.grids(written[when, kind].with_suffix(".docx"))
        among = {row[1].split()[-1]: row[4:8] for row in found[MEASURES] if "Разом" in "".join(row)}
        own_rows = {row[0]: row[2:6] for row in found[DIRECTIONS][1:-1]}
        assert among == own_rows
        for key, row in own_rows.items():
            measures = {m for m, direction in second.directions.items() if direction == key}
            executed = sums(second.rows, "measureId", "executed")
            assert readback.number(row[2]) == half_up(sum((executed[m] for m in measures),
                                                          Fraction(0)))  # fmt: skip
            assert readback.number(row[3]) == second.percent(measures)

    @pytest.mark.parametrize("when", QUARTERS)
    def test_sources(self, written: Written, when: Period):
        """The money of the sources adds up to the programme's."""
        rows = readback.grids(written[when, None].with_suffix(".docx"))[SOURCES][1:]
        for at in (1, 3):
            numbers = [readback.number(row[at]) or Decimal(0) for row in rows]
            assert sum(numbers[:-1], Decimal(0)) == numbers[-1]

    def test_indicators(self, written: Written):
        """Baseline, target and value of each indicator are those of the data, words as words."""
        rows = table(places.SOURCE, "indicatorValues")
        titles = {r["indicatorId"]: r["title"] for r in table(places.SOURCE, "indicators")}
        expected: dict[str, list[object]] = {title: ["–"] * 3 for title in titles.values()}
        for row in rows:
            at = {"baseline": 0, "target": 1, "actual": 2}[row["valueType"]]
            if row["valueType"] != "baseline" and row["year"] != "2025":
                continue
            value = row["textValue"] if row["value"] == "null" else Decimal(row["value"])
            expected[titles[row["indicatorId"]]][at] = value
        found = readback.grids(written[YEAR, "results"].with_suffix(".docx"))[INDICATORS]
        shown = {
            row[1]: [readback.number(text) if readback.number(text) is not None else text
                     for text in row[3:6]]
            for row in found[1:] if len(row) > 1
        }  # fmt: skip
        assert shown == expected
        for row in found[1:]:
            numbers = [readback.number(text) for text in row[4:7]]
            if len(row) > 1 and isinstance(numbers[0], Decimal):
                assert numbers[2] == (numbers[1] or Decimal(0)) - numbers[0]

    def test_metrics(self, written: Written):
        """Forecast and value of each metric are those of the data."""
        rows = [r for r in table(places.SOURCE, "metricValues") if r["executantId"] == "null"]
        found = readback.grids(written[YEAR, "results"].with_suffix(".docx"))[METRICS][1:]
        assert len(found) == len(table(places.SOURCE, "metrics"))
        for row in found:
            for at, kind in ((3, "forecast"), (4, "actual")):
                (value,) = [r["value"] for r in rows if r["metricId"] == row[0]
                            and r["valueType"] == kind and r["year"] == "2025"]  # fmt: skip
                assert readback.number(row[at]) == Decimal(value)

    def test_order(self):
        """What a document says does not hang on the order in which values stand in their table."""
        tables = dict(PACKAGE.tables)
        for name in ("metricValues", "indicatorValues"):
            tables[name] = replace(tables[name], rows=tables[name].rows[::-1])
        turned = replace(PACKAGE, tables=tables)
        layout = reportlayout.layout("results")
        assert reportpaper.paper(turned, YEAR, layout) == made(YEAR, "results")

    @pytest.mark.parametrize(("when", "kind"), DOCUMENTS)
    def test_workbook(self, written: Written, when: Period, kind: str | None):
        """The workbook has the same tables; what is a number there can be counted with."""
        path = written[when, kind]
        grids = readback.grids(path.with_suffix(".docx"))
        for grid in made(when, kind).grids:
            rows = grids[grid.title]
            cells = readback.sheet(path.with_suffix(".xlsx"), grid.title)
            for row, held in zip(rows[1:], cells, strict=False):
                for shown, cell in zip(row, held, strict=False):
                    if isinstance(cell, int | float):
                        assert cell == float(readback.number(shown) or 0)
                    else:
                        assert (cell or "") == shown


class TestDocument:
    def test_edition(self, written: Written):
        """Each document names the edition in force on the period's last day."""
        said = [readback.lines(written[when, None].with_suffix(".docx"))[3] for when in QUARTERS]
        assert said == [
            *["Редакція Програми: рішення від 19.12.2024 №\u00a00001"] * 2,
            *["Редакція Програми: рішення від 26.06.2025 №\u00a00002"] * 2,
        ]

    def test_bare_edition(self):
        """An edition whose decision the sources do not date is named as such, never by its key."""
        draft = package.read_package(workspace.find(Path(__file__)).package("kremenchuk-2026-2028"))
        assert editions.title(draft, date(2026, 3, 31)) == (
            "№ 1; номера й дати рішення у джерелах немає"
        )

    def test_headings(self, written: Written):
        """Title and tables have headings in the styles of headings, so that they can be found."""
        given = made(YEAR, "results")
        path = written[YEAR, "results"].with_suffix(".docx")
        assert readback.headings(path) == [given.title, *(grid.title for grid in given.grids)]

    def test_heads(self, written: Written):
        """The head of every table is marked to be repeated, and no row breaks over pages."""
        path = written[YEAR, "progress"].with_suffix(".docx")
        w = readback.W
        tables = readback.body(path).findall(f"{w}tbl")[:-1]
        for one in tables:
            rows = one.findall(f"{w}tr")
            assert rows[0].find(f"{w}trPr/{w}tblHeader") is not None
            assert all(row.find(f"{w}trPr/{w}cantSplit") is not None for row in rows)

    def test_signature(self, written: Written):
        """The manager has a line to sign on, and no name is filled in."""
        rows = list(readback.grids(written[YEAR, "results"].with_suffix(".docx")).values())[-1]
        assert [rows[0][0], rows[1]] == [
            "Керівник Програми",
            ["", "(підпис)", "(власне ім’я та прізвище)"],
        ]
        assert set(rows[0][1]) == set(rows[0][2]) == {"_"}

    def test_bytes(self, written: Written, tmp_path: Path):
        """The same data give the same bytes, whenever they are written."""
        for (when, kind), before in written.items():
            for path in reportpaper.write(made(when, kind), tmp_path / "again"):
                assert path.read_bytes() == before.with_suffix(path.suffix).read_bytes()

    def test_several_rows(self, written: Written):
        """Where a body has rows of several sources, each says which it speaks of."""
        rows = readback.grids(written[Period(2025, 2), None].with_suffix(".docx"))[MEASURES]
        (row,) = [row for row in rows if row[0] == "2.1"]
        name = "Комунальне підприємство «Зразкове місто» (приклад)"
        assert row[8] == (
            f"{name}, міжнародна технічна допомога: не розпочато\n"
            f"{name}, місцевий бюджет: виконується"
        )

    def test_nothing(self, written: Written):
        """A table without rows says so."""
        rows = readback.grids(written[Period(2025, 1), None].with_suffix(".docx"))
        assert rows["Відхилення та пояснення"][1:] == [["Таких рядків немає"]]


class TestPeriods:
    def test_no_report(self):
        """A period without a report has no document: nothing is shown as nought."""
        assert refused(Period(2026, 1), None) == ["report-none"]

    def test_quarter_kind(self):
        """A quarter has one document only."""
        assert refused(Period(2025, 1), "results") == ["report-kind"]

    def test_outside(self):
        """A period outside the programme's term is refused."""
        assert refused(Period(2031), None) == ["cycle-period-outside"]
