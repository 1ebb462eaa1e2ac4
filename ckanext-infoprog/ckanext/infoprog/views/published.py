"""A published programme as its pages read it: who may, which version, its tables from the store.

Neither the DataStore nor the search index is asked: what was published stands in files.
"""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.infoprog import helpers
from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.pages import choosing, extract, known, parts, snapshot
from ckanext.infoprog.core.pages.extract import Section
from ckanext.infoprog.core.pages.known import Note
from ckanext.infoprog.core.pages.parts import Part
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.publish.manifest import Manifest, Reason
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.reports.words import words
from ckanext.infoprog.logic import reading
from ckanext.infoprog.storage import extracts as kept
from ckanext.infoprog.storage import records, versions
from ckanext.infoprog.storage.versions import Pointer
from ckanext.infoprog.views.files import closed

NAME = re.compile("[0-9A-Za-z_-]{1,100}")
KIND, PROGRAMME, STRATEGY = "infoprog_kind", "programme", "strategy"
WITH_PAGES = (PROGRAMME, STRATEGY, "survey")
MOST_BESIDE = 8
MOST_STRATEGIES = 60
MOST_NAMING = 8
T = TypeVar("T")


@dataclass(frozen=True)
class Found:
    """A version of a published package that a reader may see; `pointer` is to the current one."""

    pointer: Pointer
    digest: str
    is_private: bool
    redactions: int

    @property
    def manifest(self) -> Manifest:
        """What was published."""
        return versions.read_manifest(self.digest)

    def snapshot(self) -> Snapshot:
        """Return what the version holds."""
        return _snapshot(self.digest, self.redactions)

    @property
    def day(self) -> dt.date:
        """The day on which the version was published, in the portal's time zone."""
        return day_of(self.manifest.created)


def find(name: str, number: int | None = None) -> Found | None:
    """Return a version of a package, by default the current one; None for what is not to be seen.

    A withdrawn package is refused, and so is a version that there is not.
    """
    pointer = versions.pointer_named(name) if NAME.fullmatch(name) else None
    package = model.Package.get(pointer.package_id) if pointer else None
    if pointer is None or package is None or not _may_read(package.id):
        return None
    now = versions.read_manifest(pointer.manifest)
    if number in (None, pointer.version):
        manifest, digest = now, pointer.manifest
    else:
        manifest, digest = _version(pointer, int(number or 0))
    is_restricted = now.withdrawal is not None and now.withdrawal.kind == Reason.RESTRICTED
    refused = closed(now if is_restricted else manifest)
    if refused:
        raise refused
    return Found(
        pointer=pointer,
        digest=digest,
        is_private=package.private or package.state != "active",
        redactions=versions.redactions(pointer.package_id),
    )


def day_of(created: str) -> dt.date:
    """Return the day of a moment in the portal's time zone."""
    moment = dt.datetime.fromisoformat(created)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return moment.astimezone(tk.h.get_display_timezone()).date()


def programmes(first: int, most: int) -> tuple[list[Found], int]:
    """Return published programmes that everybody may see, by name, and how many there are."""
    query = _named(PROGRAMME, "").add_columns(sa.func.count().over().label("total"))
    rows = model.Session.execute(_with_taken(query.offset(first).limit(most))).mappings().all()
    total = int(rows[0]["total"]) if rows else count()
    return [_found(row) for row in rows], total


def titles(lang: str, most: int) -> list[tuple[str, str]]:
    """Return the first programmes by name, with their titles in a language."""
    package = model.Package
    columns = (package.name, package.title, package.extras["title_en"].astext.label("title_en"))
    query = _named(PROGRAMME, "").with_only_columns(*columns).limit(most)
    return [
        (row.name, (row.title_en if lang == "en" else "") or row.title)
        for row in model.Session.execute(query)
    ]


def extracts(section: Section[T], found: Sequence[Found]) -> list[T]:
    """Return what a page of the whole portal needs of these current versions."""
    return kept.read(section, [(one.pointer.package_id, one.digest) for one in found])


def siblings(name: str) -> list[Found]:
    """Return the other public programmes of the publisher of a programme, bounded."""
    package = model.Package.get(name) if NAME.fullmatch(name) else None
    if package is None:
        return []
    query = _public(PROGRAMME).where(
        model.Package.owner_org == package.owner_org, records.dataset.c.package_id != package.id
    )
    found = _founds(query.order_by(records.dataset.c.name.desc()).limit(MOST_BESIDE))
    return [one for one in found if one.snapshot().programme is not None]


def count() -> int:
    """Return how many programmes there are."""
    return _count(_public(PROGRAMME))


def part(
    asked: Mapping[str, str],
    section: Section[Any] | None = None,
    kind: str = "",
    only: str = "",
) -> tuple[Part, list[Found]]:
    """Return the part of the published packages that is asked for, which everybody may see.

    Words that are looked for in a section are looked for in all packages: the part is one of those
    that hold them. `only` is the filter by which an address asks for one wherever it stands.
    """
    query, spoken = _named(kind, parts.named(asked)), words(helpers.infoprog_lang())
    wanted = asked.get(only, "") if only else ""
    found = parts.part(asked, _count(query), spoken)
    if wanted and found.of > 1 and NAME.fullmatch(wanted):
        alone = _founds(_named(kind, "").where(records.dataset.c.name == wanted))
        if alone:
            return parts.one(only, wanted, spoken), alone
    text = choosing.text(asked)
    if section and text and found.of > 1:
        query = query.where(kept.held(section, text.replace("\0", " ").split()))
        found = parts.part(asked, _count(query), spoken, asked["q"].strip())
    return found, _founds(query.offset(found.offset).limit(parts.MOST))


def chosen(names: Iterable[str]) -> list[Found]:
    """Return the published programmes of these names that everybody may see."""
    slugs = [one for one in names if NAME.fullmatch(one)]
    return _founds(_public(PROGRAMME).where(records.dataset.c.name.in_(slugs))) if slugs else []


def strategies() -> list[Found]:
    """Return the published packages of strategies that everybody may see, bounded."""
    return _founds(_named(STRATEGY, "").limit(MOST_STRATEGIES))


def changed() -> dt.datetime:
    """Return when any dataset of the portal was changed last, by anybody, also one that is gone."""
    found = model.Session.execute(sa.select(sa.func.max(model.Package.metadata_modified))).scalar()
    return found.replace(tzinfo=dt.UTC) if found else dt.datetime.fromtimestamp(0, dt.UTC)


def others(found: Found) -> tuple[Snapshot, ...]:
    """Return the published strategies whose projects name measures of a programme, bounded."""
    return tuple(one.snapshot() for one in _naming(found))


def beside(found: Found) -> tuple[str, ...]:
    """Return what the pages of a programme take from other packages, as hashes."""
    return tuple(one.digest for one in _naming(found))


def notes_at(current: Pointer, digest: str, table: str, key: str) -> tuple[Note, ...]:
    """Return the disagreements registered at a row of a version; none where none can be read."""
    try:
        package = _snapshot(digest, versions.redactions(current.package_id)).package
        return known.at_row(package, table, key, words(helpers.infoprog_lang()))
    except (RefusedError, PackageError):
        return ()


def tables(manifest: Manifest) -> dict[str, str]:
    """Return the ids of a version's tables in the DataStore by their names."""
    return {one.name: one.id for one in manifest.items if one.schema is not None}


def _may_read(package_id: str) -> bool:
    try:
        tk.check_access("package_show", {}, {"id": package_id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return False
    return True


def _version(pointer: Pointer, number: int) -> tuple[Manifest, str]:
    """Return the manifest of a version with its hash; one that there is not is refused."""
    for one in versions.listed(pointer.package_id):
        if one.number == number:
            return versions.read_manifest(one.manifest), one.manifest
    known = ", ".join(str(one.number) for one in versions.listed(pointer.package_id))
    raise RefusedError("no-version", package=pointer.name, version=number, known=known)


def _naming(found: Found) -> list[Found]:
    """Return the strategies that name a programme; only those whose extract says so are read."""
    query = _named(STRATEGY, "").where(
        records.dataset.c.name != found.pointer.name,
        kept.held(extract.NAMING, [choosing.plain(found.pointer.name)]),
    )
    return _founds(query.limit(MOST_NAMING))


def _count(query: Any) -> int:  # noqa: ANN401 - SQLAlchemy's own kinds of statement
    """Return how many rows a statement gives."""
    counted = sa.select(sa.func.count()).select_from(query.order_by(None).subquery())
    return int(model.Session.execute(counted).scalar() or 0)


def _named(kind: str, text: str) -> Any:  # noqa: ANN401 - SQLAlchemy's own kinds of statement
    """Return the statement of the public packages of a kind whose names hold these words."""
    package, query = model.Package, _public(kind) if kind else _open()
    whole = sa.func.concat_ws(" ", package.name, package.title, package.extras["title_en"].astext)
    for word in text.replace("\0", " ").split():
        query = query.where(whole.icontains(word, autoescape=True))
    return query.order_by(records.dataset.c.name)


def _founds(query: Any) -> list[Found]:  # noqa: ANN401 - SQLAlchemy's own kinds of statement
    """Return what a statement of public packages gives, in one question to the database."""
    return [_found(row) for row in model.Session.execute(_with_taken(query)).mappings()]


def _with_taken(query: Any) -> Any:  # noqa: ANN401 - SQLAlchemy's own kinds of statement
    """Return a statement that tells also how many files were taken out of each package."""
    table = records.redaction
    taken = (
        sa.select(sa.func.count())
        .where(table.c.package_id == records.dataset.c.package_id)
        .scalar_subquery()
    )
    return query.add_columns(taken.label("taken"))


def _found(row: Mapping[str, Any]) -> Found:
    """Return what a row of a statement of public packages says."""
    pointer = Pointer(**{one.name: row[one.name] for one in dataclasses.fields(Pointer)})
    return Found(
        pointer=pointer, digest=pointer.manifest, is_private=False, redactions=int(row["taken"])
    )


def _public(kind: str) -> Any:  # noqa: ANN401 - SQLAlchemy's own kinds of statement
    return _open().where(model.Package.extras[KIND].astext == kind)


def _open() -> Any:  # noqa: ANN401 - SQLAlchemy's own kinds of statement
    package, dataset = model.Package, records.dataset
    return (
        sa.select(dataset)
        .join(package, package.id == dataset.c.package_id)
        .where(
            package.state == "active", package.private.is_(False), dataset.c.withdrawn.is_(False)
        )
    )


@lru_cache(maxsize=40)
def _snapshot(digest: str, _redactions: int) -> Snapshot:
    """Return what a version holds; it never changes, but files are taken out of versions."""
    return snapshot.from_manifest(versions.read_manifest(digest), digest, reading.open_file)
