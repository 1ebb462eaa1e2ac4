"""Cells between text and value: the one place where a type is read and written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core.errors import CellError
from ckanext.infoprog.core.model import MISSING, Cell, Field, FieldType

MOST_KEPT: Final = 50_000  # values of a column that are shared by its rows

Reader = Callable[[str], Cell]

_INTEGER: Final = re.compile(r"-?(0|[1-9][0-9]*)", re.ASCII)
_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)
_YEAR: Final = re.compile(r"[0-9]{4}", re.ASCII)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_BOOLEAN: Final = re.compile(r"true|false")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
_BOOLEANS: Final = MappingProxyType({"true": True, "false": False})


def parse(text: str, field: Field) -> Cell:
    """Return the typed value of a cell's text; `null` is None.

    Raises CellError with the code `empty-cell`, `type-error` or `money-form`. Constraints are not
    looked at here.
    """
    if text == MISSING:
        return None
    if text == "":
        raise CellError("empty-cell", f"The field {field.name} is empty; write null.")
    try:
        value = _PARSERS[field.type](text, field)
    except ValueError as error:
        raise CellError(
            "type-error", f"“{text}” in the field {field.name} is not of the type {field.type}."
        ) from error
    if isinstance(value, Decimal) and field.is_money:
        _check_money(value, text, field)
    return value


def reader(field: Field) -> Reader:
    """Return parse for one field that keeps the values it has read: equal texts share one."""
    known: dict[str, Cell] = {}

    def read(text: str) -> Cell:
        if text in known:
            return known[text]
        value = parse(text, field)
        if len(known) < MOST_KEPT:
            known[text] = value
        return value

    return read


def show(value: Cell, field: Field) -> str:
    """Return the text of a value as our files write it: the exact inverse of parse.

    Raises CellError where the text would not be read back as the same value.
    """
    if value is None:
        return MISSING
    if isinstance(value, Decimal):
        return _show_number(value, field)
    if isinstance(value, bool):
        return "true" if value else "false"
    text = f"{value:04d}" if field.type is FieldType.YEAR else str(value)
    if text in ("", MISSING) or "\r" in text or "\0" in text:
        raise CellError("type-error", f"The field {field.name} cannot hold the text {text!r}.")
    return text


def _show_number(value: Decimal, field: Field) -> str:
    """Return a number without exponent, money with all its decimals and never rounded."""
    if not value.is_finite():
        raise CellError("type-error", f"The field {field.name} cannot hold {value}.")
    if field.decimals is not None:
        whole, _, fraction = format(value, "f").partition(".")
        kept = fraction.rstrip("0").ljust(field.decimals, "0")
        if len(kept) > field.decimals:
            raise CellError("money-form", f"The field {field.name} would round {value}.")
        return f"{whole}.{kept}" if kept else whole
    return format(value, "f")


def _check_money(value: Decimal, text: str, field: Field) -> None:
    """Refuse an amount that is not printed with exactly the field's decimals."""
    if -int(value.as_tuple().exponent) != field.decimals:
        raise CellError(
            "money-form", f"The amount {text} in {field.name} needs {field.decimals} decimals."
        )


def _matched(pattern: re.Pattern[str], text: str) -> str:
    """Return the text where all of it fits the pattern."""
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text


def _string(text: str, field: Field) -> str:
    """Return a text, which must have the form that its format names."""
    if field.format == "uri":
        return _matched(_URI, text)
    if field.format == "email":
        return _matched(_EMAIL, text)
    return text


_PARSERS: Final[Mapping[FieldType, Callable[[str, Field], Cell]]] = MappingProxyType(
    {
        FieldType.STRING: _string,
        FieldType.INTEGER: lambda text, _: int(_matched(_INTEGER, text)),
        FieldType.NUMBER: lambda text, _: Decimal(_matched(_NUMBER, text)),
        FieldType.YEAR: lambda text, _: int(_matched(_YEAR, text)),
        FieldType.DATE: lambda text, _: date.fromisoformat(_matched(_DATE, text)),
        FieldType.BOOLEAN: lambda text, _: _BOOLEANS[_matched(_BOOLEAN, text)],
    }
)
