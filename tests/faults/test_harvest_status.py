"""A nightly look while the portals themselves fail: nothing is called lost."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from portal import sites, supervisor
from portal.settings import ROOT
from tests.faults import victims
from tests.portal.harvesting import Target
from tests.portal.publishing import City, wait_for

NAME = "kropyvnytskyi-dataset-register"


class Look:
    """The command between the city and the national portal, which remembers."""

    def __init__(self, city: City, folder: Path) -> None:
        """Keep where it looks and where it remembers."""
        self.city, self.folder = city, folder
        self.target = Target(city.here, "national")

    def run(self) -> subprocess.CompletedProcess[str]:
        """Look once."""
        return subprocess.run(
            [str(self.city.here.bin("infoprog")), "harvest", "status", "--portal", self.city.url,
             "--target", self.target.url, "--history", str(self.folder), "--no-links",
             "--seconds", "20"],
            cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
            env={**os.environ, "INFOPROG_LANG": "en"},
        )  # fmt: skip

    def kept(self) -> dict[str, Any]:
        """Return what is remembered."""
        found: dict[str, Any] = json.loads(next(self.folder.glob("*.json")).read_text("utf-8"))
        return found

    def states(self) -> dict[str, str]:
        """Return the remembered state of each dataset."""
        return {one["name"]: one["state"] for one in self.kept()["datasets"]}


@pytest.fixture
def look(city: City, tmp_path: Path) -> Look:
    """Give the command after a first look at two portals that are well."""
    assert city.publish(ROOT / "datasets" / NAME).error is None
    made = Look(city, tmp_path)
    made.target.await_ready()
    assert made.run().returncode in (0, 1)
    return made


@contextmanager
def halted(city: City) -> Iterator[None]:
    """Take the national portal's web server down."""
    names = [f"{sites.NATIONAL.name}-web"]
    supervisor.halt(city.here, city.secrets, names)
    try:
        yield
    finally:
        supervisor.begin(city.here, city.secrets, names)


@contextmanager
def without_index(city: City) -> Iterator[None]:
    """Empty the city's search index, and build it anew afterwards."""
    ckan = [str(city.here.bin("ckan")), "-c", str(sites.CITY.ini(city.here)), "search-index"]
    subprocess.run([*ckan, "clear"], check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run([*ckan, "rebuild"], check=True, capture_output=True)
        assert wait_for(lambda: victims.well(city))


@pytest.mark.parametrize(
    ("strike", "said"),
    [(halted, "cannot be reached"), (without_index, "HTTP 503")],
    ids=["target-down", "source-index-empty"],
)
def test_nothing_is_lost(look: Look, strike: Callable[[City], Any], said: str):
    """While a portal is down or its index empty, the look ends with 2, and what was known stays;
    afterwards the next look is as before.
    """
    before = look.states()
    assert NAME in before
    with strike(look.city):
        done = look.run()
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr
        assert look.states() == before
        assert look.kept()["first_failed"]
    look.target.await_ready()
    assert look.run().returncode in (0, 1)
    assert look.states() == before
    assert look.kept()["first_failed"] is None
