"""How fast `infoprog check` reads and checks a large table, beside plain frictionless.

Run: make bench. Both read the same file in the same run; the ratio is what counts.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import frictionless

from ckanext.infoprog.core import schema, workspace
from ckanext.infoprog.core.check import check

TABLE = "funding"
YEARS = (2025, 2026, 2027)


def main() -> None:
    """Print the median rows per second of each and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=3)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{TABLE}.csv"
        _generate(path, wanted.rows)
        ways = {"infoprog check": _ours, "frictionless": _theirs}
        times: dict[str, list[float]] = {name: [] for name in ways}
        for _run in range(wanted.runs):
            for name, way in ways.items():
                times[name].append(_seconds(way, path))
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, seconds in medians.items():
        print(f"{name:<16}{seconds:8.2f} s  {wanted.rows / seconds:>10,.0f} rows/s")
    print(
        f"ratio frictionless / infoprog: {medians['frictionless'] / medians['infoprog check']:.2f}"
    )


def _seconds(way: Callable[[Path], None], path: Path) -> float:
    begun = time.perf_counter()
    way(path)
    return time.perf_counter() - begun


def _ours(path: Path) -> None:
    report = check(path, schema_name=TABLE, today=dt.date(2026, 11, 21))
    if report.findings:
        raise SystemExit(f"the generated table should be clean: {report.findings[0]}")


def _theirs(path: Path) -> None:
    descriptor = json.loads((workspace.schemas() / TABLE / "schema.json").read_text("utf-8"))
    descriptor.pop("foreignKeys", None)  # a table that stands alone has nothing to refer to
    described = frictionless.Schema.from_descriptor(descriptor)
    report = frictionless.Resource(
        path=path.name, basepath=str(path.parent), schema=described
    ).validate(limit_errors=1000)
    if not report.valid:
        raise SystemExit(f"the generated table should be clean: {report.flatten(['message'])[:1]}")


def _generate(path: Path, rows: int) -> None:
    """Write a funding table whose every row is right."""
    names = [field.name for field in schema.load(TABLE).fields]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(",".join(names) + "\n")
        for number in range(rows):
            measure, year = f"1.{number // 3 + 1}", YEARS[number % 3]
            row = {
                "fundingId": f"{measure}~localBudget~-~-~{year}",
                "measureId": measure,
                "tableId": "annex-1",
                "editionId": "original",
                "source": "localBudget",
                "sourceLabel": "місцевий бюджет",
                "year": str(year),
                "fundingKind": "amount",
                "amount": f"{number}.00",
                "amountPrinted": f"{number}",
                "currency": "UAH",
                "sourceRef": "додаток 1; line 1",
            }
            file.write(",".join(row.get(name, "null") for name in names) + "\n")


if __name__ == "__main__":
    main()
