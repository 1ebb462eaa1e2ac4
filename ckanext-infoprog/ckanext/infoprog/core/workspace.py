"""Where things are: the schemas, and the datasets and examples of a working folder.

The only module of core that reads the environment: INFOPROG_ROOT names the working folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from ckanext.infoprog.core.errors import UsageError, WorkspaceError

ROOT_VARIABLE: Final = "INFOPROG_ROOT"
PACKAGE_FILE: Final = "package.yaml"
DESCRIPTOR_FILE: Final = "datapackage.json"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A working folder that holds datasets/ and examples/."""

    root: Path

    @property
    def datasets(self) -> Path:
        """The folder of the packages that are published."""
        return self.root / "datasets"

    @property
    def examples(self) -> Path:
        """The folder of the example packages, never published unless asked for."""
        return self.root / "examples"

    @property
    def harvest(self) -> Path:
        """The folder of the harvest's configuration."""
        return self.root / "harvest"

    def packages(self, *, examples: bool = False) -> tuple[Path, ...]:
        """Return the package folders in order of name, the examples behind where asked for."""
        roots = [self.datasets, self.examples] if examples else [self.datasets]
        return tuple(folder for root in roots for folder in _packages_in(root))

    def package(self, name: str) -> Path:
        """Return the folder of a package by its name."""
        for folder in self.packages(examples=True):
            if folder.name == name:
                return folder
        known = ", ".join(f.name for f in self.packages(examples=True)) or "none"
        raise UsageError(f"There is no package {name} in {self.root}; there are: {known}.")


def find(start: Path | None = None) -> Workspace:
    """Return the working folder: INFOPROG_ROOT, else the nearest one at or above `start`."""
    named = os.environ.get(ROOT_VARIABLE)
    if named:
        return Workspace(Path(named))
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "datasets").is_dir():
            return Workspace(folder)
    raise WorkspaceError(
        f"No folder datasets at or above {here}; go to the checkout or set {ROOT_VARIABLE}."
    )


def packages_at(folder: Path) -> tuple[Path, ...]:
    """Return a package folder itself, else the packages in it or in its datasets and examples."""
    if _is_package(folder):
        return (folder,)
    return tuple(_packages_in(folder)) or Workspace(folder).packages(examples=True) or (folder,)


def schemas() -> Traversable:
    """Return the folder of the schemas: of the installed package, else of the checkout."""
    try:
        installed = resources.files("ckanext.infoprog.schemas")
        if (installed / "fields.json").is_file():
            return installed
    except ModuleNotFoundError:
        pass  # run from a checkout that is not installed
    for folder in Path(__file__).resolve().parents:
        if (folder / "schemas" / "fields.json").is_file():
            return folder / "schemas"
    raise WorkspaceError("The schemas are missing; install ckanext-infoprog again.")


def _packages_in(root: Path) -> Iterator[Path]:
    """Yield the folders that hold a package, in order of name."""
    if not root.is_dir():
        return
    for folder in sorted(root.iterdir()):
        if _is_package(folder):
            yield folder


def _is_package(folder: Path) -> bool:
    """Return whether a folder holds a package."""
    return any((folder / name).is_file() for name in (PACKAGE_FILE, DESCRIPTOR_FILE))
