"""What a harvest costs: this portal beside a stock CKAN with the same datasets, in one run.

Both are harvested by the stock CKAN harvester of the test portal that plays the national one.
Needs the portal that `make portal` raises with INFOPROG_PROFILE=test WITH_NATIONAL=1:

    python -m bench.harvest_cost 200
    python -m bench.harvest_cost 1500 1   # datasets of one file instead of three
    python -m bench.harvest_cost 1500 1 first later   # these harvests alone

Nothing else may happen on that portal meanwhile.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from portal import sites, supervisor
from tests.portal import arrivals, faulty, harvesting
from tests.portal.harvesting import Target
from tests.portal.publishing import City

Json = dict[str, Any]
NAME = f"bench-{time.time():.0f}"  # a name of its own for each run
OURS = "kremenchutska-miska-rada"
CHANGED = 5
HARVESTS = ("first", "hour", "later", "changed")
QUIET = 12  # seconds after which every process has told the server what it has written
POLLS = 20
SAID = {
    "language": "ua",
    "purpose_of_collecting_information": "Вимірювання.",
    "update_frequency": "once a week",
}


@dataclass(frozen=True)
class Cost:
    """What one job cost: the source’s requests and bytes, the target’s rows, commits, seconds.

    Bytes are those of bodies on the line, packed where the source packs them. Rows are those
    inserted, updated and deleted; commits are without those of watching the job.
    """

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
    files: int

    def dataset(self, number: int) -> Json:
        """Return a dataset with its files."""
        files = [{"url": f"https://example.org/{number}/{n}.csv", "name": f"Файл {n}",
                  "format": "CSV", "size": 1000} for n in range(self.files)]  # fmt: skip
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


def main(count: int, files: int, harvests: tuple[str, ...] = HARVESTS) -> None:
    """Measure both portals and print the table."""
    city = City.under_test()
    with ExitStack() as stack:
        found = stack.enter_context(harvesting.raised(city.here, "plain", "national"))
        plain, national = found["plain"], found["national"]
        namesake = stack.enter_context(_namesake(city, plain))
        passport = {f"infoprog_{ours}": SAID[key] for ours, key in (
            ("language", "language"), ("purpose", "purpose_of_collecting_information"),
            ("update_frequency", "update_frequency"))}  # fmt: skip
        stock = {"extras": [{"key": key, "value": value} for key, value in SAID.items()]}
        sources = [
            Source("stock", plain.url, plain.ask, namesake, stock, files),
            Source("ours", city.url, partial(arrivals.ask, city), OURS, passport, files),
        ]
        print("| portal | harvest | requests | bytes | rows | commits | seconds | told |")
        print("|---|---|---:|---:|---:|---:|---:|---|", flush=True)
        with _alone(city, national), _filled(sources, count):
            for source in sources:
                for row in _measure(source, city, national, count, harvests):
                    print(row, flush=True)


@contextmanager
def _filled(sources: list[Source], count: int) -> Iterator[None]:
    """Fill the portals, both at a time; empty them again."""
    for source in sources:
        others = source.ask("package_search", fq=f"organization:{source.owner}")["count"]
        assert others == 0, f"{others} other datasets of {source.owner} would be measured too"
    each = [(source, number) for number in range(count) for source in sources]
    with ThreadPoolExecutor(8) as pool:
        try:
            list(pool.map(_make, *zip(*each, strict=True)))
            yield
        finally:
            list(pool.map(_remove, *zip(*each, strict=True)))


@contextmanager
def _namesake(city: City, plain: Target) -> Iterator[str]:
    """Give a namesake of our organisation: each dataset carries along what it says of itself."""
    own = city.ask("organization_show", id=OURS)
    said = {key: own[key] for key in ("title", "description")}
    made = plain.ask("organization_create", name=NAME, **said)
    try:
        yield NAME
    finally:
        plain.ask("organization_delete", id=made["id"])


@contextmanager
def _alone(city: City, national: Target) -> Iterator[None]:
    """Let no clock-work begin or end jobs beside those that are measured, and no vacuum write."""
    names = [f"{national.site.name}-clockwork"]
    supervisor.halt(national.here, national.secrets, names)
    city.sql("postgres", "ALTER SYSTEM SET autovacuum = off")
    city.sql("postgres", "SELECT pg_reload_conf()")
    try:
        yield
    finally:
        city.sql("postgres", "ALTER SYSTEM RESET autovacuum")
        city.sql("postgres", "SELECT pg_reload_conf()")
        supervisor.begin(national.here, national.secrets, names)


def _measure(
    source: Source, city: City, national: Target, count: int, harvests: tuple[str, ...]
) -> Iterator[str]:
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
        chosen = [one in harvests for one in HARVESTS]
        for name, before in itertools.compress(jobs, chosen):
            before()
            cost = _cost(city, national, line, found)
            told = (cost.requests, f"{cost.bytes:,}", f"{cost.rows:,}", f"{cost.commits:,}")
            cells = [source.name, name, *told, f"{cost.seconds:.1f}", cost.stats]
            yield "| " + " | ".join(str(one) for one in cells) + " |"
        national.clear(found)


def _cost(city: City, national: Target, line: faulty.Line, source: str) -> Cost:
    _fresh(national)
    watching = _commits_of_a_poll(city)
    line.passed.clear()
    line.size, before, began = 0, _written(city), time.monotonic()
    job, polls = national.start(source), 1
    while _under_way(city, job):
        polls += 1
        time.sleep(0.5)
    seconds = time.monotonic() - began
    national.ask("harvest_jobs_run", source_id=source)
    report = national.report(job)
    time.sleep(QUIET)
    rows, commits = (now - then for now, then in zip(_written(city), before, strict=True))
    assert report.status == "Finished", report
    assert report.errors == (), report.errors[:3]
    told = ", ".join(f"{name} {number}" for name, number in report.stats.items() if number)
    return Cost(
        len(line.passed), line.size, rows, round(commits - polls * watching), seconds,
        told or "nothing to do",
    )  # fmt: skip


def _fresh(national: Target) -> None:
    """Start the gather consumer anew: after a job that found nothing it remembers older dates."""
    supervisor.restart(national.here, national.secrets, [f"{national.site.name}-gather"])
    time.sleep(QUIET)


def _under_way(city: City, job: str) -> bool:
    """Tell whether a job still gathers or imports."""
    query = (
        f"SELECT gather_finished IS NULL OR EXISTS (SELECT FROM harvest_object WHERE "
        f"harvest_job_id = '{job}' AND state NOT IN ('COMPLETE', 'ERROR')) "
        f"FROM harvest_job WHERE id = '{job}'"
    )
    return bool(city.sql(sites.NATIONAL.database, query)[0][0])


def _commits_of_a_poll(city: City) -> float:
    """Return how many commits the question itself makes."""
    _rows, before = _written(city)
    for _ in range(POLLS):
        city.sql(sites.NATIONAL.database, "SELECT 1")
    _rows, after = _written(city)
    return (after - before) / POLLS


def _written(city: City) -> tuple[int, int]:
    """Return the rows written and the commits made in the target’s database so far."""
    query = (
        "SELECT tup_inserted + tup_updated + tup_deleted, xact_commit FROM pg_stat_database "
        f"WHERE datname = '{sites.NATIONAL.database}'"
    )
    rows, commits = city.sql("postgres", query)[0]
    return int(rows), int(commits)


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
    with suppress(AssertionError):  # a run that was broken off has not made all of them
        source.ask("package_delete", id=f"{NAME}-{number:04d}")


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    named = tuple(word for word in sys.argv[1:] if word in HARVESTS)
    datasets, each = (*numbers, *(200, 3)[len(numbers) :])
    main(datasets, each, named or HARVESTS)
