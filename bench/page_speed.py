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
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

ASKED = 40
AT_ONCE = (1, 8)
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
    print("| page | HTML, gz | at once | cold median | cold p95 | warm median | warm p95 |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, address in pages.items():
        weight = len(gzip.compress(_body(address)))
        for at_once in AT_ONCE:
            cold = _times(lambda a=address: _cold(a), at_once)
            warm = _times(lambda a=address: a, at_once)
            cells = [f"{one * 1000:.0f} ms" for one in (*_summary(cold), *_summary(warm))]
            print(f"| {name} | {weight:,} B | {at_once} | " + " | ".join(cells) + " |", flush=True)
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


def _summary(times: list[float]) -> Iterator[float]:
    """Yield the median and the 95th percentile."""
    yield statistics.median(times)
    yield statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
