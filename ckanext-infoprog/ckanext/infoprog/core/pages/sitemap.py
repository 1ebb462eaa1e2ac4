"""The addresses of a package's pages for search engines, written as the sitemap protocol asks."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ckanext.infoprog.core.pages import paths, projectpage, sections, surveypage
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.reports.words import Words

MOST: Final = 25_000  # entries of a file; the protocol allows 50,000, and 50 MB
SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML: Final = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True, slots=True)
class Entry:
    """A page by its path without language, and since when it says what it says."""

    path: str
    changed: datetime | None = None


def of_package(of: Snapshot, words: Words) -> tuple[str, ...]:
    """Return the paths of a package's pages in the order in which they lead on, at most MOST."""
    if of.programme is not None:
        found = tuple(_of_programme(of, words))
    elif surveypage.has(of):
        found = (paths.survey(of.slug),)
    elif projectpage.has(of):
        keys = (str(row["projectId"]) for row in of.package.rows("projects"))
        found = tuple(paths.project(key) for key in keys)
    else:
        found = ()
    return found[:MOST]


def pages(entries: Iterable[Entry], site: str, languages: Mapping[str, str]) -> str:
    """Return the pages as a file of the protocol, each in every language with the others beside.

    `languages` are the codes of the languages with what stands before a path in them.
    """
    root = ET.Element("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML})
    for entry in entries:
        for prefix in languages.values():
            one = _entry(root, "url", entry, f"{site}{prefix}")
            for code, other in languages.items():
                link = {"rel": "alternate", "hreflang": code, "href": f"{site}{other}{entry.path}"}
                ET.SubElement(one, "xhtml:link", link)
    return _text(root)


def index(entries: Iterable[Entry], site: str) -> str:
    """Return the list of the portal's files of pages as the protocol writes it."""
    root = ET.Element("sitemapindex", {"xmlns": SITEMAP})
    for entry in entries:
        _entry(root, "sitemap", entry, site)
    return _text(root)


def _of_programme(of: Snapshot, words: Words) -> Iterator[str]:
    """Return the paths of a programme's pages; its dataset stands among the datasets."""
    programme, slug = of.of_programme(), of.slug
    yield from (one.path for one in sections.of(of, words) if one.name != "dataset")
    yield from (paths.direction(slug, one.key) for one in programme.directions)
    yield from (paths.measure(slug, one.key) for one in (*programme.measures, *programme.gone))
    yield from (paths.indicator(slug, one.key) for one in of.indicators)
    yield from (paths.executant(slug, key) for key in programme.executants)
    yield from (paths.report(slug, one.key) for one in programme.reports)
    yield from (paths.edition(slug, one.key) for one in programme.editions[1:])


def _entry(root: ET.Element, tag: str, entry: Entry, before: str) -> ET.Element:
    """Add a page, or a file of pages, and return it."""
    one = ET.SubElement(root, tag)
    ET.SubElement(one, "loc").text = before + entry.path
    if entry.changed is not None:
        ET.SubElement(one, "lastmod").text = entry.changed.isoformat(timespec="seconds")
    return one


def _text(root: ET.Element) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'
