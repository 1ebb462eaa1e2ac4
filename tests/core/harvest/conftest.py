"""The shipped configuration of the harvest, to break one thing of in each test."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from ckanext.infoprog.core.derive import organisations
from ckanext.infoprog.core.harvest import configuration
from ckanext.infoprog.core.harvest.configuration import Configuration
from ckanext.infoprog.core.issues import Issue

ROOT = Path(__file__).parents[3]
HARVEST = ROOT / "harvest"
KNOWN = organisations.read(ROOT / "datasets")
Change = Callable[[dict[str, Any]], object]
Loaded = tuple[Configuration | None, tuple[Issue, ...]]


class Files:
    """Copies of the two files with changes of a test."""

    def __init__(self, folder: Path) -> None:
        """Take the shipped files."""
        self.folder = folder
        self.plain = {
            name: yaml.safe_load((HARVEST / name).read_text("utf-8"))
            for name in (configuration.CITY, configuration.NATIONAL)
        }

    def load(self, city: Change | None = None, national: Change | None = None) -> Loaded:
        """Return what the changed files are read as."""
        made = json.loads(json.dumps(self.plain))  # what an alias shares becomes two
        for name, change in ((configuration.CITY, city), (configuration.NATIONAL, national)):
            if change:
                change(made[name])
            (self.folder / name).write_text(yaml.safe_dump(made[name], allow_unicode=True), "utf-8")
        return configuration.load(
            self.folder / configuration.CITY, self.folder / configuration.NATIONAL
        )


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Give copies of the shipped files."""
    return Files(tmp_path)


@pytest.fixture(scope="session")
def shipped() -> Configuration:
    """Give the shipped configuration."""
    found, issues = configuration.load(
        HARVEST / configuration.CITY, HARVEST / configuration.NATIONAL
    )
    assert found is not None, issues
    return found
