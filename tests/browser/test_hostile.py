"""Hostile texts in a real browser: whatever a publisher or a clerk writes, it stays a text."""

import csv
import io
import json
import os
import urllib.error
import urllib.request
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import hostile
from tests.browser.conftest import TOKEN, URL, call
from tests.browser.hostile import DATASET, ORGANISATION, PACKAGE, TEXTS

Watched = Callable[..., tuple[Page, list[str]]]
# What is wrong with a page: something ran, or could; a text that turns more than itself.
FAULTS = """strict => {
    const faults = [];
    if (window.hit) faults.push("a script of the sender's ran");
    for (const one of document.querySelectorAll("*")) {
        for (const {name, value} of one.attributes) {
            if (["href", "src", "action", "formaction", "xlink:href"].includes(name)
                && (strict || value !== "javascript:;")  // buttons of CKAN's own script
                && /^[\\s\\x00-\\x1f]*(javascript|vbscript|data:text)/i.test(value))
                faults.push(`${one.tagName} ${name}=${value.slice(0, 60)}`);
            if (strict && (/^on/i.test(name) || name === "style"))
                faults.push(`${one.tagName} ${name}`);
        }
    }
    if (!strict) return faults;
    for (const one of document.querySelectorAll("script, iframe, object, embed, base, style")) {
        if (one.type !== "application/ld+json") faults.push(one.outerHTML.slice(0, 80));
        else JSON.parse(one.textContent);
    }
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) faults.push("the page scrolls sideways");
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const text = texts.currentNode;
        // Within a description that a publisher wrote it turns the publisher's own words.
        if (!text.data.includes("\\u202e") || text.parentElement.closest(".notes")) continue;
        let one = text.parentElement, style = getComputedStyle(one);
        while (style.display === "inline" && !style.unicodeBidi.includes("isolate")) {
            one = one.parentElement;
            style = getComputedStyle(one);
        }
        const alone = one.textContent.trim() === text.data.trim();
        if (style.display !== "inline" && !alone)
            faults.push(`turned: ${one.outerHTML.slice(0, 80)}`);
    }
    return faults;
}"""


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Make the hostile datasets, and give the addresses of all pages that show them."""
    if not (URL and TOKEN):
        pytest.skip("INFOPROG_TEST_URL and INFOPROG_TEST_TOKEN name the portal to look at")
    _purge()
    state = Path(os.environ["INFOPROG_TEST_STATE"])
    hostile.publish(tmp_path_factory.mktemp("hostile"), URL, state / "city" / "token")
    table = hostile.make_by_hand(call)
    upload = hostile.upload(URL, TOKEN, call("package_show", id=DATASET)["id"])
    query = quote(hostile.MARKUP)
    resources = {one["infoprog_name"]: one for one in _shown(PACKAGE) if one["infoprog_name"]}
    yield {
        "dataset": f"/dataset/{DATASET}",
        "dataset-en": f"/en/dataset/{DATASET}",
        "resource": f"/dataset/{DATASET}/resource/{table}",
        "table": f"/dataset/{DATASET}/resource/{table}/table",
        "uploaded": f"/dataset/{DATASET}/resource/{upload['id']}",
        "organisation": f"/organization/{ORGANISATION}",
        "organisation-about": f"/organization/about/{ORGANISATION}",
        "register": f"/organization/{ORGANISATION}/register",
        "register-en": f"/en/organization/{ORGANISATION}/register",
        "history": f"/dataset/activity/{DATASET}",
        "search": f"/dataset?q={query}&tags={query}&organization={query}",
        "found": f"/dataset?organization={ORGANISATION}",
        "package": f"/dataset/{PACKAGE}",
        "package-en": f"/en/dataset/{PACKAGE}",
        "package-table": f"/dataset/{PACKAGE}/resource/{resources['answers']['id']}",
        "versions": f"/dataset/{PACKAGE}/versions",
        "version": f"/dataset/{PACKAGE}/version/1",
        "difference": f"/dataset/{PACKAGE}/difference?from=0&to=1",
        "row": f"/dataset/{PACKAGE}/row/answers/Q1-01",
        "row-turned": f"/dataset/{PACKAGE}/row/answers/Q1-05",
        "not-found": f"/{query}",
        "organisations": f"/organization?q={query}",
        "home": "/",
    }
    _purge()


def _shown(name: str) -> list[dict[str, str]]:
    found = call("package_show", id=name)["resources"]
    return [{"infoprog_name": "", **one} for one in found]


def _purge() -> None:
    """Take away what an earlier, broken run may have left; the published one stays."""
    for action, name in (("dataset_purge", DATASET), ("organization_purge", ORGANISATION)):
        try:
            call(action, id=name)
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """Return a function that opens a window and the list of what it did that it must not."""
    contexts = []

    def open_window(**settings: object) -> tuple[Page, list[str]]:
        context = browser.new_context(viewport={"width": 390, "height": 800}, **settings)
        contexts.append(context)
        page, noted = context.new_page(), []
        page.add_init_script("window.hit = 0")
        page.on("dialog", lambda dialog: (noted.append("a dialog"), dialog.dismiss()))
        page.on("request", lambda one: noted.append(one.url) if _is_foreign(one.url) else None)
        page.on("popup", lambda _page: noted.append("a window"))
        return page, noted

    yield open_window
    for context in contexts:
        context.close()


def _is_foreign(url: str) -> bool:
    return not url.startswith((URL + "/", "data:", "blob:"))


def _open(page: Page, address: str) -> None:
    page.goto(URL + address)


# Each is a page on which something is wrong, and what is said of it.
WRONG = [
    ("<script>window.hit=1</script>", "a script of the sender's ran"),
    ("<img src=x onerror=window.hit=1>", "IMG onerror"),
    ("<a href=' javascript:alert(1)'>x</a>", "A href"),
    ("<p style='color:red'>x</p>", "P style"),
    ("<iframe></iframe>", "<iframe>"),
    ("<div>" + "x" * 3000 + "</div>", "the page scrolls sideways"),
    ("<p><i>\u202eabc</i> after</p>", "turned"),
]


class TestFaults:
    @pytest.mark.parametrize(("markup", "said"), WRONG)
    def test_seen(self, watched: Watched, markup: str, said: str) -> None:
        """What the pages are looked at for is found where it is."""
        page, _noted = watched()
        page.set_content(markup)
        assert any(said in one for one in page.evaluate(FAULTS, arg=True))


class TestPages:
    def test_inert(self, watched: Watched, places: dict[str, str]) -> None:
        """On no page does a hostile text run, load, turn or push anything aside, even where the
        policy of the portal is switched off: each is escaped.
        """
        page, noted = watched(bypass_csp=True)
        found = {}
        for name, address in places.items():
            noted.clear()
            expected = 404 if name == "not-found" else 200
            assert page.goto(URL + address).status == expected, name
            if faults := [*page.evaluate(FAULTS, arg=True), *noted]:
                found[name] = faults
        assert found == {}

    def test_shown_as_written(self, watched: Watched, places: dict[str, str]) -> None:
        """A reader sees the very text that was written, braces, angle brackets and all planes."""
        page, _noted = watched()
        _open(page, places["table"])
        shown = page.locator("main").inner_text()
        assert [one for one in TEXTS if one.split(" ")[0] not in shown] == []
        _open(page, places["package-en"])
        assert hostile.TEMPLATE in page.locator("main").inner_text()

    def test_policy(self, watched: Watched, places: dict[str, str]) -> None:
        """With the policy in force nothing is blocked, since there is nothing to block."""
        page, noted = watched()
        page.on("console", lambda message: noted.append(message.text))
        for name in ("dataset", "table", "register", "row", "difference", "search"):
            _open(page, places[name])
        assert noted == []

    def test_editing(self, watched: Watched, places: dict[str, str]) -> None:
        """Nor does anything run in the forms in which a signed-in editor meets the same texts."""
        page, noted = watched(extra_http_headers={"Authorization": TOKEN})
        resource = places["resource"].rpartition("/")[2]
        found = {}
        for address in (
            f"/dataset/edit/{DATASET}",
            f"/dataset/{DATASET}/resource/{resource}/edit",
            f"/organization/edit/{ORGANISATION}",
            f"/organization/bulk_process/{ORGANISATION}",
            f"/dataset/delete/{DATASET}",
            "/dashboard/",
        ):
            noted.clear()
            assert page.goto(URL + address).status == 200, address
            if faults := [*page.evaluate(FAULTS, arg=False), *noted]:
                found[address] = faults
        assert found == {}

    def test_uploaded_page(self, watched: Watched, places: dict[str, str]) -> None:
        """A page that somebody uploaded has no origin, no script and no form at its own address."""
        page, noted = watched()
        files = call("package_show", id=DATASET)["resources"]
        (address,) = [one["url"] for one in files if one["url_type"] == "upload"]
        answer = page.request.get(address)
        policy = answer.headers.get("content-security-policy", "")
        shown = "attachment" not in answer.headers.get("content-disposition", "")
        assert "sandbox" in policy.split("; ")
        assert "script-src" not in policy
        if shown:
            _open(page, address.removeprefix(URL))
            assert page.evaluate("window.hit") == 0
        assert [one for one in noted if "evil" in one] == []


OUTPUTS = [
    ("/dataset/{0}/passport.json", "application/json"),
    ("/dataset/{0}/datapackage.json", "application/json"),
    ("/dataset/{0}/structure.json", "application/json"),
    ("/dataset/{0}/structure.csv", "text/csv"),
    ("/dataset/{0}.xml", "application/rdf+xml"),
    ("/dataset/{0}.jsonld", "application/ld+json"),
    ("/api/3/action/package_show?id={0}", "application/json"),
    ("/feeds/dataset.atom", "application/atom+xml"),
]


class TestOutputs:
    @pytest.mark.parametrize("name", [DATASET, PACKAGE])
    @pytest.mark.parametrize(("address", "kind"), OUTPUTS)
    def test_well_formed(self, places: dict[str, str], address: str, kind: str, name: str) -> None:
        """What programs read is of its own type, never drawn as a page, and can be parsed."""
        del places
        with urllib.request.urlopen(URL + address.format(name), timeout=60) as answer:  # noqa: S310
            text = answer.read().decode()
            assert answer.headers.get_content_type() == kind
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if "json" in kind:
            json.loads(text)
        elif "xml" in kind:
            ET.fromstring(text)
        else:
            widths = {len(row) for row in csv.reader(io.StringIO(text))}
            assert len(widths) == 1

    def test_excel(self, places: dict[str, str]) -> None:
        """No cell of a CSV for Excel would run as a formula; the plain one is as it was written."""
        del places
        address = f"{URL}/dataset/{DATASET}/structure.csv"
        plain, excel = (
            urllib.request.urlopen(address + more, timeout=60).read().decode("utf-8-sig")  # noqa: S310
            for more in ("", "?bom=true")
        )
        cells = [cell for row in csv.reader(io.StringIO(excel)) for cell in row]
        assert hostile.FORMULA in [cell for row in csv.reader(io.StringIO(plain)) for cell in row]
        assert f"'{hostile.FORMULA}" in cells
        assert not any(cell.startswith(("=", "@")) for cell in cells)
