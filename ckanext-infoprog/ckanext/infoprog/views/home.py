"""The home page: what the portal is, its programmes, what was published last.

It asks the database alone: what it shows is of this moment, and the search may be away.
"""

from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from flask import Blueprint, Response

from ckanext.infoprog import config
from ckanext.infoprog.views import published, ready

home = Blueprint("infoprog_home", __name__)

Json = dict[str, Any]


@home.route("/")
def index() -> Response:
    """Show the home page."""
    package = model.Package
    programme = package.extras[published.KIND].astext == published.PROGRAMME
    by_title = sa.collate(package.title, "C")
    data = {
        "programmes": _found(config.home_programmes(), by_title, programme),
        "latest": _found(config.home_latest(), package.metadata_modified.desc()),
        "publishers": _publishers(),
    }
    return ready.answer(data, lambda: str(tk.render("home/index.html", data)))


def _found(most: int, order: Any, *more: sa.ColumnElement[bool]) -> Json:  # noqa: ANN401 - SQLAlchemy's
    """Return how many open datasets there are, and the first of them as templates take them."""
    package, group = model.Package, model.Group
    query = (
        sa.select(
            package.name, package.title, package.notes, package.metadata_modified,
            package.extras, group.title.label("publisher"),
            sa.func.count().over().label("count"),
        )
        .outerjoin(group, group.id == package.owner_org)
        .where(*_open(), *more)
        .order_by(order, package.name)
        .limit(max(most, 1))
    )  # fmt: skip
    rows = model.Session.execute(query).mappings().all()
    count = int(rows[0]["count"]) if rows else 0
    return {"count": count, "results": [_dataset(row) for row in rows[:most]]}


def _publishers() -> int:
    """Return how many organisations have open datasets."""
    query = sa.select(sa.func.count(sa.distinct(model.Package.owner_org))).where(*_open())
    return int(model.Session.execute(query).scalar() or 0)


def _dataset(row: Any) -> Json:  # noqa: ANN401 - SQLAlchemy's
    """Return a dataset as far as a card and a line of a list show it."""
    plain = dict(row)
    extras, publisher, _ = plain.pop("extras") or {}, plain.pop("publisher"), plain.pop("count")
    return {**extras, **plain, "organization": {"title": publisher} if publisher else None}


def _open() -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions under which everybody may see a dataset."""
    package = model.Package
    return (
        package.state == "active", package.private.is_(False), package.type == "dataset",
    )  # fmt: skip
