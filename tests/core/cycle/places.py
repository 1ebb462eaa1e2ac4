"""The example community in a folder of its own, so that a test may change it."""

import shutil
from pathlib import Path

from ckanext.infoprog.core import workspace
from ckanext.infoprog.core.model import Cell, Row
from ckanext.infoprog.core.package import read_package

NAME = "zrazkova-hromada"
SOURCE = workspace.find(Path(__file__)).package(NAME)
CENTRE = "tsentr-nadannia-administratyvnykh-posluh"
SCHOOLS = "upravlinnia-osvity"
SOCIAL = "viddil-sotsialnoi-polityky"
DIGITAL = "viddil-tsyfrovoho-rozvytku"
ENTERPRISE = "komunalne-pidpryiemstvo-zrazkove-misto"
GROUP = "vykonavchi-orhany-miskoi-rady"
BODIES = (ENTERPRISE, CENTRE, SCHOOLS, SOCIAL, DIGITAL)


def example(into: Path) -> Path:
    """Return a copy of the example community's package in a working folder."""
    folder = into / "examples" / NAME
    shutil.copytree(SOURCE, folder)
    (into / "datasets").mkdir()
    return folder


def row(folder: Path, table: str, key: str) -> Row:
    """Return a row of a package by its key."""
    return read_package(folder).tables[table].by_key()[key]


def keys(folder: Path, table: str) -> set[str]:
    """Return the keys of a table."""
    return set(read_package(folder).tables[table].by_key())


def cell(folder: Path, table: str, key: str, name: str) -> Cell:
    """Return a cell of a package."""
    return row(folder, table, key)[name]
