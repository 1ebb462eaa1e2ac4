"""`infoprog harvest`: what it prints and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Call

ROOT = Path(__file__).parents[2]


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Give a city's file whose publisher is unknown and whose mapping lacks a field."""
    text = (ROOT / "harvest/city.yaml").read_text("utf-8")
    path = tmp_path / "city.yaml"
    path.write_text(text.replace("  infoprog_language: language\n", ""), "utf-8")
    return path


class TestLint:
    def test_shipped(self, call: Call):
        """The shipped files have no error, and the addresses of both sources are shown."""
        done = call("harvest", "lint")
        assert done.code == 0
        assert "catalog.xml?fq=organization:kropyvnytska-miska-rada" in done.out
        assert "0 errors" in done.out

    def test_broken(self, call: Call, broken: Path):
        """An error ends with 1 and says what is wrong and what to do."""
        done = call("harvest", "lint", "--config", str(broken))
        assert done.code == 1
        assert "harvest-unmapped None of our fields leads to “language”" in done.out

    def test_json(self, call: Call, broken: Path):
        """JSON lists the findings with code, place, severity and message."""
        done = call("harvest", "lint", "--format", "json", "--config", str(broken))
        found = [one for one in json.loads(done.out) if one["severity"] == "error"]
        assert [(one["code"], one["path"], one["field"]) for one in found] == [
            ("harvest-unmapped", "city.yaml", "mapping")
        ]
        assert found[0]["message"].startswith("None of our fields")
