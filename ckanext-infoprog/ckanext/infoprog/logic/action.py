"""The actions of the API: validate, ask whether it is allowed, do it by storage/, return a dict.

What cannot be done is a refusal with a code (core/publish/refusals.json), in both languages.
"""

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context, DataDict

from ckanext.infoprog.core import descriptor
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.logic import access, reading, rowsearch
from ckanext.infoprog.storage import (
    beginning,
    catalogue,
    journal,
    publication,
    redaction,
    versions,
)
from ckanext.infoprog.storage.journal import Publication

Answer = dict[str, Any]
PAGE = 50


@tk.side_effect_free
def infoprog_publication_base(context: Context, data_dict: DataDict) -> Answer:
    """Return what a plan is made against: the published state of a package, and what drifted.

    :param package: the package's name
    :param organization: the organisation that publishes it
    """
    data = access.asked("infoprog_publication_base", context, data_dict)
    name = data["package"]
    package_id = descriptor.package_id(name)
    pointer = versions.pointer(package_id)
    other = model.Package.get(name)
    if other is not None and other.id != package_id:
        raise RefusedError("name-taken", package=name)
    manifest = versions.read_manifest(pointer.manifest) if pointer else None
    under_way = journal.open_of(name)
    return {
        "exists": other is not None,
        "managed": pointer is not None,
        "version": pointer.version if pointer else 0,
        "withdrawn": pointer.withdrawn if pointer else False,
        "manifest": manifest.to_dict() if manifest else None,
        "metadata_hash": catalogue.metadata_hash(package_id),
        "drift": catalogue.drift(manifest) if manifest else [],
        "open": _shown(under_way) if under_way else None,
    }


def infoprog_publication_begin(context: Context, data_dict: DataDict) -> Answer:
    """Begin to publish, to undo or to withdraw a package; nothing is public before the commit.

    Where the portal holds just this already, the answer's state is ``unchanged`` and nothing is
    written. The same request by the same user brings the publication that is under way.

    :param package: the package's name
    :param organization: the organisation that publishes it
    :param act: ``publish``, ``undo`` or ``withdraw``
    :param inputs: the package's files: path, sha256, size of each
    :param base: the version that this follows; 0 where there is none yet
    :param metadata_hash: what infoprog_publication_base said, to refuse a portal that moved on
    :param schemas: the hash of the schemas on the publisher's side
    :param organization_entry: the organisation's entry in organizations.yaml
    :param expected: the SHA-256 of tables that a plan promised, by their name
    :param note: what is new in this version
    :param decision: the decision that it follows
    :param hold: keep the checked publication for days, for a preview
    :param allow_warnings: publish in spite of warnings
    :param undo_to: the version to bring back (undo)
    :param withdrawal: kind, reason, basis, until (withdraw)
    """
    data = access.asked("infoprog_publication_begin", context, data_dict)
    pointer = beginning.unchanged(data)
    if pointer is not None:
        return {
            "id": pointer.publication,
            "package": pointer.name,
            "state": "unchanged",
            "version": pointer.version,
            "missing": [],
        }
    organization = model.Group.get(data["organization"])
    user = model.User.get(context["user"])
    return _shown(beginning.begin(data, organization.id, user.id))


def infoprog_publication_stage(context: Context, data_dict: DataDict) -> Answer:
    """Say that all files have been sent.

    :param id: the publication
    """
    data = access.asked("infoprog_publication_stage", context, data_dict)
    return _shown(publication.stage(journal.get(data["id"])))


def infoprog_publication_check(context: Context, data_dict: DataDict) -> Answer:
    """Check the package on the portal and make what would be published of it.

    :param id: the publication
    """
    data = access.asked("infoprog_publication_check", context, data_dict)
    return _shown(publication.check(journal.get(data["id"])))


def infoprog_publication_commit(context: Context, data_dict: DataDict) -> Answer:
    """Make the publication public, whole or not at all; a repeated call changes nothing.

    :param id: the publication
    """
    data = access.asked("infoprog_publication_commit", context, data_dict)
    return _shown(publication.commit(journal.get(data["id"])))


def infoprog_publication_abort(context: Context, data_dict: DataDict) -> Answer:
    """Take back a publication that is not decided yet.

    :param id: the publication
    :param reason: why
    """
    data = access.asked("infoprog_publication_abort", context, data_dict)
    reason = {"message": data.get("reason") or "", "by": context["user"]}
    return _shown(publication.abort(journal.get(data["id"]), reason))


@tk.side_effect_free
def infoprog_publication_show(context: Context, data_dict: DataDict) -> Answer:
    """Return a publication with its state, its progress and its steps.

    :param id: the publication
    """
    data = access.asked("infoprog_publication_show", context, data_dict)
    return _shown(journal.get(data["id"]))


@tk.side_effect_free
def infoprog_publication_list(context: Context, data_dict: DataDict) -> list[Answer]:
    """Return the publications of the caller's organisations, the newest first.

    :param package: only those of this package
    :param limit: how many at most
    :param offset: how many to skip
    """
    data = access.asked("infoprog_publication_list", context, data_dict)
    found = journal.listed(
        data.get("package"),
        access.organizations(context["user"]),
        data.get("limit", PAGE),
        data.get("offset", 0),
    )
    return [_shown(one) for one in found]


@tk.side_effect_free
def infoprog_version_list(context: Context, data_dict: DataDict) -> list[Answer]:
    """Return the versions of a dataset, the newest first.

    :param package: the dataset's name or id
    """
    data = access.asked("infoprog_version_list", context, data_dict)
    return reading.version_list(data["package"])


@tk.side_effect_free
def infoprog_version_show(context: Context, data_dict: DataDict) -> Answer:
    """Return a version's manifest with the permanent addresses of its files.

    :param package: the dataset's name or id
    :param version: its number
    """
    data = access.asked("infoprog_version_show", context, data_dict)
    return reading.version_show(data["package"], data["version"])


@tk.side_effect_free
def infoprog_version_difference(context: Context, data_dict: DataDict) -> Answer:
    """Return what changed from one version to another, by table, row and field.

    :param package: the dataset's name or id
    :param from: the earlier version's number; 0 is nothing
    :param to: the later version's number
    :param table: only this table
    :param limit: how many rows of a kind and table are listed at most; all are counted
    """
    data = access.asked("infoprog_version_difference", context, data_dict)
    return reading.version_difference(
        data["package"],
        data["from"],
        data["to"],
        data.get("table"),
        data.get("limit"),
    )


@tk.side_effect_free
def infoprog_row_show(context: Context, data_dict: DataDict) -> Answer:
    """Return a row by its key, with its history through the versions.

    :param package: the dataset's name or id
    :param table: the table's name
    :param key: the row's key
    """
    data = access.asked("infoprog_row_show", context, data_dict)
    return reading.row_show(data["package"], data["table"], data["key"])


@tk.side_effect_free
def infoprog_row_search(context: Context, data_dict: DataDict) -> Answer:
    """Return measures, indicators and other rows of published programmes, by number or words.

    :param q: a number as it is printed, or words in any form
    :param kind: only rows of this kind
    :param lang: the language of the programmes' names
    :param limit: how many of each kind at most
    :param offset: how many of each kind to skip
    """
    data = access.asked("infoprog_row_search", context, data_dict)
    outcome = rowsearch.find(
        data["q"], data["lang"], kind=data["kind"], first=data["offset"], most=data["limit"]
    )
    if outcome.is_away:
        raise RefusedError("rows-away")
    return rowsearch.to_dict(outcome)


def infoprog_version_redact(context: Context, data_dict: DataDict) -> Answer:
    """Take files out of a version, and out of all that share them, because of personal data.

    :param package: the dataset's name or id
    :param version: its number
    :param files: the files' names, or ``all``
    :param reason: why, for everyone to read
    """
    data = access.asked("infoprog_version_redact", context, data_dict)
    user = model.User.get(context["user"])
    found = model.Package.get(data["package"])
    named = data["files"] if isinstance(data["files"], list) else [data["files"]]
    gone = redaction.redact(found.id, data["version"], named, data["reason"], user.id)
    return {"redacted": gone}


def _shown(one: Publication) -> Answer:
    """Return a publication as its publishers see it."""
    user = model.User.get(one.user_id)
    return {
        **journal.plain(one),
        "by": user.display_name if user else one.user_id,
        "missing": publication.missing(one) if one.state == "open" else [],
        "manifest": versions.read_manifest(one.manifest).to_dict() if one.manifest else None,
    }
