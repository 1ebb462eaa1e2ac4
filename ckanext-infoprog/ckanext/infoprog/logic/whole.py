"""Datasets read at one moment: CKAN reads one by several queries, between which it may change."""

from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.types import Action, Context, DataDict

TRIES = 5


@tk.side_effect_free
@tk.chained_action
def package_show(stock: Action, context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return a dataset as it was at one moment, not a part from before a change and one from after.

    Every change raises the date of the last one, which is read first: whoever still finds it at
    the end has read nothing else meanwhile.
    """
    for _ in range(TRIES):
        shown: dict[str, Any] = stock(context, data_dict)
        if _is_writing() or shown.get("metadata_modified") == _modified(shown["id"]):
            return shown
        model.Session.expire_all()
    return shown


def _is_writing() -> bool:
    """Tell whether something waits to be written: then nobody else changes the dataset."""
    session = model.Session
    return bool(session.new or session.dirty or session.deleted)


def _modified(package_id: str) -> str | None:
    query = sa.select(model.Package.metadata_modified).where(model.Package.id == package_id)
    found = model.Session.execute(query).scalar()
    return found.isoformat() if found else None
