"""What dies comes back, and meanwhile nobody is told a lie."""

import os
import signal

import pytest

from portal import health, sites, supervisor
from portal.settings import Settings

from .conftest import Portal, answers
from .publishing import wait_for


def _is_well(here: Settings) -> bool:
    return health.unwell(sites.CITY, here) == []


@pytest.mark.parametrize("name", ["solr", "redis", "postgres", "city-web", "city-worker"])
def test_killed_service_returns(here: Settings, secrets: dict[str, str], name: str) -> None:
    """A service killed by SIGKILL is started again, and the portal gets ready without a hand."""
    before = supervisor.states(here, secrets)[name]["pid"]
    os.kill(before, signal.SIGKILL)

    def is_back() -> bool:
        info = supervisor.states(here, secrets)[name]
        return info["statename"] == "RUNNING" and info["pid"] != before

    assert wait_for(is_back)
    assert wait_for(lambda: _is_well(here))


class TestStopped:
    """A store that is down makes the portal say so."""

    def test_solr(self, portal: Portal, here: Settings, secrets: dict[str, str]) -> None:
        """Without Solr the catalogue answers 503, never an empty list; the next run mends it."""
        supervisor.halt(here, secrets, ["solr"])
        address = sites.CITY.url(here)
        assert answers(f"{address}/readyz") == 503
        assert answers(f"{address}/healthz") == 200
        assert answers(f"{address}/") == 200
        assert answers(f"{address}/dataset/") == 503
        assert answers(f"{address}/catalog.ttl") == 503
        assert answers(f"{address}/api/3/action/package_search") == 503
        assert portal("up").returncode == 0
        assert _is_well(here)

    def test_postgres(self, portal: Portal, here: Settings, secrets: dict[str, str]) -> None:
        """Without PostgreSQL the doctor names it, and the next run mends it."""
        supervisor.halt(here, secrets, ["postgres"])
        address = sites.CITY.url(here)
        assert answers(f"{address}/healthz") == 200
        assert answers(f"{address}/readyz") == 503
        assert answers(f"{address}/dataset") == 503
        assert answers(f"{address}/api/3/action/package_list") == 503
        told = portal("doctor")
        assert told.returncode == 1
        assert "PostgreSQL does not answer" in told.stdout
        assert portal("up").returncode == 0
        assert _is_well(here)


def test_killed_supervisor(portal: Portal, here: Settings, secrets: dict[str, str]) -> None:
    """After the supervisor itself is killed, the next run ends what it left and starts anew."""
    number = int((here.run / "supervisord.pid").read_text())
    os.kill(number, signal.SIGKILL)
    done = portal("up")
    assert done.returncode == 0, done.stderr
    assert _is_well(here)
    assert int((here.run / "supervisord.pid").read_text()) != number


def test_cut_off_update(portal: Portal, here: Settings, secrets: dict[str, str]) -> None:
    """A service that a run cut off has taken away and not put back is put back by the next."""
    rpc = supervisor._rpc(here, secrets)
    rpc.supervisor.stopProcessGroup("city-worker")
    rpc.supervisor.removeProcessGroup("city-worker")
    done = portal("up")
    assert done.returncode == 0, done.stderr
    assert supervisor.states(here, secrets)["city-worker"]["statename"] == "RUNNING"
