"""What a visitor's browser makes of indicators, money, bodies, registers, projects, a survey."""

import csv
import gzip
import io
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import URL
from tests.portal.publishing import City

Visit = Callable[..., Page]
ROOT = Path(__file__).resolve().parents[2]
KR22, KR25 = "kropyvnytskyi-2022-2024", "kropyvnytskyi-2025-2027"
PROJECTS, SURVEY = "kropyvnytskyi-strategy-projects", "amu-digital-survey"
PAGES = (
    f"/programme/{KR25}/indicators",
    f"/programme/{KR25}/indicators/ind-1-2",
    f"/programme/{KR25}/money?per=1000",
    f"/programme/{KR22}/money?by=executor&unit=thousand",
    f"/programme/{KR25}/discrepancies",
    f"/programme/{KR22}/executant/upravlinnia-osvity",
    "/discrepancies",
    "/projects",
    "/projects/1-otsyfruvannia-arkhivnoi-dokumentatsii",
    f"/survey/{SURVEY}",
    "/calendar",
    f"/compare?first={KR22}&second={KR25}",
    f"/compare?first={KR25}",
    "/search?q=1.3",
    "/search?q=послуга&kind=metric",
    "/dataset/?q=електронна черга",
    "/data",
    "/terms",
    f"/programme/{KR25}/reports",
    f"/programme/{KR25}/changes",
)
TABLES = {
    f"/programme/{KR25}/indicators": "",
    f"/programme/{KR22}/money": "by=executor",
    f"/programme/{KR22}/executant/upravlinnia-osvity": "",
    "/projects": "",
    "/compare": f"first={KR22}&second={KR25}",
}
BUDGET = 40_000  # bytes of a page, packed
AMOUNTS = """() => {
    const tables = [...document.querySelectorAll("table.table")];
    const table = tables.find((one) => !one.closest("figure"));
    return [...table.querySelectorAll("tbody data")].map((one) => Number(one.value));
}"""


@pytest.fixture(scope="session")
def shown() -> str:
    """Publish what the pages are made of, where it is not published yet."""
    if not (URL and "INFOPROG_TEST_STATE" in os.environ):
        pytest.skip("needs the portal that `make test` raises")
    for slug in (KR22, KR25, PROJECTS, SURVEY):
        City.under_test().publish(ROOT / "datasets" / slug)
    return URL


class TestPages:
    def test_weight(self, shown: str) -> None:
        """No page is heavier than 40 KB, packed."""
        heavy = {}
        for address in PAGES:
            reached = shown + quote(address, safe="/?=&")
            with urllib.request.urlopen(reached, timeout=60) as answer:
                weight = len(gzip.compress(answer.read()))
            if weight > BUDGET:
                heavy[address] = weight
        assert heavy == {}


class TestNumbers:
    @pytest.mark.parametrize("address", TABLES)
    def test_same_as_file(self, visit: Visit, shown: str, address: str) -> None:
        """Each number of a table is in its file, in the same order, to the kopiyka."""
        asked = f"?{TABLES[address]}" if TABLES[address] else ""
        page = visit(f"{address}{asked}", 1280)
        with urllib.request.urlopen(f"{shown}{address}.csv{asked}", timeout=60) as answer:
            rows = list(csv.DictReader(io.StringIO(answer.read().decode())))
        hidden = {"rows"} if all(r.get("rows") == r.get("planned") for r in rows) else set()
        names = [name for name in rows[0] if f"{name}Status" in rows[0] and name not in hidden]
        given = [float(row[name]) for row in rows for name in names if row[name] != "null"]
        assert page.evaluate(AMOUNTS) == given


class TestExamples:
    @pytest.mark.parametrize("name", ["python", "curl"])
    def test_run(self, visit: Visit, shown: str, tmp_path: Path, name: str) -> None:
        """The lines for Python and curl that the page of data shows work on this portal."""
        page = visit(f"/data?package={KR25}&q=funding", 1280)
        text = page.locator(f"pre[aria-labelledby=ex-{name}]").text_content() or ""
        command = [sys.executable, "-c", text] if name == "python" else ["sh", "-ec", text]
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        path = ROOT / "datasets" / KR25 / "data" / "funding.csv"
        if name == "python":
            with path.open(encoding="utf-8", newline="") as opened:
                assert run.stdout.splitlines()[0] == str(len(list(csv.DictReader(opened))))
        else:
            (got,) = tmp_path.iterdir()
            assert got.read_bytes() == path.read_bytes()
