"""A publication as the portal tells of it, and what is known of a package before one begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final, Self

from ckanext.infoprog.core.publish.manifest import Manifest
from ckanext.infoprog.core.publish.refusals import UNKNOWN, RefusedError

ORDER: Final = (
    "open", "staged", "checked", "loaded", "decided", "switched", "catalogued", "indexed", "done",
)  # fmt: skip
OVER: Final = frozenset({"done", "unchanged", "refused", "aborted", "expired", "failed"})
WELL: Final = frozenset({"done", "unchanged"})


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication: what it does, how far it is, and why it ended where it did.

    `missing` are the SHA-256 of the files that the portal still wants. Times are UTC, ISO 8601.
    """

    id: str
    package: str
    state: str
    act: str = "publish"
    base: int = 0
    version: int | None = None
    by: str = ""
    created: str = ""
    heartbeat: str = ""
    deadline: str = ""
    note: str = ""
    progress: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[Mapping[str, Any], ...] = ()
    reason: Mapping[str, Any] | None = None
    missing: tuple[str, ...] = ()
    manifest: Manifest | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in OVER

    @property
    def decided(self) -> bool:
        """Whether it can only go forward."""
        return self.state in ORDER and ORDER.index(self.state) >= ORDER.index("decided")

    def reached(self, state: str) -> bool:
        """Whether it has come to a state, or beyond it."""
        if self.state == "unchanged":
            return True
        return self.state in ORDER and ORDER.index(self.state) >= ORDER.index(state)

    @property
    def sign_of_life(self) -> tuple[object, ...]:
        """What changes while somebody works on it."""
        return (*self.place, self.heartbeat)

    @property
    def place(self) -> tuple[str, str]:
        """Where it is on its way."""
        return (self.state, repr(self.progress))

    def refusal(self) -> RefusedError:
        """Return why it ended without a version."""
        if self.reason and self.reason.get("code"):
            return RefusedError.from_dict(self.reason)
        if self.state in ("aborted", "expired"):
            why = self.reason.get("message") if self.reason else ""
            told = {"id": self.id, "package": self.package, "state": self.state, "reason": why}
            return RefusedError("publication-over", **told)
        return RefusedError(UNKNOWN, message=f"{self.package}: {self.state}")

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the publication that the API tells of; what is not known here is left out."""
        named = {one.name for one in fields(cls)}
        known = {
            name: value for name, value in plain.items() if name in named and value is not None
        }
        for name in ("steps", "missing"):
            known[name] = tuple(known.get(name, ()))
        if isinstance(known.get("by"), Mapping):
            known["by"] = known["by"].get("title") or known["by"].get("name") or ""
        if found := known.get("manifest"):
            known["manifest"] = Manifest.from_dict(found)
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Drift:
    """A field of a description that was changed on the portal by hand."""

    field: str
    published: object
    found: object


@dataclass(frozen=True, slots=True)
class Base:
    """What stands on the portal: the version that a publication is planned against.

    `version` is 0 where nothing was published yet. `metadata_hash` is that of the description as
    it stands, `drift` what of it was changed by hand.
    """

    exists: bool
    managed: bool
    version: int
    withdrawn: bool = False
    metadata_hash: str = ""
    drift: tuple[Drift, ...] = ()
    manifest: Manifest | None = None
    open: Publication | None = None

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the base that the API tells of."""
        found, running = plain.get("manifest"), plain.get("open")
        return cls(
            exists=bool(plain["exists"]),
            managed=bool(plain["managed"]),
            version=int(plain["version"] or 0),
            withdrawn=bool(plain.get("withdrawn")),
            metadata_hash=plain.get("metadata_hash") or "",
            drift=tuple(
                Drift(one["field"], one.get("published"), one.get("found"))
                for one in plain.get("drift") or ()
            ),
            manifest=Manifest.from_dict(found) if found else None,
            open=Publication.from_dict(running) if running else None,
        )
