"""What a measure is linked with, and on whose word: the document's, or the portal's reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ckanext.infoprog.core.pages import paths, sections
from ckanext.infoprog.core.pages.project import PROJECTS
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.reports import rowwords
from ckanext.infoprog.core.reports.words import Words
from ckanext.infoprog.core.validation.records import Record, records

MEASURES = "measures"


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a measure: what kind of row, what it is called, where it is, on what basis."""

    kind: str
    text: str
    href: str
    basis: str
    is_portal: bool
    note: str


@dataclass(frozen=True, slots=True)
class Naming:
    """The other packages whose rows a package names, and its projects."""

    slug: str
    programmes: tuple[str, ...]
    projects: tuple[str, ...]


def naming(snapshot: Snapshot) -> Naming:
    """Return which other packages a package names by its links, and the keys of its projects."""
    named = {row.text("toPackage") or "" for row in records(snapshot.package, "links")}
    projects = (row.key for row in records(snapshot.package, PROJECTS))
    return Naming(snapshot.slug, tuple(sorted(named - {"", snapshot.slug})), tuple(projects))


def of(snapshot: Snapshot, key: str, words: Words) -> tuple[Link, ...]:
    """Return what a measure is linked with in its own package, both ways."""
    return tuple(_links(snapshot, snapshot.slug, key, words))


def from_others(
    others: tuple[Snapshot, ...], slug: str, key: str, words: Words
) -> tuple[Link, ...]:
    """Return the rows of other packages that name a measure of this one."""
    found = []
    for other in others:
        for row in records(other.package, "links"):
            to = (row.text("toPackage"), row.text("toTable"), row.text("toKey"))
            if to == (slug, MEASURES, key):
                ends = (row.text("fromTable") or "", row.text("fromKey") or "")
                found.append(_link(other, *ends, row, words))
    return tuple(found)


def _links(snapshot: Snapshot, slug: str, key: str, words: Words) -> Iterator[Link]:
    for row in records(snapshot.package, "links"):
        here = (row.text("fromTable"), row.text("fromKey"))
        there = (row.text("toTable"), row.text("toKey"))
        is_own = row.text("toPackage") == slug
        if here == (MEASURES, key) and is_own:
            yield _link(snapshot, there[0] or "", there[1] or "", row, words)
        elif is_own and there == (MEASURES, key):
            yield _link(snapshot, here[0] or "", here[1] or "", row, words)


def _link(snapshot: Snapshot, table: str, key: str, row: Record, words: Words) -> Link:
    """Return a link with the name of the row that it leads to."""
    found = snapshot.package.tables.get(table)
    cells = found.by_key().get(key) if found else None
    named = {n: str(c) for n, c in cells.items() if c is not None} if cells else {}
    basis = row.text("basis") or ""
    noun = rowwords.rules()["tables"].get(table, {}).get(words.lang)
    if noun is None:
        noun = found.schema.title[words.lang] if found else table
    return Link(
        kind=noun,
        text=_called(key, rowwords.name_of(named)),
        href=_href(snapshot.slug, table, key),
        basis=rowwords.code(basis, "basis", words) or basis,
        is_portal=basis == "portal",
        note=row.text("note") or "",
    )


def _called(key: str, name: str) -> str:
    """Return a row by its name; its key goes before only where it is a printed number."""
    is_number = key.replace(".", "").isdecimal()
    return f"{key} {name}".strip() if is_number or not name else name


def _href(slug: str, table: str, key: str) -> str:
    """Return the page of a row: its own, where there is one, else the row as it was published."""
    if table == "indicators" and sections.has("indicators"):
        return f"{paths.section(slug, 'indicators')}/{key}"
    if table == MEASURES:
        return paths.measure(slug, key)
    return paths.row(slug, table, key)
