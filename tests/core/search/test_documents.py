"""What of a package is searched."""

from functools import cache

import pytest

from ckanext.infoprog.core.pages import snapshot
from ckanext.infoprog.core.search import documents, kinds
from ckanext.infoprog.core.search.documents import Documents
from tests.core.pages.shipped import ROOT

DATASETS = ROOT / "datasets"
PROGRAMME = "kropyvnytskyi-2025-2027"
PACKAGES = sorted(path.parent.name for path in DATASETS.glob("*/package.yaml"))


@cache
def made(slug: str) -> Documents:
    """Return the documents of a shipped package."""
    return documents.of(snapshot.from_folder(DATASETS / slug))


def rows_of(slug: str, kind: str) -> dict[str, documents.Document]:
    """Return the documents of a kind by key."""
    return {one.key: one for one in made(slug).rows if one.kind == kind}


class TestOf:
    @pytest.mark.parametrize("slug", PACKAGES)
    def test_every_row_of_a_searched_table_is_a_document(self, slug: str) -> None:
        """Each row of the searched tables is one document, and no other row is."""
        package = snapshot.from_folder(DATASETS / slug).package
        tables = {
            kinds.MEASURE: "measures", kinds.INDICATOR: "indicators", kinds.METRIC: "metrics",
            kinds.DIRECTION: "directions", kinds.PROJECT: "projects", kinds.QUESTION: "questions",
        }  # fmt: skip
        counted = {kind: len(rows_of(slug, kind)) for kind in kinds.KINDS}
        assert counted == {kind: len(package.rows(table)) for kind, table in tables.items()}

    @pytest.mark.parametrize("slug", PACKAGES)
    def test_documents_are_apart_and_lead_somewhere(self, slug: str) -> None:
        """No two documents of a package have the same kind and key; each has title and path."""
        found = made(slug).rows
        assert len({(one.kind, one.key) for one in found}) == len(found)
        assert all(one.title and one.numbers and one.path.startswith("/") for one in found)
        assert [one.position for one in found] == list(range(len(found)))
        assert all(type(text) is str for one in found for text in (*one.text, *one.bodies))

    def test_measure_holds_its_executors_and_expected_result(self) -> None:
        """A measure is searched by title, by what is expected of it and by who carries it out."""
        found = rows_of(PROGRAMME, kinds.MEASURE)["2.5"]
        assert found.title.startswith("Впровадження електронної черги онлайн")
        assert found.numbers == ("2.5",)
        assert found.text
        assert found.bodies
        assert found.path == f"/programme/{PROGRAMME}/measure/2.5"

    def test_indicator_bears_the_number_of_its_place(self) -> None:
        """The second indicator of the first priority bears the number 1.2."""
        assert rows_of(PROGRAMME, kinds.INDICATOR)["ind-1-2"].numbers == ("1.2",)

    def test_project_bears_both_its_numbers(self) -> None:
        """A project is found by its place in the list and by the number of its specification."""
        found = rows_of("kropyvnytskyi-strategy-projects", kinds.PROJECT)
        assert found["3-sait-hromadskyi-prostir"].numbers == ("3", "3331")

    def test_titles_are_in_both_languages(self) -> None:
        """A package is named in Ukrainian and in English; its last year orders it among others."""
        found = made(PROGRAMME)
        assert found.titles[0].startswith("Програма цифрового розвитку")
        assert found.titles[1].startswith("Programme of digital development")
        assert found.ends == 2027
