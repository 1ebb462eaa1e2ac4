"""Acknowledgement: findings that the package's discrepancies name are known, not errors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation.records import Record, records

DISCREPANCIES: Final = "discrepancies"
NAMED_BY: Final = ("rule", "table", "key", "field", "documentValue")
EXPLAINED_BY: Final = MappingProxyType({"uk": "explanationUk", "en": "explanationEn"})

_Match = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Separated:
    """The findings of the rules, and apart those that a discrepancy names, with its id."""

    findings: tuple[Issue, ...]
    known: tuple[tuple[Issue, str], ...]


def separate(package: Package, found: Iterable[Issue], applied: Collection[str]) -> Separated:
    """Return the findings without the known ones, and one more for each stale discrepancy.

    `applied` are the codes of the rules that ran: what was not looked for is not stale.
    """
    named = _by_match(package)
    findings: list[Issue] = []
    known: list[tuple[Issue, str]] = []
    met: set[_Match] = set()
    for issue in found:
        match = (issue.code, issue.table, issue.key, issue.field, _null(issue.value))
        if match in named:
            met.add(match)
            known.append((issue, named[match][0].key))
            findings += _differing(named[match][0], issue)
        else:
            findings.append(issue)
    findings += _stale(named, met, applied)
    return Separated(tuple(findings), tuple(sorted(known)))


def explanations(package: Package) -> Mapping[str, Mapping[str, str]]:
    """Return what each discrepancy says to a citizen, by its id and language."""
    return {
        row.key: {lang: text for lang, name in EXPLAINED_BY.items() if (text := row.text(name))}
        for row in records(package, DISCREPANCIES)
    }


def _by_match(package: Package) -> Mapping[_Match, list[Record]]:
    """Return the discrepancies that name a rule, by what they are matched on."""
    named: dict[_Match, list[Record]] = defaultdict(list)
    for row in records(package, DISCREPANCIES):
        if row.text("rule") is not None:
            named[tuple(row.text(name) for name in NAMED_BY)].append(row)
    return named


def _null(value: str | None) -> str | None:
    """Return a cell's text as a discrepancy holds it: `null` is None."""
    return None if value == "null" else value


def _differing(row: Record, issue: Issue) -> Iterator[Issue]:
    """Yield a finding where the rule now computes another value than the discrepancy says."""
    expected, said = issue.param("expected"), _decimal(row.text("otherValue"))
    if isinstance(expected, Decimal) and said is not None and said != expected:
        yield row.issue("discrepancy-value", "otherValue", rule=issue.code, expected=expected)


def _stale(
    named: Mapping[_Match, list[Record]], met: Collection[_Match], applied: Collection[str]
) -> Iterator[Issue]:
    """Yield a finding for each discrepancy that no rule finds, or that says the same again."""
    for match, rows in named.items():
        if match[0] in applied or match in met:
            for row in rows[1:] if match in met else rows:
                yield row.issue("stale-discrepancy", "rule")


def _decimal(text: str | None) -> Decimal | None:
    """Return a text as a number, or None where it is none."""
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return None
