"""Every rule: what it lets pass and what it finds."""

import pytest

from ckanext.infoprog.core.catalogue import explain
from ckanext.infoprog.core.issues import Issue, Severity
from ckanext.infoprog.core.validation import rules
from tests.core.validation import cases, cases_indicators, cases_money, cases_words
from tests.core.validation.cases import Case
from tests.core.validation.small import Tables, package, places

CASES = (*cases.SUMS, *cases_money.CASES, *cases_indicators.CASES, *cases_words.CASES)
EVERY_CASE = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}: {case.says}")


def apply(code: str, tables: Tables) -> list[Issue]:
    """Return what the rules behind a code find."""
    read = package(tables)
    return [issue for rule in rules.RULES[code] for issue in rule.apply(read)]


class TestCases:
    def test_every_code_has_a_case(self):
        """Every code of a rule is shown by at least one case."""
        assert {case.code for case in CASES} == set(rules.RULES)

    @EVERY_CASE
    def test_valid_tables_pass(self, case: Case):
        """The tables before the change give no finding of the rule."""
        assert apply(case.code, case.tables) == []

    @EVERY_CASE
    def test_the_change_is_found(self, case: Case):
        """The change gives exactly the findings listed, and no more."""
        assert places(apply(case.code, case.broken)) == case.expected

    @EVERY_CASE
    def test_the_message_is_complete(self, case: Case):
        """Every finding of a rule fills its message in both languages and tells its row's key."""
        for issue in apply(case.code, case.broken):
            assert issue.key
            assert all("{" not in explain(issue, lang) for lang in ("uk", "en"))

    @EVERY_CASE
    def test_missing_tables_are_no_fault(self, case: Case):
        """A rule never fails on a package that lacks some of its tables."""
        for name in case.tables:
            apply(case.code, {n: t for n, t in case.tables.items() if n != name})


class TestRegistry:
    def test_each_rule_once(self):
        """A rule that stands behind several codes is applied once."""
        assert len(set(rules.distinct())) == len(rules.distinct())

    @pytest.mark.parametrize("code", rules.RULES)
    def test_rule_announces_its_code(self, code: str):
        """The rules registered behind a code say that they find it."""
        assert all(code in rule.codes for rule in rules.RULES[code])


class TestLimits:
    def test_unsplit_money_is_not_compared(self):
        """A total of one year is not compared where some money is not split by year."""
        tables = cases.MONEY | {
            "funding": cases.FUNDING.replace("b1,2026,amount,10.00", "b1,null,amount,10.00")
        }
        found = places(apply("sum-measure", tables))
        assert (3, "amount", "sum-measure") not in found

    def test_zero_base_has_no_dynamics(self):
        """Where a change starts from zero, any printed dynamics stand."""
        tables = cases_indicators.INDICATORS | {
            "indicatorDynamics": "indicatorId,value,printed\ni3,12345,12345"
        }
        assert apply("indicator-dynamics", tables) == []

    def test_explained_excess_is_a_warning(self):
        """More executed than allocated is a warning where the row explains it."""
        text = cases_money.EXECUTION.replace("100.00,90.00", "80.00,90.00")
        (found,) = apply("executed-allocated", {"execution": text})
        assert found.severity is Severity.WARNING

    def test_contacts_are_warnings(self):
        """An e-mail address may be a body's: a warning; a taxpayer's number is an error."""
        severities = [
            apply("personal-data", {"answers": f"answerId,text\nQ1-01,{text}"})[0].severity
            for text in ("osoba@example.org", "1234567899")
        ]
        assert severities == [Severity.WARNING, Severity.ERROR]
