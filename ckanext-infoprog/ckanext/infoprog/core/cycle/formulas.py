"""The formulas of a form: what is missing or impossible in a row, and the list of all that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ckanext.infoprog.core.cycle import declared
from ckanext.infoprog.core.cycle.asked import IndicatorLine, MeasureLine, MetricLine, Money
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.sheets.form import FIRST, Formula

TOP: Final = FIRST + 1  # the first row of a table as spreadsheets count
PROBLEM: Final = "problem"
COUNTER: Final = "counter"
NAMED: Final = ("number", "title")


def letter(sheet: str, name: str) -> str:
    """Return the letter of a column."""
    names = [column.name for column in declared.columns(sheet)]
    return chr(65 + names.index(name))


def cell(sheet: str, name: str, row: int) -> str:
    """Return the address of a cell within its sheet; its column never moves."""
    return f"${letter(sheet, name)}{row}"


def span(sheet: str, name: str, rows: int) -> str:
    """Return the address of a whole column of a sheet's rows, from any sheet."""
    at = letter(sheet, name)
    return f"'{word(sheet)}'!${at}${TOP}:${at}${TOP + rows - 1}"


def quoted(text: str) -> str:
    """Return a text as formulas write it."""
    return '"' + text.replace('"', '""') + '"'


def measure(line: MeasureLine, row: int) -> Formula:
    """Return the formula that says what a row of a measure lacks."""
    at = {name: cell(declared.MEASURES, name, row) for name in declared.table("measures").columns}
    money = () if line.money is Money.CLOSED else (at["allocated"], at["used"])
    typed = ",".join((*money, at["status"], at["progress"]))
    tests = [(f'{at["status"]}=""', "askStatus"), (f'TRIM({at["progress"]})=""', "askProgress")]
    if line.money is Money.DUE:
        tests.append((f'{at["used"]}=""', "askUsed"))
    tests += amounts(money)
    if line.money is Money.FREE and line.source is None:
        tests.append((f'AND({at["source"]}="",COUNTA({",".join(money)})>0)', "askSource"))
    filled = chain(tests)
    empty = quoted(word("askEmpty")) if line.due else '""'
    asks = f"IF(COUNTA({typed})=0,{empty},{filled})"
    nil = f'IF(COUNTA({typed})>0,{quoted(word("askNil"))},"")'
    text = f"=IF({at['nil']}={quoted(word('yes'))},{nil},{asks})"
    return Formula(text, word("askEmpty") if line.due else "")


def total(line: MeasureLine, row: int, *, adds: bool) -> Formula | None:
    """Return the formula that counts what was used since 1 January."""
    if line.money is Money.CLOSED:
        return None
    used, before = (cell(declared.MEASURES, name, row) for name in ("used", "before"))
    if not adds:
        return Formula(f'=IF(ISNUMBER({used}),{used},"")')
    text = f'=IF(COUNT({used},{before})=0,"",N({used})+N({before}))'
    return Formula(text, "" if line.used is None else line.used)


def metric(line: MetricLine, row: int) -> Formula:
    """Return the formula that says what a row of a metric lacks."""
    value, note = (cell(declared.METRICS, name, row) for name in ("value", "note"))
    return _value(value, f"COUNTA({value},{note})=0", "askValue", due=line.due)


def indicator(line: IndicatorLine, row: int) -> Formula:
    """Return the formula that says what a row of an indicator lacks."""
    name = "answer" if line.yes_no else "value"
    asked, note = (cell(declared.INDICATORS, one, row) for one in (name, "note"))
    empty = f"COUNTA({asked},{note})=0"
    if line.yes_no:
        told = word("askAnswer") if line.due else ""
        return Formula(f'=IF({empty},{quoted(told)},"")', told)
    return _value(asked, empty, "askValue", due=line.due)


def counter(sheet: str, row: int) -> str:
    """Return the formula that numbers a row's remark within its sheet."""
    at = letter(sheet, PROBLEM)
    above = f"SUMPRODUCT(--(LEN(${at}${TOP}:${at}{row})>0))"
    return f'=IF(LEN(${at}{row})=0,"",{above})'


def count(sheets: Mapping[str, int]) -> str:
    """Return the expression that counts the remarks of these sheets, each with its rows."""
    parts = [f"SUMPRODUCT(--(LEN({span(s, PROBLEM, n)})>0))" for s, n in sheets.items() if n]
    return "+".join(parts) or "0"


def listed(sheets: Mapping[str, int], name: str, number: int) -> str:
    """Return the formula that shows a column of the n-th remark of all sheets."""
    shown = '""'
    before: dict[str, int] = {}
    parts: list[str] = []
    for sheet, rows in sheets.items():
        if not rows:
            continue
        wanted = f"{number}-({count(before)})" if before else str(number)
        found = f"MATCH({wanted},{span(sheet, COUNTER, rows)},0)"
        if name == PROBLEM:
            parts.append(f"INDEX({span(sheet, PROBLEM, rows)},{found})")
        else:
            at = f'"{word(sheet)}, {word("row")} "&({found}+{TOP - 1})&": "'
            shown_by = [n for n in NAMED if n in declared.table(sheet).columns]
            named = [f"INDEX({span(sheet, one, rows)},{found})" for one in shown_by]
            parts.append("&".join((at, '&" "&'.join(named) or '""')))
        before[sheet] = rows
    for part in reversed(parts):
        shown = f"IFERROR({part},{shown})"
    return f"={shown}"


def amounts(cells: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the tests of amounts: numbers, not below zero, to the kopiyka."""
    return [
        test
        for at in cells
        for test in (
            (f'AND({at}<>"",NOT(ISNUMBER({at})))', "askNumber"),
            (f"N({at})<0", "askNegative"),
            (f"ROUND(N({at}),2)<>N({at})", "askDecimals"),
        )
    ]


def _value(at: str, empty: str, ask: str, *, due: bool) -> Formula:
    """Return the formula of a value that is a number, or is explained."""
    told = word(ask) if due else ""
    tests = [
        (f'AND({at}<>"",NOT(ISNUMBER({at})))', "askValueNumber"),
        (f"N({at})<0", "askNegative"),
    ]
    return Formula(f"=IF({empty},{quoted(told)},{chain(tests)})", told)


def chain(tests: list[tuple[str, str]]) -> str:
    """Return nested conditions: the first that holds says its words."""
    text = '""'
    for test, name in reversed(tests):
        text = f"IF({test},{quoted(word(name))},{text})"
    return text
