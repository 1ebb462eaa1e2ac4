"""Findings as data: order, equality and JSON."""

import dataclasses
import json
from decimal import Decimal

import pytest

from ckanext.infoprog.core.issues import Issue, Severity


def at(path: str = "a.csv", row: int | None = 2, field: str = "title", code: str = "required"):
    return Issue(code, Severity.ERROR, path, "measures", row, "1.1", field)


class TestIssue:
    def test_sorts_by_place(self):
        """Findings are sorted by file, row and field, rows as numbers."""
        issues = [at(row=10), at(row=9), at("b.csv", 1), at(row=9, field="amount")]
        assert sorted(issues) == [at(row=9, field="amount"), at(row=9), at(row=10), at("b.csv", 1)]

    def test_finding_without_row_comes_first(self):
        """A finding about a whole file stands before those about its rows."""
        assert sorted([at(row=2), at(row=None)])[0].row is None

    def test_is_frozen(self):
        """A finding cannot be changed once made."""
        with pytest.raises(dataclasses.FrozenInstanceError, match="row"):
            at().row = 3

    def test_equal_findings_are_one(self):
        """Two findings that say the same are equal and count once in a set."""
        assert len({at(), at()}) == 1

    def test_json_keeps_every_kopiyka(self):
        """An amount goes into JSON as text, so that nothing is rounded."""
        issue = Issue("x", Severity.NOTICE, params=(("sum", Decimal("0.10")), ("n", 3)))
        assert json.loads(json.dumps(issue.to_dict()))["params"] == {"sum": "0.10", "n": 3}

    def test_param_by_name(self):
        """A parameter is found by its name; one that is absent is None."""
        issue = Issue("x", Severity.NOTICE, params=(("first", 3),))
        assert (issue.param("first"), issue.param("second")) == (3, None)


class TestSeverity:
    def test_errors_weigh_most(self):
        """Errors stand before warnings, warnings before notices."""
        assert sorted(Severity, key=lambda s: s.rank) == ["error", "warning", "notice"]
