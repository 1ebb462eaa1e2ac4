"""The pages of editions say what each decision changed, number by number, and lose no measure."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ckanext.infoprog.core.cycle import amending
from ckanext.infoprog.core.pages import (
    editionpage,
    editionspage,
    figures,
    indicatorpage,
    measurepage,
    programmepage,
    sections,
    snapshot,
    spending,
)
from ckanext.infoprog.core.pages.figures import Cut
from ckanext.infoprog.core.pages.snapshot import Snapshot
from tests.core.cycle import amendfilling, places
from tests.core.pages.shipped import KR25, WORDS, given, read, reader

EXAMPLE = places.NAME


@pytest.fixture(scope="module")
def amended(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Return the example community after a decision of each kind of change."""
    folder = places.example(tmp_path_factory.mktemp("amended"))
    path = amendfilling.fill(amendfilling.make(folder, folder.parent / "in"))
    planned = amending.plan(folder, path, path.name, amendfilling.TODAY)
    amending.apply(folder, planned, amendfilling.TODAY)
    return snapshot.from_folder(Path(folder))


class TestList:
    def test_listed(self, amended: Snapshot) -> None:
        """Each edition stands with its decision, its first day and the money it leaves."""
        rows = given(editionspage.page(amended, reader()).editions)
        assert [(row["editionId"], row["validFrom"], row["amount"]) for row in rows] == [
            ("original", "2025-01-01", "2985000.00"), ("amendment-1", "2025-07-01", "3015000.00"),
            ("amendment-2", "2026-04-09", "3075000.50"),
        ]  # fmt: skip
        assert [(r["added"], r["changed"], r["excluded"]) for r in rows[1:]] == [
            ("0", "1", "0"), ("1", "1", "1"),
        ]  # fmt: skip

    def test_section(self) -> None:
        """A programme that no decision has changed has no section of editions."""
        assert "editions" in {one.name for one in sections.of(read(EXAMPLE), WORDS)}
        assert "editions" not in {one.name for one in sections.of(read(KR25), WORDS)}


class TestDifference:
    def test_tables(self, amended: Snapshot) -> None:
        """What a decision changed stands before and after, with the difference of amounts."""
        page = editionpage.page(amended, reader(), "amendment-2")
        assert page is not None
        found = {grid.id: given(grid) for grid in page.changed}
        assert [(r["measureId"], r["change"], r["field"]) for r in found["changedMeasures"]] == [
            ("1.1", "changed", "endYear"), ("1.1", "changed", "termText"),
            ("2.3", "excluded", "null"), ("2.5", "added", "null"),
        ]  # fmt: skip
        moved = {(r["measureId"], r["year"]): r for r in found["changedMoney"]}
        held = moved["2.4", "2026"]
        assert [held[name] for name in ("before", "after", "difference")] == [
            "350000.00", "400000.50", "50000.50",
        ]  # fmt: skip
        assert moved["1.3", "null"]["afterStatus"] == "withinAllocations"
        assert moved["2.5", "2027"]["beforeStatus"] == "notPlanned"
        whole = found["sums"][-1]
        assert (whole["before"], whole["after"]) == ("3015000.00", "3075000.50")
        assert [(r["of"], r["year"], r["before"], r["after"]) for r in found["changedValues"]] == [
            ("ind-2-2", "2027", "300", "320"), ("ind-2-3", "2026", "null", "null"),
            ("2.2", "2027", "300", "320"),
        ]  # fmt: skip

    def test_adopted(self) -> None:
        """The adopted text changes nothing; an edition that there is not has no page."""
        first = editionpage.page(read(EXAMPLE), reader(), "original")
        assert first is not None
        assert (first.is_first, first.grids) == (True, ())
        assert editionpage.page(read(EXAMPLE), reader(), "amendment-9") is None
        near = editionpage.near(read(EXAMPLE), WORDS)
        assert [one.path.rpartition("/")[2] for one in near] == ["original", "amendment-1"]


class TestMeasure:
    def test_each_edition(self, amended: Snapshot) -> None:
        """A measure's page has its money and its words as each edition left them."""
        page = measurepage.page(amended, reader(), "2.1")
        assert page is not None
        assert page.amended is not None
        rows = {row["year"]: row for row in given(page.amended)}
        assert (rows["2026"]["adopted"], rows["2026"]["amendment-1"]) == ("350000.00", "300000.00")
        assert page.worded is not None
        assert [row["termText"] for row in given(page.worded)] == [
            "2025–2026 роки", "2025–2027 роки",
        ]  # fmt: skip

    def test_excluded(self, amended: Snapshot) -> None:
        """An excluded measure keeps its page, which says so; lists and sums leave it out."""
        programme = amended.of_programme()
        assert "2.3" not in {one.key for one in programme.measures}
        page = measurepage.page(amended, reader(), "2.3")
        assert page is not None
        assert page.excluded
        assert (page.before, page.after, page.total.lead.is_amount) == (None, None, False)
        listed = programmepage.page(amended, reader()).listed
        assert {row["measureId"] for row in given(listed.grid)} == {
            "1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.4", "2.5",
        }  # fmt: skip

    def test_links(self, amended: Snapshot) -> None:
        """The programme's page leads to each decision that changed it."""
        facts = programmepage.page(amended, reader()).editions
        assert [one.href.rpartition("/")[2] for one in facts] == ["amendment-1", "amendment-2"]


class TestIndicator:
    def test_replaced(self) -> None:
        """A replaced target stays on the indicator's page, marked, beside the one in force."""
        page = indicatorpage.page(read(EXAMPLE), reader(), key="ind-2-1")
        assert page is not None
        found = {row["valueId"]: row for row in given(page.values)}
        assert found["ind-2-1~-~target~2027~amendment-1"]["value"] == "15"
        assert found["ind-2-1~-~target~2027"]["value"] == "12"


class TestPlanned:
    def test_in_force(self, amended: Snapshot) -> None:
        """What was executed is compared with the edition in force when the year was reported."""
        programme = amended.of_programme()
        one = programme.measure("1.2")
        assert one is not None
        assert programme.edition_at(date(2025, 6, 30)) == 0
        assert programme.edition_at(date(2025, 12, 31)) == 1
        assert spending.planned(programme, one, 2025).amount == Decimal(230000)
        changed = programme.measure("2.4")
        assert changed is not None
        assert spending.planned(programme, changed, 2026) == figures.value(changed, Cut(year=2026))
