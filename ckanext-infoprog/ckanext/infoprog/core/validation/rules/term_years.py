"""Years lie inside the term: of a measure in its programme's, of money in its measure's.

Money that an amendment has replaced lies in the term that the measure had before. An amendment that
shortens a term prints 0 where money stood: that is no money outside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import editioned, money
from ckanext.infoprog.core.validation.records import Record, records
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "term-years"
NEEDS: Final = (
    "programme", "measures", "funding", "projects", "projectFunding", money.EDITIONS,
    editioned.MEASURE_EDITIONS,
)  # fmt: skip

Term = tuple[int | None, int | None]


def apply(package: Package) -> Iterator[Issue]:
    """Yield years outside the term they belong to, and terms that end before they begin."""
    years = money.programme_years(package)
    programme: Term = (years[0], years[-1]) if years else (None, None)
    for table in ("measures", "projects"):
        for row in records(package, table):
            yield from _own_term(row, programme if table == "measures" else (None, None))
    for order, rows in _money(package):
        terms = {key: _term(one.row) for key, one in editioned.wordings(package, order).items()}
        yield from _outside(rows, "measureId", terms, programme)
    projects = {row.key: _term(row) for row in records(package, "projects")}
    funded = records(package, "projectFunding")
    yield from _outside(funded, "projectId", projects, (None, None))


def _own_term(row: Record, programme: Term) -> Iterator[Issue]:
    """Yield the first and last year of a measure or project that cannot be."""
    start, end = row.year("startYear"), row.year("endYear")
    if start is not None and end is not None and end < start:
        yield row.issue(CODE, "endYear", first=str(start), last=None)
        return
    for name, year in (("startYear", start), ("endYear", end)):
        if not _inside(year, programme):
            yield row.issue(CODE, name, first=_shown(programme[0]), last=_shown(programme[1]))


def _money(package: Package) -> Iterator[tuple[tuple[str, ...], list[Record]]]:
    """Yield the rows of money of each edition with the editions up to it, the adopted text first.

    Rows of no edition are of the adopted text; an amendment's 0 takes money away.
    """
    order = money.editions(package)
    rows = records(package, money.FUNDING)
    yield order[:1], [row for row in rows if row.text("editionId") not in order[1:]]
    for at, edition in enumerate(order[1:], 2):
        own = [row for row in rows if row.text("editionId") == edition]
        yield order[:at], [row for row in own if money.amount_of(row) != 0]


def _term(row: Record) -> Term:
    """Return the first and last year of a measure or project."""
    return (row.year("startYear"), row.year("endYear"))


def _outside(
    rows: Iterable[Record], owner: str, terms: Mapping[str, Term], whole: Term
) -> Iterator[Issue]:
    """Yield the rows of money whose year is outside their owner's term."""
    for row in rows:
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
