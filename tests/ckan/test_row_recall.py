"""How well the rows of the shipped programmes are found by words in other forms."""

import csv

import pytest

from tests.ckan import rowsearching
from tests.ckan.test_ukrainian_search import PAIRS

ENOUGH = {"rows-tuned": 0.9, "rows-held-out": 0.85}
MUST_NOT = ("архітектура", "мостити", "вода", "газопровід", "тролейбусне депо", "зарплата")


@pytest.fixture
def filled(portal: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fill the core with the rows of every shipped package."""
    rowsearching.fill(monkeypatch)


def read(name: str) -> list[dict[str, str]]:
    """Return the pairs of a query and a row."""
    with (PAIRS / f"{name}.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def place(pair: dict[str, str]) -> int:
    """Return the place of a pair's row among those of its kind, from 1; 0 where it is not found."""
    found = [one for one in rowsearching.hits(pair["query"]) if one.kind == pair["kind"]]
    keys = [(one.package, one.key) for one in found]
    wanted = (pair["package"], pair["key"])
    return keys.index(wanted) + 1 if wanted in keys else 0


def test_rows_are_found_in_other_forms(filled: None, capsys: pytest.CaptureFixture[str]) -> None:
    """Rows are found by words in other forms than theirs, and most of them among the first ten."""
    lost = {name: [pair["query"] for pair in read(name) if not place(pair)] for name in ENOUGH}
    late = {name: sum(place(pair) > 10 for pair in read(name)) for name in ENOUGH}
    with capsys.disabled():
        for name, queries in lost.items():
            print(  # noqa: T201 - the recall table is what a reader of the run wants to see
                f"\nsearch of rows, {name}: lost {len(queries)} of {len(read(name))}, {late[name]} "
                f"beyond the first ten of their kind; {queries}"
            )
    assert {n: q for n, q in lost.items() if len(q) > len(read(n)) * (1 - ENOUGH[n])} == {}


def test_words_of_no_row_find_none(filled: None) -> None:
    """A word that stands in no row finds none, also where another word begins like it."""
    assert {word: rowsearching.hits(word) for word in MUST_NOT} == dict.fromkeys(MUST_NOT, [])
