"""The rules across tables, registered by code in one place."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core.validation.rule import Rule
from ckanext.infoprog.core.validation.rules import (
    amendments,
    amount_kind,
    code_forms,
    cumulative_execution,
    direction_measure,
    duplicate_number,
    executed_allocated,
    foreign_key,
    formula_cell,
    indicator_dynamics,
    indicator_expression,
    key_parts,
    measure_edition,
    measure_executant,
    metric_parts,
    mixed_alphabet,
    periods,
    personal_data,
    project_sums,
    share_range,
    sum_parts,
    sums,
    tables_disagree,
    term_years,
    yes_no,
)

#: The rules behind each code; a rule with several codes looks for all of them in one pass.
RULES: Final[Mapping[str, tuple[Rule, ...]]] = MappingProxyType(
    {
        "sum-measure": (sums.RULE, project_sums.RULE),
        "sum-direction": (sums.RULE,),
        "sum-programme": (sums.RULE,),
        "sum-executant": (sums.RULE,),
        "sum-year": (sum_parts.RULE,),
        "sum-source": (sum_parts.RULE,),
        "sum-fund": (sum_parts.RULE,),
        "tables-disagree": (tables_disagree.RULE,),
        "amendments-sum": (amendments.RULE,),
        "measure-edition": (measure_edition.RULE,),
        "amount-kind": (amount_kind.RULE,),
        "term-years": (term_years.RULE,),
        "measure-executant": (measure_executant.RULE,),
        "direction-measure": (direction_measure.RULE,),
        "indicator-expression": (indicator_expression.RULE,),
        "expression-form": (indicator_expression.RULE,),
        "indicator-dynamics": (indicator_dynamics.RULE,),
        "share-range": (share_range.RULE,),
        "yes-no": (yes_no.RULE,),
        "metric-parts": (metric_parts.RULE,),
        "periods": (periods.RULE,),
        "executed-allocated": (executed_allocated.RULE,),
        "cumulative-execution": (cumulative_execution.RULE,),
        "duplicate-number": (duplicate_number.RULE,),
        "key-parts": (key_parts.RULE,),
        "foreign-key": (foreign_key.RULE,),
        "code-forms": (code_forms.RULE,),
        "personal-data": (personal_data.RULE,),
        "mixed-alphabet": (mixed_alphabet.RULE,),
        "formula-cell": (formula_cell.RULE,),
    }
)


def distinct() -> tuple[Rule, ...]:
    """Return every rule once, in order of the registry."""
    return tuple(dict.fromkeys(rule for found in RULES.values() for rule in found))
