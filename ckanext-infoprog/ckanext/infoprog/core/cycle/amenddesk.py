"""What the sheets of an amendment's workbook are read with: the programme beside them, as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ckanext.infoprog.core.cycle import amendable
from ckanext.infoprog.core.cycle.amendable import Amendable
from ckanext.infoprog.core.cycle.formsheet import Sheet
from ckanext.infoprog.core.cycle.reading import Cells, Opened
from ckanext.infoprog.core.issues import Issue


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is known by its key, with the words printed in it."""

    key: str
    labels: tuple[str | None, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Desk:
    """A workbook that came back, and the list of what is wrong with it."""

    form: Opened
    now: Amendable
    name: str
    issues: list[Issue]

    def sheet(self, sheet: str, rows: Iterable[Row]) -> Sheet[Row]:
        """Return a sheet with rows that bear these words."""
        return Sheet(self.form, sheet, rows, lambda row: row.labels, self.name, self.issues)

    def term(
        self, sheet: Sheet[Row], row: Cells, start: int | None = None, end: int | None = None
    ) -> tuple[int | None, int | None]:
        """Return the years that are entered; an end before the beginning is told."""
        first, last = self.year(sheet, row, "newStart"), self.year(sheet, row, "newEnd")
        begins, ends = first or start, last or end
        if (first or last) and begins and ends and ends < begins:
            sheet.tell(row, "amend-years", "newEnd", first=str(begins))
        return first, last

    def year(self, sheet: Sheet[Row], row: Cells, column: str) -> int | None:
        """Return a year of the programme; another number is told."""
        value = sheet.number(row, column)
        if value is None:
            return None
        years = self.now.years
        if value != value.to_integral_value() or (years and int(value) not in years):
            sheet.tell(
                row, "amend-year", column, first=str(years[0]) if years else None,
                last=str(years[-1]) if years else None,
            )  # fmt: skip
            return None
        return int(value)

    def bodies(self, sheet: Sheet[Row], row: Cells, column: str) -> tuple[str, ...]:
        """Return the bodies that a cell names; a name that is not known is told."""
        text = sheet.text(row, column)
        if text is None:
            return ()
        whole = self.now.executants.get(amendable.plain(text))
        if whole is not None:
            return (whole,)
        found = []
        for name in filter(None, (part.strip() for part in text.split(";"))):
            key = self.now.executants.get(amendable.plain(name))
            if key is None:
                sheet.tell(row, "amend-body", column, body=name)
            else:
                found.append(key)
        return tuple(dict.fromkeys(found))
