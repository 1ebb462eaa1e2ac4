"""The lines that the page of data offers to copy, run as a reader would run them."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from portal.settings import ROOT
from tests.portal.publishing import City

PACKAGE = "kremenchuk-2026-2028"
LINES = re.compile(r'id="ex-(\w+)".*?<pre[^>]*><code>(.*?)</code></pre>', re.S)


@pytest.fixture(scope="module")
def published(city: City) -> City:
    """Return the portal with a programme published."""
    assert city.publish(ROOT / "datasets" / PACKAGE).error is None
    return city


@pytest.fixture(scope="module")
def lines(published: City) -> dict[str, str]:
    """Return the lines of the page for the table of money, by the name of their tool."""
    page = published.get("/data", package=PACKAGE, q="funding")
    return {name: unescape(text) for name, text in LINES.findall(page.text)}


@pytest.fixture(scope="module")
def rows(published: City) -> int:
    """Return how many rows of money the file of the portal holds."""
    file = published.get(f"/dataset/{PACKAGE}/file/funding.csv")
    return len(list(csv.DictReader(io.StringIO(file.content.decode("utf-8")))))


@pytest.mark.parametrize("name", ["python", "pandas", "ckanapi"])
def test_python(lines: dict[str, str], rows: int, name: str):
    """A program copied from the page counts the rows of the portal’s own file."""
    done = _run([sys.executable, "-c", lines[name]])
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == str(rows)


def test_curl(lines: dict[str, str], tmp_path: Path):
    """The line for curl fetches a file whose sum agrees, and says so."""
    done = _run(["sh", "-ec", lines["curl"]], tmp_path)
    assert done.returncode == 0, done.stderr
    assert "funding.csv: OK" in done.stdout


def _run(command: list[str], folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
