"""The portal that fault tests strike, and the table of what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import pytest

from tests.faults import victims
from tests.faults.places import Place
from tests.portal import arrivals, harvesting
from tests.portal.harvesting import Target
from tests.portal.publishing import City, States

_rows: list[Row] = []
_strikes: list[Struck] = []
_files: list[Path] = []


@dataclass(frozen=True)
class Row:
    """A line of the table: what was struck at which step, and how it ended."""

    step: str
    struck: str
    state: str  # right after the strike
    ended_by: str
    seconds: float
    client: str


@dataclass(frozen=True)
class Struck:
    """A line of the harvest's table: the fault, the harvester, what its job said, what is there."""

    fault: str
    harvester: str
    job: str
    target: str


@pytest.fixture
def strikes() -> list[Struck]:
    """Return the harvest's table to write to."""
    return _strikes


@pytest.fixture(scope="session")
def city() -> City:
    """Return the portal under test."""
    found = City.under_test()
    if not found.here.state.exists():
        pytest.skip("needs the portal that `make test-faults` raises")
    _files.append(found.here.state / "kill-table.md")
    return found


@pytest.fixture(scope="session")
def states(city: City, tmp_path_factory: pytest.TempPathFactory) -> States:
    """Return two states of the survey, each published once without a fault."""
    assert victims.well(city)
    return States(city, tmp_path_factory.mktemp("states"))


@pytest.fixture
def kills(city: City) -> Iterator[list[Row]]:
    """Return the table to write to; leave no fault and no publication under way behind."""
    yield _rows
    city.disarm()
    assert victims.well(city)
    city.settle()


@pytest.fixture(scope="module")
def plain(city: City) -> Iterator[Target]:
    """Return a portal without a schema that harvests."""
    with harvesting.raised(city.here, "plain") as found:
        yield found["plain"]


@pytest.fixture
def peer(city: City) -> Iterator[Target]:
    """Return a portal with our schema that harvests by DCAT with the guard."""
    with harvesting.raised(city.here, "peer") as found:
        yield found["peer"]


@pytest.fixture(scope="module")
def places(
    city: City, plain: Target, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Place]]:
    """Return the sources of the city's datasets, by their harvester."""
    arrivals.published(city, tmp_path_factory.mktemp("city"))
    found: dict[str, Place] = {}
    yield found
    for place in found.values():
        plain.clear(place.id)


@pytest.fixture
def bare(city: City, plain: Target, places: dict[str, Place], path: str) -> Iterator[Place]:
    """Return a source, whatever it has brought; afterwards the city is as it was."""
    if path not in places:
        places[path] = Place(city, plain, path)
    yield places[path]
    if not places[path].city_is_as_it_was():
        arrivals.make_by_hand(city)


@pytest.fixture
def place(bare: Place) -> Place:
    """Return a source that has brought everything."""
    if not bare.is_whole():
        bare.bring()
    return bare


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table and keep it beside the portal's state."""
    for kind, rows in ((Row, _rows), (Struck, _strikes)):
        lines = _table([one.name.replace("_", " ") for one in fields(kind)], rows)
        terminalreporter.write_line("\n".join(lines))
        for path in _files if rows else []:
            named = path.with_name(f"{kind.__name__.lower()}-table.md")
            named.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _table(heads: list[str], rows: Sequence[Row | Struck]) -> list[str]:
    """Return a table, nothing where there is no row."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(str(part) for part in astuple(row)) + " |" for row in rows]
    return lines if rows else []
