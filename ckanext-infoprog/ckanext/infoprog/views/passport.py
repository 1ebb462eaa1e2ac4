"""The passport of a dataset for programs, its structure and its Data Package."""

import re
from collections.abc import Callable

from flask import Blueprint, Response, current_app, g, request

from ckanext.infoprog import helpers, passports
from ckanext.infoprog.core.passport import contents
from ckanext.infoprog.core.passport import structure as structures
from ckanext.infoprog.core.passport.record import Passport
from ckanext.infoprog.core.passport.structure import Structure
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.logic.passport import annex_items
from ckanext.infoprog.storage import versions
from ckanext.infoprog.views import reader, sending
from ckanext.infoprog.views.files import closed
from ckanext.infoprog.views.reader import CSV, JSON

passport = Blueprint("infoprog_passport", __name__)

READ = "dataset.read"
JSON_LD = re.compile(rb'<script type="application/ld\+json">.*?</script>', re.DOTALL)
Write = Callable[[Structure, str], str]


@passport.route("/dataset/<name>/passport.json")
def as_json(name: str) -> Response:
    """Give the passport with the Ukrainian keys of the law and with stable English ones."""
    found = _passport(name)
    return _json(found, contents.to_dict(found, annex_items()))


@passport.route("/dataset/<name>/datapackage.json")
def datapackage(name: str) -> Response:
    """Give the dataset as a Data Package whose paths never change."""
    found = _passport(name)
    manifest = versions.current(found.id)
    if manifest and (refused := closed(manifest)):
        raise refused
    if not found.files:
        raise RefusedError("no-file", package=found.name, files="datapackage.json")
    return _json(found, passports.datapackage(found))


@passport.route("/dataset/<name>/structure.csv")
def structure_csv(name: str) -> Response:
    """Give the fields of all tables as CSV."""
    found = _passport(name)
    return _text(found, structures.csv_text(_tables(found), _lang()), CSV)


@passport.route("/dataset/<name>/structure.json")
def structure_json(name: str) -> Response:
    """Give the fields of all tables as JSON."""
    found = _passport(name)
    return _text(found, structures.json_text(_tables(found), _lang()), JSON)


@passport.route("/dataset/<name>/resource/<resource_id>/structure.csv")
def table_csv(name: str, resource_id: str) -> Response:
    """Give the fields of one table as CSV."""
    return _table(name, resource_id, structures.csv_of_one, CSV)


@passport.route("/dataset/<name>/resource/<resource_id>/structure.json")
def table_json(name: str, resource_id: str) -> Response:
    """Give the fields of one table as JSON."""
    return _table(name, resource_id, structures.json_of_one, JSON)


@passport.after_app_request
def tag_page(response: Response) -> Response:
    """Name the version that a dataset's page shows; who has that page need not load it again."""
    if request.endpoint != READ or response.status_code != 200:
        return response
    pointer = versions.pointer_of(g.pkg_dict) if "pkg_dict" in g else None
    if pointer:
        response.headers[sending.VERSION] = str(pointer.version)
    if response.mimetype == "text/html":
        found = JSON_LD.search(response.get_data())  # its blank nodes are named anew each time
        reader.tag(response, found.group() if found else b"")
    return response


def _passport(name: str) -> Passport:
    """Return the passport of a dataset that the reader may see."""
    return passports.of(passports.with_tables(reader.dataset(name)))


def _tables(of: Passport) -> tuple[Structure, ...]:
    """Return the tables of a dataset; one that has none is refused."""
    found = passports.structure_of(of)
    if not found:
        raise RefusedError("no-file", package=of.name, files="structure")
    return found


def _table(name: str, resource_id: str, write: Write, mimetype: str) -> Response:
    of = _passport(name)
    file = next((one for one in of.files if one.id == resource_id), None)
    found = structures.of_file(file) if file else None
    if found is None:
        raise RefusedError("no-table", package=of.name, table=resource_id)
    return _text(of, write(found, _lang()), mimetype)


def _json(of: Passport, value: object) -> Response:
    text = current_app.json.dumps(value, ensure_ascii=False, indent=2, sort_keys=False)
    return _text(of, f"{text}\n", JSON)


def _text(of: Passport, text: str, mimetype: str) -> Response:
    """Return a text that names its version."""
    response = reader.plain(text, mimetype)
    if of.version:
        response.headers[sending.VERSION] = str(of.version.number)
    if mimetype == CSV:
        filename = f"{of.name}-structure.csv"
        response.headers.set("Content-Disposition", "attachment", filename=filename)
    reader.tag(response)
    return response


def _lang() -> str:
    return helpers.infoprog_lang()
