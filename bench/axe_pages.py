"""What axe-core finds on every kind of public page: light and dark, at three widths.

    python -m bench.axe_pages http://127.0.0.1:5000

Prints a table: for each kind the number of rules of WCAG 2.2 AA that are broken, and whether the
page scrolls sideways. The pages are those of `tests/browser/everypage.py`, published before.
"""

from __future__ import annotations

import sys

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.everypage import PAGES, REFUSED
from tests.browser.looks import OVERFLOW, violations

WIDTHS = (320, 768, 1280)
SCHEMES = ("light", "dark")


def main(words: list[str]) -> int:
    """Look at every page; exit 1 where anything was found."""
    portal, wrong = words[0].rstrip("/"), 0
    kinds = {**PAGES, **{name: (address,) for name, address in REFUSED.items()}}
    heads = [f"{scheme} {width}" for scheme in SCHEMES for width in WIDTHS]
    print(f"| kind of page | addresses | {' | '.join(heads)} |")
    print(f"|---|---:|{'---:|' * len(heads)}", flush=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        pages = [
            browser.new_context(
                viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
            ).new_page()
            for scheme in SCHEMES
            for width in WIDTHS
        ]
        for kind, addresses in kinds.items():
            found = [sum(_faults(page, portal + one) for one in addresses) for page in pages]
            wrong += sum(found)
            cells = " | ".join(str(count) for count in found)
            print(f"| {kind} | {len(addresses)} | {cells} |", flush=True)
        browser.close()
    return int(wrong > 0)


def _faults(page: Page, address: str) -> int:
    """Return how many rules a page breaks; one that scrolls sideways breaks one more."""
    page.goto(address, timeout=300_000)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = violations(page)
    for one in found:
        print(f"{address}: {one}", file=sys.stderr)
    return len(found) + int(page.evaluate(OVERFLOW) > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
