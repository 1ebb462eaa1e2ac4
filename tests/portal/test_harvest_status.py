"""`infoprog harvest status` against the portal that plays the national one, really harvested."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from portal.settings import ROOT, Settings
from tests.passport import PASSPORT
from tests.portal.harvesting import Target, raised
from tests.portal.publishing import City

RADA = "kropyvnytska-miska-rada"
OTHERS = "kremenchuk-target-programs"
NAMES = ("kropyvnytskyi-target-programs", "kropyvnytskyi-dataset-register", OTHERS)
ABOVE = "kropyvnytskyi-target-programs"
HAND_MADE = f"status-hand-made-{uuid4().hex[:8]}"
OWN = {"force_all": False}  # a source of these settings belongs to these tests alone
MAINTAINER = {"arrival-unset"}  # the shipped organisations name nobody yet


@dataclass
class Nation:
    """The national portal with a source of ours, and the command that looks at it."""

    city: City
    target: Target
    here: Settings
    history: Path

    def harvest(self, path: str, address: str, **config: object) -> str:
        """Have the city harvested; return the source."""
        source = self.target.source(f"status-{path}", path, address, **config)
        report = self.target.run(source)
        assert report.status == "Finished", report
        return source

    def status(self, *words: str) -> dict[str, Any]:
        """Return what the command says."""
        done = subprocess.run(
            [str(self.here.bin("infoprog")), "harvest", "status", "--portal", self.city.url,
             "--target", self.target.url, "--history", str(self.history), "--format", "json",
             *words],
            cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
            env={**os.environ, "INFOPROG_LANG": "en"},
        )  # fmt: skip
        assert done.returncode in (0, 1), done.stderr
        said: dict[str, Any] = json.loads(done.stdout)
        return said

    def issues(self, *words: str) -> dict[str, set[str]]:
        """Return what is wrong with each dataset beside what the shipped data leave open."""
        said = self.status(*words)
        assert not said["partial"], said["failure"]
        found = {
            one["name"]: {noted["code"] for noted in one["notes"]} - MAINTAINER
            for one in said["datasets"]
        }
        return {name: codes for name, codes in found.items() if codes}

    def states(self) -> dict[str, str]:
        """Return the state of each dataset."""
        return {one["name"]: one["state"] for one in self.status()["datasets"]}


@pytest.fixture(scope="module")
def published(city: City) -> Callable[..., Any]:
    """Publish two datasets of the city and one of another; give a way to call as the publisher."""
    for name in NAMES:
        done = city.publish(ROOT / "datasets" / name)
        assert done.error is None, done.error
    client = city.remote().client

    def call(action: str, **body: object) -> Any:  # noqa: ANN401 - JSON
        return client.post("api/3/action", action, body=body).data["result"]

    return call


@pytest.fixture
def nation(
    here: Settings, city: City, published: Callable[..., Any], tmp_path: Path
) -> Iterator[Nation]:
    """Give the national portal, and clear it of what the test has brought there."""
    with raised(here, "national") as targets:
        made = Nation(city, targets["national"], here, tmp_path)
        yield made
        for path in ("ckan", "dcat"):
            shown = made.target.call("harvest_source_show", fails=True, id=f"status-{path}")
            if shown["success"]:
                made.target.clear(shown["result"]["id"])


class TestStatus:
    def test_by_ckan(self, nation: Nation, published: Callable[..., Any]):
        """By the CKAN harvester all arrives well; then each trouble that is made has its name."""
        wanted = {"name": HAND_MADE, "title": "Набір від руки", "owner_org": RADA}
        published("package_create", **PASSPORT, **wanted)
        nation.harvest("ckan", nation.city.url, organizations_filter_include=[RADA], **OWN)
        assert nation.issues() == {}
        assert set(nation.states().values()) == {"arrived"}

        published("package_patch", id=HAND_MADE, notes="Нове")
        assert nation.issues()[HAND_MADE] == {"arrival-stale"}
        nation.harvest("ckan", nation.city.url, organizations_filter_include=[RADA], **OWN)
        assert nation.issues() == {}

        nation.target.ask("package_patch", id=ABOVE, title="Змінено від руки")
        assert nation.issues()[ABOVE] == {"arrival-changed"}

        published("package_delete", id=HAND_MADE)
        assert nation.issues()[HAND_MADE] == {"arrival-left"}

        nation.harvest("ckan", nation.city.url, force_all=True)  # and without the filter
        assert nation.issues()[OTHERS] == {"arrival-foreign"}

        nation.target.ask("package_delete", id=ABOVE)
        assert nation.issues()[ABOVE] == {"arrival-hidden"}

        nation.target.ask("dataset_purge", id=ABOVE)
        assert nation.issues()[ABOVE] == {"arrival-waiting"}
        assert nation.issues("--days", "0")[ABOVE] == {"arrival-missing"}

    def test_by_dcat(self, nation: Nation):
        """By the DCAT harvester all arrives under other ids, and a second copy is told as one."""
        address = f"{nation.city.url}/catalog.xml?fq=organization:{RADA}&of=status"
        nation.harvest("dcat", address, rdf_format="xml", **OWN)
        assert nation.issues() == {}
        assert set(nation.states().values()) == {"arrived"}

        nation.harvest("ckan", nation.city.url, organizations_filter_include=[RADA], **OWN)
        assert nation.issues()[ABOVE] == {"arrival-twice"}
