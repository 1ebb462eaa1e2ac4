"""Years lie inside the term: of a measure in its programme's, of money in its measure's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import money
from ckanext.infoprog.core.validation.records import Record, records
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "term-years"
NEEDS: Final = ("programme", "measures", "funding", "projects", "projectFunding")

Term = tuple[int | None, int | None]


def apply(package: Package) -> Iterator[Issue]:
    """Yield years outside the term they belong to, and terms that end before they begin."""
    years = money.programme_years(package)
    programme: Term = (years[0], years[-1]) if years else (None, None)
    for table in ("measures", "projects"):
        for row in records(package, table):
            yield from _own_term(row, programme if table == "measures" else (None, None))
    yield from _outside(package, "funding", "measureId", _terms(package, "measures"), programme)
    projects = _terms(package, "projects")
    yield from _outside(package, "projectFunding", "projectId", projects, (None, None))


def _own_term(row: Record, programme: Term) -> Iterator[Issue]:
    """Yield the first and last year of a measure or project that cannot be."""
    start, end = row.year("startYear"), row.year("endYear")
    if start is not None and end is not None and end < start:
        yield row.issue(CODE, "endYear", first=str(start), last=None)
        return
    for name, year in (("startYear", start), ("endYear", end)):
        if not _inside(year, programme):
            yield row.issue(CODE, name, first=_shown(programme[0]), last=_shown(programme[1]))


def _terms(package: Package, table: str) -> Mapping[str, Term]:
    """Return the first and last year of each measure or project."""
    return {r.key: (r.year("startYear"), r.year("endYear")) for r in records(package, table)}


def _outside(
    package: Package, table: str, owner: str, terms: Mapping[str, Term], whole: Term
) -> Iterator[Issue]:
    """Yield the rows of money whose year is outside their owner's term."""
    for row in records(package, table):
        first, last = terms.get(row.text(owner) or "", (None, None))
        term = (whole[0] if first is None else first, whole[1] if last is None else last)
        if not _inside(row.year("year"), term):
            yield row.issue(CODE, "year", first=_shown(term[0]), last=_shown(term[1]))


def _inside(year: int | None, term: Term) -> bool:
    """Return whether a year lies in a term, as far as both are known."""
    first, last = term
    if year is None:
        return True
    return (first is None or first <= year) and (last is None or year <= last)


def _shown(year: int | None) -> str | None:
    """Return a year as text: years are not grouped like numbers."""
    return None if year is None else str(year)


RULE: Final = Rule((CODE,), apply, needs=NEEDS)
