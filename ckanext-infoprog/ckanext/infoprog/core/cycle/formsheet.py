"""One sheet of a form as it came back: its rows beside what was asked, and the faults of cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Final, Generic, Protocol, TypeVar

from ckanext.infoprog.core.catalogue import issue
from ckanext.infoprog.core.cycle import declared
from ckanext.infoprog.core.cycle.formwords import code_of, word
from ckanext.infoprog.core.cycle.reading import LABELS, Cells, Opened
from ckanext.infoprog.core.issues import Issue, Param
from ckanext.infoprog.core.validation.rules import formula_cell

LARGEST: Final = Decimal(10) ** 12


class Keyed(Protocol):
    """A row that was sent out: it is known by its key."""

    @property
    def key(self) -> str:
        """The key that stands in its first cell."""


Line = TypeVar("Line", bound=Keyed)
Labels = Callable[[Line], tuple[str | None, ...]]


class Sheet(Generic[Line]):
    """The rows of one sheet beside what was asked."""

    def __init__(
        self, form: Opened, sheet: str, lines: Iterable[Line], labels: Labels[Line], name: str,
        issues: list[Issue],
    ) -> None:  # fmt: skip
        """Keep what is compared and where faults are told; `labels` are a row's printed words."""
        self.sheet, self.name, self._issues, self._labels = sheet, name, issues, labels
        self._lines = {line.key: line for line in lines}
        self._there = sheet in form.rows
        self._rows = form.rows.get(sheet, ())
        self._headings = {one.name: one.title["uk"] for one in declared.table(sheet).fields}

    def pairs(self) -> list[tuple[Line, Cells]]:
        """Return each row with what it answers; foreign, doubled, missing ones are told."""
        if not self._there:
            if self._lines:
                self._issues.append(
                    issue("form-sheet-missing", path=self.name, table=word(self.sheet))
                )
            return []
        counted = Counter(row.key for row in self._rows)
        found = []
        for row in self._rows:
            line = self._lines.get(row.key)
            if line is None:
                self.tell(row, "form-row-foreign", "key")
            elif counted[row.key] > 1:
                self.tell(row, "form-row-twice", "key")
            elif self._labelled(line, row):
                found.append((line, row))
                self._tell_formulas(row)
        for key, line in self._lines.items():
            if key not in counted:
                shown = " ".join(part or "" for part in self._labels(line)[:2]).strip()
                self._issues.append(
                    issue(
                        "form-row-missing",
                        path=self.name,
                        table=word(self.sheet),
                        key=key,
                        label=shown,
                    )  # fmt: skip
                )
        return found

    def _tell_formulas(self, row: Cells) -> None:
        """Say which values come from formulas that were typed in: they may be out of date."""
        for column in declared.inputs(self.sheet):
            if column in row.formulas and column not in row.refused:
                self.tell(row, "form-typed-formula", column)

    def tell(self, row: Cells, code: str, column: str, **params: Param) -> None:
        """Tell a fault of a cell: file, sheet, row, label, heading, address."""
        named: dict[str, Param] = {"label": row.label or "–", "place": row.place(column), **params}
        found = issue(
            code,
            path=self.name,
            table=row.name,
            row=row.number,
            key=row.key or None,
            field=self._headings[column],
            value=row.texts.get(column),
        )
        self._issues.append(replace(found, params=tuple(sorted(named.items()))))

    def tell_empty(self, row: Cells, code: str, *columns: str) -> None:
        """Tell the cells that must be filled in and are not."""
        for column in columns:
            if row.texts.get(column) is None and column not in row.refused:
                self.tell(row, code, column)

    def _labelled(self, line: Line, row: Cells) -> bool:
        """Return whether a row still bears the words that it went out with."""
        wanted = dict(zip(self._label_columns(), self._labels(line), strict=True))
        for column, text in wanted.items():
            if text is None and column == "source":
                continue  # the body chooses it
            if _plain(row.texts.get(column)) != _plain(text):
                self.tell(row, "form-label", column, wanted=text)
                return False
        return True

    def _label_columns(self) -> tuple[str, ...]:
        """Return the columns of a sheet that name what a row is of."""
        return tuple(one for one in LABELS if one in declared.table(self.sheet).columns)

    def number(self, row: Cells, column: str) -> Decimal | None:
        """Return a number; one below zero or absurdly large is told."""
        text = row.texts.get(column)
        if text is None or column in row.refused:
            return None
        value = Decimal(text)
        if value < 0:
            self.tell(row, "form-negative", column)
        if value > LARGEST:
            self.tell(row, "form-too-large", column)
        return value

    def text(self, row: Cells, column: str) -> str | None:
        """Return a text; one too long or one that a spreadsheet would run is told."""
        text = row.texts.get(column)
        if text is None or column in row.refused:
            return None
        longest = declared.table(self.sheet).field(column).constraints.max_length or 0
        if len(text) > longest:
            self.tell(row, "form-too-long", column, count=len(text), limit=longest)
        if start := formula_cell.find(text):
            self.tell(row, "form-formula", column, start=start)
        return text

    def chosen(self, row: Cells, column: str, codes: tuple[str, ...]) -> str | None:
        """Return the code of a word that was chosen from a list; another word is told."""
        text = row.texts.get(column)
        if text is None or column in row.refused:
            return None
        code = code_of(text, codes)
        if code is None:
            words = ", ".join(dict.fromkeys(word(one) for one in codes))
            self.tell(row, "form-choice", column, words=words)
        return code

    def is_empty(self, row: Cells, columns: Iterable[str]) -> bool:
        """Return whether none of these cells holds anything."""
        return not any(row.texts.get(one) or one in row.refused for one in columns)


def _plain(text: str | None) -> str:
    """Return a label as it is compared."""
    return " ".join((text or "").split())
