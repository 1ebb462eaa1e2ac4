"""A dataset that was deleted and returns, on a portal that harvests with our guard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.conftest import Struck
from tests.portal import arrivals, harvesting
from tests.portal.harvesting import Target
from tests.portal.publishing import City


@pytest.fixture
def peer(city: City) -> Iterator[Target]:
    """Return a portal with our schema that harvests by DCAT with the guard."""
    with harvesting.raised(city.here, "peer") as found:
        yield found["peer"]


def test_returns(city: City, peer: Target, strikes: list[Struck]) -> None:
    """A dataset that returns is taken back under the id that it had, and no error is told."""
    arrivals.make_by_hand(city)
    address, config = arrivals.address(city, "dcat")
    source = peer.source("arrival-dcat", "dcat", address, **config)
    peer.clear(source)
    assert peer.run_well(source).errors == ()
    made = city.ask("package_show", id=arrivals.HAND_MADE)
    before = arrivals.partner(made, peer.datasets(source))
    arrivals.ask(city, "package_delete", id=arrivals.HAND_MADE)
    assert peer.run(source).errors == ()
    gone = arrivals.partner(made, peer.datasets(source))
    arrivals.make_by_hand(city)
    assert peer.run(source).errors == ()
    after = arrivals.partner(made, peer.datasets(source))
    peer.clear(source)
    assert before is not None
    assert gone is None
    assert after is not None
    assert after["id"] == before["id"]
    strikes.append(Struck("deleted, returned, with our guard", "dcat", "no error told", "there"))
