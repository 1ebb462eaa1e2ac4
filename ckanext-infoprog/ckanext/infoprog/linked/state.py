"""All that linked data are written from, as one digest: equal digests, equal descriptions."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version as release_of
from pathlib import Path
from typing import Any, Final

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.infoprog.core import passport
from ckanext.infoprog.linked import identity
from ckanext.infoprog.storage import records

Json = dict[str, Any]
SETTINGS: Final = (
    *("ckan.site_url", "ckan.site_title", "ckan.site_description", "ckanext.dcat.rdf.profiles"),
    *("ckanext.infoprog.title_en", "ckanext.infoprog.contact_email"),
)


def digest(datasets: Iterable[Json], **asked: object) -> str:
    """Return a text that changes with whatever a description of these datasets says."""
    found = list(datasets)
    parts = [
        *(_written_by(), identity.base(), asked, found),
        [str(tk.config.get(name) or "") for name in SETTINGS],
        _pointers([str(one["id"]) for one in found]),
        _publishers({str(one.get("owner_org") or "") for one in found}),
    ]
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _written_by() -> str:
    """Return the release and the code that writes: another one may say it in other words."""
    folders = [Path(__file__).parent, Path(str(passport.__file__)).parent]
    files = sorted(path for folder in folders for path in folder.iterdir() if path.is_file())
    code = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    return f"{release_of('ckanext-infoprog')} {code}"


def _pointers(ids: list[str]) -> list[Mapping[str, Any]]:
    """Return which version of each published dataset is current."""
    table = records.dataset
    query = sa.select(table).where(table.c.package_id.in_(ids)).order_by(table.c.package_id)
    return [dict(row) for row in model.Session.execute(query).mappings()]


def _publishers(ids: set[str]) -> list[Json]:
    """Return what a passport says of the publishing organisations."""
    group = model.group_table.c
    columns = [group.id, group.name, group.title, group.extras]
    query = sa.select(*columns).where(group.id.in_(ids)).order_by(group.id)
    return [dict(row) for row in model.Session.execute(query).mappings()]
