"""The Atom feeds: language, links, words."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

Page = Callable[..., TestResponse]
Make = Callable[..., dict[str, Any]]
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture
def feed(page: Page, dataset: Make) -> Callable[[str], ET.Element]:
    """Return a function that reads a feed of a portal with one dataset."""
    dataset(name="prohrama", title="Програма")

    def read(address: str) -> ET.Element:
        return ET.fromstring(page(address).get_data())

    return read


@pytest.mark.parametrize(
    ("address", "lang", "words"),
    [
        ("/feeds/dataset.atom", "uk", "Останні зміни в наборах даних"),
        ("/en/feeds/dataset.atom", "en", "Datasets changed last"),
        ("/feeds/organization/miska-rada.atom", "uk", "Останні зміни в наборах даних"),
    ],
)
def test_language(feed: Callable[[str], ET.Element], address: str, lang: str, words: str) -> None:
    """A feed speaks the language of its address and says so."""
    root = feed(address)
    assert root.get(LANG) == lang
    assert root.findtext(f"{ATOM}subtitle") == words


def test_publisher(feed: Callable[[str], ET.Element]) -> None:
    """The feed of a publisher bears the publisher's name."""
    title = feed("/feeds/organization/miska-rada.atom").findtext(f"{ATOM}title")
    assert str(title).endswith(": Міська рада")


def test_links(feed: Callable[[str], ET.Element]) -> None:
    """An entry leads to the dataset's page; every link is whole, and none to a page of a feed."""
    root = feed("/feeds/dataset.atom")
    links = [one for one in root.iter(f"{ATOM}link") if one.get("rel") != "enclosure"]
    assert all(str(one.get("href")).startswith("http") for one in links)
    assert {one.get("rel") for one in root.findall(f"{ATOM}link")} == {"self", "alternate"}
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    assert any("/dataset/" in str(one.get("href")) for one in entry.findall(f"{ATOM}link"))


@pytest.mark.ckan_config("ckanext.dcat.base_uri", "https://first.example")
@pytest.mark.parametrize("name", ["dataset", "organization/miska-rada"])
def test_names_stay(
    feed: Callable[[str], ET.Element], ckan_config: dict[str, Any], name: str
) -> None:
    """Feed and entries are named by the base of all names, whatever the portal's address is; an
    entry's name is the URI of its dataset.
    """
    found = []
    for address in ("https://a.example", "https://b.example"):
        ckan_config["ckan.site_url"] = address
        root = feed(f"/feeds/{name}.atom")
        found.append([str(one.text) for one in root.iter(f"{ATOM}id")])
    assert found[0] == found[1]
    assert found[0][0] == f"https://first.example/feeds/{name}.atom"
    assert found[0][1].startswith("https://first.example/dataset/")


def test_moment(feed: Callable[[str], ET.Element]) -> None:
    """A feed says when its newest dataset changed, not when it was read."""
    root = feed("/feeds/dataset.atom")
    entries = [one.findtext(f"{ATOM}updated") for one in root.iter(f"{ATOM}entry")]
    assert root.findtext(f"{ATOM}updated") == max(str(one) for one in entries)


def test_page_of_the_publisher(feed: Callable[[str], ET.Element]) -> None:
    """The feed of a publisher leads to the publisher's page."""
    root = feed("/feeds/organization/miska-rada.atom")
    links = {one.get("rel"): str(one.get("href")) for one in root.findall(f"{ATOM}link")}
    assert links["alternate"].endswith("/organization/miska-rada")
