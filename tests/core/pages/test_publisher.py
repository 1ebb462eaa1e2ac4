"""What the publisher says of who answers is never shown as what the document says."""

from pathlib import Path

import pytest

from ckanext.infoprog.core import package
from ckanext.infoprog.core.cycle import membership, reportlayout, reportpaper
from ckanext.infoprog.core.cycle.membership import Kind, Wish
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.derive import flat
from ckanext.infoprog.core.pages import executantpage, measurelist, measurepage, pivot, snapshot
from ckanext.infoprog.core.pages.executantpage import ExecutantPage
from ckanext.infoprog.core.pages.snapshot import Snapshot
from tests.core.cycle import places
from tests.core.cycle.places import CENTRE, ENTERPRISE, GROUP
from tests.core.pages.shipped import EXAMPLE, WORDS, read, reader

MARK = "визначив розпорядник інформації"
ENTERPRISE_NAME = "Комунальне підприємство «Зразкове місто» (приклад)"
SHIPPED = read(EXAMPLE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the example community where the publisher has named the enterprise three times."""
    made = places.example(tmp_path_factory.mktemp("publisher"))
    for wish in (
        Wish(Kind.MEASURE, "1.1", ENTERPRISE),
        Wish(Kind.METRIC, "1.1", ENTERPRISE),
        Wish(Kind.GROUP, GROUP, ENTERPRISE),
    ):
        membership.change(made, wish)
    return made


@pytest.fixture(scope="module")
def changed(folder: Path) -> Snapshot:
    """Return the changed package as the pages read it."""
    return snapshot.from_folder(folder)


def body(of: Snapshot, key: str) -> ExecutantPage:
    """Return the page of a body."""
    found = executantpage.page(of, reader(), key)
    assert found is not None
    return found


def facts(of: Snapshot, key: str) -> dict[str, str]:
    """Return the facts on the page of a body."""
    return {fact.label: fact.text for fact in body(of, key).facts}


class TestMeasure:
    def test_who(self, changed: Snapshot):
        """A measure's page names the publisher's body after the document's, with its basis."""
        before = measurepage.page(SHIPPED, reader(), "1.1")
        after = measurepage.page(changed, reader(), "1.1")
        assert before is not None
        assert after is not None
        assert after.who[:-1] == before.who
        assert (after.who[-1].name, after.who[-1].role) == (ENTERPRISE_NAME, MARK)

    def test_list(self, changed: Snapshot):
        """The list of measures, the same as table and file, shows the document's executors only."""
        grids = [
            measurelist.grid(one.of_programme(), EXAMPLE, one.of_programme().measures, WORDS)
            for one in (SHIPPED, changed)
        ]
        assert grids[0].rows == grids[1].rows

    def test_money(self, changed: Snapshot):
        """Money stays with the body that the document names: it is shared with nobody by us."""
        for key in (CENTRE, ENTERPRISE):
            assert pivot.of_executor(changed.of_programme(), key) == pivot.of_executor(
                SHIPPED.of_programme(), key
            )

    def test_people(self, folder: Path):
        """The table for people, as printed, stays as it is."""
        tables = [flat.flat(package.read_package(one)) for one in (places.SOURCE, folder)]
        assert tables[0] == tables[1]

    def test_document(self, folder: Path):
        """A report names the executors that the programme names."""
        layout = reportlayout.layout(reportlayout.PROGRESS)
        papers = [
            reportpaper.paper(package.read_package(one), Period(2025), layout)
            for one in (places.SOURCE, folder)
        ]
        assert papers[0].grids == papers[1].grids


class TestBody:
    def test_measures(self, changed: Snapshot):
        """A body's measures are the document's; those by the publisher stand apart, named so."""
        assert body(changed, ENTERPRISE).counted == body(SHIPPED, ENTERPRISE).counted
        added = facts(changed, ENTERPRISE).items() - facts(SHIPPED, ENTERPRISE).items()
        assert added == {
            (
                "Заходи, за які орган відповідає за визначенням розпорядника",
                "1.1 Приклад: Електронна черга та онлайн-запис до Центру",
            ),
            ("Належить до (за визначенням розпорядника)",
             "Виконавчі органи міської ради (приклад)"),
        }  # fmt: skip

    def test_members(self, changed: Snapshot):
        """A group's members by the document and by the publisher are two facts."""
        assert facts(SHIPPED, GROUP).items() <= facts(changed, GROUP).items()
        named = facts(changed, GROUP)["Склад, як його визначив розпорядник"]
        assert named.endswith(ENTERPRISE_NAME)

    def test_metrics(self, changed: Snapshot):
        """A metric that the publisher says a body supplies bears the mark."""
        before = [one.text for one in body(SHIPPED, ENTERPRISE).metrics]
        after = [one.text for one in body(changed, ENTERPRISE).metrics]
        title = "1.1 Приклад: Кількість послуг, доступних онлайн"
        assert sorted({*after} - {*before}) == [f"{title} ({MARK})"]
