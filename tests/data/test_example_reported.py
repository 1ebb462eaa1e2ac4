"""What bodies of the example programme reported: indicators, metrics, quarters and the year."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

from ckanext.infoprog.core.model import Package, Row
from tests.data.example import add_up

YEARS = (2025, 2026, 2027)
ORDER = ("original", "amendment-1")


def rounded(value: Decimal, like: Decimal) -> Decimal:
    return value.quantize(Decimal(1).scaleb(like.as_tuple().exponent), ROUND_HALF_UP)


def known_metrics(
    example: Package, kind: str, year: int | None, edition: object
) -> dict[str, Decimal]:
    """Return the values of whole metrics of a kind and year (None: the baseline) in an edition."""
    until = ORDER[: ORDER.index(edition or "original") + 1]
    return {
        str(row["metricId"]): Decimal(str(row["value"]))
        for until_now in until
        for row in example.rows("metricValues")
        if row["valueType"] == kind and row["year"] == year and row["executantId"] is None
        and (row["editionId"] or "original") == until_now and (year or kind == "baseline")
    }  # fmt: skip


def computed(indicator: Row, metrics: dict[str, Decimal]) -> Decimal:
    pairs = (pair.split("=") for pair in str(indicator["inputs"]).split("; "))
    names = {letter: metrics[number] for letter, number in pairs}
    return Decimal(eval(str(indicator["expression"]), {"__builtins__": {}}, names))


class TestIndicators:
    def test_values_are_their_expressions(self, example: Package):
        """A value of an indicator is its expression over the metrics, rounded as printed."""
        indicators = example.tables["indicators"].by_key()
        kinds = {"baseline": "baseline", "target": "forecast", "actual": "actual"}
        seen = 0
        for row in example.rows("indicatorValues"):
            indicator = indicators[str(row["indicatorId"])]
            if indicator["expression"] is None:
                assert row["textValue"] in ("Так", "Ні")
                continue
            if row["valueType"] == "actual" and row["year"] is None:
                continue  # quarterly counts are compared with their metric below
            kind, edition = kinds[str(row["valueType"])], row["editionId"]
            metrics = known_metrics(example, kind, row["year"], edition)
            value = Decimal(str(row["printed"]).replace(",", "."))
            assert value == row["value"]
            assert value == rounded(computed(indicator, metrics), value)
            seen += 1
        assert seen == 6 * 5 + 1

    def test_quarterly_counts_are_their_metric(self, example: Package):
        """A quarterly count equals the metric of the same report; the late quarter has none."""

        def by_report(table: str) -> dict[str, object]:
            rows = (r for r in example.rows(table) if r["asOf"] and r["valueType"] == "actual")
            return {str(row["reportId"]): row["value"] for row in rows}

        counted = by_report("indicatorValues")
        assert counted == by_report("metricValues")
        assert set(counted) == {"r-2025-q1", "r-2025-q2", "r-2025-q4"}

    def test_dynamics_are_the_mean_yearly_change(self, example: Package):
        """The printed dynamics is the mean of the yearly changes of unrounded values."""
        indicators = example.tables["indicators"].by_key()
        for row in example.rows("indicatorDynamics"):
            indicator, edition = indicators[str(row["indicatorId"])], row["editionId"]
            known = [known_metrics(example, "baseline", None, edition)]
            known += [known_metrics(example, "forecast", year, edition) for year in YEARS]
            if indicator["expression"] is None:
                assert (row["value"], row["textValue"]) == (None, "не обчислюється")
                continue
            values = [computed(indicator, metrics) for metrics in known]
            changes = [b * 100 / a - 100 for a, b in zip(values, values[1:], strict=False)]
            printed = Decimal(str(row["printed"]).replace(",", "."))
            assert printed == row["value"]
            assert printed == rounded(sum(changes) / len(changes), printed)

    def test_parts_of_a_metric_make_the_whole(self, example: Package):
        """Where a metric comes in parts, the three parts add up to the whole."""
        rows = [row for row in example.rows("metricValues") if row["executantId"] is not None]
        parts = defaultdict(list)
        for row in rows:
            parts[row["metricId"], row["valueType"], row["year"], row["asOf"]].append(row)
        wholes = {
            (row["metricId"], row["valueType"], row["year"], row["asOf"]): row["value"]
            for row in example.rows("metricValues")
            if row["executantId"] is None
        }
        assert {key[0] for key in parts} == {"1.5"}
        assert all(len(some) == 3 for some in parts.values())
        assert all(add_up(some, "value") == wholes[key] for key, some in parts.items())

    def test_all_four_kinds_of_indicator(self, example: Package):
        """The example has indicators of percent, per thousand, count and yes/no."""
        kinds = {row["kind"] for row in example.rows("indicators")}
        assert kinds == {"percent", "perThousand", "count", "yesNo"}


class TestReports:
    def test_four_quarters_and_a_year(self, example: Package):
        """There are four quarterly informations in a row and one report for the year."""
        rows = sorted(example.rows("reports"), key=lambda row: (row["kind"], row["periodStart"]))
        said = [(row["kind"], str(row["periodStart"]), str(row["periodEnd"])) for row in rows]
        assert said == [
            ("results", "2025-01-01", "2025-12-31"),
            ("statusInfo", "2025-01-01", "2025-03-31"),
            ("statusInfo", "2025-04-01", "2025-06-30"),
            ("statusInfo", "2025-07-01", "2025-09-30"),
            ("statusInfo", "2025-10-01", "2025-12-31"),
        ]
        assert [row["official"] for row in rows] == [True, False, False, False, False]

    def test_executed_is_cumulative_and_within_what_is_allocated(self, example: Package):
        """Money spent since January never falls and is never more than allocated."""
        order = ["r-2025-q1", "r-2025-q2", "r-2025-q3", "r-2025-q4", "r-2025"]
        spent = defaultdict(list)
        for row in sorted(example.rows("execution"), key=lambda r: order.index(str(r["reportId"]))):
            if row["executed"] is not None:
                spent[row["measureId"], row["source"], row["executantId"]].append(row["executed"])
                assert row["allocated"] is None or row["executed"] <= row["allocated"]
        assert all(amounts == sorted(amounts) for amounts in spent.values())
        assert all(amounts[-1] == amounts[-2] for amounts in spent.values())

    def test_planned_is_the_edition_in_force(self, example: Package):
        """What a report calls planned is the amount of 2025 in the edition in force."""
        plan = {
            (row["measureId"], row["source"], row["executantId"], row["editionId"]): row["amount"]
            for row in example.rows("funding")
            if row["year"] == 2025
        }
        for row in example.rows("execution"):
            if row["planned"] is None:
                continue
            edition = "original" if row["reportId"] in ("r-2025-q1", "r-2025-q2") else "amendment-1"
            split = (row["measureId"], row["source"], row["executantId"])
            whole = (row["measureId"], row["source"], None)
            named = [(*part, e) for e in (edition, "original") for part in (split, whole)]
            found = next(plan[key] for key in named if key in plan)
            assert row["planned"] == found

    def test_a_delayed_measure_a_nil_report_and_a_late_body(self, example: Package):
        """2.4 is delayed, one body reported nothing in spring, one is missing in autumn."""
        rows = example.rows("execution")
        assert {row["measureId"] for row in rows if row["status"] == "delayed"} == {"2.4"}
        nil = {(row["reportId"], row["executantId"]) for row in rows if row["nil"]}
        assert nil == {("r-2025-q1", "viddil-sotsialnoi-polityky")}
        kp = {row["reportId"] for row in rows if "pidpryiemstvo" in str(row["executantId"])}
        assert kp == {"r-2025-q1", "r-2025-q2", "r-2025-q4", "r-2025"}

    def test_the_group_has_three_bodies_that_report(self, example: Package):
        """The group of measure 1.2 has three bodies, and each of them reports on it."""
        members = {row["executantId"] for row in example.rows("executantMembers")}
        reported = {
            row["executantId"] for row in example.rows("execution") if row["measureId"] == "1.2"
        }
        assert len(members) == 3
        assert reported == members
