"""A decision as it was entered: its act, and what it says of measures, money and values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ckanext.infoprog.core import i18n


@dataclass(frozen=True, slots=True)
class Decision:
    """The act; `total` is the programme's amount that it prints, None where it prints none."""

    kind: str | None
    number: str
    accepted: date
    title: str
    url: str | None
    valid_from: date
    changes: str | None
    total: Decimal | None

    @property
    def called(self) -> str:
        """The act as a place in a document is called: `рішення від 26.06.2025 № 0002`."""
        day = i18n.day(self.accepted, "uk")
        return f"{(self.kind or 'рішення').lower()} від {day} № {self.number}"


@dataclass(frozen=True, slots=True)
class Reworded:
    """What a decision says anew of a measure that there is; None stays as it was."""

    measure: str
    title: str | None
    start: int | None
    end: int | None
    term: str | None
    expected: str | None


@dataclass(frozen=True, slots=True)
class Added:
    """A measure that a decision adds."""

    measure: str
    direction: str
    title: str
    start: int | None
    end: int | None
    term: str | None
    expected: str | None
    executants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paid:
    """Money that a decision sets: an amount, or one of the kinds of words."""

    measure: str
    source: str | None
    label: str | None
    fund: str | None
    executant: str | None
    year: int | None
    kind: str
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Aimed:
    """A target or a forecast that a decision sets; `text` is a word (yes or no)."""

    table: str
    owner: str
    executant: str | None
    year: int
    value: Decimal | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Amendment:
    """Everything that a decision changes."""

    decision: Decision
    reworded: tuple[Reworded, ...] = field(default=())
    excluded: tuple[str, ...] = field(default=())
    added: tuple[Added, ...] = field(default=())
    paid: tuple[Paid, ...] = field(default=())
    aimed: tuple[Aimed, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether the decision changes nothing."""
        return not (self.reworded or self.excluded or self.added or self.paid or self.aimed)
