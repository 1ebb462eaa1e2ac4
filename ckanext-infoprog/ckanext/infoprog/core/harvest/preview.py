"""What the target will hold of each dataset, and what to know before: nothing is sent there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ckanext.infoprog.core.catalogue import issue
from ckanext.infoprog.core.harvest import ckanway, compare, dcatway, lint, munge
from ckanext.infoprog.core.harvest.carried import Kind, Outcome
from ckanext.infoprog.core.harvest.carried import Path as Way
from ckanext.infoprog.core.harvest.compare import Arrival
from ckanext.infoprog.core.harvest.configuration import Configuration
from ckanext.infoprog.core.harvest.foretold import Foretold
from ckanext.infoprog.core.harvest.rdf import Graph
from ckanext.infoprog.core.harvest.targets import targets
from ckanext.infoprog.core.issues import Issue

Dataset = Mapping[str, Any]
TAGS: Final = "tags"
TAG_STRING: Final = "tag_string"
#: Reasons of a loss that no reader of the target misses.
_UNMISSED: Final = frozenset({"own-pages", "upload", "created", "organization"})


@dataclass(frozen=True, slots=True)
class There:
    """What a target holds already: datasets by id or URI, and whose the addresses are."""

    datasets: Mapping[str, Dataset] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preview:
    """What is foretold of one dataset by one way to one kind of target."""

    name: str
    title: str
    way: Way
    kind: Kind
    dataset: Dataset
    arrivals: tuple[Arrival, ...]
    issues: tuple[Issue, ...]

    @property
    def lost(self) -> tuple[str, ...]:
        """The fields that do not arrive, each once; those of files behind `resources.`."""
        named = (_without_number(one.field) for one in self.arrivals if _is_missed(one))
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be foretold: the configuration, the way, the kind of target, what it holds."""

    given: Configuration
    way: Way
    kind: Kind
    there: There = field(default_factory=There)


def by_ckan(datasets: Iterable[Dataset], asked: Asked) -> tuple[Preview, ...]:
    """Return what the CKAN harvester would bring of datasets as package_show gives them."""
    options = asked.given.source(Way.CKAN).config
    target = targets()[asked.kind]
    return tuple(
        _preview(one, ckanway.foretell(one, target, options), asked, str(one["id"]))
        for one in datasets
    )


def by_dcat(
    datasets: Iterable[Dataset], graphs: Iterable[Graph], asked: Asked, address: str
) -> tuple[tuple[Preview, ...], tuple[Issue, ...]]:
    """Return what the DCAT harvester would bring, and which datasets the catalogue lacks."""
    target = targets()[asked.kind]
    nodes = {name: (graph, node) for graph in graphs for name, node in dcatway.datasets(graph)}
    made: list[Preview] = []
    absent: list[Issue] = []
    for one in datasets:
        name = str(one["name"])
        if str(one["id"]) not in nodes:
            absent.append(issue("harvest-absent", path=name, value=address))
            continue
        found = dcatway.foretell(*nodes[str(one["id"])], target, name)
        made.append(_preview(one, found, asked, str(one.get("uri") or "")))
    return tuple(made), tuple(absent)


def of_uri(source: Dataset, given: Configuration) -> Iterator[Issue]:
    """Yield that a dataset's URI is not of the base that was agreed on."""
    base, uri = given.city.base_uri, str(source.get("uri") or "")
    if base and not uri.startswith(f"{base}/"):
        name = str(source["name"])
        yield issue("harvest-uri", path=name, field="uri", value=uri, base=base)


def _preview(source: Dataset, found: Foretold, asked: Asked, known_as: str) -> Preview:
    """Return the preview of one dataset."""
    name = str(source["name"])
    held = asked.there.datasets.get(known_as)
    taken = {one for one, owner in asked.there.names.items() if not held or owner != held["id"]}
    becomes = str(held["name"]) if held else munge.free(str(found.dataset["name"]), taken)
    dataset = {**found.dataset, "name": becomes}
    issues = [
        *found.refusals,
        *_slug(name, str(found.dataset["name"]), becomes, held),
        *_texts(source, asked.given, name),
        *(_unchanged(source, held, name) if asked.way == Way.CKAN else ()),
        *of_uri(source, asked.given),
    ]
    if asked.kind == Kind.NATIONAL:
        issues += _arriving(source, dataset, asked.given, name)
    arrivals = compare.compare(source, dataset, asked.way, asked.kind)
    unique = {(one.code, one.field, one.value): one for one in issues}
    made = Preview(
        name, str(source["title"]), asked.way, asked.kind, dataset, arrivals, tuple(unique.values())
    )
    lost = (issue("harvest-lost", path=name, field=one) for one in made.lost)
    return replace(made, issues=tuple(sorted([*made.issues, *lost])))


def _slug(name: str, wanted: str, becomes: str, held: Dataset | None) -> Iterator[Issue]:
    """Say that the address will be another, made of the title or with a number."""
    if held is None and wanted != becomes:
        yield issue("harvest-slug", path=name, field="name", value=wanted, becomes=becomes)
    elif becomes != name:
        yield issue("harvest-other-slug", path=name, field="name", value=becomes)


def _unchanged(source: Dataset, held: Dataset | None, name: str) -> Iterator[Issue]:
    """Say that the harvester sees nothing new: it compares the texts of the moments."""
    at, then = (str(one.get("metadata_modified") or "") for one in (source, held or {}))
    if then and at <= then:
        yield issue("harvest-unchanged", path=name, field="metadata_modified", value=then)


def _texts(source: Dataset, given: Configuration, name: str) -> Iterator[Issue]:
    """Say which texts are longer than the target takes, or have been seen to lose their end."""
    for theirs, limit in given.national.limits.items():
        count = len(str(source.get(lint.ours(given.city, theirs)) or ""))
        if count > limit:
            over = count - limit
            yield issue(
                "harvest-long", path=name, field=theirs, count=count, limit=limit, over=over
            )
    for theirs, limit in given.national.cut.items():
        count = len(str(source.get(lint.ours(given.city, theirs)) or ""))
        if count > limit:
            yield issue("harvest-cut", path=name, field=theirs, count=count, limit=limit)


def _arriving(
    source: Dataset, dataset: Dataset, given: Configuration, name: str
) -> Iterator[Issue]:
    """Hold what arrives in the national fields to what the mapping promises."""
    for ours, theirs in given.city.mapping.items():
        wanted, found = _said(source, ours), _said(dataset, theirs)
        if not found and theirs in given.national.required:
            yield issue("harvest-empty", path=name, field=theirs, ours=ours)
        elif wanted and not set(wanted) <= set(found):
            yield issue(
                "harvest-differs",
                path=name,
                field=theirs,
                value=", ".join(found) or None,
                expected=", ".join(wanted),
            )


def _said(dataset: Dataset, key: str) -> tuple[str, ...]:
    """Return the value of a field as texts, of keywords each."""
    if key in (TAGS, TAG_STRING):
        return tuple(one["name"] for one in dataset.get(TAGS) or ())
    value = str(dataset.get(key) or "").strip()
    return (value,) if value else ()


def _is_missed(one: Arrival) -> bool:
    return one.outcome is Outcome.LOST and one.place not in _UNMISSED


def _without_number(place: str) -> str:
    """Return `resources.hash` of `resources[2].hash`."""
    head, bracket, rest = place.partition("[")
    return f"{head}{rest.partition(']')[2]}" if bracket else place
