"""Speed of loading rows into the DataStore: CKAN's own API beside the publisher's way, in one run.

Run it from the project's folder on a portal that runs, with numbers of rows: the first for both
ways in turn, three times each; the others for the publisher's way alone:

    .portal/venv/bin/python -m bench.bench_load 20000 100000 500000

Both ways load the same table of money with its types, data dictionary, key, indexes and full text
into a resource of a dataset that is removed afterwards. CKAN's way is `datastore_create`, then
`datastore_upsert` (method insert) over HTTP. Ours reads a CSV file, stages the table and switches
it on before the eyes of readers of `datastore_search`, who must see one table or the other whole.
"""

import csv
import json
import resource
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import requests
import sqlalchemy as sa
from ckan import model
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app
from ckan.plugins import toolkit as tk

from bench.check_speed import money
from ckanext.infoprog.core import schema
from ckanext.infoprog.core.publish.manifest import Published
from ckanext.infoprog.storage import columns, journal, locks, records, staging, switch
from portal import settings, sites

TABLE = "funding"
DEFAULT_ROWS = (20_000, 100_000, 500_000)
BATCH = 5_000
ROUNDS = 3
READERS = 2
SETTLING = 0.5  # seconds of reading before and after a switch
PASSPORT = {  # what the portal asks of every dataset
    "notes": "Вимір швидкості.",
    "tag_string": "вимір",
    "infoprog_language": "ua",
    "infoprog_purpose": "Вимір швидкості.",
    "infoprog_update_frequency": "immediately after making changes",
    "maintainer": "Вимір",
    "maintainer_email": "bench@example.org",
    "license_id": "cc-by",
}
Row = dict[str, Any]


@dataclass
class Portal:
    """The portal that runs, as a publisher sees it over HTTP."""

    address: str
    token: str
    session: requests.Session = field(default_factory=requests.Session)

    def call(self, action: str, **params: object) -> Any:  # noqa: ANN401 - whatever the action gives
        """Return the result of an action."""
        try:
            answer = self.session.post(
                f"{self.address}/api/3/action/{action}",
                data=json.dumps(params),
                headers={"Authorization": self.token, "Content-Type": "application/json"},
                timeout=600,
            )
        except requests.ConnectionError as error:
            raise SystemExit(f"No portal answers at {self.address}: run `make portal`.") from error
        if not answer.ok:
            raise SystemExit(f"{action}: {answer.status_code} {answer.text[:500]}")
        return answer.json()["result"]


@dataclass
class Reader:
    """Asks for the table again and again and keeps what it saw: (mark, total) and seconds."""

    portal: Portal
    resource_id: str
    over: threading.Event = field(default_factory=threading.Event)
    seen: list[tuple[str, int, float]] = field(default_factory=list)

    def run(self) -> None:
        """Ask until it is over."""
        while not self.over.is_set():
            began = time.perf_counter()
            found = self.portal.call("datastore_search", resource_id=self.resource_id, limit=1)
            seconds = time.perf_counter() - began
            self.seen.append((found["records"][0]["sourceLabel"], found["total"], seconds))


def main() -> None:
    """Load the same rows both ways in turn, then more and more of them our way."""
    few, *more = tuple(int(one) for one in sys.argv[1:]) or DEFAULT_ROWS
    portal = open_portal()
    with dataset(portal) as package_id, tempfile.TemporaryDirectory() as folder:
        bench = Bench(portal, package_id, Path(folder))
        pairs = [(bench.by_api(few), bench.by_publication(few)) for _round in range(ROUNDS)]
        stock = few / median(seconds for seconds, _ours in pairs)
        ours = few / median(seconds for _stock, seconds in pairs)
        say(f"of {ROUNDS} rounds: CKAN's API {stock:,.0f} rows/s, a publication {ours:,.0f} rows/s")
        say(f"a publication of {few:,} rows: {ours / stock:.1f} times the API")
        for count in more:
            seconds = bench.by_publication(count)
            say(f"a publication of {count:,} rows: {count / seconds / stock:.1f} times the API")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    say(f"peak memory of the loading process: {peak} MB")


def open_portal() -> Portal:
    """Return the portal that runs, with CKAN's settings loaded in this process too."""
    here = settings.read()
    make_app(CKANConfigLoader(str(sites.CITY.ini(here))).get_config())
    staging.prepare()
    token = (sites.CITY.home(here) / "token").read_text("utf-8").strip()
    return Portal(sites.CITY.url(here), token)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def said(way: str, count: int, seconds: float, more: str = "") -> float:
    """Print how long a way took; return the seconds."""
    say(f"{way}, {count:,} rows: {seconds:.1f} s, {count / seconds:,.0f} rows/s{more}")
    return seconds


@contextmanager
def dataset(portal: Portal) -> Iterator[str]:
    """Give the id of a dataset that is there for the measurement alone."""
    (owner, *_others) = portal.call("organization_list_for_user", permission="create_dataset")
    name = f"bench-{uuid.uuid4().hex[:8]}"
    made = portal.call(
        "package_create", name=name, title=f"Вимір {name}", owner_org=owner["id"], **PASSPORT
    )
    try:
        yield made["id"]
    finally:
        for one in portal.call("package_show", id=made["id"])["resources"]:
            portal.call("datastore_delete", resource_id=one["id"], force=True)
        tk.get_action("dataset_purge")({"ignore_auth": True}, {"id": made["id"]})


def rows(count: int, mark: str) -> Iterator[Row]:
    """Yield rows of money that bear a mark."""
    number, left = 0, count
    while left > 0:
        number += 1
        for row in money(number)[:left]:
            left -= 1
            yield {**row, "sourceLabel": mark}


class Bench:
    """Loads one table again and again; each way ends with all rows before the readers."""

    def __init__(self, portal: Portal, package_id: str, folder: Path) -> None:
        """Begin without a table."""
        self._portal, self._package_id, self._folder = portal, package_id, folder
        self._resource_id, self._shown = "", ("", 0)
        self._declared = dict(schema.load(TABLE).descriptor)

    def by_api(self, count: int) -> float:
        """Load rows into a new resource as CKAN's API does; return the seconds."""
        layout = columns.layout(self._declared, TABLE)
        made = list(rows(count, "stock"))
        began = time.perf_counter()
        answer = self._portal.call(
            "datastore_create",
            resource={"package_id": self._package_id, "name": TABLE},
            fields=columns.fields(layout),
            primary_key=list(layout.key),
            indexes=[list(one) for one in layout.foreign_keys],
        )
        for first in range(0, count, BATCH):
            self._portal.call(
                "datastore_upsert",
                resource_id=answer["resource_id"],
                records=made[first : first + BATCH],
                method="insert",
                calculate_record_count=first + BATCH >= count,
            )
        seconds = time.perf_counter() - began
        self._resource_id, self._shown = answer["resource_id"], ("stock", count)
        return said("CKAN's API", count, seconds)

    def by_publication(self, count: int) -> float:
        """Load rows in place of those that are there as a publication does; return the seconds."""
        publication, only = str(uuid.uuid4()), [self._resource_id]
        item, path = described(self._resource_id, self._folder, publication, count)
        with under_way(self._package_id, publication):
            began = time.perf_counter()
            staging.load(publication, item, lambda: path.open("rb"), lambda _rows: None)
            seconds = time.perf_counter() - began
            both = {self._shown, (publication, count)}
            with reading(self._portal, self._resource_id, both) as saw:
                began = time.perf_counter()
                switch.fence(self._package_id, publication, 1)
                held = switch.switch(self._package_id, publication, 1, 1, only, [])
                seconds += time.perf_counter() - began
            switch.clean(publication)
        self._shown = (publication, count)
        return said("a publication", count, seconds, f"; lock {held * 1000:.1f} ms; {saw()}")


@contextmanager
def under_way(package_id: str, publication: str) -> Iterator[None]:
    """Stand in the journal as a publication: the portal sweeps tables of any other away."""
    row = {"id": publication, "package": package_id, "package_id": package_id, "act": "publish"}
    rest = dict.fromkeys(("organization", "user_id", "note", "decision", "source_hash"), "")
    journal.begin({**row, **rest, "base": 0, "hold": False, "request": {}})
    try:
        with locks.package(package_id):
            yield
    finally:
        with model.meta.engine.begin() as connection:
            made = records.publication
            connection.execute(sa.delete(made).where(made.c.id == publication))


@contextmanager
def reading(
    portal: Portal, resource_id: str, allowed: set[tuple[str, int]]
) -> Iterator[Callable[[], str]]:
    """Let readers ask while the block runs; whoever sees a third table stops the run."""
    readers = [Reader(Portal(portal.address, portal.token), resource_id) for _ in range(READERS)]
    threads = [threading.Thread(target=one.run, daemon=True) for one in readers]
    for thread in threads:
        thread.start()

    def saw() -> str:
        seen = [one for reader in readers for one in reader.seen]
        strange = {(label, total) for label, total, _seconds in seen} - allowed
        if strange:
            raise SystemExit(f"Readers saw what never was: {strange}")
        slowest = max(seconds for _label, _total, seconds in seen)
        return f"{len(seen)} reads, all whole, slowest {slowest * 1000:.0f} ms"

    try:
        time.sleep(SETTLING)
        yield saw
        time.sleep(SETTLING)
    finally:
        for reader, thread in zip(readers, threads, strict=True):
            reader.over.set()
            thread.join()


def described(resource_id: str, folder: Path, mark: str, count: int) -> tuple[Published, Path]:
    """Write the rows as a CSV file; return it as a published table."""
    declared = dict(schema.load(TABLE).descriptor)
    names = schema.load(TABLE).columns
    path = folder / f"{count}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([row.get(one, "null") for one in names] for row in rows(count, mark))
    item = Published(
        id=resource_id, name=TABLE, kind="table", filename=path.name, title={}, description={},
        format="CSV", mimetype="text/csv", sha256="", md5="", size=path.stat().st_size,
        rows=count, schema=declared,
    )  # fmt: skip
    return item, path


if __name__ == "__main__":
    main()
