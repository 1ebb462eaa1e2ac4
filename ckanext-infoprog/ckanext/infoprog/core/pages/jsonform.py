"""Records as JSON values and back, by their annotations: a record is a list, so that it is short.

They hold texts, whole numbers, yes and no, decimals, days, codes, None, tuples, mappings, records.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

Json = Any
Kind = Any  # an annotation
Reader = Callable[[Json], Any]
T = TypeVar("T")
_PLAIN: Final = (str, int, bool)


def written(value: object) -> Json:
    """Return a record, or what stands in one, as JSON values."""
    if value is None or type(value) in _PLAIN:
        return value
    if is_dataclass(value):
        return [written(getattr(value, one.name)) for one in fields(value)]
    if isinstance(value, tuple):
        return [written(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): written(one) for key, one in value.items()}
    if isinstance(value, Decimal | date | StrEnum):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON.")


def read(kind: type[T], value: Json) -> T:
    """Return the record of a kind that JSON values hold."""
    of: Kind = kind
    found: T = _reader(of)(value)
    return found


@cache
def _reader(kind: Kind) -> Reader:
    """Return how what is annotated so is read."""
    origin: Kind = get_origin(kind)
    inner = get_args(kind)
    if kind in _PLAIN:
        return _itself
    if origin in (Union, types.UnionType):
        of = _reader(next(one for one in inner if one is not type(None)))
        return lambda value: None if value is None else of(value)
    if origin is tuple:
        of = _reader(inner[0])
        return lambda value: tuple([of(one) for one in value])
    if origin is not None:  # the only other one that records have is a mapping by texts
        of = _reader(inner[1])
        return lambda value: {key: of(one) for key, one in value.items()}
    if is_dataclass(kind):
        return _record(kind)
    found: Reader = date.fromisoformat if kind is date else kind
    return found


def _record(kind: Kind) -> Reader:
    """Return how a record is read: its parts in their order."""
    hints = get_type_hints(kind)
    parts = tuple(_reader(hints[one.name]) for one in fields(kind))

    def record(value: Json) -> object:
        return kind(*[part(one) for part, one in zip(parts, value, strict=True)])

    return record


def _itself(value: Json) -> Json:
    return value
