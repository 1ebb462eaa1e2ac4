"""What leaves the city arrives whole: two stock harvesters, three kinds of portal, every field.

The table of what became of each field is printed at the end of the run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from ckanext.infoprog.core.client import Address, Client
from ckanext.infoprog.core.harvest import carried, ckanway, configuration, dcatway, looking
from ckanext.infoprog.core.harvest import targets as kinds
from ckanext.infoprog.core.harvest.carried import Kind, Outcome, Path
from ckanext.infoprog.core.harvest.compare import Arrival, compare
from ckanext.infoprog.core.harvest.portal import Portal
from ckanext.infoprog.core.harvest.preview import Asked
from ckanext.infoprog.core.passport import freshness
from portal.settings import ROOT, Settings
from tests.portal import arrivals, forecasts, harvesting
from tests.portal.harvesting import Report, Target
from tests.portal.publishing import City

Json = dict[str, Any]
HARVEST = ROOT / "harvest"
WAYS = [(kind, path) for kind in Kind for path in Path]
EVERY_WAY = pytest.mark.parametrize(("kind", "path"), WAYS, ids=lambda one: str(one))
# What data.gov.ua asks of every dataset, and who answers for it.
REQUIRED = ("title", "notes", "purpose_of_collecting_information", "update_frequency", "language")
RESPONSIBLE = ("maintainer", "maintainer_email")


@pytest.fixture(scope="module")
def targets(here: Settings) -> Iterator[dict[str, Target]]:
    """Return the three portals that harvest."""
    with harvesting.raised(here, *Kind) as found:
        yield found


@pytest.fixture(scope="module")
def source(city: City, tmp_path_factory: pytest.TempPathFactory) -> list[Json]:
    """Return the city's datasets, published with somebody who answers for them."""
    return arrivals.published(city, tmp_path_factory.mktemp("city"))


class Harvest:
    """What a harvest brought, and what became of each dataset."""

    def __init__(self, target: Target, path: str, source: list[Json], city: City) -> None:
        """Harvest the city into an empty place."""
        address, config = arrivals.address(city, path)
        found = target.source(f"arrival-{path}", path, address, **config)
        target.clear(found)
        self.report: Report = target.run(found)
        self.arrived = target.datasets(found)
        self.pairs = [(one, arrivals.partner(one, self.arrived)) for one in source]
        self.told: list[tuple[Arrival, ...]] = [
            compare(one, other, path, target.kind) for one, other in self.pairs if other
        ]


@pytest.fixture(scope="module")
def harvests(
    targets: dict[str, Target], source: list[Json], city: City, seen: arrivals.Seen
) -> dict[tuple[str, str], Harvest]:
    """Return every harvest; those of one target follow each other, of an empty portal each."""
    found = {}
    for kind, path in WAYS:
        made = Harvest(targets[kind], path, source, city)
        targets[kind].clear(targets[kind].id(f"arrival-{path}"))
        found[str(kind), str(path)] = made
        for told in made.told:
            seen.add(told)
    return found


@EVERY_WAY
class TestArrival:
    """Each harvester on each kind of portal."""

    def test_all_of_it(self, harvests: dict[tuple[str, str], Harvest], kind: str, path: str):
        """Every dataset of the city arrives, nobody else's does, and nothing is told as wrong."""
        harvest = harvests[kind, path]
        assert harvest.report.errors == ()
        assert [one["name"] for one, other in harvest.pairs if other is None] == []
        assert len(harvest.arrived) == len(harvest.pairs) == harvest.report.stats["added"]

    def test_every_field(self, harvests: dict[tuple[str, str], Harvest], kind: str, path: str):
        """Every field, file, hash, structure and the order of files arrives as the table says."""
        told = harvests[kind, path].told
        assert [one for each in told for one in arrivals.differing(each)] == []
        named = {one.field.rpartition(".")[2] for each in told for one in each}
        table = carried.table()
        assert {one.name for one in (*table.dataset, *table.resource)} <= named | {"owner_org"}

    def test_lost_is_lost(self, harvests: dict[tuple[str, str], Harvest], kind: str, path: str):
        """What the table gives up stands nowhere at the target’s dataset: nothing is hidden."""
        for (_one, other), told in zip(
            harvests[kind, path].pairs, harvests[kind, path].told, strict=True
        ):
            lost = [one for one in told if one.outcome is Outcome.LOST and _is_telling(one)]
            there = str(other)
            assert [one.field for one in lost if str(one.source_value) in there] == []


def _is_telling(one: Arrival) -> bool:
    """Tell whether a value could not stand there by chance, as a number or a date would."""
    return one.place in ("one-language", "own-pages") and len(str(one.source_value)) > 40


@pytest.mark.parametrize("path", Path)
class TestNational:
    """What the national portal asks of every dataset."""

    def test_nothing_required_is_empty(self, harvests: dict[tuple[str, str], Harvest], path: str):
        """No field that data.gov.ua requires is empty, neither is who answers for the dataset."""
        for one in _own(harvests["national", path]):
            assert [name for name in (*REQUIRED, *RESPONSIBLE) if not one.get(name)] == []
            assert one["tags"]

    def test_not_stale(self, harvests: dict[tuple[str, str], Harvest], path: str):
        """The date of the last change there gives no cause for the badge “not updated”."""
        today = dt.datetime.now(dt.UTC).date()
        for one in _own(harvests["national", path]):
            changed = dt.datetime.fromisoformat(one["metadata_modified"]).date()
            fresh = freshness.freshness(
                one["update_frequency"], changed, today, freshness.standard()
            )
            assert not fresh.is_stale


def _own(harvest: Harvest) -> list[Json]:
    """Return what has become of the datasets made here: others may stand on the portal."""
    own = (*arrivals.PACKAGES, arrivals.HAND_MADE)
    found = [other for one, other in harvest.pairs if other and one["name"] in own]
    assert len(found) == len(own)
    return found


@pytest.fixture(scope="module")
def nodes(city: City, source: list[Json]) -> dict[str, Any]:
    """Return the city's datasets as the DCAT harvester reads them, by their id."""
    address, _config = arrivals.address(city, Path.DCAT)
    portal = Portal(Client(Address.of(city.url)))
    pages = list(portal.catalogue(address))
    return {name: (page, node) for page in pages for name, node in dcatway.datasets(page)}


@EVERY_WAY
class TestForecast:
    """What `infoprog harvest preview` foretells."""

    def test_every_field(
        self,
        city: City,
        harvests: dict[tuple[str, str], Harvest],
        nodes: dict[str, Any],
        kind: Kind,
        path: Path,
    ):
        """Every field of a harvested dataset and of its files is the one that was foretold."""
        _address, config = arrivals.address(city, path)
        for one, arrived in harvests[kind, path].pairs:
            target = kinds.targets()[kind]
            if path is Path.CKAN:
                found = ckanway.foretell(one, target, config)
            else:
                found = dcatway.foretell(*nodes[one["id"]], target, one["name"])
            assert found.refusals == ()
            assert forecasts.disagreements(found, arrived, path, kind) == []

    def test_of_the_whole_portal(self, city: City, source: list[Json], kind: Kind, path: Path):
        """The preview holds the datasets of this publisher, no other's, and finds no fault."""
        given, wrong = configuration.load(HARVEST / "city.yaml", HARVEST / "national.yaml")
        assert given is not None, wrong
        asked = Asked(given.at(city.url), path, kind)
        looked = looking.look(Portal(Client(Address.of(city.url))), asked, None, lambda *_: None)
        assert [one.name for one in looked.previews] == [one["name"] for one in source]
        assert looked.issues == ()
