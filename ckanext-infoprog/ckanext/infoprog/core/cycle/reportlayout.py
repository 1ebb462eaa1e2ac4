"""How a document of a period is laid out: read from a file, so that a city may lay it out anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Final, NoReturn

from ckanext.infoprog.core.cycle.notes import stop
from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.package import load_yaml
from ckanext.infoprog.core.papers import paper
from ckanext.infoprog.core.papers.paper import Kind

STATUS_INFO: Final = "statusInfo"
PROGRESS: Final = "progress"
RESULTS: Final = "results"
SHIPPED: Final = "reports.yaml"
MONEY: Final = MappingProxyType({"hryvnias": Kind.MONEY, "thousands": Kind.THOUSANDS})
MARKS: Final = (
    "programme", "period", "firstDay", "lastDay", "edition", "manager", "publisher", "percentNote",
    "money",
)  # fmt: skip
_TEXT, _SUM, _RATE, _NUMBER = Kind.TEXT, Kind.MONEY, Kind.PERCENT, Kind.NUMBER
_FIGURES: Final = {
    "planned": _SUM, "allocated": _SUM, "executed": _SUM, "percent": _RATE, "ofAllocated": _RATE,
    "compared": _TEXT,
}  # fmt: skip
FIELDS: Final[Mapping[str, Mapping[str, Kind]]] = MappingProxyType({
    "measures": {
        "number": _TEXT, "title": _TEXT, "executants": _TEXT, "term": _TEXT, "expected": _TEXT,
        "status": _TEXT, "progress": _TEXT, **_FIGURES,
    },
    "directions": {"number": _TEXT, "title": _TEXT, **_FIGURES},
    "sources": {"title": _TEXT, **_FIGURES},
    "executants": {"title": _TEXT, **_FIGURES},
    "indicators": {
        "number": _TEXT, "title": _TEXT, "unit": _TEXT, "formula": _TEXT, "baseline": _NUMBER,
        "target": _NUMBER, "value": _NUMBER, "deviation": _NUMBER, "reached": _TEXT,
        "dynamics": _NUMBER, "note": _TEXT,
    },
    "metrics": {
        "number": _TEXT, "title": _TEXT, "unit": _TEXT, "forecast": _NUMBER, "value": _NUMBER,
        "note": _TEXT,
    },
    "deviations": {
        "what": _TEXT, "where": _TEXT, "stated": _TEXT, "expected": _TEXT, "explanation": _TEXT,
    },
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, the field that it shows, its share of the width."""

    heading: str
    field: str
    width: int


@dataclass(frozen=True, slots=True)
class Section:
    """A table: which rows it has and what of them; `groups` stands headings and sums between."""

    rows: str
    title: str
    note: str
    numbered: bool
    groups: bool
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A document: title, lines, tables, and the offices that sign it."""

    title: str
    lines: tuple[str, ...]
    money: Kind
    sections: tuple[Section, ...]
    signatures: tuple[str, ...]


def shipped() -> str:
    """Return the text of the layout that stands in the project."""
    return (resources.files("ckanext.infoprog.core.cycle") / SHIPPED).read_text("utf-8")


def layout(kind: str, path: Path | None = None) -> Layout:
    """Return the layout of a kind of document: the city's, or the one that stands here."""
    name = path.name if path else SHIPPED
    try:
        given = load_yaml(path.read_text("utf-8") if path else shipped())
    except (PackageError, UnicodeDecodeError):
        stop("report-layout", table="reports", file=name)
    return _Reading(name).layout(given, kind)


class _Reading:
    """Reads one file; what is wrong in it is told with its place."""

    def __init__(self, name: str) -> None:
        """Keep the file's name."""
        self._name = name

    def layout(self, given: object, kind: str) -> Layout:
        """Return the layout of a kind."""
        every = self._mapping(given, "")
        self._known(every, (STATUS_INFO, PROGRESS, RESULTS), "")
        one = self._mapping(every.get(kind), kind)
        self._known(one, ("title", "lines", "money", "tables", "signatures"), kind)
        money = self._word(one, "money", kind, MONEY)
        tables = self._list(one, "tables", kind)
        sections = tuple(
            self._section(table, f"{kind} / tables / {at}") for at, table in enumerate(tables, 1)
        )
        names = [section.rows for section in sections]
        for at, name in enumerate(names):
            if name in names[:at]:
                self._lacking(f"{kind} / tables / {at + 1}", "rows")
        return Layout(
            title=self._text(one, "title", kind),
            lines=self._texts(one, "lines", kind),
            money=MONEY[money],
            sections=sections,
            signatures=self._texts(one, "signatures", kind),
        )

    def _section(self, given: object, place: str) -> Section:
        """Return a table."""
        one = self._mapping(given, place)
        self._known(one, ("rows", "title", "note", "numbered", "groups", "columns"), place)
        rows = self._word(one, "rows", place, FIELDS)
        columns = self._list(one, "columns", place)
        return Section(
            rows=rows,
            title=self._text(one, "title", place),
            note=self._text(one, "note", place) if "note" in one else "",
            numbered=self._flag(one, "numbered", place, default=False),
            groups=self._flag(one, "groups", place, default=True),
            columns=tuple(
                self._column(column, f"{place} / columns / {at}", FIELDS[rows])
                for at, column in enumerate(columns, 1)
            ),
        )

    def _column(self, given: object, place: str, fields: Mapping[str, Kind]) -> Column:
        """Return a column."""
        one = self._mapping(given, place)
        self._known(one, ("heading", "field", "width"), place)
        width = one.get("width")
        if not isinstance(width, int) or isinstance(width, bool) or width <= 0:
            self._lacking(place, "width")
        field = self._word(one, "field", place, fields)
        return Column(self._text(one, "heading", place), field, width)

    def _mapping(self, given: object, place: str) -> Mapping[str, object]:
        """Return keys with values, or refuse what is none."""
        if not isinstance(given, dict) or not all(isinstance(key, str) for key in given):
            stop("report-layout-keys", table="reports", file=self._name, place=place or "–")
        return given

    def _known(self, one: Mapping[str, object], known: Iterable[str], place: str) -> None:
        """Refuse a key that means nothing here: it may be a slip of the pen."""
        allowed = tuple(known)
        for key in one:
            if key not in allowed:
                self._unknown(key, place, allowed)

    def _list(self, one: Mapping[str, object], key: str, place: str) -> list[object]:
        """Return a list that is not empty."""
        given = one.get(key)
        if not isinstance(given, list) or not given:
            self._lacking(place, key)
        return given

    def _texts(self, one: Mapping[str, object], key: str, place: str) -> tuple[str, ...]:
        """Return a list of texts; their marks must be known."""
        return tuple(
            self._text({key: given}, key, f"{place} / {key} / {at}")
            for at, given in enumerate(self._list(one, key, place), 1)
        )

    def _text(self, one: Mapping[str, object], key: str, place: str) -> str:
        """Return a text; its marks must be known."""
        given = one.get(key)
        if not isinstance(given, str) or not given.strip():
            self._lacking(place, key)
        for mark in paper.marks_in(given):
            if mark not in MARKS:
                self._unknown(mark, place, MARKS)
        return given.strip()

    def _word(
        self, one: Mapping[str, object], key: str, place: str, known: Mapping[str, object]
    ) -> str:
        """Return one of the words that are known here."""
        given = one.get(key)
        if not isinstance(given, str):
            self._lacking(place, key)
        if given not in known:
            self._unknown(given, f"{place} / {key}", known)
        return given

    def _flag(self, one: Mapping[str, object], key: str, place: str, *, default: bool) -> bool:
        """Return yes or no."""
        given = one.get(key, default)
        if not isinstance(given, bool):
            self._lacking(place, key)
        return given

    def _lacking(self, place: str, key: str) -> NoReturn:
        """Refuse a key that is missing or holds something else."""
        stop("report-layout-key", table="reports", file=self._name, place=place, given=key)

    def _unknown(self, given: str, place: str, known: Iterable[str]) -> NoReturn:
        """Refuse a word that is not known here, and say which are."""
        stop(
            "report-layout-unknown",
            table="reports",
            file=self._name,
            place=place or "–",
            given=given,
            known=", ".join(known),
        )
