"""Forms collected: read, judged, compared with what was there, and kept only where all is well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from ckanext.infoprog.core import package
from ckanext.infoprog.core.catalogue import issue
from ckanext.infoprog.core.cycle import answers, asking, judging, locking, reading, signing
from ckanext.infoprog.core.cycle.answers import Answer, Change, Letter
from ckanext.infoprog.core.cycle.asked import Asked
from ckanext.infoprog.core.cycle.formbook import LETTER, LONGEST_LETTER
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.cycle.reading import Opened
from ckanext.infoprog.core.cycle.store import Kept, Store
from ckanext.infoprog.core.ingest import notes
from ckanext.infoprog.core.ingest.limits import DEFAULT
from ckanext.infoprog.core.ingest.notes import RefusedError
from ckanext.infoprog.core.ingest.read import load
from ckanext.infoprog.core.ingest.values import normalise
from ckanext.infoprog.core.issues import Issue, Severity
from ckanext.infoprog.core.model import MISSING, Field, FieldType
from ckanext.infoprog.core.validation.rules import formula_cell

_WORDS: Final = {"uk": "", "en": ""}


@dataclass(frozen=True, slots=True)
class Received:
    """One file: what it answers, what it changes, what is wrong with it, whose it says it is."""

    name: str
    data: bytes
    answer: Answer | None
    issues: tuple[Issue, ...]
    changes: tuple[Change, ...] = ()
    replaces: Kept | None = None
    body: str | None = None

    @property
    def ok(self) -> bool:
        """Whether it can be taken."""
        errors = any(one.severity is Severity.ERROR for one in self.issues)
        return self.answer is not None and not errors


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of the files: the bodies whose answers were kept, and who has not answered.

    `names` are those of all bodies that are asked.
    """

    received: tuple[Received, ...]
    kept: tuple[str, ...]
    missing: tuple[str, ...]
    names: Mapping[str, str]

    @property
    def ok(self) -> bool:
        """Whether every file could be taken."""
        return all(one.ok for one in self.received)


def collect(
    folder: Path,
    when: Period,
    files: Sequence[Path],
    letter: Letter | None = None,
    *,
    partial: bool = False,
) -> Collected:
    """Take files in for a period: all of them, or with `partial` those that are valid."""
    return take(folder, when, [(path.name, path) for path in files], letter, partial=partial)


def take(
    folder: Path,
    when: Period,
    files: Sequence[tuple[str, Path | bytes]],
    letter: Letter | None = None,
    *,
    partial: bool = False,
) -> Collected:
    """Take in what was received under these names, as files or as their bytes.

    Two at once would each judge by what the other is about to replace: the second is refused.
    """
    with locking.alone(folder) if files else nullcontext():
        return _take(folder, when, files, letter, partial=partial)


def _take(
    folder: Path,
    when: Period,
    files: Sequence[tuple[str, Path | bytes]],
    letter: Letter | None,
    *,
    partial: bool,
) -> Collected:
    """Take in what was received, alone with the package."""
    found = package.read_package(folder)
    every = asking.asked(found, when)
    store = Store(folder, when)
    before = store.all()
    read = [receive(source, name, every, found.name, when, letter) for name, source in files]
    received = _once(_compared(one, before) for one in read)
    kept = []
    if partial or all(one.ok for one in received):
        for one in received:
            if one.ok and one.answer is not None and not _same(one):
                store.keep(one.answer, one.name, one.data)
                kept.append(one.answer.body)
    there = {*before, *kept}
    missing = tuple(body for body in every if body not in there)
    names = {body: one.body_name for body, one in every.items()}
    return Collected(tuple(received), tuple(kept), missing, names)


def receive(
    source: Path | bytes,
    name: str,
    every: Mapping[str, Asked],
    programme: str,
    when: Period,
    letter: Letter | None = None,
) -> Received:
    """Return what one file answers; nothing is written."""
    try:
        data = load(source, name, DEFAULT)
    except RefusedError as refused:
        return Received(name, b"", None, (refused.issue,))
    form = reading.opened(data, name)
    if form.stamp is None:
        return Received(name, data, None, form.issues)
    refused_for = signing.signed(form.stamp, every, programme, when.code, name)
    if refused_for:
        return Received(name, data, None, tuple(refused_for), body=form.stamp.body)
    asked = every[form.stamp.body]
    judged = judging.judge(form, asked, name)
    signed, told = _letter(form, name, letter)
    answer = Answer(
        programme, asked.edition, asked.body, asked.period, asked.version, signed,
        tuple(judged.measures), tuple(judged.metrics), tuple(judged.indicators),
    )  # fmt: skip
    issues = (*told, *sorted(judged.issues))
    return Received(name, data, answer, issues, body=asked.body)


def _letter(form: Opened, name: str, given: Letter | None) -> tuple[Letter, list[Issue]]:
    """Return number, date and signatory: as entered by whoever received it, else as in the form."""
    found: dict[str, str | None] = dict.fromkeys(LETTER)
    issues: list[Issue] = []
    for column, raw, kind, row in reading.texts(form.start):
        if column not in LETTER:
            continue
        kind_of = FieldType.DATE if column == "date" else FieldType.STRING
        text, codes = normalise(raw, kind, Field(column, kind_of, _WORDS, _WORDS, ""))
        if _is_bad(text, codes):
            issues.append(_letter_issue(name, column, row, raw))
        elif text != MISSING:
            found[column] = text
    over = given or Letter()
    day = date.fromisoformat(found["date"]) if found["date"] else None
    letter = Letter(
        over.number or found["number"], over.date or day, over.signatory or found["signatory"]
    )
    if letter.signatory is None:
        issues.append(issue("form-unsigned", path=name, table=word("start")))
    return letter, issues


def _is_bad(text: str, codes: tuple[str, ...]) -> bool:
    """Return whether a word of the letter cannot be taken."""
    severities = notes.severities()
    refused = any(severities.get(code) is Severity.ERROR for code in codes)
    return refused or len(text) > LONGEST_LETTER or bool(formula_cell.find(text))


def _letter_issue(name: str, column: str, row: int, raw: str) -> Issue:
    """Return the finding of a cell of the first sheet."""
    return issue(
        "form-letter", path=name, table=word("start"), row=row, field=word(column), value=raw,
        place=f"{word('start')}!C{row}",
    )  # fmt: skip


def _compared(one: Received, before: Mapping[str, Kept]) -> Received:
    """Return a file with what it says otherwise than the body's earlier one."""
    earlier = before.get(one.answer.body) if one.answer else None
    if earlier is None or one.answer is None:
        return one
    return replace(one, replaces=earlier, changes=answers.changes(earlier.answer, one.answer))


def _same(one: Received) -> bool:
    """Return whether a file says what is kept already, letter and all."""
    return one.replaces is not None and one.replaces.answer == one.answer


def _once(received: Iterable[Received]) -> list[Received]:
    """Return the files; of several from one body none can be taken."""
    listed = list(received)
    counted = Counter(one.answer.body for one in listed if one.answer)
    return [
        replace(
            one,
            issues=(*one.issues, issue("form-body-twice", path=one.name, body=one.answer.body)),
        )
        if one.answer and counted[one.answer.body] > 1
        else one
        for one in listed
    ]
