"""While the database of tables is away, what was published stays to be read and fetched."""

from __future__ import annotations

import os
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal import keyring, postgres
from portal.settings import ROOT
from tests.browser.conftest import URL
from tests.browser.everypage import KR25
from tests.portal.publishing import PATIENCE, City

STORE = "datastore_city"
PAGES = (
    f"/programme/{KR25}", f"/programme/{KR25}/money", f"/programme/{KR25}/indicators",
    f"/programme/{KR25}/measure/1.3", f"/dataset/{KR25}/row/measures/1.3", "/data",
)  # fmt: skip


def answer(address: str) -> tuple[int, str]:
    """Return the status of an answer and what it says."""
    request = urllib.request.Request(address, headers={"Accept": "text/html"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=300) as found:  # noqa: S310
            return int(found.status), str(found.read().decode())
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.fixture(scope="module")
def shown() -> str:
    """Publish the programme that is asked for, where it is not published yet."""
    if not (URL and "INFOPROG_TEST_STATE" in os.environ):
        pytest.skip("needs the portal that `make test` raises")
    assert City.under_test().publish(ROOT / "datasets" / KR25).error is None
    return URL


@pytest.fixture
def close(shown: str, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Return a function that takes the database of tables away; it is there again afterwards."""
    city = City.under_test()

    def ask(sql: str) -> None:
        password = keyring.load(city.here)["postgres"]
        postgres.psql(city.here, password, "postgres", sql, tmp_path / "psql.log")

    def shut() -> None:
        ask(f"ALTER DATABASE {STORE} ALLOW_CONNECTIONS false")
        ask(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{STORE}'")

    yield shut
    ask(f"ALTER DATABASE {STORE} ALLOW_CONNECTIONS true")
    until = time.monotonic() + PATIENCE
    while answer(f"{shown}{_table(shown)}")[0] != 200:
        assert time.monotonic() < until, "the tables did not come back"
        time.sleep(5)


def _table(shown: str) -> str:
    """Return the page of the dataset's first table."""
    found = re.search(f"/dataset/{KR25}/resource/[0-9a-f-]+", answer(f"{shown}/dataset/{KR25}")[1])
    assert found is not None
    return found[0]


def test_away(shown: str, close: Callable[[], None]) -> None:
    """Pages and files of what was published answer without the tables; the page of a table says
    that it alone cannot be shown, and leads to the files.
    """
    table = _table(shown)
    close()
    assert {one: answer(shown + one)[0] for one in PAGES} == dict.fromkeys(PAGES, 200)
    assert "1.3," in answer(f"{shown}/programme/{KR25}.csv")[1]
    status, page = answer(shown + table)
    assert status == 503
    assert "База таблиць не відповідає" in page
    assert f'href="/dataset/{KR25}"' in page
    assert answer(f"{shown}/dataset/{KR25}")[0] == 200
