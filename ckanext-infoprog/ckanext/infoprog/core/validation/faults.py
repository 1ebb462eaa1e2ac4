"""Faults of cells and rows as findings: what every engine of structure says in the same words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ckanext.infoprog.core.catalogue import finding
from ckanext.infoprog.core.issues import Issue, Param
from ckanext.infoprog.core.model import MISSING, Field
from ckanext.infoprog.core.validation.sources import Cells, TableSource
from ckanext.infoprog.core.validation.typed import TypedRows


@dataclass(frozen=True, slots=True)
class Scene:
    """A table and what was read of it: the place and the words of its findings."""

    source: TableSource
    typed: TypedRows

    @property
    def key(self) -> str:
        """The name of the key column."""
        return self.source.schema.key

    def is_judged(self, index: int, name: str) -> bool:
        """Return whether a cell was found unreadable already."""
        return (index, name) in self.typed.faults

    def faults(self) -> Iterator[Issue]:
        """Yield what reading has found: unreadable, empty, missing and extra cells, blank rows."""
        width = len(self.source.header)
        for (index, name), code in self.typed.faults.items():
            yield self.cell(code, index, name)
        required = [f.name for f in self.source.schema.fields if f.constraints.required]
        for index, texts in enumerate(self.source.rows):
            if index in self.typed.blank:
                yield self._row("blank-row", index)
            elif self._is_null(index, texts):
                yield from (self.cell("required", index, name) for name in required)
            elif len(texts) > width:
                yield self._row("extra-cell", index, ", ".join(texts[width:]))

    def _is_null(self, index: int, texts: Cells) -> bool:
        """Return whether a row holds null in every column."""
        row = self.typed.table.rows[index]
        return row[self.key] is None and set(texts) == {MISSING} and len(texts) == len(row)

    def cell(self, code: str, index: int, name: str) -> Issue:
        """Return a finding about a cell, with what would be right in its place."""
        return self._issue(
            code, index, name, self._text(index, name), _advice(code, self._field(name))
        )

    def repeated(self, code: str, index: int, name: str, first: int) -> Issue:
        """Return a finding about a value that another row holds before."""
        place: dict[str, Param] = {"first": self.source.number(first)}
        return self._issue(code, index, name, self._text(index, name), place)

    def _row(self, code: str, index: int, value: str | None = None) -> Issue:
        """Return a finding about a whole row."""
        return self._issue(code, index, None, value, {})

    def _issue(
        self,
        code: str,
        index: int,
        field: str | None,
        value: str | None,
        params: Mapping[str, Param],
    ) -> Issue:
        """Return a finding at its place."""
        key = self.typed.table.rows[index][self.key]
        return Issue(
            code=code,
            severity=finding(code).severity,
            path=self.source.path,
            table=self.source.name,
            row=self.source.number(index),
            key=key if isinstance(key, str) else None,
            field=field,
            value=value,
            params=tuple(sorted(params.items())),
        )

    def _field(self, name: str) -> Field:
        """Return the declaration of a column."""
        return self.source.schema.field(name)

    def _text(self, index: int, name: str) -> str | None:
        """Return a cell as it stands in the file, None where the row ends before it."""
        texts, at = self.source.rows[index], self.source.positions[name]
        return texts[at] if at < len(texts) else None


def _advice(code: str, field: Field) -> Mapping[str, Param]:
    """Return what a message of this code says of the field: its type, codes, limit or sample."""
    must = field.constraints
    given: Mapping[str, Mapping[str, Param]] = {
        "type-error": {"type": field.type.value, "sample": field.example},
        "money-form": {"sample": field.example},
        "pattern": {"sample": field.example},
        "enum": {"allowed": ", ".join(must.enum)},
        "min-length": {"limit": must.min_length},
        "max-length": {"limit": must.max_length},
        "minimum": {"limit": must.minimum},
        "maximum": {"limit": must.maximum},
    }
    return given.get(code, {})
