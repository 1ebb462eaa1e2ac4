"""Every kind of public page: rules of accessibility that no page may break."""

from __future__ import annotations

import os
import re
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from bs4 import BeautifulSoup, NavigableString, Tag
from playwright.sync_api import Page

from tests.browser.conftest import URL
from tests.browser.everypage import (
    ADDRESSES,
    EVERY,
    EXAMPLE,
    KR22,
    KR25,
    PAGES,
    PUBLISHED,
    REFUSED,
    REPORT,
)
from tests.browser.looks import FOCUS, OVERFLOW, violations
from tests.portal.cycling import council
from tests.portal.publishing import City

Visit = Callable[..., Page]
MATRIX = Path(__file__).parents[1] / "ckan" / "permissions.yaml"
CYRILLIC = re.compile("[а-яіїєґ]{2}", re.IGNORECASE)
NAMED = "ДСТУ"  # the name of a standard: names need no language of their own
#: Blueprints whose every page a reader comes to; of the others some are of files or of editors.
OF_READERS = (
    *(
        "programme",
        "indicators",
        "money",
        "discrepancies",
        "executants",
        "reports",
        "projects",
        "editions",
    ),
    *("calendar", "compare", "data", "home", "pages"),
)
# WCAG 2.2, 1.4.12: a reader may set texts this wide without losing any of it.
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"""
# What Tab is to reach, in the order of the page.
REACHED = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
)].filter((one) => one.checkVisibility() && !one.disabled).length"""
# Texts of a drawing that run into one another; at a hair's breadth they only touch.
OVERLAPPING = """() => [...document.querySelectorAll("svg.ip-chart")].flatMap((drawing) => {
    const texts = [...drawing.querySelectorAll("text")].map(
        (one) => [one.textContent, one.getBoundingClientRect()]);
    return texts.flatMap(([a, one], at) => texts.slice(at + 1).filter(([_, other]) =>
        Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
        Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 3
    ).map(([b]) => `${a} / ${b}`));
})"""
# What is wider than the sheet that it is printed on: browsers cut it off.
CUT_OFF = """() => [...document.querySelectorAll("main table, main svg, main pre")].filter(
    (one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
).map((one) => one.outerHTML.slice(0, 80))"""
A4 = 700  # pixels between the margins of a sheet
PRINTED = (
    f"/programme/{KR25}", f"/programme/{EXAMPLE}", f"/programme/{KR25}/money?per=1000",
    f"/programme/{EXAMPLE}/reports/{REPORT}", f"/compare?first={KR22}&second={KR25}",
    f"/programme/{EXAMPLE}/indicators",
)  # fmt: skip
WALKED = (
    f"/programme/{KR22}/executant/upravlinnia-osvity", f"/compare?first={KR25}", "/projects",
    f"/programme/{KR25}/money?by=source&unit=uah", f"/programme/{KR25}/measure/1.33",
)  # fmt: skip


@pytest.fixture(scope="session")
def shown() -> str:
    """Publish what the pages are made of, where it is not published yet."""
    if not (URL and "INFOPROG_TEST_STATE" in os.environ):
        pytest.skip("needs the portal that `make test` raises")
    city = City.under_test()
    council(city)
    for folder in PUBLISHED:
        assert city.publish(folder).error is None
    return URL


@cache
def soup(address: str) -> BeautifulSoup:
    """Return a page as it is sent, whatever its status."""
    request = urllib.request.Request(  # noqa: S310 - the portal under test
        URL + quote(address, safe="/?=&%"), headers={"Accept": "text/html"}
    )
    try:
        with urllib.request.urlopen(request, timeout=300) as answer:  # noqa: S310
            body = answer.read()
    except urllib.error.HTTPError as error:
        body = error.read()
    return BeautifulSoup(body, "html.parser")


def test_complete() -> None:
    """No route of a page for readers is left out of the list that these tests go through."""
    calls = [one["call"] for one in yaml.safe_load(MATRIX.read_text("utf-8"))["calls"]]
    routes = {call.removeprefix("infoprog_").partition(" ")[0] for call in calls if " GET" in call}
    assert {one for one in routes if one.partition(".")[0] in OF_READERS} - set(PAGES) == set()


class TestSitemap:
    def test_complete(self, shown: str) -> None:
        """Search engines are told of every page that tells of something, and of no other."""
        robots = _text("/robots.txt")
        assert f"Sitemap: {shown}/sitemap.xml" in robots.splitlines()
        listed = [address for one in _listed("/sitemap.xml") for address in _listed(one)]
        assert len(listed) == len(set(listed))
        pages = {one for one in ADDRESSES if "?" not in one and "/row/" not in one}
        unlisted = {one for one in pages if one.endswith(("/versions", "/changes"))}
        assert pages - unlisted <= set(listed)
        of_example = [one for one in listed if f"/{EXAMPLE}/" in one]
        assert {_status(one) for one in of_example} == {200}


class TestAxe:
    @pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
    def test_no_violations(self, visit: Visit, shown: str, scheme: str, width: int) -> None:
        """No page breaks a rule of WCAG 2.2 AA that axe-core knows, none scrolls sideways, and in
        no drawing does a text run into another.
        """
        found: dict[str, object] = {}
        page = visit("/", width, color_scheme=scheme, bypass_csp=True)
        for address in EVERY:
            page.goto(shown + address)
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            if wrong := violations(page):
                found[address] = wrong
            if (over := page.evaluate(OVERFLOW)) > 0:
                found[f"{address} is too wide"] = over
            if texts := page.evaluate(OVERLAPPING):
                found[f"{address} has texts over one another"] = texts
        assert found == {}


class TestEnlarged:
    def test_zoom(self, visit: Visit, shown: str) -> None:
        """At 200 per cent with the spacing that a reader may set, nothing scrolls sideways."""
        wide = {}
        page = visit("/", 640, device_scale_factor=2, bypass_csp=True)
        for address in EVERY:
            page.goto(shown + address)
            page.add_style_tag(content=SPACING)
            if (over := page.evaluate(OVERFLOW)) > 0:
                wide[address] = over
        assert wide == {}


class TestPrint:
    @pytest.mark.parametrize("address", PRINTED)
    def test_whole(self, visit: Visit, shown: str, address: str) -> None:
        """On paper nothing is cut off at the edge, and a total stands once below its rows."""
        page = visit(address, A4, bypass_csp=True)
        page.emulate_media(media="print")
        assert page.evaluate(CUT_OFF) == []
        repeated = """[...document.querySelectorAll("tfoot")].filter(
            (one) => getComputedStyle(one).display === "table-footer-group").length"""
        assert page.evaluate(repeated) == 0


class TestKeyboard:
    @pytest.mark.parametrize("address", WALKED)
    def test_walk(self, visit: Visit, shown: str, address: str) -> None:
        """Tab reaches every link and control once, seen each time, and leads out of the page."""
        page = visit(address, bypass_csp=True)
        unseen, wanted = [], page.evaluate(REACHED)
        for _ in range(wanted):
            page.keyboard.press("Tab")
            step = page.evaluate(FOCUS)
            if not (step["inside"] and step["seen"]):
                unseen.append(step["name"])
        assert unseen == []
        page.keyboard.press("Tab")
        assert not page.evaluate(FOCUS)["inside"]


class TestMarkup:
    def test_headings(self, shown: str) -> None:
        """Each page has one first heading, and no level is left out on the way down."""
        found = {}
        for address in EVERY:
            levels = [int(one.name[1]) for one in soup(address).find_all(re.compile("^h[1-6]$"))]
            jumps = [b for a, b in zip(levels, levels[1:], strict=False) if b > a + 1]
            if levels.count(1) != 1 or jumps:
                found[address] = levels
        assert found == {}

    def test_landmarks(self, shown: str) -> None:
        """Each page has one main part, its menus have names of their own, its ids stand once."""
        found = {}
        for address in EVERY:
            page = soup(address)
            names = Counter(_name(page, one) for one in page.find_all("nav"))
            ids = Counter(str(one["id"]) for one in page.find_all(id=True))
            twice = [name for name, count in (names + ids).items() if count > 1]
            if len(page.find_all("main")) != 1 or twice or "" in names:
                found[address] = twice or list(names)
        assert found == {}

    def test_pictures(self, shown: str) -> None:
        """Each drawing is hidden from those who hear the page, or has a role and a name."""
        found = {}
        for address in EVERY:
            page = soup(address)
            for one in page.find_all("svg"):
                named = page.find(id=str(one.get("aria-labelledby", "")))
                if one.get("aria-hidden") != "true" and not (one.get("role") == "img" and named):
                    found[address] = str(one)[:100]
        assert found == {}

    def test_languages(self, shown: str) -> None:
        """On an English page every Ukrainian text says that it is Ukrainian."""
        found = {}
        for address in ADDRESSES:
            texts = soup(f"/en{address}").find_all(string=CYRILLIC)
            lost = [
                str(one).strip()[:80]
                for one in texts
                if _language(one) != "uk" and NAMED not in one
            ]
            if lost:
                found[address] = lost[:3]
        assert found == {}

    def test_nothing_found(self, shown: str) -> None:
        """Where a search of datasets finds nothing, no heading promises filters of nothing."""
        page = soup("/dataset?q=йцукенгшщз")
        assert page.select_one("main .ip-note") is not None
        assert page.select_one("#search-facets, .ip-jump") is None
        assert soup("/dataset").select_one("#search-facets h2") is not None

    def test_beyond(self, shown: str) -> None:
        """A page beyond the end of CKAN's own lists is said not to be there, with the first one."""
        for address in ("/dataset", "/organization"):
            for number in ("7000", "1000000000"):
                told = soup(f"{address}?page={number}").select_one("main [role=alert] a[href]")
                assert told is not None, (address, number)
                assert "page=" not in str(told["href"])

    def test_refused(self, shown: str) -> None:
        """A page that there is not says so in its first heading or an alert, and leads on."""
        for address in REFUSED.values():
            main = soup(address).select_one("main")
            assert main is not None
            assert main.select_one("h1, [role=alert]") is not None
            assert main.select_one("a[href]") is not None


def _text(address: str) -> str:
    """Return what is answered, as text."""
    with urllib.request.urlopen(URL + address, timeout=300) as answer:  # noqa: S310
        return str(answer.read().decode())


def _listed(address: str) -> list[str]:
    """Return what a file for search engines names, as addresses of the portal under test."""
    return [one.removeprefix(URL) for one in re.findall("<loc>([^<]+)</loc>", _text(address))]


def _status(address: str) -> int:
    """Return the status of an answer that must be a success."""
    with urllib.request.urlopen(URL + address, timeout=300) as answer:  # noqa: S310
        return int(answer.status)


def _name(page: BeautifulSoup, one: Tag) -> str:
    """Return what a part of a page is called to those who hear it."""
    label = page.find(id=str(one.get("aria-labelledby", "")))
    return str(one.get("aria-label", "")) or (label.get_text(" ", strip=True) if label else "")


def _language(text: NavigableString) -> str:
    """Return the language that a text is said to be in; scripts and addresses have none."""
    for one in text.parents:
        if isinstance(one, Tag) and one.name in ("script", "code", "title"):
            return "uk"
        if isinstance(one, Tag) and one.get("lang"):
            return str(one["lang"]).partition("-")[0]
    return ""
