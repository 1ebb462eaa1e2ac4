"""The example community's year lived again: its officers answer what its own tables say.

The shipped example holds a year of reports and a decision that amends the programme, written by
hand. Here the package begins as it was adopted, without them; bodies fill in their forms with what
those tables say of them, and the office enters the decision. What the cycle makes of that can be
held against the tables, row by row.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import requests

from ckanext.infoprog.core import descriptor
from ckanext.infoprog.core.cycle import asking
from ckanext.infoprog.core.cycle.asked import Asked, IndicatorLine, MeasureLine, Money
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.model import Package, Row
from ckanext.infoprog.core.package import read_package
from tests.core.cycle import filling, places
from tests.core.cycle.filling import Answers, Typed
from tests.portal.publishing import ROOT, City

Done = subprocess.CompletedProcess[str]
Cells = dict[str, str]
COUNCIL = "zrazkova-miska-rada"
EMPTIED = ("reports", "execution", "measureEditions")
REPORTED = ("metricValues", "indicatorValues")
AMENDED = ("editions", "funding", "indicatorDynamics", *REPORTED)
AMENDMENT = "amendment-1"
ADOPTED = {
    "measures": ("2.1", {"endYear": "2026", "termText": "2025–2026 роки", "editionId": "original"}),
    "programme": (places.NAME, {"totalAmount": "2985000.00"}),
}
#: What decision No 0002 says, typed into the workbook of amendments; amounts are in hryvnias.
DECISION: Answers = {
    "decision": {
        "legalActNumber": {"text": "0002"},
        "legalActAccepted": {"day": date(2025, 6, 26)},
        "legalActTitle": {"text": "Приклад: Про внесення змін до Програми"},
        "validFrom": {"day": date(2025, 7, 1)},
        "totalAmount": {"amount": 3015000},
    },
    "changed": {"2.1": {"newEnd": 2027, "newTerm": "2025–2027 роки"}},
    "money": {
        "1.2~localBudget~-~-~2025": {"newAmount": 230000},
        "2.1~localBudget~-~-~2026": {"newAmount": 100000},
        "2.1~localBudget~-~-~2027": {"newAmount": 50000},
        "2.1~internationalAid~-~-~2027": {"newAmount": 0},
    },
    "targets": {"ind-2-1~-~target~2027": {"newValue": 15}},
    "forecasts": {"2.1~-~forecast~2027": {"newValue": 15}},
}


def council(city: City) -> None:
    """Make the community's organisation with the publisher in it, where it is not there."""
    there = city.get("/api/3/action/organization_show", id=COUNCIL)
    if there.status_code == 404:
        asked = {"name": COUNCIL, "title": "Зразкова міська рада (приклад)",
                 "users": [{"name": "publisher", "capacity": "admin"}]}  # fmt: skip
        made = requests.post(
            f"{city.url}/api/3/action/organization_create", json=asked, timeout=120,
            headers={"Authorization": os.environ["INFOPROG_TEST_TOKEN"]},
        )  # fmt: skip
        assert made.ok, made.text


def adopted(place: Path) -> Path:
    """Return the example as its council adopted it: nothing amended, nothing reported yet."""
    folder = places.example(place)
    shutil.copy(ROOT / "datasets" / "organizations.yaml", place / "datasets")
    for table in EMPTIED:
        keep(folder, table, lambda _row: False)
    for table in REPORTED:
        keep(folder, table, lambda row: row["reportId"] == "null")
    for table in AMENDED:
        keep(folder, table, lambda row: row["editionId"] != AMENDMENT)
    for table, (key, cells) in ADOPTED.items():
        change(folder, table, key, cells)
    descriptor.write_descriptor(folder)
    return folder


def keep(folder: Path, table: str, wanted: Callable[[Mapping[str, str]], bool]) -> None:
    """Leave those rows of a table that are wanted."""
    _rewrite(folder, table, lambda rows: [row for row in rows if wanted(row)])


def change(folder: Path, table: str, key: str, cells: Mapping[str, str]) -> None:
    """Write other cells into the row of a table that begins with a key."""
    _rewrite(
        folder, table,
        lambda rows: [{**row, **cells} if next(iter(row.values())) == key else row for row in rows],
    )  # fmt: skip


def _rewrite(folder: Path, table: str, made: Callable[[list[Cells]], list[Cells]]) -> None:
    """Write the rows that are made of those of a table."""
    path = folder / "data" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as opened:
        reader = csv.DictReader(opened)
        rows, names = made(list(reader)), reader.fieldnames or []
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@dataclass(frozen=True)
class Office:
    """The department that runs the programme: a working folder, and commands called in it."""

    city: City
    root: Path

    @property
    def folder(self) -> Path:
        """The package."""
        return self.root / "examples" / places.NAME

    def call(self, *words: str | Path) -> Done:
        """Call the command."""
        environ = {
            "INFOPROG_ROOT": str(self.root),
            "INFOPROG_LANG": "en",
            "INFOPROG_PORTAL": self.city.url,
            "INFOPROG_TOKEN_FILE": str(self.city.token_file),
        }
        return subprocess.run(
            [ROOT / ".portal" / "venv" / "bin" / "infoprog", *words],
            env={**os.environ, **environ}, capture_output=True, text=True, timeout=600, check=False,
        )  # fmt: skip

    def well(self, *words: str | Path) -> str:
        """Call the command, which must go well; return what it printed."""
        done = self.call(*words)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    def amend(self) -> Done:
        """Enter the decision by the workbook of amendments; return what was told."""
        path = self.root / "decision.xlsx"
        self.well("amend", places.NAME, "--form", "--to", path)
        filling.fill(path, DECISION, {})
        done = self.call("amend", places.NAME, path)
        assert done.returncode == 0, (done.stdout, done.stderr)
        return done

    def forms(self, when: Period) -> dict[str, Path]:
        """Ask every body for a period; return the empty forms."""
        to = self.root / "forms" / when.code
        self.well("form", places.NAME, "--period", when.code, "--all", "--to", to)
        every = asking.asked(read_package(self.folder), when)
        return {body: next(to.glob(f"*{body}*.xlsx")) for body in every}

    def answered(self, when: Period) -> dict[str, Path]:
        """Return the forms of a period as the bodies fill them in."""
        told, now = Told(read_package(places.SOURCE), when), read_package(self.folder)
        every = asking.asked(now, when)
        return {
            body: filling.fill(path, told.answers(every[body]))
            for body, path in self.forms(when).items()
        }


@dataclass(frozen=True)
class Told:
    """What the shipped example says of a period."""

    example: Package
    when: Period

    def answers(self, asked: Asked) -> Answers:
        """Return what a body types into its form."""
        return {
            "measures": {one.key: self._measure(one, asked) for one in asked.measures},
            "metrics": {one.key: {"value": self._metric(one.key)} for one in asked.metrics},
            "indicators": {one.key: self._indicator(one) for one in asked.indicators},
        }

    def row(self, when: Period, line: MeasureLine, body: str) -> Row | None:
        """Return the row of a report that answers a line."""
        return next(
            (
                row
                for row in self.example.tables["execution"].rows
                if row["reportId"] == when.report_id
                and (row["measureId"], row["executantId"]) == (line.measure, body)
                and (row["nil"] or line.source in (None, row["source"]))
            ),
            None,
        )

    def _measure(self, line: MeasureLine, asked: Asked) -> dict[str, Typed]:
        row = self.row(self.when, line, asked.body)
        if row is None:
            return {}
        if row["nil"]:
            return {"nil": word("yes")}
        cells: dict[str, Typed] = {
            "status": word(str(row["status"])), "progress": str(row["progressText"])
        }  # fmt: skip
        if line.money is Money.CLOSED or row["executed"] is None:
            return cells
        if line.source is None:
            cells["source"] = word(str(row["source"]))
        if row["allocated"] is not None:
            cells["allocated"] = float(str(row["allocated"]))
        used = round(float(str(row["executed"])) - self._before(line, asked.body), 2)
        return {**cells, "used": used}

    def _before(self, line: MeasureLine, body: str) -> float:
        """Return what the quarters before have used; a year is told whole."""
        for quarter in range((self.when.quarter or 1) - 1, 0, -1):
            row = self.row(Period(self.when.year, quarter), line, body)
            if row is not None:
                return float(str(row["executed"] or 0))
        return 0.0

    def _metric(self, key: str) -> Typed:
        metric, _, body = key.partition("~")
        day = str(self.when.year if self.when.quarter is None else self.when.end)
        values = self.example.tables["metricValues"].by_key()
        row = values.get(f"{metric}~{body}~actual~{day}") or values.get(f"{metric}~-~actual~{day}")
        return None if row is None else float(str(row["value"]))

    def _indicator(self, line: IndicatorLine) -> dict[str, Typed]:
        if self.when.quarter is not None:
            return {}
        values = self.example.tables["indicatorValues"].by_key()
        return {"answer": str(values[f"{line.key}~-~actual~{self.when.year}"]["textValue"])}
