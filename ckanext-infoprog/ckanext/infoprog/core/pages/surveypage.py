"""The page of a survey: its questions with the answers word for word, to be searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import choosing, frame, known, paths, places, plainframe, reading
from ckanext.infoprog.core.pages.choosing import Chosen, Filter
from ckanext.infoprog.core.pages.frame import Crumb, Page, Reader
from ckanext.infoprog.core.pages.grid import Cell, Column, Grid, Kind
from ckanext.infoprog.core.pages.known import Note
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.reports import rowwords
from ckanext.infoprog.core.reports.words import Words
from ckanext.infoprog.core.validation.records import Record, records

ID: Final = "answers"
#: By the table and the key of a row: the codes of what is registered at it.
At = Mapping[tuple[str, str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer word for word; `cut` says where the text breaks off, `who` whose it is."""

    key: str
    question: str
    text: str
    cut: str
    boundary: str
    who: str
    place: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Marked:
    """A fact of the text with the disagreements registered at it."""

    text: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the answers found; `missing` says why the text holds none."""

    key: str
    text: str
    missing: str
    answers: tuple[Answer, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyPage(Page):
    """What the page of a survey shows."""

    listed: Chosen[Answer]
    said: str
    questions: tuple[Question, ...]
    asked: tuple[str, ...]
    asked_notes: tuple[str, ...]
    figures: tuple[Marked, ...]
    notes: tuple[Note, ...]


def has(snapshot: Snapshot) -> bool:
    """Return whether a package holds a survey."""
    return bool(snapshot.package.rows("questions"))


def page(snapshot: Snapshot, reader: Reader) -> SurveyPage:
    """Return the page of a survey."""
    words, slug = reader.words, snapshot.slug
    respondents = records(snapshot.package, "respondents")
    names = {row.key: row.text("name") or row.key for row in respondents}
    at = _marks(snapshot)
    answers = [_answer(row, names, at, words) for row in records(snapshot.package, "answers")]
    texts = {row.key: row.text("text") or "" for row in records(snapshot.package, "questions")}
    filters = (Filter("question", words.say("Question"),
                      choosing.choices({k: f"{k}. {t}" for k, t in texts.items()},
                                       is_source=True)),)  # fmt: skip
    chosen = choosing.choose(
        answers, filters, {"question": lambda one, wanted: one.question == wanted},
        lambda one: f"{one.text} {one.who}", reader.asked, words,
    )  # fmt: skip
    path, title = paths.survey(slug), frame.name(snapshot, words)
    api = paths.search(reader.resources.get("answers", ""))
    return SurveyPage(
        frame=plainframe.of_package(snapshot, reader, path, title, (Crumb(title, path),), api),
        grids=(_grid(chosen.found, words),),
        faults=chosen.faults,
        listed=chosen,
        said=_said(len(chosen.found), len(answers), words),
        questions=_questions(snapshot, chosen, at, words),
        asked=tuple(names.values()),
        asked_notes=tuple(
            one.key for one in reading.discrepancies(snapshot.package) if one.table == "respondents"
        ),
        figures=tuple(
            Marked(row.text("title") or "", at.get(("keyFigures", row.key), ()))
            for row in records(snapshot.package, "keyFigures")
        ),
        notes=tuple(
            known.note(one, slug, words) for one in reading.discrepancies(snapshot.package)
        ),
    )


def _marks(snapshot: Snapshot) -> At:
    """Return the codes of the disagreements registered at each row."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for one in reading.discrepancies(snapshot.package):
        place = (one.table, one.row)
        found[place] = (*found.get(place, ()), one.key)
    return found


def _answer(row: Record, names: dict[str, str], at: At, words: Words) -> Answer:
    """Return an answer with what must be known of its text."""
    who = names.get(row.text("respondentId") or "", "")
    basis = rowwords.code(row.text("respondentBasis") or "", "respondentBasis", words)
    is_likely = row.text("boundaryCertainty") == "likely"
    return Answer(
        key=row.key,
        question=row.text("questionId") or "",
        text=row.text("text") or "",
        cut=words.say("the source cuts the text") if row.flag("isCut") else "",
        boundary=words.say("where the answer begins and ends is likely, not certain")
        if is_likely else "",
        who=f"{who} ({basis})" if who and basis else who,
        place=row.text("sourceRef") or "",
        notes=at.get(("answers", row.key), ()),
    )  # fmt: skip


def _questions(
    snapshot: Snapshot, chosen: Chosen[Answer], at: At, words: Words
) -> tuple[Question, ...]:
    """Return the questions with the answers found; those without any where nothing is asked."""
    found = []
    for row in records(snapshot.package, "questions"):
        own = tuple(one for one in chosen.found if one.question == row.key)
        code = row.text("answersAvailability") or ""
        is_missing = code == "notInText"
        if own or (is_missing and not chosen.chosen):
            told = words.say(
                "The answers were a chart that the text of the document does not hold."
            )
            found.append(Question(
                row.key, row.text("text") or "", told if is_missing else "", own,
                at.get(("questions", row.key), ()),
            ))  # fmt: skip
    return tuple(found)


def _grid(answers: Sequence[Answer], words: Words) -> Grid:
    """Return the answers as the table that is given out."""
    columns = (
        Column("answerId", words.say("Code")),
        Column("questionId", words.say("Question")),
        Column("text", words.say("Answer"), Kind.SOURCE, is_head=True),
        Column("respondent", words.say("Who answers"), Kind.SOURCE),
        Column("isCut", words.say("What must be known of the text")),
        Column("place", words.say("Place in the source"), Kind.SOURCE),
    )
    rows = tuple(
        (
            Cell(one.key, code=one.key), Cell(one.question, code=one.question), Cell(one.text),
            Cell(one.who), Cell("; ".join(t for t in (one.cut, one.boundary) if t)),
            Cell(places.told(one.place, words), code=one.place),
        )
        for one in answers
    )  # fmt: skip
    return Grid(ID, _said(len(rows), len(rows), words), columns, rows)


def _said(found: int, of: int, words: Words) -> str:
    """Return the sentence that announces how much was found."""
    if found == of:
        return words.say_count("{count} answer", "{count} answers", of)
    return words.say_count(
        "{found} of {count} answer", "{found} of {count} answers", of,
        found=i18n.number(found, words.lang),
    )  # fmt: skip
