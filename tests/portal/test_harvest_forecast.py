"""What `infoprog harvest preview` foretells is what a real harvest brings, field by field."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.infoprog.core.client import Address, Client
from ckanext.infoprog.core.harvest import ckanway, configuration, dcatway, looking
from ckanext.infoprog.core.harvest.carried import Kind
from ckanext.infoprog.core.harvest.carried import Path as Way
from ckanext.infoprog.core.harvest.portal import Portal
from ckanext.infoprog.core.harvest.preview import Asked
from ckanext.infoprog.core.harvest import targets as kinds
from portal.settings import ROOT
from tests.portal import arrivals
from tests.portal.forecasts import disagreements
from tests.portal.publishing import City
from tests.portal.test_harvest_arrival import Harvest, harvests, source, targets  # noqa: F811

Json = dict[str, Any]
EVERY_WAY = pytest.mark.parametrize(
    ("kind", "way"), [(kind, way) for kind in Kind for way in Way], ids=str
)
HARVEST = ROOT / "harvest"


@pytest.fixture(scope="module")
def catalogue(city: City, source: list[Json]) -> dict[str, Any]:
    """Return the nodes of the city's datasets, as the DCAT harvester reads them."""
    address, _config = arrivals.address(city, Way.DCAT)
    portal = Portal(Client(Address.of(city.url)))
    pages = list(portal.catalogue(address))
    return {name: (page, node) for page in pages for name, node in dcatway.datasets(page)}


@EVERY_WAY
class TestForecast:
    """Both harvesters, three kinds of target."""

    def test_every_field(
        self,
        city: City,
        harvests: dict[tuple[str, str], Harvest],
        catalogue: dict[str, Any],
        kind: Kind,
        way: Way,
    ):
        """Every field of a harvested dataset and of its files is the one that was foretold."""
        _address, config = arrivals.address(city, way)
        for one, arrived in harvests[kind, way].pairs:
            if way is Way.CKAN:
                found = ckanway.foretell(one, kinds.targets()[kind], config)
            else:
                found = dcatway.foretell(*catalogue[one["id"]], kinds.targets()[kind], one["name"])
            assert found.refusals == ()
            assert disagreements(found, arrived, way, kind) == []

    def test_of_the_whole_portal(self, city: City, source: list[Json], kind: Kind, way: Way):
        """The preview of the whole portal holds this city's datasets and nobody else's."""
        given, wrong = configuration.load(HARVEST / "city.yaml", HARVEST / "national.yaml")
        assert given is not None, wrong
        asked = Asked(given.at(city.url), way, kind)
        looked = looking.look(Portal(Client(Address.of(city.url))), asked, None, lambda *_: None)
        assert [one.name for one in looked.previews] == [one["name"] for one in source]
        owners = {one["organization"]["name"] for one in source}
        assert owners == {arrivals.CITY}
        assert looked.issues == ()
