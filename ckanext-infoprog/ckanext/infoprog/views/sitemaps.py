"""/sitemap.xml: the portal's pages for search engines, in files of bounded size."""

from datetime import UTC, datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from flask import Blueprint, Response

from ckanext.infoprog.core.pages import paths, sitemap
from ckanext.infoprog.core.pages.sitemap import Entry
from ckanext.infoprog.storage import records
from ckanext.infoprog.views import published, reader, sending

sitemaps = Blueprint("infoprog_sitemap", __name__)

XML = "application/xml"
PER_FILE = 5000
MOST_FILES = 40_000  # the protocol allows 50,000 in a list
PORTAL = (
    *("/", "/programmes", "/projects", "/dataset", "/organization", "/compare", "/calendar"),
    *("/discrepancies", "/data", "/terms", "/infoprog/api", "/developers", "/about"),
    "/accessibility",
)


@sitemaps.route("/sitemap.xml")
def index() -> Response:
    """List the files: pages of the portal, its datasets by thousands, one for each package."""
    files = max(1, -(-_count() // PER_FILE))
    entries = [Entry("/sitemap/portal.xml")]
    entries += [Entry(f"/sitemap/datasets/{number}.xml") for number in range(1, files + 1)]
    entries += [Entry(f"/sitemap/package/{name}.xml", day) for name, day in _packages()]
    return _answer(sitemap.index(entries, _site()))


@sitemaps.route("/sitemap/portal.xml")
def portal() -> Response:
    """Give the pages of the whole portal and of its publishers."""
    rows = model.Session.execute(
        sa.select(model.Group.name)
        .where(model.Group.is_organization.is_(True), model.Group.state == "active")
        .order_by(model.Group.name)
        .limit(PER_FILE)
    )
    publishers = [Entry(f"/organization/{name}") for (name,) in rows]
    return _pages([*map(Entry, PORTAL), *publishers])


@sitemaps.route("/sitemap/datasets/<int(min=1, max=100000):number>.xml")
def datasets(number: int) -> Response:
    """Give the pages of some thousand public datasets by name."""
    if number > max(1, -(-_count() // PER_FILE)):
        return tk.abort(404, tk._("Page not found"))
    package = model.Package
    query = _datasets(package.name, package.metadata_modified).order_by(package.name)
    rows = model.Session.execute(query.offset((number - 1) * PER_FILE).limit(PER_FILE))
    return _pages([Entry(paths.dataset(name), day.replace(tzinfo=UTC)) for name, day in rows])


@sitemaps.route("/sitemap/package/<name>.xml")
def package(name: str) -> Response:
    """Give the pages of a programme, a strategy or a survey in its current version."""
    found = published.find(name)
    is_open = found is not None and not found.is_private
    listed = sitemap.of_package(found.snapshot(), reader.spoken()) if found and is_open else ()
    if found is None or not listed:
        return tk.abort(404, tk._("Page not found"))
    changed = sending.moment(found.manifest.created)
    return _pages([Entry(one, changed) for one in listed])


def _packages() -> list[tuple[str, datetime]]:
    """Return the public packages that have pages, by name, with when each was published."""
    dataset, version = records.dataset, records.version
    query = (
        sa.select(dataset.c.name, version.c.created)
        .join(model.Package, model.Package.id == dataset.c.package_id)
        .join(
            version,
            sa.and_(
                version.c.package_id == dataset.c.package_id,
                version.c.number == dataset.c.version,
            ),
        )
        .where(*_is_open(), model.Package.extras[published.KIND].astext.in_(published.WITH_PAGES))
        .order_by(dataset.c.name)
        .limit(MOST_FILES)
    )
    return [(name, day) for name, day in model.Session.execute(query)]


def _datasets(*columns: Any) -> Any:  # noqa: ANN401 - SQLAlchemy's own kinds of statement
    """Return the statement of the datasets that everybody may read and nobody has withdrawn."""
    dataset = records.dataset
    joined = sa.outerjoin(model.Package, dataset, model.Package.id == dataset.c.package_id)
    return sa.select(*columns).select_from(joined).where(*_is_open())


def _is_open() -> tuple[Any, ...]:
    package = model.Package
    return (
        package.state == "active",
        package.private.is_(False),
        package.type == "dataset",
        sa.func.coalesce(records.dataset.c.withdrawn, sa.false()).is_(False),
    )


def _count() -> int:
    return int(model.Session.execute(_datasets(sa.func.count())).scalar() or 0)


def _pages(entries: list[Entry]) -> Response:
    """Return pages in every language of the portal."""
    default = tk.config["ckan.locale_default"]
    languages = {
        one.language: "" if one.short_name == default else f"/{one.short_name}"
        for one in tk.h.get_available_locales()
    }
    return _answer(sitemap.pages(entries, _site(), languages))


def _site() -> str:
    return str(tk.config["ckan.site_url"]).rstrip("/")


def _answer(text: str) -> Response:
    """Return a file, marked by what it says."""
    response = Response(text, mimetype=XML)
    reader.tag(response)
    return response
