"""Reports and what changed between them: each number as the shipped rows have it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ckanext.infoprog.core.pages import changespage, reportpage, reportspage, snapshot
from ckanext.infoprog.core.pages.changespage import Change, ChangesPage
from tests.core.cycle import places
from tests.core.pages import made
from tests.core.pages.shipped import EXAMPLE, KR25, REAL, WORDS, given, read, reader, rows

REPORTS = [row["reportId"] for row in rows(EXAMPLE, "reports")]


def executed(report: str, measure: str) -> Decimal | None:
    """Return what the shipped rows of a report add up to for a measure."""
    found = [
        Decimal(row["executed"]) for row in rows(EXAMPLE, "execution")
        if (row["reportId"], row["measureId"]) == (report, measure) and row["executed"] != "null"
    ]  # fmt: skip
    return sum(found, Decimal(0)) if found else None


def changes(first: str = "", second: str = "") -> ChangesPage:
    return changespage.page(read(EXAMPLE), reader(**{"from": first, "to": second}))


class TestList:
    def test_every(self) -> None:
        """Every report stands in the list with what it says was executed, the latest first."""
        shown = reportspage.page(read(EXAMPLE), reader()).reports
        assert shown is not None
        listed = given(shown)
        assert {row["reportId"] for row in listed} == set(REPORTS)
        for row in listed:
            own = [one for one in rows(EXAMPLE, "execution") if one["reportId"] == row["reportId"]]
            amounts = [Decimal(one["executed"]) for one in own if one["executed"] != "null"]
            assert Decimal(row["executed"]) == sum(amounts)
            assert int(row["measures"]) == len({one["measureId"] for one in own})
        ends = {row["reportId"]: row["periodEnd"] for row in rows(EXAMPLE, "reports")}
        order = [ends[row["reportId"]] for row in listed]
        assert order == sorted(order, reverse=True)

    @pytest.mark.parametrize("slug", REAL)
    def test_none(self, slug: str) -> None:
        """A programme without reports says when the next is due, and calls nobody late."""
        found = reportspage.page(read(slug), reader())
        assert (found.reports, found.grids, found.changes) == (None, (), "")
        over = slug.endswith("2024")
        assert (found.due == ()) == over
        if not over:
            assert found.due[0].text in {"05.01.2027"}


class TestReport:
    @pytest.mark.parametrize("key", REPORTS)
    def test_rows(self, key: str) -> None:
        """A report shows each of its rows as it stands: planned, allocated, executed, state."""
        found = reportpage.page(read(EXAMPLE), reader(), key)
        assert found is not None
        names = ("measureId", "planned", "allocated", "executed", "status")
        shown = [[row[name] for name in names] for row in given(found.rows)]
        kept = [[row[name] for name in names] for row in rows(EXAMPLE, "execution")
                if row["reportId"] == key]  # fmt: skip
        assert sorted(shown) == sorted(kept)

    def test_nothing_to_report(self, tmp_path: Path) -> None:
        """A body that had nothing to report and named no state is told as such, not as unknown."""
        folder = places.example(tmp_path)
        path = folder / "data" / "execution.csv"
        path.write_text(path.read_text("utf-8").replace("notStarted,null,true", "null,null,true"))
        found = reportpage.page(snapshot.from_folder(folder), reader(), "r-2025-q1")
        assert found is not None
        assert "звітувати нічого: 2" in found.states
        assert [one for one in found.states if "не оприлюднено" in one] == []

    def test_missing(self) -> None:
        """There is no page of a report that there is not, but those that there are are named."""
        assert reportpage.page(read(EXAMPLE), reader(), "r-1999") is None
        assert len(reportpage.near(read(EXAMPLE), WORDS)) == len(REPORTS)
        assert reportpage.near(read(KR25), WORDS) == ()


class TestChanges:
    @pytest.mark.parametrize(("first", "second"), [("r-2025-q1", "r-2025-q2"),
                                                   ("r-2025-q2", "r-2025-q3"),
                                                   ("r-2025-q4", "r-2025")])  # fmt: skip
    def test_numbers(self, first: str, second: str) -> None:
        """Each amount is the report's own, the difference the second less the first."""
        shown = changes(first, second).changes
        assert shown is not None
        for row in given(shown):
            before, after = (executed(one, row["measureId"]) for one in (first, second))
            for name, wanted in (("before", before), ("after", after)):
                assert row[name] == ("null" if wanted is None else str(wanted))
            if before is None or after is None:
                assert row["difference"] == "null"
            else:
                assert Decimal(row["difference"]) == after - before

    @pytest.mark.parametrize(("first", "second"), [("r-2025-q1", "r-2025-q2"),
                                                   ("r-2025-q2", "r-2025-q3"),
                                                   ("r-2025-q4", "r-2025")])  # fmt: skip
    def test_drawn(self, first: str, second: str) -> None:
        """Every amount that changed is drawn, the largest change first; where none did, nothing."""
        found = changes(first, second)
        assert found.changes is not None
        moved = [row for row in given(found.changes) if row["change"] == "amount"]
        moved.sort(key=lambda row: abs(Decimal(row["difference"])), reverse=True)
        drawn = [row for one in found.charts for row in given(one.grid)]
        assert [(row["before"], row["after"]) for row in drawn] == [
            (row["before"], row["after"]) for row in moved
        ]
        assert len(found.charts) == (1 if moved else 0)

    def test_usual(self) -> None:
        """The last two are those that came last; the page and its citation name them."""
        found = changespage.page(read(EXAMPLE), reader())
        assert found.listed.query == "?from=r-2025-q4&to=r-2025"
        assert found.frame.permanent.startswith(f"/programme/{EXAMPLE}/changes?from=r-2025-q4&to=")
        assert found.frame.permanent in found.frame.citation

    def test_kinds(self) -> None:
        """A measure that a report leaves out is told as gone, with the next one as new again."""
        third = {one["measureId"] for one in rows(EXAMPLE, "execution")
                 if one["reportId"] == "r-2025-q3"}  # fmt: skip
        second = {one["measureId"] for one in rows(EXAMPLE, "execution")
                  if one["reportId"] == "r-2025-q2"}  # fmt: skip
        of = read(EXAMPLE).of_programme()
        by = {one.key: one for one in of.reports}
        found = changespage.between(of, by["r-2025-q2"], by["r-2025-q3"])
        gone = {one.measure.key for one in found if one.change is Change.GONE}
        assert gone == second - third
        back = changespage.between(of, by["r-2025-q3"], by["r-2025-q2"])
        assert {one.measure.key for one in back if one.change is Change.NEW} == gone
        same = changespage.between(of, by["r-2025"], by["r-2025"])
        assert {one.change for one in same} == {Change.SAME}

    def test_years(self) -> None:
        """Amounts of reports of different years are shown, never set against each other."""
        of = read(EXAMPLE)
        programme = of.of_programme()
        last = programme.reports[-1]
        assert last.end is not None
        later = replace(last, key="r-2026", end=last.end.replace(year=2026))
        longer = made.holding(of, replace(programme, reports=(*programme.reports, later)))
        found = changespage.page(longer, reader())
        assert found.remark
        assert found.changes is not None
        assert {row["difference"] for row in given(found.changes)} == {"null"}
        assert found.charts == ()

    def test_wrong(self) -> None:
        """A report that there is not is told; numbers of versions lead to their difference."""
        assert len(changes("nemaie", "r-2025").faults) == 1
        assert len(changes("1", "r-2025").faults) == 1
        second = replace(reader(**{"from": "1", "to": "2"}), current=2)
        found = changespage.page(read(EXAMPLE), second)
        assert found.faults == ()
        assert found.versions == f"/dataset/{EXAMPLE}/difference?from=1&to=2"

    @pytest.mark.parametrize("slug", REAL)
    def test_none(self, slug: str) -> None:
        """Where there are not two reports, nothing is compared and the next day is told."""
        found = changespage.page(read(slug), reader())
        assert (found.changes, found.grids, found.faults) == (None, (), ())
        assert found.due == reportspage.page(read(slug), reader()).due
