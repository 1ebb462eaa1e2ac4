"""How long public pages take beside CKAN's dataset page, in the same run and in turn.

    python -m bench.page_speed http://127.0.0.1:5000 kropyvnytskyi-2025-2027 [a stock page]

Cold: an address that nobody asked for before, so that the page is made anew. Warm: the same again.
Of a list in parts each cold request asks for another part; a portal with few documents has one.
"""

from __future__ import annotations

import gzip
import re
import statistics
import sys
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count

ASKED = 40
AT_ONCE = (1, 8)
WAYS = ("cold", "warm")
PAGES = {
    "home": "/",
    "programmes": "/programmes",
    "programme": "/programme/{slug}",
    "direction": "/programme/{slug}/direction/1",
    "measure": "/programme/{slug}/measure/1.3",
    "executant": "/programme/{slug}/executant/vykonavchi-orhany-miskoi-rady",
    "indicators": "/programme/{slug}/indicators",
    "indicator": "/programme/{slug}/indicators/ind-1-2",
    "money": "/programme/{slug}/money",
    "reports": "/programme/{slug}/reports",
    "changes": "/programme/{slug}/changes",
    "its disagreements": "/programme/{slug}/discrepancies",
    "all disagreements": "/discrepancies",
    "all disagreements, by parts": "/discrepancies?part={parts}",
    "compare": "/compare",
    "compare, by parts": "/compare?part={parts}",
    "projects": "/projects",
    "project": "/projects/1-otsyfruvannia-arkhivnoi-dokumentatsii",
    "survey": "/survey/amu-digital-survey",
    "calendar": "/calendar",
    "calendar, by parts": "/calendar?part={parts}",
    "data": "/data",
    "data, by parts": "/data?part={parts}",
    "terms": "/terms",
    "accessibility": "/accessibility",
    "dataset": "/dataset/{slug}",
}
_fresh = count(int(time.time()))


def main(words: list[str]) -> int:
    """Measure and print a table."""
    portal, slug, *stock = words
    pages = {
        **{name: _address(portal, path, slug) for name, path in PAGES.items()},
        **{f"stock {at}": address for at, address in enumerate(stock, 1)},
    }
    ways = " | ".join(f"{way}, {at_once} at once" for at_once in AT_ONCE for way in WAYS)
    print(f"| page | HTML, gz | {ways} |")
    print("|---|---:|" + "---:|" * len(WAYS) * len(AT_ONCE))
    for name, address in pages.items():
        cells = [f"{len(gzip.compress(_body(address))) / 1000:.1f} kB"]
        for at_once in AT_ONCE:
            cells.append(_told(_times(lambda a=address: _cold(a), at_once)))
            cells.append(_told(_times(lambda a=address: a, at_once)))
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
    return 0


def _address(portal: str, path: str, slug: str) -> str:
    """Return the whole address of a page; of a list in parts that of its last."""
    parts = 1
    if "{parts}" in path:
        body = _body(f"{portal}/en{path.partition('?')[0]}").decode()
        found = re.search(r"Part 1 of (\d+)", body)
        parts = int(found[1]) if found else 1
    return portal + path.format(slug=slug, parts=parts)


def _cold(address: str) -> str:
    """Return an address that nobody asked for before, of another part where it names one."""
    stem, _, part = address.partition("?part=")
    number = next(_fresh)
    query = f"part={number % int(part) + 1}&" if part else ""
    return f"{stem}?{query}fresh={number}"


def _times(address: Callable[[], str], at_once: int) -> list[float]:
    """Return how long each of the requests took."""
    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(lambda _: _time(address()), range(ASKED)))


def _time(address: str) -> float:
    start = time.perf_counter()
    _body(address)
    return time.perf_counter() - start


def _body(address: str) -> bytes:
    request = urllib.request.Request(address, headers={"Accept": "text/html"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
        return bytes(answer.read())


def _told(times: list[float]) -> str:
    """Return the median and the 95th percentile."""
    found = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    return " / ".join(f"{one * 1000:,.0f}" for one in found) + " ms"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
