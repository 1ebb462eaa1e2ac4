"""Any bytes end in rows, findings or one refusal; never in a traceback, a hang or a changed file.

300 seeded mutants by default; INFOPROG_MUTANTS=2000 runs them all.
"""

import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest

from ckanext.infoprog.core import catalogue
from ckanext.infoprog.core.ingest import Fitted, Format, Reading, fit, read
from ckanext.infoprog.core.ingest.header import is_numbering, is_second_header
from ckanext.infoprog.core.issues import Issue, Severity
from ckanext.infoprog.core.model import TableSchema

COUNT = int(os.environ.get("INFOPROG_MUTANTS", "300"))
FORBIDDEN = frozenset(
    [
        "socket.connect",
        "subprocess.Popen",
        "os.system",
        "os.exec",
        "os.fork",
        "os.remove",
        "os.rename",
        "os.mkdir",
    ]
)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_watch = {"on": False, "seen": []}


def _hook(event: str, arguments: tuple[Any, ...]):
    """Note what reading must never do; a hook cannot be taken out, only switched off."""
    if not _watch["on"]:
        return
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING
    if event in FORBIDDEN or writes:
        _watch["seen"].append((event, str(arguments)[:200]))


@pytest.fixture(scope="module")
def hook():
    """Switch the watch on while reading runs."""
    sys.addaudithook(_hook)
    return _watch


def _outcome(reading: Reading, fitted: Fitted):
    """Return which of the three ends a mutant came to."""
    if reading.refusal:
        return "refused"
    issues = [*reading.notes, *(fitted.issues if fitted else ())]
    return "findings" if any(i.severity is Severity.ERROR for i in issues) else "read"


def _raw_rows(fitted: Fitted, reading: Reading):
    """Return the raw data rows of the sheet that was fitted, blank ones and headings left out."""
    grid = next(g for g in reading.grids if g.sheet == fitted.sheet and not g.hidden)
    behind = [row for row in grid.rows if row.number > fitted.header.row]
    for _ in range(2):
        heading = behind and (
            (is_numbering(behind[0]) and any(i.code == "numbering-row" for i in fitted.issues))
            or is_second_header(behind[0], fitted.header, fitted.schema)
        )
        behind = behind[1:] if heading else behind
    return {row.number: row for row in behind if not row.is_blank}


def _check_rows(fitted: Fitted, reading: Reading):
    """No row is lost and no cell is changed without a word."""
    raw = _raw_rows(fitted, reading)
    taken = {row.number for row in fitted.rows}
    assert taken.isdisjoint(fitted.refused_rows)
    assert taken | set(fitted.refused_rows) == set(raw)
    told = {(issue.code, issue.field) for issue in fitted.issues}
    fields = {field for _, field in told}
    index = {column.field.name: column.index for column in fitted.header.columns}
    for row in fitted.rows:
        cells = raw[row.number].cells
        for name, text in zip(fitted.columns, row.cells, strict=True):
            before = cells[index[name]] if index[name] < len(cells) else ""
            if text != before and name not in fields:
                kinds = raw[row.number].kinds
                if kinds[index[name] : index[name] + 1] == "n":
                    assert Decimal(text) == Decimal(before)  # 1.5E3 is written out
                else:
                    assert text == "null"
                    assert ("empty-as-null", None) in told
            if name in row.refused:
                assert text == before


def _check_issues(issues: Iterable[Issue], name: str, last_row: int):
    """Each finding has a place in the file and a sentence in both languages."""
    for issue in issues:
        assert issue.path == name
        assert issue.row is None or 1 <= issue.row <= last_row
        for lang in ("uk", "en"):
            sentence = catalogue.explain(issue, lang)
            assert sentence.strip()
            assert "Traceback" not in sentence
            assert all(c.isprintable() or c == "\u00a0" for c in sentence)


def _examine(data: bytes, name: str, works: TableSchema, hook: dict[str, Any]):
    """Read one mutant and return its reading and table, watched."""
    hook["on"] = True
    try:
        reading = read(data, name)
        table = reading.ok and reading.format is not Format.PACKAGE
        fitted = fit(reading, works) if table else None
    finally:
        hook["on"] = False
    return reading, fitted


def test_mutants(books: ModuleType, mutators: ModuleType, works: TableSchema, hook: dict[str, Any]):
    """Every mutant is read, reported or refused, twice alike, in bounded time and memory."""
    outcomes, codes, slowest = Counter(), Counter(), (0.0, 0)
    for seed in range(COUNT):
        data, name, chain = mutators.make(seed, books)
        start = time.process_time()
        try:
            reading, fitted = _examine(data, name, works, hook)
            taken = time.process_time() - start
            slowest = max(slowest, (taken, seed))
            issues = [*reading.issues, *(fitted.issues if fitted else ())]
            last_row = max([row.number for g in reading.grids for row in g.rows], default=10**9)
            _check_issues(issues, name, last_row)
            if fitted and fitted.header:
                _check_rows(fitted, reading)
            assert taken < 20
            again, table = _examine(data, name, works, hook)
            assert again.issues == reading.issues
            assert (table.issues if table else None) == (fitted.issues if fitted else None)
        except Exception as error:
            raise AssertionError(f"mutant {seed} of chain {chain} failed: {error!r}") from error
        outcomes[_outcome(reading, fitted)] += 1
        codes.update({issue.code for issue in issues})
    assert hook["seen"] == []
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{COUNT} mutants: {dict(outcomes)}; {len(codes)} codes; "  # noqa: T201 – the figure is asked for
          f"slowest {slowest[0]:.2f} s (seed {slowest[1]}); peak {memory:.0f} MB")  # fmt: skip
    assert set(outcomes) == {"read", "findings", "refused"}
    assert memory < 1536
