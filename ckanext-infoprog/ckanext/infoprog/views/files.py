"""The published files: of the current version, of each version, and the packages' own."""

from pathlib import PurePosixPath
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import signals
from ckan.types import Context
from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from ckanext.infoprog.core.pages import paths
from ckanext.infoprog.core.publish.manifest import Manifest, Published, Reason
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.storage import versions
from ckanext.infoprog.storage.versions import Pointer
from ckanext.infoprog.views import refusal, sending
from ckanext.infoprog.views.reader import NAME, VERSION
from ckanext.infoprog.views.sending import File

files = Blueprint("infoprog_files", __name__)

STOCK_FILES = ("resource.download", "dataset_resource.download", "datastore.dump")
#: As many rows as CKAN's dump reads by one query: more of them might be of two versions.
ONE_QUERY = 32000
TYPES = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".yaml": "application/yaml",
}


@files.route("/dataset/<name>/file/<filename>")
def current(name: str, filename: str) -> Response:
    """Send a file of the version that is current."""
    dataset = _dataset(name)
    pointer = _pointer(dataset)
    manifest = versions.read_manifest(pointer.manifest)
    refused = closed(manifest) or _without(manifest, filename)
    if refused:
        return _refuse(refused, manifest.version)
    item = manifest.file(filename)
    assert item is not None
    if request.method == "GET" and not request.range:
        signals.resource_download.send(item.id)
    return _send_item(manifest, item)


@files.route(f"/dataset/<name>/version/{VERSION}/file/<filename>")
def of_version(name: str, number: int, filename: str) -> Response:
    """Send a file of one version, for ever the same."""
    manifest, refused = _version(name, number)
    item = manifest.file(filename)
    if refused or item is None:
        missing = RefusedError("no-file", package=name, files=filename)
        return _refuse(refused or missing, number)
    return _send_item(manifest, item)


@files.route(f"/dataset/<name>/version/{VERSION}/package/<path:path>")
def of_package(name: str, number: int, path: str) -> Response:
    """Send a file of the package that a version was made from."""
    manifest, refused = _version(name, number)
    found = next((one for one in manifest.inputs if one.path == path), None)
    if refused or found is None:
        missing = RefusedError("no-file", package=name, files=path)
        return _refuse(refused or missing, number)
    named = PurePosixPath(path)
    return _send(
        manifest,
        File(
            sha256=found.sha256,
            size=found.size,
            filename=named.name,
            mimetype=TYPES.get(named.suffix.lower(), "application/octet-stream"),
            modified=sending.moment(manifest.created),
            version=number,
        ),
    )


@files.before_app_request
def instead_of_stock() -> AnyResponse | None:
    """Lead CKAN's own downloads of a published resource to its file."""
    if request.endpoint not in STOCK_FILES:
        return None
    given = request.view_args or {}
    resource = _resource(given["resource_id"])
    dataset_id = resource.package_id if resource else given.get("id", "")
    package = model.Package.get(dataset_id) if NAME.fullmatch(dataset_id) else None
    pointer = versions.pointer(package.id) if package else None
    if pointer is None:
        return None
    _dataset(pointer.package_id)
    item = _last_item(pointer, given["resource_id"])
    if item is None:
        return None
    return _dump(pointer, item) if request.endpoint == "datastore.dump" else _lead(pointer, item)


def _dump(pointer: Pointer, item: Published) -> AnyResponse | None:
    """Lead a dump to the file, let one go on that a single query answers, refuse the others."""
    narrowed = {"offset", "limit", "filters", "q", "distinct", "fields", "sort"} & set(request.args)
    if request.args.get("format", "csv") == "csv" and not narrowed:
        return _lead(pointer, item, "?bom=true" if sending.wants_bom() else "")
    limit = request.args.get("limit", "")
    few = limit.isascii() and limit.isdecimal() and len(limit) < 6 and int(limit) < ONE_QUERY
    if few or (item.rows or 0) < ONE_QUERY:
        return None
    raise RefusedError("dump-too-long", limit=ONE_QUERY, rows=item.rows)


def _lead(pointer: Pointer, item: Published, query: str = "") -> AnyResponse:
    return redirect(paths.current_file(pointer.name, item.filename) + query)


def _resource(resource_id: str) -> model.Resource | None:
    if not NAME.fullmatch(resource_id):
        return tk.abort(404, tk._("Resource not found"))
    return model.Resource.get(resource_id)


def _dataset(name: str) -> dict[str, Any]:
    """Return a dataset that the reader may see; 404 for all others."""
    if not NAME.fullmatch(name):
        return tk.abort(404, tk._("Dataset not found"))
    context = Context()
    try:
        dataset: dict[str, Any] = tk.get_action("package_show")(context, {"id": name})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("Dataset not found"))
    stands = context["package"]  # what the index gives of it may be a moment old
    if stands.private or stands.state != "active":
        request.environ["__no_cache__"] = True
    return dataset


def _pointer(dataset: dict[str, Any]) -> Pointer:
    found = versions.pointer(dataset["id"])
    if found is None:
        raise RefusedError("not-published", package=dataset["name"])
    return found


def _version(name: str, number: int) -> tuple[Manifest, RefusedError | None]:
    """Return a version's manifest, and why its files are closed where they are."""
    pointer = _pointer(_dataset(name))
    manifest = versions.manifest(pointer.package_id, number)
    now = versions.read_manifest(pointer.manifest)
    restricted = now.withdrawal is not None and now.withdrawal.kind == Reason.RESTRICTED
    return manifest, closed(now if restricted else manifest)


def closed(manifest: Manifest) -> RefusedError | None:
    """Return why a version that took a dataset down has no files."""
    why = manifest.withdrawal
    if why is None:
        return None
    return RefusedError(
        "restricted" if why.kind == Reason.RESTRICTED else "withdrawn",
        package=manifest.package,
        date=manifest.created[:10],
        reason=why.reason,
        basis=why.basis,
        until=why.until,
    )


def _without(manifest: Manifest, filename: str) -> RefusedError | None:
    """Return that the current version has no such file, with the last one that had it."""
    if manifest.file(filename):
        return None
    for row in versions.listed(manifest.package_id):
        if versions.read_manifest(row.manifest).file(filename):
            return RefusedError(
                "file-gone",
                package=manifest.package,
                file=filename,
                current=manifest.version,
                version=row.number,
            )
    return RefusedError("no-file", package=manifest.package, files=filename)


def _last_item(pointer: Pointer, resource_id: str) -> Published | None:
    """Return the published file of this id from the newest version that has it."""
    for row in versions.listed(pointer.package_id):
        for item in versions.read_manifest(row.manifest).items:
            if item.id == resource_id:
                return item
    return None


def _send_item(manifest: Manifest, item: Published) -> Response:
    return _send(
        manifest,
        File(
            sha256=item.sha256,
            size=item.size,
            filename=item.filename,
            mimetype=item.mimetype,
            modified=sending.moment(item.modified or manifest.created),
            version=manifest.version,
        ),
    )


def _send(manifest: Manifest, sent: File) -> Response:
    """Send a file, or say that it was taken out of all versions."""
    taken = versions.redaction(sent.sha256)
    if taken is None:
        return sending.send(sent, bom=sent.mimetype == "text/csv" and sending.wants_bom())
    redacted = RefusedError(
        "redacted-file",
        file=sent.filename,
        package=manifest.package,
        version=manifest.version,
        date=taken.created.date().isoformat(),
        reason=taken.reason,
        sha256=sent.sha256,
    )
    return _refuse(redacted, manifest.version)


def _refuse(why: RefusedError, version: int) -> Response:
    """Say why there is no file, and of which version that is said."""
    response = refusal.answer(why)
    response.headers[sending.VERSION] = str(version)
    return response
