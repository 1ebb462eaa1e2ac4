"""Speed of the check on a large package, beside plain frictionless on the same table.

Run it with the number of rows of money (200,000 where none is given):

    python bench/check_speed.py 200000

It writes a valid package with so many rows of money, their measures and printed totals to a
temporary folder, and prints for each way the seconds and the rows of money per second: frictionless
alone on the table, the check of the package with all rules, and the check of the table as a file
of unknown origin.
"""

import csv
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

from frictionless import Resource, Schema

from ckanext.infoprog.core import schema
from ckanext.infoprog.core.check import check

SOURCES = ("localBudget", "regionalBudget", "stateBudget", "enterprise", "other")
YEARS = (2025, 2026, 2027)
A_MEASURE = len(SOURCES) * len(YEARS)
DIRECTIONS = 20
TODAY = date(2026, 11, 21)
DEFAULT_ROWS = 200_000
Values = dict[str, object]


def main() -> None:
    """Generate the package and measure the three ways in turn."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_ROWS
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "bench" / "data"
        data.mkdir(parents=True)
        (data.parent / "datapackage.json").write_text('{"resources": []}', encoding="utf-8")
        generate(data, count)
        os.chdir(data)  # frictionless reads safe paths only
        measure("frictionless alone", count, plain)
        measure("infoprog check, package", count, lambda: check(data.parent, TODAY).ok)
        measure("infoprog check, one file", count, lambda: check(Path("funding.csv"), TODAY).ok)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"peak memory of the whole run: {peak} MB\n")


def plain() -> bool:
    """Return whether frictionless alone finds the table valid."""
    descriptor = {k: v for k, v in schema.load("funding").descriptor.items() if k != "foreignKeys"}
    declared = Schema.from_descriptor(json.loads(json.dumps(descriptor)))
    return Resource(path="funding.csv", schema=declared).validate().valid


def measure(name: str, count: int, work: Callable[[], bool]) -> None:
    """Print how long a way takes; a package that is found faulty measures nothing."""
    began = time.perf_counter()
    if not work():
        raise SystemExit(f"{name}: the generated package is not valid.")
    seconds = time.perf_counter() - began
    sys.stdout.write(f"{name}: {seconds:.1f} s, {count / seconds:,.0f} rows/s\n")


def generate(data: Path, count: int) -> None:
    """Write a valid package with so many rows of money."""
    measures = range(1, (count + A_MEASURE - 1) // A_MEASURE + 1)
    funding = [row for n in measures for row in money(n)][:count]
    write(data, "funding", funding)
    write(data, "statedTotals", totals(funding))
    write(data, "measures", (measure_row(n) for n in measures))
    write(data, "measureExecutants", (
        {"id": f"{n}~b1~responsible", "measureId": n, "executantId": "b1", "role": "responsible"}
        for n in measures
    ))  # fmt: skip
    write(data, "executants", [{"executantId": "b1", "name": "Орган", "kind": "body"}])
    write(data, "sourceTables", [
        {"tableId": "annex", "title": "Перелік", "isPrimary": "true", "sourceRef": "line 1"}
    ])  # fmt: skip
    write(data, "editions", [{"editionId": "e1", "programmeId": "p", "number": 1}])
    write(data, "directions", (
        {"directionId": f"d{n}", "title": "Напрям", "position": n + 1} for n in range(DIRECTIONS)
    ))  # fmt: skip
    write(data, "programme", [{
        "programmeId": "p", "title": "Програма", "validFrom": "2025-01-01",
        "validThrough": "2027-12-31",
    }])  # fmt: skip


def money(number: int) -> list[Values]:
    """Return the rows of money of one measure."""
    return [
        {
            "fundingId": f"{number}~{source}~-~-~{year}", "measureId": number, "tableId": "annex",
            "editionId": "e1", "source": source, "sourceLabel": f"бюджет {at}", "year": year,
            "fundingKind": "amount", "amount": f"{number % 9973}.{year % 100:02d}",
            "amountPrinted": number % 9973, "currency": "UAH",
            "sourceRef": f"додаток 1, рядок {number}; lines {number}-{number + 3}",
        }
        for at, source in enumerate(SOURCES, 1)
        for year in YEARS
    ]  # fmt: skip


def measure_row(number: int) -> Values:
    """Return one measure."""
    return {
        "measureId": number, "directionId": f"d{number % DIRECTIONS}", "title": f"Захід {number}",
        "startYear": 2025, "endYear": 2027, "editionId": "e1", "sourceRef": f"line {number}",
    }  # fmt: skip


def totals(funding: list[Values]) -> Iterable[Values]:
    """Return a printed total for each measure, each direction and the programme."""
    sums: dict[tuple[str, object], Decimal] = {}
    for row in funding:
        amount = Decimal(str(row["amount"]))
        direction = f"d{int(str(row['measureId'])) % DIRECTIONS}"
        for scope in (("measure", row["measureId"]), ("direction", direction), ("programme", "p")):
            sums[scope] = sums.get(scope, Decimal(0)) + amount
    for (scope, name), amount in sums.items():
        yield {
            "totalId": f"{scope}~{name}~-~-~-~-", "scope": scope, "scopeId": name,
            "tableId": "annex", "amount": amount, "sourceRef": "line 1",
        }  # fmt: skip


def write(data: Path, table: str, rows: Iterable[Values]) -> None:
    """Write a table with null in the columns that its rows leave out."""
    columns = schema.load(table).columns
    with (data / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([row.get(c, "null") for c in columns] for row in rows)


if __name__ == "__main__":
    main()
