"""Forms filled in as people fill them in: cells by sheet, row key and column."""

import subprocess
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl

from ckanext.infoprog.core.cycle import declared, formbook
from ckanext.infoprog.core.cycle.asked import Asked, Money
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.sheets.form import FIRST

Typed = str | int | float | date | None
Answers = Mapping[str, Mapping[str, Mapping[str, Typed]]]
WHOLES = {"1.2": 120, "1.4": 29800, "1.6": 4300}  # what shares are taken of
LETTER = {"signatory": "Заступник начальника", "number": "15", "date": date(2026, 4, 3)}


def full(
    asked: Asked, used: str = "100.50", value: int = 5
) -> dict[str, dict[str, dict[str, Typed]]]:
    """Return an answer to everything that is asked, each row with numbers of its own."""
    measures: dict[str, dict[str, Typed]] = {}
    for at, line in enumerate(asked.measures, 1):
        cells: dict[str, Typed] = {"status": "виконується", "progress": f"Зроблено {at}"}
        if line.money is not Money.CLOSED:
            cells |= {"allocated": 1000 * at, "used": float(Decimal(used) * at)}
            if line.source is None:
                cells["source"] = "місцевий бюджет"
        measures[line.key] = cells
    metrics = {
        one.key: {"value": WHOLES.get(one.metric, value * at)}
        for at, one in enumerate(asked.metrics, 1)
    }
    indicators: dict[str, dict[str, Typed]] = {
        one.key: {"answer": "Так"} if one.yes_no else {"value": value} for one in asked.indicators
    }
    return {"measures": measures, "metrics": dict(metrics), "indicators": indicators}


def make(asked: Asked, folder: Path, name: str | None = None) -> Path:
    """Write an empty form."""
    folder.mkdir(exist_ok=True, parents=True)
    path = folder / (name or formbook.filename(asked))
    formbook.write(asked, path)
    return path


def fill(path: Path, answers: Answers, letter: Mapping[str, Typed] | None = None) -> Path:
    """Type answers into a form and save it; the formulas' values are lost by that."""
    book = openpyxl.load_workbook(path)
    for sheet, rows in answers.items():
        if not rows:
            continue
        page = book[word(sheet)]
        names = list(declared.table(sheet).columns)
        places = {page.cell(at, 1).value: at for at in range(FIRST + 1, page.max_row + 1)}
        for key, cells in rows.items():
            for name, typed in cells.items():
                page.cell(places[key], names.index(name) + 1).value = typed
    start = book[word("start")]
    given = LETTER if letter is None else letter
    for at in range(1, start.max_row + 1):
        if start.cell(at, 1).value in given:
            start.cell(at, 3).value = given[str(start.cell(at, 1).value)]
    book.save(path)
    return path


XLSX = "xlsx:Calc MS Excel 2007 XML"


def recalculated(office: str, books: Iterable[Path], into: Path, form: str = XLSX) -> None:
    """Let LibreOffice open workbooks, count every formula anew and save them under `into`."""
    into.mkdir(exist_ok=True)
    profile = f"-env:UserInstallation={(into / 'profile').as_uri()}"
    words = [office, "--headless", profile, "--convert-to", form,
             "--outdir", str(into), *(str(book) for book in books)]  # fmt: skip
    subprocess.run(words, check=True, capture_output=True, timeout=300)
