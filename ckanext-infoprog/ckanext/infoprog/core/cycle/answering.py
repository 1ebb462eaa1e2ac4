"""Who answers: the bodies behind groups, measures, metrics and indicators entered by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from ckanext.infoprog.core.cycle import duties
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation.records import listed, records

MEASURE: Final = "measures"
METRIC: Final = "metrics"
INDICATOR: Final = "indicators"
GROUP: Final = "executants"
BODY: Final = "body"
CO_EXECUTOR: Final = "coExecutor"


class Answer(NamedTuple):
    """A row to be answered: for which executor it stands, and which body fills it in.

    `executant` is None where the programme names nobody.
    """

    executant: str | None
    body: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """What no body of its own answers for; `body` reports on it instead, None means nobody."""

    table: str
    key: str
    title: str
    executant: str | None
    body: str | None


class Answering:
    """The bodies of a package, and who of them answers for what."""

    def __init__(self, package: Package, period: Period) -> None:
        """Read groups, roles and suppliers."""
        self._package = package
        self.substitute = duties.substitute(package, period)
        self.names = {r.key: r.text("name") or r.key for r in records(package, "executants")}
        self.kinds = {r.key: r.text("kind") for r in records(package, "executants")}
        self.members = _gathered(package, "executantMembers", "groupId")
        self._suppliers = _gathered(package, "metricSources", "metricId")
        self._responsible = _responsible(package)

    def of_measure(self, measure: str) -> tuple[Answer, ...]:
        """Return who answers for a measure."""
        return self._expanded(self._responsible.get(measure, ()))

    def of_metric(self, metric: str) -> tuple[Answer, ...]:
        """Return who supplies a metric or a part of it."""
        return self._expanded(self._suppliers.get(metric, ()))

    def of_indicator(self, responsible: str | None) -> Answer | None:
        """Return who enters an indicator: one body, for it has one value."""
        if responsible is not None and self.kinds.get(responsible) == BODY:
            return Answer(responsible, responsible)
        return None if self.substitute is None else Answer(responsible, self.substitute)

    def of_executant(self, executant: str) -> tuple[Answer, ...]:
        """Return who answers for a body, a group or a class of spending units."""
        if self.kinds.get(executant, BODY) == BODY:
            return (Answer(executant, executant),)
        if members := self.members.get(executant):
            return tuple(Answer(member, member) for member in members)
        return (Answer(executant, self.substitute or executant),)

    def unanswered(self) -> tuple[Unanswered, ...]:
        """Return the groups without members, and what nobody is named for, by table and key."""
        found = [
            Unanswered(GROUP, key, self.names[key], key, self.substitute or key)
            for key, kind in self.kinds.items()
            if kind != BODY and not self.members.get(key) and key in self._named()
        ]
        for table, named in ((MEASURE, self._responsible), (METRIC, self._suppliers)):
            found += [
                Unanswered(table, row.key, row.text("title") or "", None, self.substitute)
                for row in records(self._package, table)
                if row.key not in named
            ]
        found += self._indicators()
        return tuple(found)

    def _named(self) -> set[str]:
        """Return the executors that a measure or a metric names."""
        lists = (*self._responsible.values(), *self._suppliers.values())
        return {executant for named in lists for executant in named}

    def _indicators(self) -> Iterator[Unanswered]:
        """Yield the indicators entered by hand that no body is responsible for."""
        for row in records(self._package, INDICATOR):
            named = row.text("responsibleId")
            if row.text("expression") is None and self.kinds.get(named or "") != BODY:
                title = row.text("title") or ""
                yield Unanswered(INDICATOR, row.key, title, named, self.substitute)

    def _expanded(self, executants: Iterable[str]) -> tuple[Answer, ...]:
        """Return each executor's answers once; what names nobody goes to the substitute."""
        found = [answer for one in executants for answer in self.of_executant(one)]
        if not found and self.substitute is not None:
            return (Answer(None, self.substitute),)
        return tuple(dict.fromkeys(found))


def _gathered(package: Package, table: str, column: str) -> Mapping[str, tuple[str, ...]]:
    """Return the executors of a table by the row that they belong to."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in records(package, table):
        owner, executant = row.text(column), row.text("executantId")
        if owner and executant:
            found[owner].append(executant)
    return {owner: tuple(named) for owner, named in found.items()}


def _responsible(package: Package) -> Mapping[str, tuple[str, ...]]:
    """Return who answers for each measure: co-executors only where nobody else does."""
    first: dict[str, list[str]] = defaultdict(list)
    second: dict[str, list[str]] = defaultdict(list)
    for row in listed(records(package, "measureExecutants")):
        measure, executant = row.text("measureId"), row.text("executantId")
        if measure and executant:
            chosen = second if row.text("role") == CO_EXECUTOR else first
            chosen[measure].append(executant)
    return {key: tuple(first.get(key) or second[key]) for key in {*first, *second}}
