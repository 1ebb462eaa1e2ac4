"""The national vocabularies of a passport, with labels in both languages and the EU's terms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often a dataset is updated.

    `stale_days` is the analysts' bound: older than that, a dataset counts as not updated; `days`
    or `months` lead from one update to the next due one. None and zeros: no term follows from it.
    """

    value: str
    label: Mapping[str, str]
    eu: str
    stale_days: int | None = None
    days: int = 0
    months: int = 0


@dataclass(frozen=True, slots=True)
class Language:
    """A language of data: the national code, its BCP 47 tag, and the EU's term."""

    value: str
    tag: str
    label: Mapping[str, str]
    eu: str


@cache
def frequencies() -> Mapping[str, Frequency]:
    """Return the update frequencies by their national value, the most frequent first."""
    found = (_frequency(entry) for entry in _read("frequencies.json"))
    return MappingProxyType({one.value: one for one in found})


@cache
def languages() -> Mapping[str, Language]:
    """Return the languages by their national code."""
    found = (Language(**entry) for entry in _read("languages.json"))
    return MappingProxyType({one.value: one for one in found})


def frequency(value: str) -> Frequency | None:
    """Return the frequency of this national value, or None where there is none."""
    return frequencies().get(value)


def language(value: str) -> Language | None:
    """Return the language of this national code, or None where there is none."""
    return languages().get(value)


def _frequency(entry: Mapping[str, Any]) -> Frequency:
    """Return one entry of the file."""
    plain = {name: value for name, value in entry.items() if name != "period"}
    return Frequency(**plain, **entry.get("period", {}))


def _read(name: str) -> list[Mapping[str, Any]]:
    """Return the entries of a vocabulary's file."""
    text = (resources.files("ckanext.infoprog.core.passport") / name).read_text("utf-8")
    entries: list[Mapping[str, Any]] = json.loads(text)
    return entries
