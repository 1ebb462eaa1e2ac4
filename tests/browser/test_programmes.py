"""What a visitor's browser makes of the public pages of programmes."""

import gzip
import os
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import URL
from tests.browser.looks import OVERFLOW
from tests.portal.publishing import City

Visit = Callable[..., Page]
ROOT = Path(__file__).resolve().parents[2]
KR22, KR25 = "kropyvnytskyi-2022-2024", "kropyvnytskyi-2025-2027"
KREMENCHUK = "kremenchuk-2026-2028"
PAGES = {
    "list": "/programmes",
    "programme": f"/programme/{KR25}",
    "programme-without-indicators": f"/programme/{KR22}",
    "programme-of-two-sources": f"/programme/{KREMENCHUK}",
    "english": f"/en/programme/{KR25}",
    "filtered": f"/programme/{KR25}?direction=1&year=2026&kind=amount",
    "nothing-found": f"/programme/{KR25}?q=йцукенгшщз",
    "wrong-filter": f"/programme/{KR25}?direction=99",
    "direction": f"/programme/{KR25}/direction/1",
    "direction-without-money": f"/programme/{KR22}/direction/4",
    "measure": f"/programme/{KR25}/measure/1.3",
    "measure-of-executors": f"/programme/{KR22}/measure/10.1",
    "measure-without-money": f"/programme/{KR25}/measure/1.4",
    "no-measure": f"/programme/{KR25}/measure/1.33",
    "no-programme": "/programme/kropyvnytskyi",
}
BUDGET = 40_000  # bytes of a page, packed


@pytest.fixture(scope="session")
def published() -> dict[str, str]:
    """Publish the shipped programmes, where they are not, and give the pages to look at."""
    if not (URL and "INFOPROG_TEST_STATE" in os.environ):
        pytest.skip("needs the portal that `make test` raises")
    for slug in (KR22, KR25, KREMENCHUK):
        City.under_test().publish(ROOT / "datasets" / slug)
    return PAGES


class TestReading:
    @pytest.mark.parametrize("width", [320, 768, 1280])
    def test_no_sideways_scroll(self, visit: Visit, published: dict[str, str], width: int) -> None:
        """No page scrolls sideways, also with every part unfolded."""
        page = visit("/", width)
        base = page.url.rstrip("/")
        wide = {}
        for name, address in published.items():
            page.goto(base + address)
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            if (over := page.evaluate(OVERFLOW)) > 0:
                wide[name] = over
        assert wide == {}

    def test_without_scripts(self, visit: Visit, published: dict[str, str]) -> None:
        """Without JavaScript a reader filters the measures and gets to one of them."""
        page = visit(published["programme"], java_script_enabled=False)
        page.select_option("#f-direction", "2")
        page.locator(".ip-filter button").click()
        page.locator("#measures ~ div tbody th a").first.click()
        assert page.url.endswith(f"/programme/{KR25}/measure/2.1")

    def test_charts(self, visit: Visit, published: dict[str, str]) -> None:
        """Every picture has a role and a name, or is hidden from those who hear the page."""
        page = visit(published["programme"])
        roles = page.locator("main svg").evaluate_all(
            "all => all.map(e => e.getAttribute('aria-hidden') || e.getAttribute('role'))"
        )
        assert set(roles) == {"img", "true"}
        for picture in page.locator("main svg[role=img]").all():
            name = picture.evaluate(
                "e => document.getElementById(e.getAttribute('aria-labelledby')).innerText"
            )
            assert name.strip()


class TestWeight:
    def test_budget(self, published: dict[str, str]) -> None:
        """A page weighs at most 40 KB packed, its own style 12, and it loads no script."""
        heavy = {}
        for name in ("list", "programme", "direction", "measure"):
            with urllib.request.urlopen(URL + published[name]) as answer:  # noqa: S310
                body = answer.read()
            assert b"<script src" not in body
            if (size := len(gzip.compress(body))) > BUDGET:
                heavy[name] = size
        assert heavy == {}
