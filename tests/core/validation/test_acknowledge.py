"""Acknowledgement: what discrepancies name is known, and what they name in vain is stale."""

import pytest

from ckanext.infoprog.core.validation.validate import validate
from tests.core.validation import cases
from tests.core.validation.small import target

HEADER = "discrepancyId,rule,table,key,field,documentValue,otherValue"
ROW = "R-001,sum-measure,statedTotals,t1,amount,30.01,30.00"
CODES = ("stale-discrepancy", "discrepancy-value", "sum-measure", "rules-held")


def check(rows: str, **changed: str) -> tuple[list[tuple[str | None, str]], list[str]]:
    """Return the findings (key, code) that matter here, and the ids of known ones."""
    totals = cases.MONEY["statedTotals"]
    tables = cases.MONEY | {
        "statedTotals": totals.replace("null,null,30.00\nt2", "null,null,30.01\nt2"),
        "discrepancies": f"{HEADER}\n{rows}",
        **changed,
    }
    result = validate(target(tables))
    findings = [(i.key, i.code) for i in result.findings if i.code in CODES]
    return findings, [name for _, name in result.known]


class TestSeparate:
    def test_named_finding_is_known(self):
        """A finding of the same rule, table, key, field and value is known and no error."""
        assert check(ROW) == ([], ["R-001"])

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("sum-measure", "sum-direction"),
            (",t1,", ",t2,"),
            (",amount,", ",source,"),
            ("30.01", "30.02"),
            (",statedTotals,", ",funding,"),
        ],
    )
    def test_every_part_must_agree(self, old: str, new: str):
        """Where any part differs, the finding stays and the discrepancy is stale."""
        assert check(ROW.replace(old, new)) == (
            [("R-001", "stale-discrepancy"), ("t1", "sum-measure")],
            [],
        )

    def test_found_by_reading_is_not_stale(self):
        """A discrepancy without a rule acknowledges nothing and is never stale."""
        assert check(ROW.replace("sum-measure", "null")) == ([("t1", "sum-measure")], [])

    def test_said_twice(self):
        """A discrepancy that repeats another is stale."""
        findings, known = check(f"{ROW}\n{ROW.replace('R-001', 'R-002')}")
        assert (findings, known) == ([("R-002", "stale-discrepancy")], ["R-001"])

    def test_other_value_is_checked(self):
        """A discrepancy whose other value is not what the rule computes is told so."""
        findings, known = check(ROW.replace("30.01,30.00", "30.01,29.00"))
        assert (findings, known) == ([("R-001", "discrepancy-value")], ["R-001"])

    def test_not_looked_for_is_not_stale(self):
        """A rule that waits for an unreadable table makes no discrepancy stale."""
        funding = cases.FUNDING.replace("2027,amount,20.00", "2027,amount,двадцять")
        findings, known = check(ROW, funding=funding)
        assert (findings, known) == ([(None, "rules-held")], [])
