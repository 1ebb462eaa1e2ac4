"""A decision taken in: read, judged, compared with what stood before, written as a new edition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ckanext.infoprog.core import i18n, package
from ckanext.infoprog.core.catalogue import issue
from ckanext.infoprog.core.cycle import (
    accepting,
    amendable,
    amendbook,
    amendjudging,
    amendrows,
    editionchanges,
    reading,
)
from ckanext.infoprog.core.cycle.accepting import RowChange
from ckanext.infoprog.core.cycle.amendable import PERIOD, Amendable
from ckanext.infoprog.core.cycle.amendment import Amendment, Decision
from ckanext.infoprog.core.cycle.amendrows import Amended
from ckanext.infoprog.core.cycle.editionchanges import Changes
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.cycle.notes import CycleError
from ckanext.infoprog.core.cycle.stamp import Stamp
from ckanext.infoprog.core.ingest.limits import DEFAULT
from ckanext.infoprog.core.ingest.notes import RefusedError
from ckanext.infoprog.core.ingest.read import load
from ckanext.infoprog.core.issues import Issue, Severity
from ckanext.infoprog.core.model import Package
from ckanext.infoprog.core.validation import money
from ckanext.infoprog.core.validation.records import records


@dataclass(frozen=True, slots=True)
class Planned:
    """A decision ready to be written: what it changes; nothing is written yet.

    `warnings` are findings that do not stop it.
    """

    decision: Decision
    amended: Amended
    changes: Changes
    rows: tuple[RowChange, ...]
    warnings: tuple[Issue, ...]


def plan(folder: Path, source: Path | bytes, name: str, today: date) -> Planned:
    """Return what the decision in a workbook would change; a fault anywhere refuses it whole."""
    found = package.read_package(folder)
    amendment, issues = read(found, source, name, today)
    errors = tuple(one for one in issues if one.severity is Severity.ERROR)
    if errors or amendment is None:
        raise CycleError(errors or issues)
    made = amendrows.amended(found, amendment, "")
    changes = editionchanges.of(made.package, made.edition)
    made = amendrows.amended(found, amendment, summary(changes))
    _agrees(amendment, made, name)
    fresh = {table: made.package.tables[table] for table in made.tables}
    rows = accepting.changes_of(found, fresh)
    return Planned(amendment.decision, made, changes, rows, tuple(issues))


def apply(folder: Path, planned: Planned, today: date) -> tuple[str, ...]:
    """Write the edition and return the tables that changed; new errors in the data refuse it."""
    made = planned.amended
    accepting.write(folder, made.package.tables, made.tables, today)
    return made.tables


def read(
    found: Package, source: Path | bytes, name: str, today: date
) -> tuple[Amendment | None, list[Issue]]:
    """Return the decision that a workbook holds, and what is wrong with it."""
    now = amendable.amendable(found)
    try:
        data = load(source, name, DEFAULT)
    except RefusedError as refused:
        return None, [refused.issue]
    form = reading.opened(data, name, amendbook.sheets(now))
    if form.stamp is None:
        return None, list(form.issues)
    if refused_for := _signed(form.stamp, now, name):
        return None, [refused_for]
    amendment, issues = amendjudging.judge(form, now, today, name)
    if amendment is not None:
        if amendment.is_empty and not any(one.severity is Severity.ERROR for one in issues):
            issues.append(issue("amend-nothing", path=name))
        issues += _of_decision(found, amendment, name)
    return amendment, sorted(issues)


def _signed(sign: Stamp, now: Amendable, name: str) -> Issue | None:
    """Return why a workbook of this sign cannot be taken."""
    ours = now.sign
    if sign.period != PERIOD:
        return issue("amend-form", path=name, given=sign.period)
    if sign.form != ours.form:
        return issue("amend-outdated", path=name)
    if sign.programme != ours.programme:
        return issue("form-programme", path=name, given=sign.programme, wanted=ours.programme)
    if (sign.edition, sign.version) != (ours.edition, ours.version):
        return issue("amend-outdated", path=name)
    return None


def _of_decision(found: Package, amendment: Amendment, name: str) -> Iterator[Issue]:
    """Yield what is wrong with the decision beside the editions that there are."""
    decision, sheet = amendment.decision, word("decision")
    for row in records(found, money.EDITIONS):
        act = (row.text("legalActNumber"), row.day("legalActAccepted"))
        if act == (decision.number, decision.accepted):
            yield issue("amend-twice", path=name, table=sheet, key=row.key, act=decision.called)
    last = records(found, money.EDITIONS)
    starts = [day for row in last if (day := row.day("validFrom") or row.day("legalActAccepted"))]
    if starts and decision.valid_from < max(starts):
        yield issue(
            "amend-order", path=name, table=sheet, given=i18n.day(decision.valid_from, "uk"),
            last=i18n.day(max(starts), "uk"),
        )  # fmt: skip
    for row in records(found, money.PROGRAMME):
        end = row.day("validThrough")
        if end and decision.valid_from > end:
            yield issue(
                "amend-late", path=name, table=sheet, given=i18n.day(decision.valid_from, "uk"),
                last=i18n.day(end, "uk"),
            )  # fmt: skip


def _agrees(amendment: Amendment, made: Amended, name: str) -> None:
    """Refuse a printed total that is not the sum of the money in force after the decision."""
    stated, counted = amendment.decision.total, amendrows.summed(made.package)
    if stated is not None and stated != counted:
        raise CycleError([
            issue(
                "amend-total", path=name, table=word("decision"), stated=stated, expected=counted,
                difference=stated - counted,
            )
        ])  # fmt: skip


def summary(changes: Changes) -> str:
    """Return in short what a decision changed, in the officers' language."""
    told: dict[str, list[str]] = {}
    for one in changes.measures:
        told.setdefault(word(f"summary-{one.kind}"), []).append(one.key)
    moved = dict.fromkeys(one.measure for one in changes.money)
    skipped = {one.key for one in changes.measures if one.kind != "changed"}
    if paid := [measure for measure in moved if measure not in skipped]:
        told[word("summary-money")] = paid
    parts = [f"{name}: {', '.join(keys)}" for name, keys in told.items()]
    aimed = len({(one.table, one.owner) for one in changes.values})
    if aimed:
        parts.append(word("summary-values").format(count=aimed))
    before, after = changes.sums[-1].before, changes.sums[-1].after
    if before != after:
        shown = (i18n.number(amount, "uk", 2) for amount in (before, after))
        parts.append(word("summary-total").format(*shown))
    return "; ".join(parts) + "."
