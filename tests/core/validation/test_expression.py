"""Expressions: plain arithmetic in decimals, and nothing else."""

from decimal import Decimal

import pytest

from ckanext.infoprog.core.validation.expression import ExpressionError, evaluate, names_in

NAMES = {"A": Decimal(1), "B": Decimal(3)}


class TestEvaluate:
    @pytest.mark.parametrize(
        ("text", "names", "value"),
        [
            ("A / B * 100", {"A": Decimal(9), "B": Decimal(12)}, "75"),
            ("A / (A + B) * 100", {"A": Decimal(1), "B": Decimal(3)}, "25"),
            ("0.1 + 0.2", {}, "0.3"),
            ("-A + 5", {"A": Decimal("0.10")}, "4.90"),
        ],
    )
    def test_value(self, text: str, names: dict[str, Decimal], value: str):
        """An expression has its exact decimal value: 0.1 + 0.2 is 0.3."""
        assert evaluate(text, names) == Decimal(value)

    def test_nothing_is_rounded_on_the_way(self):
        """A third times three is one to fifty digits."""
        assert abs(evaluate("A / B * 3", NAMES) - 1) < Decimal("1e-50")

    @pytest.mark.parametrize(
        "text",
        [
            "A / 0", "A ** B", "A // B", "A if B else 1", "A.real", "abs(A)", "__import__('os')",
            "[A]", "'A'", "1j", "True", "A B", "", "(" * 400, "-" * 499 + "A", "A" * 600, "C + 1",
            "A\x00", "A := 1", "A < B", "lambda: 1",
        ],
    )  # fmt: skip
    def test_anything_else_is_refused(self, text: str):
        """What is no plain arithmetic over given names has no value and never runs."""
        with pytest.raises(ExpressionError):
            evaluate(text, NAMES)


class TestNames:
    def test_names(self):
        """The letters that an expression asks for are told without computing it."""
        assert names_in("A / (A + B) * 100") == {"A", "B"}
