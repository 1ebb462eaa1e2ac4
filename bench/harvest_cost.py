"""What a harvest costs: this portal beside a stock CKAN with the same datasets, in one run.

Both are harvested by the stock CKAN harvester of the test portal that plays the national one.
Needs the portal that `make portal` raises with INFOPROG_PROFILE=test WITH_NATIONAL=1:

    python -m bench.harvest_cost 200
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from portal import sites
from tests.portal import arrivals, faulty, harvesting
from tests.portal.harvesting import ORGANIZATION, Target
from tests.portal.publishing import City

Json = dict[str, Any]
NAME = f"bench-{time.time():.0f}"  # a name of its own for each run
CHANGED = 5
SAID = {
    "language": "ua",
    "purpose_of_collecting_information": "Вимірювання.",
    "update_frequency": "once a week",
}


@dataclass(frozen=True)
class Cost:
    """What one job cost: the source’s requests and bytes, the target’s rows, commits, seconds."""

    requests: int
    bytes: int
    rows: int
    commits: int
    seconds: float
    stats: str


@dataclass
class Source:
    """A portal that is harvested, and how its datasets are made, changed and removed."""

    name: str
    url: str
    ask: Callable[..., Any]
    owner: str
    extras: Json

    def dataset(self, number: int) -> Json:
        """Return a dataset with three files."""
        files = [{"url": f"https://example.org/{number}/{n}.csv", "name": f"Файл {n}",
                  "format": "CSV", "size": 1000} for n in range(3)]  # fmt: skip
        return {
            "name": f"{NAME}-{number:04d}",
            "title": f"Набір {number} для вимірювання",
            "notes": "Опис. " * 40,
            "owner_org": self.owner,
            "maintainer": "Хтось",
            "maintainer_email": "khtos@example.org",
            "tags": [{"name": "бюджет"}],
            "resources": files,
            **self.extras,
        }


def main(count: int) -> None:
    """Measure both portals and print the table."""
    city = City.under_test()
    with harvesting.raised(city.here, "plain", "national") as found:
        plain, national = found["plain"], found["national"]
        pool = ThreadPoolExecutor(4)
        passport = {f"infoprog_{ours}": SAID[key] for ours, key in (
            ("language", "language"), ("purpose", "purpose_of_collecting_information"),
            ("update_frequency", "update_frequency"))}  # fmt: skip
        stock = {"extras": [{"key": key, "value": value} for key, value in SAID.items()]}
        sources = [
            Source("stock", plain.url, plain.ask, ORGANIZATION, stock),
            Source("ours", city.url, partial(arrivals.ask, city), arrivals.CITY, passport),
        ]
        for source in sources:
            list(pool.map(partial(_make, source), range(count)))
        try:
            rows = [row for source in sources for row in _measure(source, city, national, count)]
        finally:
            for source in sources:
                list(pool.map(partial(_remove, source), range(count)))
    print("| portal | harvest | requests | bytes | rows | commits | seconds | told |")
    print("|---|---|---:|---:|---:|---:|---:|---|")
    print("\n".join(rows))


def _measure(source: Source, city: City, national: Target, count: int) -> Iterator[str]:
    """Yield the line of each harvest of a portal."""
    config = {"organizations_filter_include": [source.owner]}
    with faulty.line(source.url) as line:
        found = national.source(f"{NAME}-{source.name}", "ckan", line.url, **config)
        national.clear(found)
        jobs: list[tuple[str, Callable[[], None]]] = [
            ("first", lambda: None),
            ("unchanged, within the hour", lambda: None),
            ("unchanged, later", partial(_later, city)),
            (f"{CHANGED} changed of {count}", partial(_change, source, city)),
        ]
        for name, before in jobs:
            before()
            cost = _cost(city, national, line, found)
            told = (cost.requests, f"{cost.bytes:,}", f"{cost.rows:,}", cost.commits)
            cells = [source.name, name, *told, f"{cost.seconds:.1f}", cost.stats]
            yield "| " + " | ".join(str(one) for one in cells) + " |"
        national.clear(found)


def _cost(city: City, national: Target, line: faulty.Line, source: str) -> Cost:
    line.passed.clear()
    line.size, before, began = 0, _written(city), time.monotonic()
    report = national.run(source, lambda told: None, 1800)
    seconds = time.monotonic() - began
    time.sleep(12)  # the server sums up what its processes have written
    rows, commits = (now - then for now, then in zip(_written(city), before, strict=True))
    assert report.errors == (), report.errors[:3]
    told = ", ".join(f"{name} {number}" for name, number in report.stats.items() if number)
    return Cost(len(line.passed), line.size, rows, commits, seconds, told or "nothing to do")


def _written(city: City) -> tuple[int, int]:
    """Return the rows written and the commits made in the target’s database so far."""
    query = (
        "SELECT tup_inserted + tup_updated + tup_deleted, xact_commit FROM pg_stat_database "
        f"WHERE datname = '{sites.NATIONAL.database}'"
    )
    return tuple(city.sql("postgres", query)[0])


def _later(city: City) -> None:
    """Let the next job ask for nothing but what changes from now on: it goes back by an hour."""
    then = "(now() AT TIME ZONE 'utc') + interval '1 hour'"
    move = f"UPDATE harvest_job SET gather_started = {then}"
    city.sql(sites.NATIONAL.database, move)


def _make(source: Source, number: int) -> None:
    source.ask("package_create", **source.dataset(number))


def _change(source: Source, city: City) -> None:
    """Change some datasets; the next job asks for what changed since this moment."""
    _later(city)
    for number in range(CHANGED):
        name = f"{NAME}-{number:04d}"
        source.ask("package_patch", id=name, title=f"Змінений набір {time.time()}")


def _remove(source: Source, number: int) -> None:
    source.ask("package_delete", id=f"{NAME}-{number:04d}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
