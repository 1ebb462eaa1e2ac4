"""Harvests struck by dates: those that do not rise, and clocks that go back."""

from __future__ import annotations

import pytest

from ckanext.infoprog.core.harvest import carried
from ckanext.infoprog.core.publish.manifest import Withdrawal
from ckanext.infoprog.core.publish.publishing import Publisher
from portal import sites, up
from portal.settings import ROOT
from tests.faults.conftest import Struck
from tests.faults.places import Place, titles, told
from tests.portal import arrivals
from tests.portal.publishing import PACE, WISHES

BOTH = pytest.mark.parametrize("path", [str(one) for one in carried.Path])
PUBLISHED = arrivals.PACKAGES[1]
QUIETLY = "Змінено тихо"
OF_HAND_MADE = f"WHERE name = '{arrivals.HAND_MADE}'"


@BOTH
class TestDates:
    """What a date says and does not say."""

    @pytest.mark.parametrize("hours", [0, 1], ids=["equal", "an-hour-back"])
    def test_not_risen(self, place: Place, hours: int, strikes: list[Struck]) -> None:
        """A change whose date has not risen is taken by DCAT alone; nothing else suffers."""
        before = titles(place.arrived())
        change = f"title = '{QUIETLY}', metadata_modified = metadata_modified - interval '{hours}h'"
        place.city.sql(sites.CITY.database, f"UPDATE package SET {change} {OF_HAND_MADE}")
        up.rebuild_index(sites.CITY, place.city.here)
        report, title = place.run(), place.title()
        named = f"change with a date {hours} h back" if hours else "change with an equal date"
        said = "taken" if title == QUIETLY else "not taken"
        strikes.append(Struck(named, place.path, told(report), said))
        assert report.errors == ()
        assert title == (QUIETLY if place.path == "dcat" else arrivals.BY_HAND["title"])
        after = titles(place.arrived())
        assert {n: t for n, t in after.items() if t != QUIETLY}.items() <= before.items()
        assert len(after) == len(before)
        arrivals.make_by_hand(place.city)
        place.mend()

    def test_clock_back(self, place: Place, strikes: list[Struck]) -> None:
        """A publication is taken even where the clock of the one before it was a day ahead."""
        ahead = "UPDATE package SET metadata_modified = metadata_modified + interval '1 day' "
        place.city.sql(sites.CITY.database, f"{ahead} WHERE name = '{PUBLISHED}'")
        up.rebuild_index(sites.CITY, place.city.here)
        assert place.run().errors == ()
        publisher = Publisher(place.city.remote(), WISHES, lambda doing: None, PACE)
        reason = Withdrawal("withdrawn", "Годинник ішов назад")
        assert publisher.withdraw(PUBLISHED, reason).error is None
        report = place.run()
        shown = dict(place.city.ask("package_show", id=PUBLISHED))
        there = arrivals.partner(shown, place.arrived())
        assert place.city.publish(ROOT / "datasets" / PUBLISHED).error is None
        strikes.append(Struck("clock a day back", place.path, told(report), "publication taken"))
        assert there is not None
        assert reason.reason in str(there["extras"])
        place.mend()
