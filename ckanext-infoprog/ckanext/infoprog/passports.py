"""Passports of the datasets on this portal: core's record filled from CKAN and the versions."""

import datetime as dt
import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.infoprog import addresses, config
from ckanext.infoprog.core.errors import InfoprogError
from ckanext.infoprog.core.pages import paths
from ckanext.infoprog.core.passport import contents, datastore, freshness, structure
from ckanext.infoprog.core.passport import datapackage as packages
from ckanext.infoprog.core.passport.contents import Content
from ckanext.infoprog.core.passport.freshness import Calendar, Freshness
from ckanext.infoprog.core.passport.record import Passport, Version, passport
from ckanext.infoprog.core.passport.structure import Structure
from ckanext.infoprog.core.publish.manifest import Manifest, Withdrawal
from ckanext.infoprog.core.reports import passporttext
from ckanext.infoprog.core.reports.words import Words
from ckanext.infoprog.core.workspace import DESCRIPTOR_FILE
from ckanext.infoprog.linked import identity
from ckanext.infoprog.logic.passport import annex_items
from ckanext.infoprog.storage import blobs, versions

log = logging.getLogger(__name__)

Json = dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """A passport as a page shows it."""

    passport: Passport
    contents: tuple[Content, ...]
    structure: tuple[Structure, ...]
    freshness: Freshness
    withdrawal: Withdrawal | None
    rules: tuple[passporttext.Rule, ...]
    citation: str
    reference: str
    reference_html: str

    def file_of(self, table: Structure) -> Any:  # noqa: ANN401 - a File or None, for templates
        """Return the file of a table, None where it stands in the data package only."""
        return next((one for one in self.passport.files if one.id == table.file), None)


def of(dataset: Json, organization: Json | None = None) -> Passport:
    """Return the passport of a dataset as package_show gives it."""
    pointer = versions.pointer_of(dataset)
    publisher = _organization(dataset) if organization is None else organization
    page = addresses.absolute(paths.dataset(dataset["name"]))
    dataset = {**dataset, "uri": identity.of(dataset)}
    if pointer is None:
        return _with_structure(passport(dataset, publisher, page=page))
    manifest = versions.read_manifest(pointer.manifest)
    every = versions.listed(pointer.package_id)
    listed = [one for one in every if one.number <= pointer.version]
    permanent = {
        one.id: addresses.absolute(paths.version_file(pointer.name, pointer.version, one.filename))
        for one in manifest.items
    }
    return passport(
        {**dataset, "tags": _in_order(dataset, manifest)},
        publisher,
        page=page,
        versions=[_version(listed[-1], pointer.name), _version(listed[0], pointer.name)],
        permanent=permanent,
    )


def with_tables(dataset: Json) -> Json:
    """Return a dataset whose DataStore tables say their fields where no publication said them."""
    found = [_with_fields(one) for one in dataset.get("resources") or ()]
    return {**dataset, "resources": found}


def sheet(dataset: Json, portal: str, words: Words) -> Sheet:
    """Return all that the page of a dataset shows of its passport, in a language."""
    found = of(with_tables(dataset))
    fresh, manifest = fresh_today(found), versions.current(found.id)
    return Sheet(
        passport=found,
        contents=contents.contents(found, annex_items()),
        structure=structure_of(found),
        freshness=fresh,
        withdrawal=manifest.withdrawal if manifest else None,
        rules=passporttext.rules(fresh, words),
        citation=passporttext.citation(found, portal, fresh.changed or fresh.today, words),
        reference=passporttext.reference(found, words),
        reference_html=passporttext.reference_html(found, words),
    )


def fresh_today(of: Passport) -> Freshness:
    """Return how fresh a dataset is on this day in the portal's time zone."""
    zone = tk.h.get_display_timezone()
    changed = dt.datetime.fromisoformat(of.modified).astimezone(zone).date()
    return freshness.freshness(of.frequency, changed, today(), calendar())


def today() -> dt.date:
    """Return the day it is in the portal's time zone."""
    return dt.datetime.now(tk.h.get_display_timezone()).date()


def structure_of(of: Passport) -> tuple[Structure, ...]:
    """Return the structure of all tables, those in the data package too."""
    manifest = _manifest(of)
    return structure.of_dataset(of, _descriptor(manifest) if manifest else None)


def datapackage(of: Passport) -> Json:
    """Return a dataset as a Data Package."""
    manifest = _manifest(of)
    dumps = {
        one.id: addresses.absolute(tk.url_for("datastore.dump", resource_id=one.id, locale=None))
        for one in of.files
        if one.is_table and not one.permanent
    }
    return packages.datapackage(of, dumps, _sources(of, manifest) if manifest else ())


def calendar() -> Calendar:
    """Return the working days of this portal; a file that cannot be read is logged and left out."""
    named = config.calendar_file()
    return _calendar(named) if named else freshness.standard()


@lru_cache(maxsize=1)
def _calendar(named: str) -> Calendar:
    try:
        return freshness.standard().extended(Path(named).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, InfoprogError):
        log.exception("the calendar of working days cannot be read: %s", named)
        return freshness.standard()


def _organization(dataset: Json) -> Json:
    """Return the publishing organisation with its codes."""
    group = model.Group.get(dataset.get("owner_org") or "")
    if group is None:
        return {}
    told = [{"key": key, "value": value} for key, value in group.extras.items()]
    return {"name": group.name, "title": group.title, "extras": told}


def _with_structure(of: Passport) -> Passport:
    """Return a passport that leads to the structure which the portal itself knows."""
    if of.structure or not any(one.is_table or one.schema for one in of.files):
        return of
    return replace(of, structure=addresses.absolute(paths.structures(of.name)))


def _manifest(of: Passport) -> Manifest | None:
    """Return the manifest of the version that a passport is of."""
    return versions.read_manifest(of.version.manifest) if of.version else None


def _version(row: versions.Version, name: str) -> Version:
    address = addresses.absolute(paths.version(name, row.number))
    return Version(row.number, row.created.astimezone(dt.UTC).isoformat(), address, row.manifest)


def _in_order(dataset: Json, manifest: Manifest) -> list[Json]:
    """Return the keywords as their publisher ordered them; CKAN sorts them."""
    named = [one["name"] for one in manifest.dataset.get("tags", ())]
    places = {name: at for at, name in enumerate(named)}
    return sorted(dataset.get("tags") or (), key=lambda tag: places.get(tag["name"], len(places)))


def _with_fields(resource: Json) -> Json:
    if not resource.get("datastore_active") or resource.get("url_type") == addresses.URL_TYPE:
        return resource
    query = {"resource_id": resource["id"], "limit": 0, "include_total": False}
    try:
        fields = tk.get_action("datastore_search")({}, query)["fields"]
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError):
        return resource
    return {**resource, "schema": json.dumps(datastore.schema(fields))}


def _descriptor(manifest: Manifest) -> Json | None:
    """Return the datapackage.json of the package that a version was made from."""
    named = (one for one in manifest.inputs if one.path == DESCRIPTOR_FILE)
    found = next(named, None)
    return _read(found.sha256) if found and not versions.redaction(found.sha256) else None


@lru_cache(maxsize=32)
def _read(sha256: str) -> Json:
    return dict(json.loads(blobs.read(sha256)))


def _sources(of: Passport, manifest: Manifest) -> Iterable[Json]:
    """Yield the documents that a package was made from, at their permanent addresses."""
    carried = {one.path for one in manifest.inputs}
    for source in (_descriptor(manifest) or {}).get("sources") or ():
        path = paths.source(of.name, manifest.version, source["path"])
        yield {**source, "path": addresses.absolute(path)} if source["path"] in carried else source
