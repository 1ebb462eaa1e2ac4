"""What readers get of versions: lists, manifests with addresses, differences, rows."""

from typing import Any

from ckan import model

from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.storage import versions


def version_list(package: str) -> list[dict[str, Any]]:
    """Return the versions of a dataset, the newest first."""
    return [
        {
            "version": one.number,
            "created": one.created.isoformat(),
            "act": one.act,
            "note": one.note,
            "decision": one.decision,
            "undoes": one.undoes,
            "publication": one.publication,
        }
        for one in versions.listed(_id(package))
    ]


def version_show(package: str, number: int) -> dict[str, Any]:
    """Return a version's manifest."""
    return {"manifest": versions.manifest(_id(package), number).to_dict()}


def _id(package: str) -> str:
    found = model.Package.get(package)
    if found is None or not versions.is_managed(found.id):
        raise RefusedError("not-published", package=package)
    return str(found.id)
