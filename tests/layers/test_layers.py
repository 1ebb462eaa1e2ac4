"""Which part of the code may know which."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "ckan":
            raise ImportError(f"{name} is blocked")
sys.meta_path.insert(0, Blocked())
import importlib, pkgutil
"""
WALK = """
package = importlib.import_module({name!r})
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
"""


def test_arrows_point_down() -> None:
    """Imports follow the layers that pyproject.toml declares, and no module stands outside them."""
    command = [str(Path(sys.executable).with_name("lint-imports"))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["ckanext.infoprog.core", "ckanext.infoprog.commands"])
def test_works_without_ckan(name: str) -> None:
    """Every module of core and of the command line loads where CKAN is not installed."""
    code = BLOCK + WALK.format(name=name)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_python_floor() -> None:
    """The oldest Python is written in setup.py, and the portal refuses exactly what is older."""
    from portal.machine import PYTHON_FLOOR

    floor = ".".join(str(part) for part in PYTHON_FLOOR)
    assert f'python_requires=">={floor}"' in (ROOT / "setup.py").read_text()
    assert f"--python-version {floor}" in (ROOT / "Makefile").read_text()
