"""Whatever happens to a valid package, checking it gives findings and never an exception."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckanext.infoprog.core import workspace
from ckanext.infoprog.core.catalogue import explain
from ckanext.infoprog.core.validation.loading import load_folder
from ckanext.infoprog.core.validation.sources import TableSource, Target
from ckanext.infoprog.core.validation.validate import Validated, validate

EXAMPLE = "zrazkova-hromada"
CELLS = st.one_of(
    st.sampled_from(
        ["", "null", "-", "0", "-1", "999999999999.99", "1e9", "2025", "2025-02-31", "так", "Так",
         "true", "~", "a~b", "1.1", "=1", "Cлово", "NaN", "A / 0", "A=1; B=", "\u202e", "\x00"]
    ),
    st.text(max_size=12),
    st.integers().map(str),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
)  # fmt: skip


@cache
def example() -> Target:
    """Return the example community as it is read."""
    return load_folder(workspace.find().examples / EXAMPLE)


@st.composite
def mutants(draw: st.DrawFn) -> Target:
    """Return the example with one change in one table."""
    table = draw(st.sampled_from([t for t in example().tables if t.rows]))
    rows = [list(row) for row in table.rows]
    at = draw(st.integers(0, len(rows) - 1))
    column = draw(st.integers(0, len(table.header) - 1))
    kind = draw(
        st.sampled_from(["cell", "cell", "cell", "drop", "twice", "short", "long", "header"])
    )
    header = list(table.header)
    if kind == "cell":
        rows[at][column] = draw(CELLS)
    elif kind == "drop":
        del rows[at]
    elif kind == "twice":
        rows.insert(at, rows[at])
    elif kind == "short":
        del rows[at][column:]
    elif kind == "long":
        rows[at] += ["зайве"]
    else:
        header[column] = draw(st.text(max_size=8))
    return _with(replace(table, header=header, rows=rows))


def _with(changed: TableSource) -> Target:
    """Return the example with one of its tables replaced."""
    tables = (changed if t.name == changed.name else t for t in example().tables)
    return replace(example(), tables=tuple(tables))


def whole(result: Validated) -> list[tuple[str, str]]:
    """Return the messages of all findings in both languages."""
    return [(explain(i, "uk"), explain(i, "en")) for i in result.findings]


class TestMutations:
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(mutants())
    def test_no_mutant_raises(self, mutant: Target):
        """One random change of a valid package gives findings with messages, never an exception."""
        result = validate(mutant)
        assert len(whole(result)) == len(result.findings)

    @settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
    @given(mutants())
    def test_twice_the_same(self, mutant: Target):
        """The same package gives the same findings in the same order every time."""
        assert validate(mutant).findings == validate(mutant).findings

    def test_order_of_rows_does_not_matter(self):
        """Rows in another order give the same findings but for their numbers."""
        (funding,) = (t for t in example().tables if t.name == "funding")
        turned = _with(replace(funding, rows=list(reversed(funding.rows))))
        assert not validate(turned).findings

    @pytest.mark.parametrize("name", ["funding", "statedTotals", "measures", "indicatorValues"])
    def test_a_table_that_is_away(self, name: str):
        """A package without one of its tables is checked to the end."""
        tables = tuple(t for t in example().tables if t.name != name)
        result = validate(replace(example(), tables=tables))
        assert len(whole(result)) == len(result.findings)
