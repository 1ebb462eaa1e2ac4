"""What became of a dataset on its way to another portal: field by field, source against target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.infoprog.core.harvest import carried, readings
from ckanext.infoprog.core.harvest.carried import EXTRA, ORDER, Field, Kind, Outcome, Path

Dataset = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of one field; `place` says where: `title`, `extra:language`, `resources[2].hash`.

    A field that is lost has the reason's name in `place`.
    """

    field: str
    path: Path
    kind: Kind
    outcome: Outcome
    source_value: object
    target_value: object
    place: str


def compare(source: Dataset, target: Dataset, path: str, kind: str) -> tuple[Arrival, ...]:
    """Return what became of each field that the source fills; both as package_show gives them.

    A field that is empty at the source is told of only where a copy of it says something.
    """
    by, what = Path(path), Kind(kind)
    table = carried.table()
    found = list(_fields(table.dataset, source, target, (by, what), ""))
    partners = pairs(source, target, by)
    for place, (one, other) in enumerate(partners):
        where = f"resources[{place}]."
        if other is None:
            name = one.get("name")
            found.append(Arrival("resource", by, what, Outcome.DIFFERS, name, None, where[:-1]))
            continue
        fields = [field for field in table.resource if field.name != ORDER]
        found += _fields(fields, one, other, (by, what), where)
    if partners:
        found.append(_order(partners, target, by, what))
    return tuple(found)


def pairs(source: Dataset, target: Dataset, path: str) -> list[tuple[Dataset, Dataset | None]]:
    """Return the source's resources in their order, each with its copy; None where it is missing.

    The CKAN harvester keeps their ids, the DCAT harvester their URIs, which end in the ids.
    """
    key = "id" if path == Path.CKAN else "uri"
    copies = {str(one.get(key) or "").rpartition("/")[2]: one for one in _resources(target)}
    return [(one, copies.get(str(one["id"]))) for one in _resources(source)]


def value_at(dataset: Dataset, place: str) -> object:
    """Return what stands at a place of a dataset or a resource: in a field, or in an extra."""
    if not place.startswith(EXTRA):
        return dataset.get(place)
    key = place.removeprefix(EXTRA)
    listed = dataset.get("extras") or ()
    return next((one.get("value") for one in listed if one.get("key") == key), None)


def _fields(
    fields: Sequence[Field], one: Dataset, other: Dataset, to: tuple[Path, Kind], where: str
) -> Iterator[Arrival]:
    for field in fields:
        arrival = _arrival(field, one, other, to, where)
        if arrival is not None:
            yield arrival


def _arrival(
    field: Field, one: Dataset, other: Dataset, to: tuple[Path, Kind], where: str
) -> Arrival | None:
    place, value = field.place(*to), one.get(field.name)
    if place.reason:
        if readings.is_empty(value):
            return None
        return Arrival(where + field.name, *to, Outcome.LOST, value, None, place.reason)
    found = value_at(other, place.at)
    if readings.is_empty(value) and (readings.is_empty(found) or not _copies(field, to)):
        return None
    same = readings.agree(place.reading, value, found)
    outcome = field.expected(*to) if same else Outcome.DIFFERS
    return Arrival(where + field.name, *to, outcome, value, found, where + place.at)


def _copies(field: Field, to: tuple[Path, Kind]) -> bool:
    """Tell whether a field is copied as it is, empty too; DCAT may say more than the source."""
    return to[0] is Path.CKAN and field.place(*to).at == field.name


def _order(
    partners: Sequence[tuple[Dataset, Dataset | None]], target: Dataset, by: Path, what: Kind
) -> Arrival:
    """Compare the order of the resources, which scripts rely on."""
    wanted = [str(other.get("id")) for _one, other in partners if other is not None]
    there = [str(one.get("id")) for one in _resources(target)]
    names = ([str(one.get("name")) for one, _ in partners], [_name(o) for o in _resources(target)])
    outcome = Outcome.KEPT if wanted == there else Outcome.DIFFERS
    return Arrival(ORDER, by, what, outcome, *names, "resources")


def _resources(dataset: Dataset) -> Sequence[Dataset]:
    return dataset.get("resources") or ()


def _name(resource: Dataset) -> str:
    return str(resource.get("name"))
