"""What a visitor's browser makes of the pages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import TOKEN
from tests.browser.looks import FOCUS, OVERFLOW, violations

Visit = Callable[..., Page]
WIDTHS = (320, 768, 1280)


class TestAxe:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_no_violations(self, visit: Visit, addresses: dict[str, str], scheme: str) -> None:
        """No page for visitors breaks a rule of WCAG 2.2 AA that axe-core knows."""
        found = {}
        for width in (1280, 320):
            # Our policy forbids scripts; axe is one, so that this one window looks past it.
            page = visit("/", width, color_scheme=scheme, bypass_csp=True)
            base = page.url.rstrip("/")
            for name, address in addresses.items():
                page.goto(base + address)
                if wrong := violations(page):
                    found[f"{name} at {width}"] = wrong
        assert found == {}

    def test_forced_colours(self, visit: Visit, addresses: dict[str, str]) -> None:
        """With forced colours the button of the search keeps a border that can be seen."""
        page = visit(addresses["home"], forced_colors="active")
        border = page.locator(".ip-search .btn").evaluate("e => getComputedStyle(e).borderTopWidth")
        assert float(border.removesuffix("px")) >= 1


class TestWidth:
    @pytest.mark.parametrize("width", WIDTHS)
    def test_no_sideways_scroll(self, visit: Visit, addresses: dict[str, str], width: int) -> None:
        """No page scrolls sideways: wide tables scroll within their own frame."""
        page = visit("/", width)
        base = page.url.rstrip("/")
        wide = {}
        for name, address in addresses.items():
            page.goto(base + address)
            if (over := page.evaluate(OVERFLOW)) > 0:
                wide[name] = over
        assert wide == {}

    def test_targets(self, visit: Visit, addresses: dict[str, str]) -> None:
        """On a phone the links of the menu are at least 24 pixels high."""
        page = visit(addresses["home"], 320)
        boxes = [one.bounding_box() for one in page.locator(".ip-nav a").all()]
        heights = [box["height"] for box in boxes if box]
        assert len(heights) >= 6
        assert min(heights) >= 24


class TestWithoutJavaScript:
    def test_search(self, visit: Visit, addresses: dict[str, str]) -> None:
        """Without JavaScript a reader gets from the home page to a row of a table."""
        page = visit(addresses["home"], java_script_enabled=False)
        page.locator("main input[name=q]").fill("програма")
        page.locator("main form button").click()
        page.locator(".ip-filters, .ip-list-big").first.wait_for()
        page.locator(f"a[href='{addresses['dataset']}']").first.click()
        page.locator(".ip-file h3 a").first.click()
        assert page.locator(".ip-data tbody tr").count() == 20
        page.get_by_text("Гортати всі рядки").click()
        page.get_by_role("link", name="Далі").click()
        assert "Рядки 21–40 з 44" in page.locator("caption").inner_text()

    def test_filter(self, visit: Visit, addresses: dict[str, str]) -> None:
        """Without JavaScript a filter unfolds, narrows the list and can be taken off."""
        page = visit(addresses["organisation"], java_script_enabled=False)
        page.locator(".ip-facet a", has_text="бюджет").click()
        assert page.locator(".ip-item-title").count() == 1
        page.locator(".ip-filters a").click()
        assert page.locator(".ip-item-title").count() == 2

    def test_language(self, visit: Visit, addresses: dict[str, str]) -> None:
        """Without JavaScript the language can be changed on any page, and back."""
        page = visit(addresses["dataset"], java_script_enabled=False)
        page.locator(".ip-langs a").click()
        assert page.url.endswith("/en" + addresses["dataset"])
        page.locator(".ip-langs a").click()
        assert page.url.endswith(addresses["dataset"])
        assert "/en/" not in page.url


class TestKeyboard:
    def test_walk(self, visit: Visit, addresses: dict[str, str]) -> None:
        """By Tab alone a reader reaches the way past the menu, the menu and the search,
        and sees each time where the focus is.
        """
        page = visit(addresses["home"], bypass_csp=True)
        walked = []
        for _ in range(12):
            page.keyboard.press("Tab")
            walked.append(page.evaluate(FOCUS))
        names = [step["name"] for step in walked]
        assert names[0] == "Перейти до основного вмісту"
        assert {"Програми", "Набори даних", "Розпорядники", "Увійти", "q", "Знайти"} <= set(names)
        assert [step["name"] for step in walked if not (step["inside"] and step["seen"])] == []

    def test_skip(self, visit: Visit, addresses: dict[str, str]) -> None:
        """The first Tab and Enter put the reader past the menu."""
        page = visit(addresses["search"], bypass_csp=True)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")

    def test_table(self, visit: Visit, addresses: dict[str, str]) -> None:
        """A table that is wider than the screen can be scrolled from the keyboard."""
        page = visit(addresses["resource"], 320, bypass_csp=True)
        page.locator(".ip-scroll").first.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("document.querySelector('.ip-scroll').scrollLeft > 0")


class TestWeight:
    def test_nothing_else_loaded(self, visit: Visit, addresses: dict[str, str]) -> None:
        """A page loads itself, one style sheet and the icon, all from the portal."""
        page = visit("/")
        base = page.url.rstrip("/")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for name in ("home", "search", "dataset", "resource", "organisation"):
            asked.clear()
            page.goto(base + addresses[name], wait_until="networkidle")
            others = {url for url in asked if url != base + addresses[name]}
            assert {url.split("?")[0].rsplit(".", 1)[-1] for url in others} <= {"css", "svg"}
            assert all(url.startswith(base) for url in others)
            assert len(others) <= 2

    def test_no_complaint(self, visit: Visit, addresses: dict[str, str]) -> None:
        """The browser complains of nothing, our own policy against scripts included."""
        page = visit("/")
        base = page.url.rstrip("/")
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        for name, address in addresses.items():
            if name != "not-found":
                page.goto(base + address)
        assert complaints == []


class TestEditing:
    def test_no_complaint(self, visit: Visit, addresses: dict[str, str]) -> None:
        """No form of CKAN's misses a script or style that our policy keeps from it."""
        page = visit("/", extra_http_headers={"Authorization": TOKEN})
        base = page.url.rstrip("/")
        dataset, organisation = addresses["dataset"], addresses["organisation"]
        resource = addresses["resource"]
        name = dataset.rpartition("/")[2]
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        for address in (
            *("/dataset/new", f"/dataset/edit/{name}", f"{dataset}/resource/new"),
            *(f"{resource}/edit", f"/dataset/resources/{name}", f"/dataset/delete/{name}"),
            *("/organization/new", organisation.replace("/organization", "/organization/edit")),
            organisation.replace("/organization", "/organization/manage_members"),
            *("/user/admin", "/user/edit/admin", "/user/admin/api-tokens", "/dashboard/"),
            *("/dashboard/datasets", "/ckan-admin/", "/ckan-admin/config"),
        ):
            assert page.goto(base + address).status == 200, address
            assert page.locator("script[src]").count() > 0, address
        assert complaints == []

    def test_file_field(self, visit: Visit, addresses: dict[str, str]) -> None:
        """The buttons of the field of a file still change it from an upload to a link."""
        page = visit(
            f"{addresses['dataset']}/resource/new", extra_http_headers={"Authorization": TOKEN}
        )
        field = page.locator("[name=url]")
        assert not field.is_visible()
        page.locator("#resource-link-button").click()
        field.wait_for(state="visible")
