"""Cells: text to value and back without losing anything."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.infoprog.core import cells
from ckanext.infoprog.core.errors import CellError
from ckanext.infoprog.core.model import Field, FieldType


def field(type_: str, format_: str | None = None, decimals: int | None = None):
    words = {"uk": "поле", "en": "field"}
    return Field("f", FieldType(type_), words, words, "x", format=format_, decimals=decimals)


MONEY = field("number", decimals=2)
KOPIYKAS = st.decimals(min_value=-(10**15), max_value=10**15, places=2, allow_nan=False)


class TestParse:
    @pytest.mark.parametrize(
        ("type_", "text", "value"),
        [
            ("string", "0012", "0012"),
            ("string", "=1+1", "=1+1"),
            ("integer", "-7", -7),
            ("number", "85.50", Decimal("85.50")),
            ("year", "2026", 2026),
            ("date", "2026-11-21", date(2026, 11, 21)),
            ("boolean", "true", True),
            ("boolean", "null", None),
        ],
    )
    def test_typed(self, type_: str, text: str, value: object):
        """A cell's text becomes a value of the field's type; null is no value."""
        assert cells.parse(text, field(type_)) == value

    @pytest.mark.parametrize(
        ("type_", "text"),
        [
            ("integer", "1.0"), ("integer", "007"), ("integer", "1 000"), ("integer", "٣"),
            ("number", "1,5"), ("number", "1e5"), ("number", "NaN"), ("number", "Infinity"),
            ("number", "+1"), ("number", ".5"), ("number", "1_000"), ("number", "2104200.00\n"),
            ("year", "26"), ("year", "2026 р."), ("date", "31.12.2026"), ("date", "2026-02-31"),
            ("date", "20261121"), ("boolean", "TRUE"), ("boolean", "так"), ("boolean", "1"),
        ],
    )  # fmt: skip
    def test_other_spellings_are_type_errors(self, type_: str, text: str):
        """Only the one spelling of the house rules is read; another is a type error."""
        with pytest.raises(CellError) as caught:
            cells.parse(text, field(type_))
        assert caught.value.code == "type-error"

    @pytest.mark.parametrize(
        ("format_", "text"),
        [
            ("uri", "kr-rada.gov.ua"),
            ("uri", "https://a b"),
            ("email", "a@b"),
            ("email", "a b@c.ua"),
        ],
    )
    def test_formats(self, format_: str, text: str):
        """An address that is no address is a type error."""
        with pytest.raises(CellError, match="not of the type") as caught:
            cells.parse(text, field("string", format_))
        assert caught.value.code == "type-error"

    def test_empty_cell(self):
        """An empty cell is not a missing value: that is null."""
        with pytest.raises(CellError) as caught:
            cells.parse("", field("string"))
        assert caught.value.code == "empty-cell"

    @pytest.mark.parametrize("text", ["100", "100.5", "100.500"])
    def test_money_has_two_decimals(self, text: str):
        """An amount of money has exactly two decimals."""
        with pytest.raises(CellError) as caught:
            cells.parse(text, MONEY)
        assert caught.value.code == "money-form"


class TestShow:
    @given(KOPIYKAS)
    def test_money_never_loses_a_kopiyka(self, amount: Decimal):
        """An amount written and read back is the same to the kopiyka."""
        assert cells.parse(cells.show(amount, MONEY), MONEY) == amount

    @pytest.mark.parametrize(
        ("amount", "text"), [("5", "5.00"), ("1E+3", "1000.00"), ("0", "0.00")]
    )
    def test_money_is_padded(self, amount: str, text: str):
        """An amount is written with both its decimals and without an exponent."""
        assert cells.show(Decimal(amount), MONEY) == text

    def test_money_is_never_rounded(self):
        """An amount with a part of a kopiyka is refused, not rounded."""
        with pytest.raises(CellError, match="round") as caught:
            cells.show(Decimal("0.005"), MONEY)
        assert caught.value.code == "money-form"

    @given(st.decimals(allow_nan=False, allow_infinity=False))
    def test_numbers_keep_their_digits(self, number: Decimal):
        """A number written and read back is the same number."""
        assert cells.parse(cells.show(number, field("number")), field("number")) == number

    @given(st.dates())
    def test_dates(self, day: date):
        """A date written and read back is the same date."""
        assert cells.parse(cells.show(day, field("date")), field("date")) == day

    @given(st.integers(0, 9999))
    def test_years(self, year: int):
        """A year written and read back is the same year."""
        assert cells.parse(cells.show(year, field("year")), field("year")) == year

    @pytest.mark.parametrize("text", ["", "null", "a\rb", "a\0b"])
    def test_unreadable_text_is_refused(self, text: str):
        """A text that would be read back as something else is refused."""
        with pytest.raises(CellError, match="cannot hold"):
            cells.show(text, field("string"))
