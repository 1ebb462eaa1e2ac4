"""What a fault strikes while a publication stands still at a step."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

from ckanext.infoprog.core.errors import InfoprogError
from ckanext.infoprog.core.publish.publishing import Outcome
from portal import health, processes, sites, supervisor
from portal.settings import ROOT
from tests.portal.publishing import City, wait_for

ESTABLISHED = "01"
PAUSE = 3.0


class Client:
    """A publisher at work: the code of `infoprog publish` in a thread, or the command itself."""

    def __init__(self, city: City, folder: Path, url: str | None = None) -> None:
        """Begin to publish."""
        self.outcome: Outcome | None = None
        self.error: Exception | None = None
        self._work = lambda: city.publish(folder, url)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def is_over(self) -> bool:
        """Tell whether the publisher has ended."""
        return not self._thread.is_alive()

    def wait(self, seconds: float = 120) -> str:
        """Wait for the publisher's end; return how it ended, in a word."""
        self._thread.join(seconds)
        assert self.is_over(), "the publisher does not end"
        if self.error is not None:
            return getattr(self.error, "code", type(self.error).__name__)
        assert self.outcome is not None
        return self.outcome.publication.state if self.outcome.publication else "no publication"

    def kill(self) -> None:
        """A thread cannot be killed: the command can."""
        raise NotImplementedError

    def _run(self) -> None:
        try:
            self.outcome = self._work()
        except (InfoprogError, OSError) as error:
            self.error = error


class Command(Client):
    """The command `infoprog publish` as a process."""

    def __init__(self, city: City, folder: Path) -> None:
        """Begin to publish."""
        words = ["publish", folder.name, "--portal", city.url, "--allow-warnings"]
        self._process = subprocess.Popen(
            [str(city.here.bin("infoprog")), *words, "--token-file", str(city.token_file)],
            env={**os.environ, "INFOPROG_ROOT": str(folder.parents[1])},
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.pid = self._process.pid

    def is_over(self) -> bool:
        """Tell whether the process has ended."""
        return self._process.poll() is not None

    def wait(self, seconds: float = 120) -> str:
        """Wait for the process's end; return its exit code."""
        return f"exit {self._process.wait(seconds)}"

    def kill(self) -> None:
        """Kill the process."""
        self._process.kill()
        self._process.wait()


Strike = Callable[[City, int, Client], None]


def kill(number: int) -> None:
    """Send SIGKILL, and see that the process is gone."""
    os.kill(number, signal.SIGKILL)
    path = Path(f"/proc/{number}/stat")

    def gone() -> bool:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            return path.read_text().rpartition(")")[2].split()[0] == "Z"
        return True

    assert wait_for(gone, 20)


def backends(city: City, pid: int) -> list[int]:
    """Return the server processes that serve a process, those that hold locks for it first."""
    sockets = set(processes._open_files(pid))
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    ports = [
        int(row[1].rpartition(":")[2], 16)
        for row in rows
        if row[3] == ESTABLISHED and f"socket:[{row[9]}]" in sockets
    ]
    listed = ", ".join(str(one) for one in [0, *ports])
    found = city.sql(
        "postgres",
        f"SELECT a.pid, bool_or(coalesce(l.locktype = 'advisory', false)) "
        "FROM pg_stat_activity a LEFT JOIN pg_locks l USING (pid) "
        f"WHERE client_port IN ({listed}) GROUP BY a.pid ORDER BY 2 DESC, 1",
    )
    return [number for number, _locks in found]


def cut(city: City, pid: int) -> None:
    """End all connections of a process to the databases, as a network does that fails."""
    for number in backends(city, pid):
        city.sql("postgres", f"SELECT pg_terminate_backend({number})")


def _program(name: str) -> Strike:
    return lambda city, pid, client: kill(city.pid(name))


def _reconcile(city: City, pid: int, client: Client) -> None:
    kill(pid)
    kill(city.pid("city-reconcile"))


def _pause(city: City, pid: int, client: Client) -> None:
    os.kill(pid, signal.SIGSTOP)
    time.sleep(PAUSE)
    os.kill(pid, signal.SIGCONT)


#: What is struck, by its name in the table.
STRIKES: dict[str, Strike] = {
    "web worker": lambda city, pid, client: kill(pid),
    "client": lambda city, pid, client: client.kill(),
    "server process of PostgreSQL": lambda city, pid, client: kill(backends(city, pid)[0]),
    "connections to PostgreSQL": lambda city, pid, client: cut(city, pid),
    "PostgreSQL": _program("postgres"),
    "Redis": _program("redis"),
    "Solr": _program("solr"),
    "web worker and reconcile": _reconcile,
    "worker stands still for 3 s": _pause,
}


def well(city: City, seconds: float = 120) -> bool:
    """Tell whether all services run and the portal is ready within a bounded time."""

    def holds() -> bool:
        told = supervisor.states(city.here, city.secrets)
        names = ("postgres", "redis", "solr", "city-web", "city-reconcile")
        running = all(told[name]["statename"] == "RUNNING" for name in names)
        return running and health.unwell(sites.CITY, city.here) == []

    return wait_for(holds, seconds)
