"""The tests, read alone, are the specification: each states one rule in one plain sentence."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FILES = sorted(TESTS.rglob("test_*.py"))


def rules_of(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the test functions of a file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        is_function = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        if is_function and node.name.startswith("test_"):
            yield node


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(TESTS).as_posix())
def test_states_its_rule(path: Path):
    """Every test has a docstring, and that is one paragraph that ends as a sentence."""
    wrong = []
    for test in rules_of(path):
        rule = (ast.get_docstring(test) or "").strip()
        if not rule.endswith(".") or "\n\n" in rule:
            wrong.append(test.name)
    assert wrong == []
