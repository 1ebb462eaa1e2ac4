"""Workbooks of amendments filled in as people fill them in: cells by sheet, row key and column."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from ckanext.infoprog.core.cycle import amendable, amendbook
from ckanext.infoprog.core.package import read_package
from tests.core.cycle import filling
from tests.core.cycle.filling import Answers, Typed

TODAY = date(2026, 4, 20)
DAY = date(2026, 4, 9)
ACT: Mapping[str, Mapping[str, Typed]] = {
    "legalActNumber": {"text": "0003"},
    "legalActAccepted": {"day": DAY},
    "legalActTitle": {"text": "Приклад: Про внесення змін до Програми"},
}
TAKEN = "2.4~localBudget~-~-~2026"
#: A decision of each kind of change: its sums are known to the tests.
WHOLE: Answers = {
    "decision": ACT,
    "changed": {
        "1.1": {"newEnd": 2026, "newTerm": "2025–2026 роки"},
        "2.3": {"exclude": "так"},
    },
    "added": {
        "new-1": {
            "newNumber": "2.5", "direction": "2", "newTitle": "Приклад: Камери", "newStart": 2026,
            "newEnd": 2027, "newTerm": "2026–2027 роки", "newExpected": "Камери працюють",
            "executants": "Відділ цифрового розвитку (приклад)",
        }
    },
    "money": {
        "1.1~localBudget~-~-~2027": {"newAmount": 0},
        TAKEN: {"newAmount": 400000.5},
        "1.3~-~-~-~-": {"newWords": "в межах бюджетних асигнувань"},
    },
    "newmoney": {
        "money-1": {
            "newMeasure": "2.5", "newSource": "місцевий бюджет", "newYear": 2027,
            "newAmount": 90000,
        }
    },
    "targets": {
        "ind-2-2~-~target~2027": {"newValue": 320},
        "ind-2-3~-~target~2026": {"newAnswer": "Ні"},
    },
    "forecasts": {"2.2~-~forecast~2027": {"newValue": 320}},
}  # fmt: skip


def make(folder: Path, into: Path) -> Path:
    """Write the empty workbook of a package."""
    into.mkdir(parents=True, exist_ok=True)
    now = amendable.amendable(read_package(folder))
    path = into / amendbook.filename(now)
    amendbook.write(now, path)
    return path


def fill(path: Path, answers: Answers = WHOLE) -> Path:
    """Type a decision into a workbook and save it."""
    return filling.fill(path, answers, {})
