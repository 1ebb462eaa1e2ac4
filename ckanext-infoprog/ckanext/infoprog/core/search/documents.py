"""What of a published version is searched: its rows as documents, each with the page it leads to.

A document holds what is printed in the row itself; the programme's name is shown, not searched, or
every row of a programme would be found by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from ckanext.infoprog.core.pages import frame, paths, project, surveypage
from ckanext.infoprog.core.pages.programme import Measure, Programme
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.reports.words import words
from ckanext.infoprog.core.search import kinds
from ckanext.infoprog.core.validation.records import records

#: Rises whenever this module makes other documents of the same version: all are then made anew.
FORM: Final = 1
INDICATOR: Final = re.compile(r"ind((?:-\d+)+)")


@dataclass(frozen=True, slots=True)
class Document:
    """A row as it is searched: `numbers` are those it bears, `path` is the page it leads to."""

    kind: str
    key: str
    numbers: tuple[str, ...]
    title: str
    path: str
    text: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    position: int = 0


@dataclass(frozen=True, slots=True)
class Documents:
    """The rows of a package; `ends` is the last year of its programme, 0 where none is known."""

    titles: tuple[str, str]
    ends: int
    rows: tuple[Document, ...]


def of(snapshot: Snapshot) -> Documents:
    """Return what of a version is searched, in the document's order."""
    found = [*_of_programme(snapshot), *_projects(snapshot), *_questions(snapshot)]
    programme = snapshot.programme
    return Documents(
        titles=(frame.name(snapshot, words("uk")), frame.name(snapshot, words("en"))),
        ends=programme.end.year if programme is not None and programme.end else 0,
        rows=tuple(replace(one, position=place) for place, one in enumerate(found)),
    )


def _of_programme(snapshot: Snapshot) -> Iterator[Document]:
    programme, slug = snapshot.programme, snapshot.slug
    if programme is None:
        return
    yield from (_measure(one, programme, slug) for one in programme.measures)
    yield from _indicators(snapshot)
    for row in records(snapshot.package, "metrics"):
        yield Document(
            kind=kinds.METRIC, key=row.key, numbers=(row.key,), title=row.text("title") or "",
            path=paths.row(slug, "metrics", row.key),
        )  # fmt: skip
    for one in programme.directions:
        yield Document(
            kind=kinds.DIRECTION, key=one.key, numbers=(one.key,), title=one.title,
            path=paths.direction(slug, one.key),
        )  # fmt: skip


def _measure(one: Measure, programme: Programme, slug: str) -> Document:
    """Return a measure with what is expected of it and who carries it out, each said once."""
    texts = (one.expected, *(role.expected for role in one.roles))
    bodies = (*one.roles, *one.named)
    return Document(
        kind=kinds.MEASURE,
        key=one.key,
        numbers=(one.key,),
        title=one.title,
        path=paths.measure(slug, one.key),
        text=_once(*texts),
        bodies=_once(
            *(role.name for role in bodies),
            *(programme.executants.get(role.executant, "") for role in bodies),
        ),
    )


def _indicators(snapshot: Snapshot) -> Iterator[Document]:
    for one in snapshot.indicators:
        yield Document(
            kind=kinds.INDICATOR,
            key=one.key,
            numbers=_number(one.key),
            title=one.title,
            path=paths.indicator(snapshot.slug, one.key),
            text=_once(one.formula, one.note),
        )


def _projects(snapshot: Snapshot) -> Iterator[Document]:
    for one in project.of(snapshot.package):
        items = (*one.activities, *one.problems, *one.indicators, *one.groups)
        yield Document(
            kind=kinds.PROJECT,
            key=one.key,
            numbers=_once(one.number, one.specification),
            title=one.title,
            path=paths.project(one.key),
            text=_once(one.aim, one.goal_title, *(item.text for item in items)),
            bodies=_once(one.bodies),
        )


def _questions(snapshot: Snapshot) -> Iterator[Document]:
    """Return the questions of a survey; its answers stand on the survey's own page."""
    if not surveypage.has(snapshot):
        return
    for row in records(snapshot.package, "questions"):
        yield Document(
            kind=kinds.QUESTION,
            key=row.key,
            numbers=_once(str(row.cell("position") or "")),
            title=row.text("text") or "",
            path=paths.survey(snapshot.slug) + paths.query(question=row.key),
        )


def _number(key: str) -> tuple[str, ...]:
    """Return the number of an indicator: of its priority, and its own within that."""
    found = INDICATOR.fullmatch(key)
    return (found.group(1)[1:].replace("-", "."),) if found else (key,)


def _once(*texts: str) -> tuple[str, ...]:
    """Return the texts that say something, each once, in their order."""
    return tuple(dict.fromkeys(text for text in texts if text))
