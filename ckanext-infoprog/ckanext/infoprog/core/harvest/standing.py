"""How datasets stand on another portal: plain records that last between two runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, Self

from ckanext.infoprog.core.issues import Issue, Param, Severity

SCHEMA: Final = 1  # of the files that are kept


class State(StrEnum):
    """What became of a dataset on the other portal."""

    ARRIVED = "arrived"
    WAITING = "waiting"  # not there yet, and not for long
    MISSING = "missing"
    HIDDEN = "hidden"
    STALE = "stale"
    CHANGED = "changed"
    UNREAD = "unread"
    LEFT = "left"  # there, and no longer here
    FOREIGN = "foreign"  # there under our name, and not ours to give


@dataclass(frozen=True, slots=True)
class Noted:
    """An issue and since when runs have found it."""

    issue: Issue
    since: str

    def to_dict(self) -> dict[str, Any]:
        """Return the issue as JSON keeps it."""
        one = self.issue
        return {
            "code": one.code,
            "severity": one.severity.value,
            "field": one.field,
            "value": one.value,
            "params": dict(one.params),
            "since": self.since,
        }

    @classmethod
    def from_dict(cls, path: str, plain: Mapping[str, Any]) -> Self:
        """Return the issue that JSON kept."""
        params: tuple[tuple[str, Param], ...] = tuple(sorted(plain["params"].items()))
        issue = Issue(
            plain["code"], Severity(plain["severity"]), path, None, None, None,
            plain["field"], plain["value"], params,
        )  # fmt: skip
        return cls(issue, str(plain["since"]))


@dataclass(frozen=True, slots=True)
class Standing:
    """One dataset: what is there, when it was really looked at, what is wrong.

    `behind` counts the hours for which a change of ours has not been there; `absent` is since
    when the dataset has not been seen there.
    """

    id: str
    name: str
    title: str
    state: State
    as_of: str
    address: str = ""
    behind: int | None = None
    absent: str | None = None
    seen: str | None = None
    notes: tuple[Noted, ...] = ()

    @property
    def is_wrong(self) -> bool:
        """Whether somebody has to do something."""
        return any(one.issue.severity is not Severity.NOTICE for one in self.notes)

    def to_dict(self) -> dict[str, Any]:
        """Return the standing as JSON keeps it."""
        plain = {name: getattr(self, name) for name in _PLAIN}
        return {**plain, "state": self.state.value, "notes": [one.to_dict() for one in self.notes]}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the standing that JSON kept."""
        known = {name: plain[name] for name in _PLAIN}
        noted = tuple(Noted.from_dict(str(plain["name"]), one) for one in plain["notes"])
        return cls(**known, state=State(plain["state"]), notes=noted)


_PLAIN: Final = ("id", "name", "title", "as_of", "address", "behind", "absent", "seen")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a portal was not read to its end: a code with a sentence in both languages."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Status:
    """What one run found on a portal; `told` is how many datasets it says there are.

    `first_failed` is since when no run has read the portal, where this one has not either.
    """

    source: str
    target: str
    at: str
    read: int
    told: int
    standings: tuple[Standing, ...]
    failure: Failure | None = None
    first_failed: str | None = None

    @property
    def is_partial(self) -> bool:
        """Whether something that the portal holds was not read."""
        return self.failure is not None or self.read < self.told

    @property
    def is_well(self) -> bool:
        """Whether everything was read and nobody has to do anything."""
        return not self.is_partial and not any(one.is_wrong for one in self.standings)

    def counts(self) -> dict[str, int]:
        """Return how many datasets are in each state."""
        states = [one.state.value for one in self.standings]
        return {state.value: states.count(state.value) for state in State}

    def notes(self) -> Iterator[tuple[Standing, Noted]]:
        """Yield every issue with its dataset."""
        for standing in self.standings:
            for noted in standing.notes:
                yield standing, noted

    def later(self, at: str, failure: Failure) -> Status:
        """Return what stays known when a later run could not read the portal."""
        return replace(self, at=at, failure=failure, first_failed=self.first_failed or at)

    def to_dict(self) -> dict[str, Any]:
        """Return the status as JSON keeps it."""
        failure = self.failure and {"code": self.failure.code, "params": dict(self.failure.params)}
        return {
            "schema": SCHEMA,
            "source": self.source,
            "target": self.target,
            "at": self.at,
            "well": self.is_well,
            "partial": self.is_partial,
            "read": self.read,
            "told": self.told,
            "failure": failure,
            "first_failed": self.first_failed,
            "counts": self.counts(),
            "datasets": [one.to_dict() for one in self.standings],
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the status that JSON kept."""
        failed = plain["failure"]
        return cls(
            source=plain["source"],
            target=plain["target"],
            at=plain["at"],
            read=plain["read"],
            told=plain["told"],
            standings=tuple(Standing.from_dict(one) for one in plain["datasets"]),
            failure=Failure(failed["code"], failed["params"]) if failed else None,
            first_failed=plain["first_failed"],
        )
