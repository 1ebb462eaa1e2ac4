"""`infoprog harvest apply` and `run` against the portal that plays the national one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
import yaml

from portal import up
from portal.settings import ROOT, Settings
from tests.portal import arrivals
from tests.portal.harvesting import ORGANIZATION, Target, raised
from tests.portal.publishing import City

Done = subprocess.CompletedProcess[str]
Call = Callable[..., Done]
NAME = f"{arrivals.CITY}-ckan"


@pytest.fixture(scope="module")
def target(here: Settings) -> Iterator[Target]:
    """Return the national test portal; take away what was harvested."""
    with raised(here, "national") as found:
        yield found["national"]
        for one in found["national"].ask("harvest_source_list"):
            if NAME in one["title"]:
                found["national"].clear(one["id"])


@pytest.fixture(scope="module")
def word() -> str:
    """Return a word that only the source of this run bears: those of earlier runs may stand."""
    return f"prova-{uuid4().hex[:8]}"


@pytest.fixture(scope="module")
def call(
    here: Settings, city: City, target: Target, word: str, tmp_path_factory: pytest.TempPathFactory
) -> Call:
    """Return the command in a working folder whose source no other test has."""
    arrivals.make_by_hand(city)
    folder = tmp_path_factory.mktemp("harvest")
    for name in ("harvest", "datasets/organizations.yaml"):
        (folder / name).parent.mkdir(exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    national = folder / "harvest" / "national.yaml"
    plain = yaml.safe_load(national.read_text("utf-8"))
    source = {**plain["sources"]["ckan"], "name": word, "frequency": "MANUAL"}
    source |= {"title": f"{NAME} {word}", "config": {"default_tags": [{"name": word}]}}
    national.write_text(yaml.safe_dump({**plain, "sources": {"ckan": source}}), "utf-8")
    environ = {"INFOPROG_ROOT": str(folder), "INFOPROG_PORTAL": city.url, "INFOPROG_LANG": "en"}
    return _command(here, target, {**os.environ, **environ, "INFOPROG_TARGET": target.url})


def _command(here: Settings, target: Target, environ: dict[str, str]) -> Call:
    token = up.token_file(target.site, here)

    def run(*words: str, known: bool = True) -> Done:
        given = ["--token-file", str(token)] if known else []
        return subprocess.run(
            [str(here.bin("infoprog")), "harvest", *words, *given],
            env=environ, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip

    return run


class TestApply:
    def test_made_once(self, call: Call, target: Target):
        """A stranger gets the settings to send; who may makes the source, twice is once."""
        stranger = call("apply", known=False)
        assert stranger.returncode == 1
        assert "has no such source yet" in stranger.stdout
        assert "EDRPOU code: 26241020" in stranger.stdout
        assert call("apply", "--look").returncode == 1
        made = call("apply", "--organization", ORGANIZATION)
        assert (made.returncode, made.stderr) == (0, "")
        assert "is made" in made.stdout
        again = call("apply")
        assert (again.returncode, "as it should be" in again.stdout) == (0, True)
        assert call("apply", known=False).returncode == 0

    def test_set_right(self, call: Call, target: Target, word: str):
        """What somebody changed there is named, and set right; the rest of the source stays."""
        call("apply", "--organization", ORGANIZATION)
        shown = target.ask("harvest_source_show", id=word)
        kept = ("id", "name", "url", "source_type", "owner_org", "extras")
        spoilt = {key: shown[key] for key in kept} | {"title": shown["title"], "config": "{}"}
        target.ask("harvest_source_update", **spoilt, frequency="WEEKLY")
        looked = call("apply", "--look", known=False)
        assert looked.returncode == 1
        assert "frequency: WEEKLY → MANUAL" in looked.stdout
        assert call("apply").returncode == 0
        mended = target.ask("harvest_source_show", id=shown["id"])
        assert (mended["frequency"], mended["owner_org"]) == ("MANUAL", shown["owner_org"])
        assert json.loads(mended["config"]) == json.loads(shown["config"])

    def test_run(self, call: Call):
        """A job is followed to its end, and its end is told with what became of the datasets."""
        call("apply", "--organization", ORGANIZATION)
        done = call("run")
        assert (done.returncode, done.stderr.count("Traceback")) == (0, 0)
        assert "failed: 0" in done.stdout
        assert "added: 0" not in done.stdout

    def test_run_without_a_token(self, call: Call):
        """Nobody unknown may start a job: the command says what it takes."""
        done = call("run", known=False)
        assert done.returncode == 2
        assert "token" in done.stderr
