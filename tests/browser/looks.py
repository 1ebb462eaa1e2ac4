"""What the tests ask of a page in a browser: rules broken, overflow, where the focus is."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUS = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    return {
        name: (one.getAttribute("aria-label") || one.innerText || one.name || one.tagName).trim(),
        seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        inside: one !== document.body,
    };
}"""


def violations(page: Page) -> list[str]:
    """Return what axe-core finds, each with the first element that it finds it in."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found.response["violations"]]
