"""The workbook in which a decision is entered: what stands now, and cells for what it changes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

from ckanext.infoprog.core.cycle import amendformulas, declared, formpages, formulas
from ckanext.infoprog.core.cycle.amendable import SHOWN_MONEY, SHOWN_NEW, Amendable
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.sheets import form
from ckanext.infoprog.core.sheets.form import Content, Formula, Line, Page, Rule

LISTED: Final = 100  # remarks that the sheet of problems shows at a time
#: What is entered of a decision, and in which of the three columns.
DECISION: Final = (
    ("legalActType", "text"), ("legalActNumber", "text"), ("legalActAccepted", "day"),
    ("legalActTitle", "text"), ("legalActUrl", "text"), ("validFrom", "day"), ("changes", "text"),
    ("totalAmount", "amount"),
)  # fmt: skip
NEEDED: Final = ("legalActNumber", "legalActAccepted", "legalActTitle")


def filename(now: Amendable) -> str:
    """Return the name of the workbook."""
    return f"{now.programme}_amendment.xlsx"


def write(now: Amendable, into: Path) -> None:
    """Write the workbook: the same package always gives the same bytes."""
    form.write(pages(now), word("amendTitle"), now.programme_title, into)


def pages(now: Amendable) -> tuple[Page, ...]:
    """Return the sheets: the start, what may change, and what is to be corrected."""
    lines = {
        declared.DECISION: list(_decision(now)),
        declared.CHANGED: list(_changed(now)),
        declared.ADDED: list(_added(now)),
        declared.MONEY: list(_money(now)),
        declared.NEW_MONEY: list(_new_money(now)),
        declared.TARGETS: list(_targets(now)),
        declared.FORECASTS: list(_forecasts(now)),
    }
    rows = {sheet: len(found) for sheet, found in lines.items()}
    title = word("amendTitle")
    made = [
        formpages.table(now.sign, sheet, f"{title}: {word(sheet)}", found)
        for sheet, found in lines.items()
        if found
    ]
    return (
        _start(now, rows),
        *made,
        formpages.problems(now.sign, rows, _undecided(), LISTED),
    )


def sheets(now: Amendable) -> tuple[str, ...]:
    """Return the sheets with rows that the workbook of a programme has."""
    empty = {declared.TARGETS: not now.targets, declared.FORECASTS: not now.forecasts}
    return tuple(sheet for sheet in declared.AMENDMENT if not empty.get(sheet))


def _line(
    sheet: str, row: int, cells: tuple[Content, ...], problem: Formula,
    rules: dict[str, Rule | None] | None = None,
) -> Line:  # fmt: skip
    """Return a row with its remark and the remark's number."""
    shown: str | Decimal = ""
    if problem.value:  # only rows of the decision lack anything at first
        shown = Decimal(_lacking(row))
    counter = Formula(formulas.counter(sheet, row), shown)
    return Line((*cells, problem, counter), rules or {})


def _lacking(row: int) -> int:
    """Return how many rows of the decision down to this one must still be filled in."""
    above = DECISION[: row - formulas.TOP + 1]
    return sum(name in NEEDED for name, _ in above)


def _decision(now: Amendable) -> Iterator[Line]:
    """Yield what is entered of the decision itself."""
    columns = ("text", "day", "amount")
    for row, (name, column) in enumerate(DECISION, formulas.TOP):
        was: Content = now.edition_title if name == "legalActTitle" else None
        if name == "totalAmount":
            was = now.total
        typed = word("actDecision") if name == "legalActType" else None
        cells = tuple(typed if one == column else None for one in columns)
        problem = amendformulas.decision(column, row, needed=name in NEEDED)
        rules: dict[str, Rule | None] = {one: None for one in columns if one != column}
        if name == "legalActNumber":
            rules["text"] = declared.rule("text", {"constraints": {"maxLength": form.SHORT}})
        yield _line(declared.DECISION, row, (name, word(name), was, *cells), problem, rules)


def _changed(now: Amendable) -> Iterator[Line]:
    """Yield the measures that there are."""
    years = _years(now)
    for row, one in enumerate(now.measures, formulas.TOP):
        cells: tuple[Content, ...] = (
            one.key, one.key, one.title, one.term, one.years, one.expected,
            None, None, None, None, None, None,
        )  # fmt: skip
        yield _line(
            declared.CHANGED, row, cells, amendformulas.changed(row, now.years),
            {"newStart": years, "newEnd": years},
        )  # fmt: skip


def _added(now: Amendable) -> Iterator[Line]:
    """Yield empty rows for new measures."""
    years, keys = _years(now), tuple(now.directions)
    direction = Rule("list", word("tipDirection").format(keys=", ".join(keys)), word("wrong"), keys)
    rules: dict[str, Rule | None] = {"newStart": years, "newEnd": years}
    if len(",".join(keys)) <= form.TOLD:
        rules["direction"] = direction
    for at in range(1, SHOWN_NEW + 1):
        row = formulas.TOP + at - 1
        cells: tuple[Content, ...] = (f"new-{at}", *([None] * 8))
        problem = amendformulas.added(row, now.years, len(now.measures))
        yield _line(declared.ADDED, row, cells, problem, rules)


def _money(now: Amendable) -> Iterator[Line]:
    """Yield the money that there is, and the years that it may stand in."""
    for row, one in enumerate(now.money, formulas.TOP):
        cells: tuple[Content, ...] = (
            one.key, one.measure, one.title, one.place,
            str(one.year) if one.year else word("wholeTermYear"), one.amount, one.words, None, None,
        )  # fmt: skip
        rules: dict[str, Rule | None] = {"newAmount": None} if one.is_whole else {}
        yield _line(declared.MONEY, row, cells, amendformulas.money(row), rules)


def _new_money(now: Amendable) -> Iterator[Line]:
    """Yield empty rows for money in new places."""
    rules: dict[str, Rule | None] = {"newYear": _years(now)}
    for at in range(1, SHOWN_MONEY + 1):
        row = formulas.TOP + at - 1
        cells: tuple[Content, ...] = (f"money-{at}", *([None] * 7))
        problem = amendformulas.new_money(row, now.years, len(now.measures), SHOWN_NEW)
        yield _line(declared.NEW_MONEY, row, cells, problem, rules)


def _targets(now: Amendable) -> Iterator[Line]:
    """Yield the targets, a year each."""
    for row, one in enumerate(now.targets, formulas.TOP):
        cells: tuple[Content, ...] = (
            one.key, one.title, one.unit, str(one.year), one.was, None, None,
        )  # fmt: skip
        rules: dict[str, Rule | None] = {"newValue" if one.yes_no else "newAnswer": None}
        yield _line(declared.TARGETS, row, cells, amendformulas.value(declared.TARGETS, row), rules)


def _forecasts(now: Amendable) -> Iterator[Line]:
    """Yield the forecasts, a year each."""
    for row, one in enumerate(now.forecasts, formulas.TOP):
        cells: tuple[Content, ...] = (
            one.key, one.owner, one.title, one.supplier, one.unit, str(one.year), one.was, None,
        )  # fmt: skip
        yield _line(
            declared.FORECASTS, row, cells, amendformulas.value(declared.FORECASTS, row)
        )  # fmt: skip


def _years(now: Amendable) -> Rule | None:
    """Return the rule of a cell that holds a year of the programme."""
    if not now.years:
        return Rule("number", word("tipYear"), word("wrong"))
    return Rule("list", word("tipYear"), word("wrong"), tuple(str(year) for year in now.years))


def _undecided() -> list[tuple[str, str]]:
    """Return what an empty workbook lacks of the decision, each with its place."""
    return [
        (
            formpages.place(declared.DECISION, row, word(name)),
            word("askDay" if column == "day" else "askAct"),
        )
        for row, (name, column) in enumerate(DECISION, formulas.TOP)
        if name in NEEDED
    ]


def _start(now: Amendable, rows: dict[str, int]) -> Page:
    """Return the first sheet: what the workbook is and how it is filled in."""
    lines = [
        Line((None, word("programme"), now.programme_title)),
        Line((None, word("amendBefore"), now.edition_title)),
        Line((None, word("state"), formpages.state(rows, len(NEEDED)))),
        Line((None, word("how"), None), heading=True),
    ]
    lines += [Line((None, str(at), word(f"amend{at}"))) for at in range(1, 7)]
    return formpages.start(now.sign, word("amendTitle"), now.programme_title, lines)
