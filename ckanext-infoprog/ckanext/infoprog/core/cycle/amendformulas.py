"""The formulas of an amendment's workbook: what is missing or impossible in a row."""

from __future__ import annotations

from ckanext.infoprog.core.cycle import declared
from ckanext.infoprog.core.cycle.formulas import amounts, cell, chain, quoted, span
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.sheets.form import Formula

Tests = list[tuple[str, str]]


def decision(column: str, row: int, *, needed: bool) -> Formula:
    """Return what a line of the decision lacks."""
    at = cell(declared.DECISION, column, row)
    tests: Tests = []
    ask = "askDay" if column == "day" else "askAct"
    if needed:
        tests.append((f'TRIM({at})=""', ask))
    if column == "day":
        tests.append((f'AND({at}<>"",NOT(ISNUMBER({at})))', "askDay"))
    if column == "amount":
        tests += amounts((at,))
    return Formula(f"={chain(tests)}", word(ask) if needed else "")


def changed(row: int, years: tuple[int, ...]) -> Formula:
    """Return what is wrong in the row of a measure that there is."""
    at = _cells(declared.CHANGED, row)
    fresh = ",".join(at[name] for name in declared.inputs(declared.CHANGED) if name != "exclude")
    tests: Tests = [
        (f"AND({at['exclude']}={quoted(word('yes'))},COUNTA({fresh})>0)", "askExcluded")
    ]
    return Formula(f"={chain([*tests, *_term(at, years)])}")


def added(row: int, years: tuple[int, ...], measures: int) -> Formula:
    """Return what is wrong in the row of a new measure."""
    at = _cells(declared.ADDED, row)
    typed = ",".join(at[name] for name in declared.inputs(declared.ADDED))
    known = span(declared.CHANGED, "number", max(measures, 1))
    tests: Tests = [
        (f'TRIM({at["newNumber"]})=""', "askNumberNew"),
        (f"COUNTIF({known},{at['newNumber']})>0", "askNumberTaken"),
        (f'TRIM({at["direction"]})=""', "askDirection"),
        (f'TRIM({at["newTitle"]})=""', "askTitleNew"),
        *_term(at, years),
        (f'TRIM({at["executants"]})=""', "askBodies"),
    ]
    return Formula(f'=IF(COUNTA({typed})=0,"",{chain(tests)})')


def money(row: int) -> Formula:
    """Return what is wrong in a row of money that there is."""
    at = _cells(declared.MONEY, row)
    both = f"COUNTA({at['newAmount']},{at['newWords']})=2"
    return Formula(f"={chain([(both, 'askBoth'), *amounts((at['newAmount'],))])}")


def new_money(row: int, years: tuple[int, ...], measures: int, fresh: int) -> Formula:
    """Return what is wrong in a row of money in a new place."""
    at = _cells(declared.NEW_MONEY, row)
    typed = ",".join(at[name] for name in declared.inputs(declared.NEW_MONEY))
    places = (
        span(declared.CHANGED, "number", max(measures, 1)), span(declared.ADDED, "newNumber", fresh)
    )  # fmt: skip
    known = "+".join(f"COUNTIF({place},{at['newMeasure']})" for place in places)
    tests: Tests = [
        (f"{known}=0", "askMeasureUnknown"),
        (f'{at["newSource"]}=""', "askSource"),
        (f'{at["newYear"]}=""', "askYear"),
        *_year(at["newYear"], years),
        (f'{at["newAmount"]}=""', "askAmountNew"),
        *amounts((at["newAmount"],)),
    ]
    return Formula(f'=IF(COUNTA({typed})=0,"",{chain(tests)})')


def value(sheet: str, row: int) -> Formula:
    """Return what is wrong in the row of a target or a forecast."""
    at = cell(sheet, "newValue", row)
    tests: Tests = [
        (f'AND({at}<>"",NOT(ISNUMBER({at})))', "askValueNumber"),
        (f"N({at})<0", "askNegative"),
    ]
    return Formula(f"={chain(tests)}")


def _cells(sheet: str, row: int) -> dict[str, str]:
    """Return the addresses of a row's cells by column."""
    return {name: cell(sheet, name, row) for name in declared.table(sheet).columns}


def _term(at: dict[str, str], years: tuple[int, ...]) -> Tests:
    """Return the tests of a measure's years."""
    start, end = at["newStart"], at["newEnd"]
    both = f'AND({start}<>"",{end}<>"",N({end})<N({start}))'
    return [*_year(start, years), *_year(end, years), (both, "askYears")]


def _year(at: str, years: tuple[int, ...]) -> Tests:
    """Return the test of a year within the programme's term."""
    if not years:
        return [(f'AND({at}<>"",NOT(ISNUMBER({at})))', "askYear")]
    outside = f"IFERROR(OR(VALUE({at})<{years[0]},VALUE({at})>{years[-1]}),TRUE)"
    return [(f'AND({at}<>"",{outside})', "askYear")]
