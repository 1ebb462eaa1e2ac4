"""Expressions of indicators in decimal arithmetic: the only module that imports simpleeval."""

from __future__ import annotations

import ast
import operator
from collections.abc import Mapping
from decimal import Decimal, DecimalException, localcontext
from types import MappingProxyType
from typing import Final

from simpleeval import InvalidExpression, SimpleEval

from ckanext.infoprog.core.errors import InfoprogError

PRECISION: Final = 60
LONGEST: Final = 500
_OPERATORS: Final = MappingProxyType(
    {
        ast.Add: operator.add,
        ast.Sub: operator.sub,
        ast.Mult: operator.mul,
        ast.Div: operator.truediv,
        ast.USub: operator.neg,
        ast.UAdd: operator.pos,
    }
)
_NODES: Final = (ast.Expression, ast.BinOp, ast.UnaryOp, ast.Name, ast.Constant)
_MARKS: Final = (ast.operator, ast.unaryop, ast.Load)

_FAULTS: Final = (
    InvalidExpression,
    DecimalException,
    ArithmeticError,
    TypeError,
    RecursionError,
)


class ExpressionError(InfoprogError):
    """An expression cannot be read, or has no value for these numbers."""


def names_in(text: str) -> frozenset[str]:
    """Return the names that an expression asks for; what is no plain arithmetic is refused."""
    tree = _tree(text)
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


def evaluate(text: str, names: Mapping[str, Decimal]) -> Decimal:
    """Return the value of `A / B * 100` for these numbers, to 60 digits and never by floats."""
    _tree(text)
    engine = SimpleEval(operators=dict(_OPERATORS), functions={}, names=dict(names))
    engine.nodes[ast.Constant] = _constant
    try:
        with localcontext(prec=PRECISION):
            return Decimal(engine.eval(text))
    except _FAULTS as error:
        raise ExpressionError(f"“{text}” has no value: {error}.") from error


def _tree(text: str) -> ast.AST:
    """Return an expression taken apart: numbers, names, brackets and + - * / only."""
    try:
        tree = ast.parse(text if len(text) <= LONGEST else "", mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"“{text}” is not an expression.") from error
    for node in ast.walk(tree):
        known = isinstance(node, (*_NODES, *_MARKS)) and not isinstance(node, ast.Pow)
        if not known or (isinstance(node, ast.Constant) and not _is_number(node.value)):
            raise ExpressionError(f"“{text}” is more than plain arithmetic.")
    return tree


def _constant(node: ast.Constant) -> Decimal:
    """Return a number of the expression as it is written."""
    return Decimal(str(node.value))


def _is_number(value: object) -> bool:
    """Return whether a constant is a plain number."""
    return isinstance(value, int | float) and not isinstance(value, bool)
