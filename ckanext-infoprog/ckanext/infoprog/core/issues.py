"""A finding about data as a frozen, sortable record."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum

Param = str | int | Decimal | None


class Severity(StrEnum):
    """How much a finding matters: an error stops a publication, a notice only informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def rank(self) -> int:
        """The place in order of weight: errors first."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding: what (code, severity), where (path to field), and the words of its message.

    `row` counts the records of the file from 1, the header included, as a spreadsheet shows them.
    `value` is the cell as it stands in the file. `params` fill the message's template.
    """

    code: str
    severity: Severity
    path: str = ""
    table: str | None = None
    row: int | None = None
    key: str | None = None
    field: str | None = None
    value: str | None = None
    params: tuple[tuple[str, Param], ...] = ()

    @property
    def sort_key(self) -> tuple[str, str, int, str, str, str, str, str]:
        """The order of a report: by place first, then by code."""
        return (
            self.path,
            self.table or "",
            self.row or 0,
            self.key or "",
            self.field or "",
            self.code,
            self.value or "",
            repr(self.params),
        )

    def __lt__(self, other: Issue) -> bool:
        return self.sort_key < other.sort_key

    def param(self, name: str) -> Param:
        """Return the value of a parameter, or None where the finding has none of that name."""
        return dict(self.params).get(name)

    def to_dict(self) -> dict[str, object]:
        """Return the finding as plain JSON values; decimals become text: nothing is rounded."""
        plain: dict[str, object] = {
            f.name: getattr(self, f.name) for f in fields(self) if f.name != "params"
        }
        plain["severity"] = self.severity.value
        plain["params"] = {
            name: str(value) if isinstance(value, Decimal) else value for name, value in self.params
        }
        return plain
