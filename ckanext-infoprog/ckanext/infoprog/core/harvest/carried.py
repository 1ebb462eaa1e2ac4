"""The table of what harvesters carry: every field, by both of them, to every kind of target.

Its rows stand in fields.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from ckanext.infoprog.core import package

EXTRA: Final = "extra:"
ORDER: Final = "order"
#: Readings by which a value is compared, and not read out of another one.
UNCHANGED: Final = frozenset({"", "tags", "moment"})


class Path(StrEnum):
    """By which stock harvester a target takes datasets."""

    CKAN = "ckan"
    DCAT = "dcat"


class Kind(StrEnum):
    """What kind of CKAN a target is: without a schema, with the national one, with ours."""

    PLAIN = "plain"
    NATIONAL = "national"
    PEER = "peer"


class Outcome(StrEnum):
    """What becomes of a value: the same, the same elsewhere or otherwise, nothing, another one."""

    KEPT = "kept"
    MAPPED = "mapped"
    LOST = "lost"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value is found on a target and how it is written there; of a lost one, why."""

    at: str = ""
    reading: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of ours; `extra` is the key under which it leaves beside its own, or empty."""

    name: str
    places: Mapping[tuple[Path, Kind], Place]
    extra: str = ""

    def place(self, path: str, kind: str) -> Place:
        """Return where it is found on a target."""
        return self.places[Path(path), Kind(kind)]

    def expected(self, path: str, kind: str) -> Outcome:
        """Return what the table says becomes of it."""
        place = self.place(path, kind)
        if place.reason:
            return Outcome.LOST
        as_it_is = place.at == self.name and place.reading in UNCHANGED
        return Outcome.KEPT if as_it_is else Outcome.MAPPED


@dataclass(frozen=True, slots=True)
class Table:
    """The whole table: the dataset's fields, those of its resources, the reasons in words."""

    dataset: tuple[Field, ...]
    resource: tuple[Field, ...]
    reasons: Mapping[str, Mapping[str, str]]

    @property
    def extras(self) -> Mapping[str, str]:
        """Return the fields that leave as extras too, each with the extra's key."""
        return MappingProxyType({one.name: one.extra for one in self.dataset if one.extra})


@cache
def table() -> Table:
    """Return the table as it is shipped."""
    text = (resources.files("ckanext.infoprog.core.harvest") / "fields.yaml").read_text("utf-8")
    read: Any = package.load_yaml(text)
    return Table(
        dataset=tuple(_field(row) for row in read["dataset"]),
        resource=tuple(_field(row) for row in read["resource"]),
        reasons=MappingProxyType(read["reasons"]),
    )


def _field(row: Mapping[str, Any]) -> Field:
    extra = row.get("extra", "")
    places = {
        (path, kind): _place(_of_kind(row[path], kind), row["field"], extra)
        for path in Path
        for kind in Kind
    }
    return Field(row["field"], MappingProxyType(places), extra)


def _of_kind(written: object, kind: Kind) -> object:
    """Return what a row says of one kind of target."""
    return written[kind] if isinstance(written, Mapping) and kind in written else written


def _place(written: object, field: str, extra: str) -> Place:
    if isinstance(written, Mapping):
        if "lost" in written:
            return Place(reason=written["lost"])
        return Place(_at(str(written["at"]), field, extra), str(written["as"]))
    return Place(_at(str(written), field, extra))


def _at(written: str, field: str, extra: str) -> str:
    return {"same": field, "extra": EXTRA + extra}.get(written, written)
