"""The projects of a strategy as their pages see them, read from the tables of a package."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.pages import states
from ckanext.infoprog.core.pages.states import State, Value
from ckanext.infoprog.core.validation.records import Record, records

PROJECTS: Final = "projects"


@dataclass(frozen=True, slots=True)
class Paid:
    """Money of a project from a source in a year, or a printed total; None is not split."""

    source: str | None
    label: str
    year: int | None
    value: Value
    key: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A text of a project in one of its lists, with the key of its row."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A row of a programme that a project is linked with, and who says so."""

    package: str
    table: str
    key: str
    basis: str
    note: str


@dataclass(frozen=True, slots=True)
class Project:
    """A project; unknown texts are empty."""

    key: str
    number: str
    specification: str
    title: str
    goal: str
    goal_title: str
    aim: str
    territory: str
    groups_text: str
    term: str
    bodies: str
    place: str
    activities: tuple[Item, ...]
    indicators: tuple[Item, ...]
    problems: tuple[Item, ...]
    groups: tuple[Item, ...]
    money: tuple[Paid, ...]
    totals: tuple[Paid, ...]
    links: tuple[Linked, ...]

    def total(self, source: str | None = None, year: int | None = None) -> Value | None:
        """Return a printed total of exactly these parts; None where none is printed."""
        found = (one.value for one in self.totals if (one.source, one.year) == (source, year))
        return next(found, None)

    def rows(self, year: int | None = None) -> Value:
        """Return the sum of the rows' amounts, else that there are none."""
        amounts = [one.value.amount for one in self.money
                   if one.value.amount is not None and year in (None, one.year)]  # fmt: skip
        if not amounts:
            return Value(State.NOT_PLANNED if self.money else State.NOT_STATED)
        return states.amount(sum(amounts, Decimal(0)))

    def lead(self, year: int | None = None) -> Value:
        """Return the number that leads: the printed total, else the sum of the rows."""
        return self.total(None, year) or self.rows(year)


def of(package: Package) -> tuple[Project, ...]:
    """Return the projects of a package in the document's order."""
    goals = {row.key: _text(row, "title") for row in records(package, "strategyGoals")}
    texts = {table: _by_project(package, table) for table in (
        "projectActivities", "projectIndicators", "projectProblems", "projectTargetGroups"
    )}  # fmt: skip
    money, totals = _paid(package, "projectFunding"), _paid(package, "projectTotals")
    links: dict[str, list[Linked]] = defaultdict(list)
    for row in records(package, "links"):
        if row.text("fromTable") == PROJECTS:
            links[_text(row, "fromKey")].append(Linked(
                _text(row, "toPackage"), _text(row, "toTable"), _text(row, "toKey"),
                _text(row, "basis"), _text(row, "note"),
            ))  # fmt: skip
    return tuple(
        Project(
            key=row.key,
            number=str(row.cell("listNumber") or ""),
            specification=str(row.cell("specificationNumber") or ""),
            title=_text(row, "title"),
            goal=_text(row, "strategyTaskId"),
            goal_title=goals.get(_text(row, "strategyTaskId"), ""),
            aim=_text(row, "aim"),
            territory=_text(row, "territory"),
            groups_text=_text(row, "targetGroupsText"),
            term=_text(row, "termText"),
            bodies=_text(row, "executantsText"),
            place=_text(row, "sourceRef"),
            activities=texts["projectActivities"][row.key],
            indicators=texts["projectIndicators"][row.key],
            problems=texts["projectProblems"][row.key],
            groups=texts["projectTargetGroups"][row.key],
            money=tuple(money[row.key]),
            totals=tuple(totals[row.key]),
            links=tuple(links[row.key]),
        )
        for row in records(package, PROJECTS)
    )


def years(projects: tuple[Project, ...]) -> tuple[int, ...]:
    """Return the years that any money is of."""
    paid = (one for project in projects for one in (*project.money, *project.totals))
    return tuple(sorted({one.year for one in paid if one.year}))


def _by_project(package: Package, table: str) -> dict[str, tuple[Item, ...]]:
    """Return the texts of a table by project, in the document's order."""
    found: dict[str, list[Item]] = defaultdict(list)
    for row in sorted(records(package, table), key=lambda one: one.year("position") or 0):
        text = row.text("text") or row.text("title") or row.text("name") or ""
        found[_text(row, "projectId")].append(Item(row.key, text))
    return defaultdict(tuple, {key: tuple(texts) for key, texts in found.items()})


def _paid(package: Package, table: str) -> dict[str, list[Paid]]:
    """Return money or printed totals by project."""
    found: dict[str, list[Paid]] = defaultdict(list)
    for row in records(package, table):
        amount = row.decimal("amount")
        kind = _text(row, "fundingKind")
        if amount is not None:
            value = states.amount(amount)
        else:
            known = kind in states.KNOWN and kind != State.AMOUNT
            value = Value(
                State(kind) if known else State.NOT_STATED, words=_text(row, "amountPrinted")
            )
        found[_text(row, "projectId")].append(
            Paid(row.text("source"), _text(row, "sourceLabel"), row.year("year"), value, row.key)
        )
    return found


def _text(row: Record, name: str) -> str:
    return row.text(name) or ""
