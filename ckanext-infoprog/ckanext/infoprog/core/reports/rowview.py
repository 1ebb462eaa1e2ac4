"""A row that differs, as people read it: what it is called, its fields before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from os.path import commonprefix
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.model import MISSING
from ckanext.infoprog.core.publish.rowchanges import Change, FieldChange, RowChange
from ckanext.infoprog.core.reports import rowwords, textdiff
from ckanext.infoprog.core.reports.rowwords import Declared, Names, Schema, TextRow, no_names
from ckanext.infoprog.core.reports.textdiff import Piece
from ckanext.infoprog.core.reports.words import Words

LONG: Final = 160
BEFORE: Final = 40  # characters told before the place where two long texts part
_SHARE: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field before and after in words; `main` is the one that a row is about.

    `note` says by how much a number moved. Of an added row only `new` stands, of a removed `old`.
    """

    name: str
    title: str
    old: str
    new: str
    note: str = ""
    unit: str = ""
    main: bool = False

    @property
    def is_long(self) -> bool:
        """Whether the texts are too long for a line."""
        return max(len(self.old), len(self.new)) > LONG

    def cut(self, most: int = LONG) -> str:
        """Return before → after, each no longer than this, with the unit and by how much.

        Of two long texts the part is told where they differ.
        """
        texts = [rowwords.shortened(one, most) for one in self._from_where_they_part() if one]
        told = " → ".join(texts) + (f"{i18n.NBSP}{self.unit}" if self.unit else "")
        return f"{told}, {self.note}" if self.note else told

    def pieces(self) -> list[Piece]:
        """Return both texts as one: what stayed, what went, what came, word by word."""
        return textdiff.pieces(self.old, self.new)

    def _from_where_they_part(self) -> tuple[str, str]:
        """Return both texts without a long beginning that they share."""
        if not (self.is_long and self.old and self.new):
            return self.old, self.new
        shared = len(commonprefix([self.old, self.new]))
        start = self.old.rfind(" ", 0, max(0, shared - BEFORE)) + 1
        return (f"…{self.old[start:]}", f"…{self.new[start:]}") if start else (self.old, self.new)

    def sentence(self) -> str:
        """Return the field as one phrase; all but the main one begin with their title."""
        return self.cut() if self.main else f"{self.title}: {self.cut()}"


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row that differs: what it is called and its fields, the main one first."""

    key: str
    anchor: str
    change: Change
    label: str
    fields: tuple[ShownField, ...]

    @property
    def main(self) -> ShownField | None:
        """The field that the row is about, where that one differs."""
        return next((one for one in self.fields if one.main), None)

    @property
    def others(self) -> tuple[ShownField, ...]:
        """The other fields that differ."""
        return tuple(one for one in self.fields if not one.main)

    def sentence(self) -> str:
        """Return the whole change in one sentence."""
        told = "; ".join(one.sentence() for one in self.fields)
        return f"{self.label}: {told}" if told else self.label


def row(
    change: RowChange, table: str, schema: Schema, words: Words, names: Names = no_names
) -> ShownRow:
    """Return a row's change in words: the field that the row is about comes first."""
    known = rowwords.fields(schema)
    main = next((one for one in rowwords.rules()["main"] if one in known), "")
    told = [_field(one, known, change, main, words) for one in _told(change, main)]
    return ShownRow(
        key=change.key,
        anchor=anchor(table, change.key),
        change=change.change,
        label=rowwords.label(schema, _naming(change), change.key, words, names),
        fields=tuple(sorted(told, key=lambda one: not one.main)),
    )


def anchor(table: str, key: str) -> str:
    """Return the place of a row on a page: the same for ever."""
    return "_".join(f"{table}:{key}".split())


def described(change: FieldChange, words: Words) -> ShownField:
    """Return a changed field of the description."""
    titles = rowwords.rules()["metadata"].get(change.name, {})
    old, new = (
        words.say("none") if text is None else rowwords.visible_text(text)
        for text in (change.old, change.new)
    )
    return ShownField(change.name, titles.get(words.lang, change.name), old, new)


def _told(change: RowChange, main: str) -> list[FieldChange]:
    """Return the cells to tell of: of a new or gone row only the main one, for a name is enough.

    What stands in place of a missing amount is told with the amount, not once more.
    """
    row, instead = change.row, rowwords.rules()["instead"].get(main, ())
    if change.change is not Change.CHANGED:
        if not any(name in row for name in (main, *instead)):
            return []
        text = row.get(main, MISSING)
        is_new = change.change is Change.ADDED
        return [FieldChange(main, None if is_new else text, text if is_new else None)]
    if main not in {one.name for one in change.fields}:
        return list(change.fields)
    return [one for one in change.fields if one.name not in instead]


def _naming(change: RowChange) -> TextRow:
    """Return the row as it is called; a name that changed is told as a change."""
    if change.change is not Change.CHANGED:
        return change.row
    changed = {one.name for one in change.fields} & set(rowwords.rules()["names"])
    return {name: text for name, text in change.row.items() if name not in changed}


def _field(
    change: FieldChange, known: Mapping[str, Declared], within: RowChange, main: str, words: Words
) -> ShownField:
    """Return a changed cell in words, with its unit and by how much it moved."""
    declared = known.get(change.name, {"name": change.name})
    is_number = declared.get("type") in rowwords.NUMBERS
    sides = [(change.old, _before(within)), (change.new, within.row)]
    old, new = ("" if t is None else _cell(t, declared, row, words) for t, row in sides)
    was, now = (rowwords.number(t) if is_number else None for t, _ in sides)
    unit = _unit(declared, within.row, main, words)
    if unit and was is not None and now is None:
        old = f"{old}{i18n.NBSP}{unit}"
    return ShownField(
        name=change.name,
        title=rowwords.title(declared, words),
        old=old,
        new=new,
        note=_moved(was, now, declared, words) if was is not None and now is not None else "",
        unit=unit if now is not None else "",
        main=change.name == main,
    )


def _cell(text: str, declared: Declared, row: TextRow, words: Words) -> str:
    """Return a cell in words; the document's own words stand in place of a missing amount."""
    if text == MISSING:
        for column in rowwords.rules()["instead"].get(declared["name"], ()):
            if (told := row.get(column, MISSING)) != MISSING:
                return rowwords.cell(told, {"name": column}, words)
    return rowwords.cell(text, declared, words)


def _before(change: RowChange) -> TextRow:
    """Return the row as it was."""
    was = {one.name: one.old for one in change.fields if one.old is not None}
    return {**change.about, **was}


def _unit(declared: Declared, row: TextRow, main: str, words: Words) -> str:
    """Return the unit of a number: hryvnias for money, else what the row says."""
    if "decimals" in declared:
        unit = words.say("UAH")
        is_said = declared["name"] != main and unit in rowwords.title(declared, words)
        return "" if is_said else unit
    told = row.get(rowwords.rules()["unit"], MISSING)
    return told if declared["name"] == main and told != MISSING else ""


def _moved(old: Decimal, new: Decimal, declared: Declared, words: Words) -> str:
    """Return by how much a number moved: money in per cent, other numbers in themselves.

    A share of a share would be misread, so only money is given in per cent.
    """
    if "decimals" not in declared:
        return _signed((new - old).normalize(), words)
    return _share((new - old) / abs(old) * 100, words) if old else ""


def _share(share: Decimal, words: Words) -> str:
    """Return a share to one decimal; one that would round to nothing says that it is small."""
    rounded = share.quantize(_SHARE, rounding=ROUND_HALF_UP)
    if rounded:
        text = _signed(rounded, words)
    else:
        text = words.say("less than {share}", share=i18n.number(_SHARE, words.lang))
    return f"{text}{i18n.NBSP}%" if words.lang == "uk" else f"{text}%"


def _signed(value: Decimal, words: Words) -> str:
    """Return a number with its sign."""
    text = i18n.number(value, words.lang)
    return f"+{text}" if value > 0 else text
