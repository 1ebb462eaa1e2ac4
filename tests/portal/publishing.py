"""Publications on the running portal: made as a publisher makes them, broken off as faults do."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg2
import requests

from ckanext.infoprog.core import descriptor
from ckanext.infoprog.core.client import Address, Client, Patience, PortalError, Token
from ckanext.infoprog.core.publish import local, request, sending
from ckanext.infoprog.core.publish.follow import Pace
from ckanext.infoprog.core.publish.manifest import Input
from ckanext.infoprog.core.publish.publication import Publication
from ckanext.infoprog.core.publish.publishing import Outcome, Publisher
from ckanext.infoprog.core.publish.remote import Remote
from portal import keyring, settings, sites, supervisor, up
from portal.settings import HOST, ROOT, Settings

SURVEY = "amu-digital-survey"
ORGANIZATION = "asotsiatsiia-mist-ukrainy"
QUESTION = "Q7,7,Запитання другого стану,null,text,тест\n"
ANSWERS = "".join(f"Q7-0{n},Q7,{n},Відповідь,false,null,likely,null,null,тест\n" for n in (1, 2, 3))
# What tells of a moment or a number of a version, and not of what was published.
#: Fields and extras that every publication changes.
PASSING = re.compile("metadata_modified|last_modified|(infoprog|passport)_(version|published)")
WISHES = request.Wishes(allow_warnings=True)
#: Seconds that a slow machine is given for what must happen; no test asks how fast it was.
PATIENCE = 180.0
PACE = Pace(poll=0.3, anew=3.0, quiet=90.0)


Signature = dict[str, object]


@dataclass(frozen=True)
class Fired:
    """A fault that fired: at which step, of which kind, in which process."""

    step: str
    kind: str
    pid: int


class City:
    """The portal under test, as its publisher, its operator and its faults reach it."""

    def __init__(self, here: Settings) -> None:
        """Keep what is known of the portal."""
        self.here, self.secrets = here, keyring.load(here)
        self.url = sites.CITY.url(here)
        self.token_file = up.token_file(sites.CITY, here)
        self.fault = here.state / "fault"
        self.storage = sites.CITY.home(here) / "storage"

    @classmethod
    def under_test(cls) -> City:
        """Return the portal that the test run raised."""
        return cls(settings.read({**os.environ, "INFOPROG_PROFILE": "test", "WITH_NATIONAL": "1"}))

    def remote(self, url: str | None = None, *, tries: int = 8) -> Remote:
        """Return the portal as a publisher reaches it, directly or by another address."""
        token = Token(self.token_file.read_text(), "the test")
        patience = Patience(tries=tries, longest=3.0, read=100.0)
        return Remote(Client(Address.of(url or self.url), token, patience=patience))

    def publish(self, folder: Path, url: str | None = None) -> Outcome:
        """Publish a folder by the code of `infoprog publish`."""
        publisher = Publisher(self.remote(url), WISHES, lambda doing: None, PACE)
        return publisher.publish(folder, date.today())

    def begin(self, folder: Path, **more: object) -> Publication:
        """Begin a publication and send its files."""
        remote = self.remote()
        here = local.look(folder, date.today())
        base = remote.base(here.name, here.meta.organization).version
        asked = request.publishing(here, base, WISHES) | more
        begun = remote.begin(asked)
        inputs = [Input(**one) for one in asked["inputs"]]
        missing = frozenset(begun.missing)
        sending.send(remote, begun.id, folder, inputs, missing, lambda doing: None)
        return begun

    def last(self) -> Publication:
        """Return the survey's newest publication."""
        return self.remote().listed(SURVEY, 1)[0][0]

    def is_over(self, publication: str, seconds: float = PATIENCE) -> bool:
        """Tell whether a publication comes to its end within a bounded time."""
        return wait_for(lambda: self.remote().show(publication).over, seconds)

    def version(self) -> int:
        """Return the survey's current version."""
        return self.remote().base(SURVEY, ORGANIZATION).version

    def get(self, path: str, **query: object) -> requests.Response:
        """Return what a visitor gets."""
        plain = {name: str(value) for name, value in query.items()}
        return requests.get(f"{self.url}{path}", params=plain, timeout=60)

    def ask(self, action: str, **query: object) -> Any:  # noqa: ANN401 - JSON
        """Return what an action answers a visitor."""
        answer = self.get(f"/api/3/action/{action}", **query)
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]

    def arm(self, step: str, kind: str) -> None:
        """Let the next process that comes to a step break there."""
        self.disarm()
        draft = self.fault.with_suffix(".draft")
        draft.write_text(f"{step} {kind}")
        draft.rename(self.fault)

    def disarm(self) -> None:
        """Let nothing break, and what stands still go on."""
        for path in (self.fault, self.fault.with_suffix(".fired")):
            path.unlink(missing_ok=True)

    def fired(self, seconds: float = PATIENCE) -> Fired:
        """Return the fault that fired; one that does not fire fails the test."""
        file = self.fault.with_suffix(".fired")
        armed = self.fault.read_text() if self.fault.exists() else "it"

        def told() -> list[str]:
            return file.read_text().split() if file.exists() else []

        assert wait_for(lambda: len(told()) == 3, seconds), f"{armed} did not fire"
        step, kind, pid = told()
        return Fired(step, kind, int(pid))

    def pid(self, program: str) -> int:
        """Return the number of a program's process; 0 while it does not run."""
        return int(supervisor.states(self.here, self.secrets)[program]["pid"])

    def sql(self, database: str, query: str, role: str = "portal") -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        names = {"portal": "postgres", "datastore_reader": "datastore_reader"}
        port = self.here.ports["postgres"]
        with contextlib.closing(
            psycopg2.connect(
                host=HOST,
                port=port,
                dbname=database,
                user=role,
                password=self.secrets[names[role]],
                connect_timeout=10,
            )
        ) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(query)
                return list(cursor.fetchall()) if cursor.description else []

    def leftovers(self) -> list[str]:
        """Return what only the work on a publication needs and that is there nevertheless."""
        schemas = self.sql(
            sites.CITY.datastore,
            r"SELECT nspname FROM pg_namespace WHERE nspname ~ '^infoprog_(new|old)_' "
            "UNION ALL SELECT 'staged ' || resource_id FROM infoprog.staged",
        )
        folders = [self.storage / "infoprog" / "uploads", self.storage / "infoprog-work"]
        files = [str(one) for folder in folders if folder.is_dir() for one in folder.iterdir()]
        return [name for (name,) in schemas] + files

    def is_clean(self, seconds: float = PATIENCE) -> bool:
        """Tell whether nothing is left of any publication within a bounded time."""
        return wait_for(lambda: self.leftovers() == [], seconds)

    def modified(self) -> str:
        """Return when the survey was changed last, as its catalogue says."""
        return str(self.ask("package_show", id=SURVEY)["metadata_modified"])

    def settle(self, seconds: float = PATIENCE) -> None:
        """Let what is under way come to its end, however a test left it."""
        self.disarm()
        wait_for(lambda: self.last().over, seconds)

    def signature(self) -> Signature:
        """Return all that was published of the survey: equal signatures, equal states."""
        shown = self.ask("package_show", id=SURVEY)
        seen: Signature = {"": _lasting(shown)}
        for one in shown["resources"]:
            found = self.get(f"/dataset/{SURVEY}/file/{one['url'].rpartition('/')[2]}")
            content = hashlib.sha256(found.content).hexdigest()
            assert (content, len(found.content)) == (one["hash"], int(one["size"]))
            rows = self._rows(one["id"]) if one["datastore_active"] else None
            seen[one["infoprog_name"]] = (_lasting(one), content, rows)
        return seen

    def _rows(self, resource_id: str) -> list[tuple[Any, ...]]:
        return self.sql(
            sites.CITY.datastore,
            f"SELECT count(*), md5(string_agg(t::text, ';' ORDER BY _id)) FROM \"{resource_id}\" t",
        )


@dataclass(frozen=True)
class State:
    """A state of the survey: its folder, and what is seen of it when it is published."""

    folder: Path
    signature: Signature


class States:
    """Two states of the survey that take turns; `next` is the pair of the one published now."""

    def __init__(self, city: City, place: Path) -> None:
        """Publish each of them once, without a fault."""
        self._city = city
        self._all = [State(one, self._published(one)) for one in folders(place)]

    def next(self) -> tuple[State, State]:
        """Return the state that is published now, and the other one."""
        now = self._city.signature()
        first, second = self._all
        return (first, second) if now == first.signature else (second, first)

    def publish(self, state: State) -> Signature:
        """Publish a state; return what is seen then."""
        return self._published(state.folder)

    def _published(self, folder: Path) -> Signature:
        done = self._city.publish(folder)
        assert done.error is None
        return self._city.signature()


def folders(place: Path) -> Iterator[Path]:
    """Yield two states of the survey; they differ in two tables, of which one refers to the other.

    Each lies in a working folder of its own.
    """
    for is_second in (False, True):
        root = place / f"state-{int(is_second)}" / "datasets"
        root.mkdir(parents=True)
        shutil.copy(ROOT / "datasets" / "organizations.yaml", root)
        made = Path(shutil.copytree(ROOT / "datasets" / SURVEY, root / SURVEY))
        if is_second:
            add(made, "questions", QUESTION)
            add(made, "answers", ANSWERS)
        yield made


def add(folder: Path, table: str, lines: str) -> None:
    """Add lines to a table and bring the descriptor up to date."""
    with (folder / "data" / f"{table}.csv").open("a", encoding="utf-8") as opened:
        opened.write(lines)
    descriptor.write_descriptor(folder)


def _lasting(shown: Mapping[str, Any]) -> dict[str, Any]:
    lasting = {
        name: value
        for name, value in shown.items()
        if name not in ("resources", "extras") and not PASSING.fullmatch(name)
    }
    extras = [one for one in shown.get("extras", ()) if not PASSING.fullmatch(one["key"])]
    return {**lasting, **({"extras": extras} if extras else {})}


def wait_for(holds: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Return whether something came true within a bounded time; a portal that is away waits."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(PortalError, psycopg2.Error, requests.ConnectionError):
            if holds():
                return True
        time.sleep(0.2)
    return False
