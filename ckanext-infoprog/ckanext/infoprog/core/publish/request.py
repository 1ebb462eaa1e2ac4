"""What a publication is asked for with: the payload of its beginning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ckanext.infoprog.core.publish.local import Local
from ckanext.infoprog.core.publish.manifest import Act, Withdrawal

Request = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person says of a publication: why, by which decision, and how far to go."""

    note: str = ""
    decision: str = ""
    allow_warnings: bool = False
    hold: bool = False


def publishing(local: Local, base: int, wishes: Wishes) -> Request:
    """Return the request that publishes a package on top of a version."""
    return _request(local.name, local.meta.organization, Act.PUBLISH, base, wishes) | {
        "inputs": [asdict(one) for one in local.inputs],
        "schemas": local.schemas,
        "organization_entry": local.entry,
    }


def undoing(package: str, organization: str, base: int, to: int, wishes: Wishes) -> Request:
    """Return the request that publishes an earlier version anew."""
    return _request(package, organization, Act.UNDO, base, wishes) | {"undo_to": to}


def withdrawing(
    package: str, organization: str, base: int, withdrawal: Withdrawal, wishes: Wishes
) -> Request:
    """Return the request that takes a dataset down."""
    asked = _request(package, organization, Act.WITHDRAW, base, wishes)
    return asked | {"withdrawal": asdict(withdrawal)}


def as_planned(request: Request, metadata_hash: str, expected: Mapping[str, str]) -> Request:
    """Return the request with what a plan has seen and promised."""
    seen = {"metadata_hash": metadata_hash} if metadata_hash else {}
    return request | seen | {"expected": dict(expected)}


def _request(package: str, organization: str, act: Act, base: int, wishes: Wishes) -> Request:
    """Return what every request says."""
    return {
        "package": package,
        "organization": organization,
        "act": str(act),
        "base": base,
        **asdict(wishes),
    }
