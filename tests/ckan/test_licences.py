"""The name of a licence depends on the reader's language alone."""

from collections.abc import Callable
from typing import Any

import pytest
from ckan.lib.search import rebuild
from werkzeug.test import TestResponse

Page = Callable[..., TestResponse]
Make = Callable[..., dict[str, Any]]
UKRAINIAN = "Creative Commons Із зазначенням авторства (CC\N{NO-BREAK SPACE}BY)"
ENGLISH = "Creative Commons Attribution"


@pytest.fixture
def rebuilt(dataset: Make) -> str:
    """Return the name of a dataset whose index was filled by a command, outside any request."""
    made = dataset(name="prohrama", license_id="cc-by")
    rebuild(made["id"])
    return str(made["name"])


def test_pages(rebuilt: str, page: Page) -> None:
    """A dataset's page names the licence in the page's language."""
    assert UKRAINIAN in page(f"/dataset/{rebuilt}").get_data(as_text=True)
    english = page(f"/en/dataset/{rebuilt}").get_data(as_text=True)
    assert UKRAINIAN not in english
    assert ENGLISH in english


def test_api(rebuilt: str, page: Page) -> None:
    """The API says the same name, whoever filled the index and when."""
    shown = page(f"/api/3/action/package_show?id={rebuilt}").json["result"]
    found = page("/api/3/action/package_search").json["result"]["results"]
    assert [one["license_title"] for one in (shown, *found)] == [UKRAINIAN, UKRAINIAN]
