"""What people type into the search box."""

import pytest

from ckanext.infoprog.search_words import readable


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("програма AND", "програма"),
        ("OR бюджет", "бюджет"),
        ("NOT", ""),
        ("+", ""),
        ("бюджет AND OR місто", "бюджет OR місто"),
        ("http://x.y/z", "http   x.y z"),
        ("рішення № 719: зміни", "рішення № 719 зміни"),
    ],
)
def test_loose_signs(typed: str, asked: str) -> None:
    """Operators that join nothing and colons of no field never reach Solr."""
    assert readable(typed) == asked


@pytest.mark.parametrize(
    "typed",
    ["", "бюджет", "бюджет AND місто", "-стара програма", "title:бюджет", "*:*", '"точна фраза"'],
)
def test_meant_syntax(typed: str) -> None:
    """A query that Solr can read stays as it was typed."""
    assert readable(typed) == typed


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("школи у Кременчуці", "школи Кременчуці"),
        ("Про захист і безпеку", "захист безпеку"),
        ("у", "у"),
        ('"у Кременчуці"', '"у Кременчуці"'),
        ("рік:[2025 TO 2026]", "рік [2025 TO 2026]"),
    ],
)
def test_joining_words(typed: str, asked: str) -> None:
    """A text need not hold the words that only join what is looked for, save in an exact phrase."""
    assert readable(typed) == asked
