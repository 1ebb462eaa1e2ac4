"""The page of all published data: each file with its rows, addresses, sum, schema and licence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import (
    choosing,
    examples,
    frame,
    parts,
    paths,
    plainframe,
    register,
)
from ckanext.infoprog.core.pages.choosing import Chosen, Filter
from ckanext.infoprog.core.pages.examples import Example
from ckanext.infoprog.core.pages.frame import Page, Reader
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind, Written
from ckanext.infoprog.core.pages.parts import Part
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.publish.manifest import Manifest, Published
from ckanext.infoprog.core.reports.words import Words

PATH: Final = "/data"
PER_PAGE: Final = 60
SHORT_SUM: Final = 12
TABLE: Final = "table"


@dataclass(frozen=True, slots=True)
class File:
    """A published file; `rows` and a schema are of tables alone."""

    id: str
    name: str
    filename: str
    titles: Mapping[str, str]
    size: int
    sha256: str
    modified: str
    rows: int | None
    is_table: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """What a package gives out in a version, which was published at the moment `published`."""

    slug: str
    titles: Mapping[str, str]
    version: int
    published: str
    licence: str
    is_programme: bool
    tables: int
    rows: int
    disagreements: int
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """A published file with the package that it is of."""

    of: Offer
    item: File


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPage(Page):
    """What the page of all data shows; `part` says of which datasets."""

    listed: Chosen[Given]
    packages: Grid | None
    files: Grid | None
    said: str
    examples: tuple[Example, ...]
    example: str
    part: Part


def offer(snapshot: Snapshot, manifest: Manifest) -> Offer:
    """Return what a package gives out in a version."""
    named = manifest.tables()
    tables = [item for item in manifest.items if item.name in named]
    return Offer(
        slug=snapshot.slug,
        titles=snapshot.titles,
        version=manifest.version,
        published=manifest.created,
        licence=str(manifest.dataset.get("license_id") or ""),
        is_programme=snapshot.programme is not None,
        tables=len(tables),
        rows=sum(item.rows or 0 for item in tables),
        disagreements=len(snapshot.package.rows("discrepancies")),
        files=tuple(_published(item) for item in manifest.items),
    )


def texts(of: Offer, words: Words) -> tuple[str, ...]:
    """Return what is looked for in each file of a package."""
    return tuple(_text(one, words) for one in of.files)


def page(
    offers: Sequence[Offer],
    reader: Reader,
    day_of: Callable[[str], date],
    part: Part = parts.WHOLE,
) -> DataPage:
    """Return the files of these packages; `day_of` gives the day of a moment where readers are."""
    words = reader.words
    every = [Given(one, item) for one in offers for item in one.files]
    titles = {one.slug: frame.name(one, words) for one in offers}
    filters = (Filter("package", words.say("Dataset"),
                      choosing.choices(titles, is_source=True)),)  # fmt: skip
    chosen = choosing.choose(
        every, filters, {"package": lambda one, wanted: one.of.slug == wanted},
        lambda one: _text(one.item, words), reader.asked, words,
        PER_PAGE, part.kept,
    )  # fmt: skip
    first = next((one for one in chosen.found if one.item.is_table), None)
    packages = _packages(offers, words, day_of) if offers else None
    listed = _files(chosen, words) if chosen.found else None
    return DataPage(
        frame=plainframe.of_portal(
            reader, PATH, words.say("Data and addresses"), offers, chosen.query
        ),
        grids=tuple(one for one in (listed, packages) if one is not None),
        faults=part.faults + chosen.faults,
        listed=chosen,
        packages=packages,
        files=listed,
        said=words.say_count("{count} file", "{count} files", len(chosen.found)),
        examples=_examples(first, reader),
        example=first.item.filename if first else "",
        part=part,
    )


def _published(item: Published) -> File:
    """Return what is told of a file."""
    return File(
        id=item.id,
        name=item.name,
        filename=item.filename,
        titles=item.title,
        size=item.size,
        sha256=item.sha256,
        modified=item.modified,
        rows=item.rows,
        is_table=item.schema is not None,
    )


def _text(one: File, words: Words) -> str:
    """Return what is looked for in a file."""
    return f"{one.name} {_title(one, words)}"


def _title(one: File, words: Words) -> str:
    """Return what a file is called in a language."""
    return one.titles.get(words.lang) or one.titles.get("uk") or one.filename


def _examples(first: Given | None, reader: Reader) -> tuple[Example, ...]:
    """Return the examples for a table; none where no table is shown."""
    if first is None:
        return ()
    item = first.item
    url = f"{reader.site}{paths.current_file(first.of.slug, item.filename)}"
    told = examples.Told(reader.site, item.id, url, item.filename, item.sha256)
    return examples.of(told, reader.words)


def _packages(offers: Sequence[Offer], words: Words, day_of: Callable[[str], date]) -> Grid:
    """Return the packages as a table: what each holds, its licence, its known defects."""
    columns = (
        Column("package", words.say("Code"), is_file_only=True),
        Column("title", words.say("Dataset"), Kind.SOURCE, is_head=True),
        Column("version", words.say("Version"), Kind.NUMBER),
        Column("published", words.say("Published")),
        Column("tables", words.say("Tables"), Kind.NUMBER),
        Column("rows", words.say("Rows"), Kind.NUMBER),
        Column("license", words.say("Licence")),
        Column("discrepancies", words.say("Known disagreements"), Kind.NUMBER),
    )
    rows = tuple(_package(one, day_of(one.published), words) for one in offers)
    caption = words.say_count("{count} dataset", "{count} datasets", len(rows))
    return Grid("packages", caption, columns, rows)


def _package(one: Offer, day: date, words: Words) -> tuple[Cell, ...]:
    """Return a package as a row."""
    known = one.disagreements
    return (
        Cell(one.slug, code=one.slug),
        Cell(frame.name(one, words), href=paths.dataset(one.slug)),
        _count(one.version, words),
        Cell(i18n.day(day, words.lang), code=day.isoformat()),
        _count(one.tables, words),
        _count(one.rows, words),
        Cell(one.licence or words.say("not stated"), code=one.licence or "null"),
        Cell(i18n.number(known, words.lang), href=_register(one) if known else "", code=str(known)),
    )


def _register(one: Offer) -> str:
    """Return where the disagreements of a package are told."""
    if one.is_programme:
        return paths.section(one.slug, register.NAME)
    return f"/{register.NAME}{paths.query(package=one.slug)}"


def _files(chosen: Chosen[Given], words: Words) -> Grid:
    """Return the files as a table; the sum is shown short, files hold it whole."""
    columns = (
        Column("package", words.say("Dataset")),
        Column("name", words.say("Name"), is_file_only=True),
        Column("title", words.say("File"), Kind.SOURCE, is_head=True),
        Column("rows", words.say("Rows"), Kind.NUMBER),
        Column("size", words.say("Bytes"), Kind.NUMBER),
        Column("latest", words.say("Address of the latest")),
        Column("dated", words.say("Address of this version")),
        Column("schema", words.say("Schema")),
        Column("sha256", "SHA-256"),
        Column("license", words.say("Licence"), is_file_only=True),
        Column("modified", words.say("Changed"), is_file_only=True),
    )
    rows = Written(chosen.found, lambda one: _file(one, words))
    caption = words.say_count("{count} file", "{count} files", len(rows))
    return Grid("files", caption, columns, rows, (), (chosen.page - 1) * PER_PAGE, PER_PAGE)


def _file(one: Given, words: Words) -> tuple[Cell, ...]:
    """Return a file as a row."""
    item, slug, number = one.item, one.of.slug, one.of.version
    latest, dated = (
        paths.current_file(slug, item.filename), paths.version_file(slug, number, item.filename),
    )  # fmt: skip
    schema = paths.structure(slug, item.id) if item.is_table else ""
    licence = one.of.licence
    return (
        Cell(slug, href=paths.dataset(slug), code=slug),
        Cell(item.name, code=item.name),
        Cell(_title(item, words)),
        Cell("–", code="null") if item.rows is None else _count(item.rows, words),
        _count(item.size, words),
        Cell(item.filename, href=latest, code=latest),
        Cell(words.say("version {number}", number=number), href=dated, code=dated),
        Cell("JSON" if schema else "–", href=schema, code=schema or "null"),
        Cell(f"{item.sha256[:SHORT_SUM]}…", code=item.sha256),
        Cell(licence, code=licence or "null"),
        Cell(item.modified, code=item.modified or "null"),
    )


def _count(number: int, words: Words) -> Cell:
    return Cell(i18n.number(number, words.lang), code=str(number))
