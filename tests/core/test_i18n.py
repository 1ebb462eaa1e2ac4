"""Languages, numbers, dates and plurals as people write them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.infoprog.core import i18n

NB = "\u00a0"


class TestChoose:
    @pytest.mark.parametrize(
        ("wishes", "language"),
        [(("en",), "en"), (("uk_UA.UTF-8",), "uk"), (("de", "en-GB"), "en"), ((None, ""), "uk"),
         (("C.UTF-8",), "uk")],
    )  # fmt: skip
    def test_first_known_wish(self, wishes: tuple[str | None, ...], language: str):
        """The first wish that we speak is taken, else Ukrainian."""
        assert i18n.choose(*wishes) == language


class TestPlural:
    @pytest.mark.parametrize(
        ("count", "form"),
        [(0, "заходів"), (1, "захід"), (2, "заходи"), (5, "заходів"), (11, "заходів"),
         (14, "заходів"), (21, "захід"), (24, "заходи"), (111, "заходів"), (1001, "захід"),
         (Decimal("1.5"), "заходи")],
    )  # fmt: skip
    def test_ukrainian_has_three_forms(self, count: int | Decimal, form: str):
        """Ukrainian counts 1 захід, 2 заходи, 5 заходів, also in the teens and beyond a hundred."""
        assert i18n.plural("uk", count, ("захід", "заходи", "заходів")) == form

    @pytest.mark.parametrize(("count", "form"), [(0, "measures"), (1, "measure"), (21, "measures")])
    def test_english_has_two_forms(self, count: int | Decimal, form: str):
        """English counts 1 measure and 21 measures."""
        assert i18n.plural("en", count, ("measure", "measures")) == form

    def test_count_and_noun_stay_together(self):
        """A count and its noun are joined by a space that does not break."""
        assert i18n.counted("uk", 1500, ("рядок", "рядки", "рядків")) == f"1{NB}500{NB}рядків"


class TestNumber:
    @pytest.mark.parametrize(
        ("value", "lang", "decimals", "text"),
        [
            ("13232683.00", "uk", None, f"13{NB}232{NB}683,00"),
            ("13232683.00", "uk", 0, f"13{NB}232{NB}683"),
            ("13232.683", "en", None, "13,232.683"),
            ("-0.5", "uk", 0, "\u22121"),
            ("0.125", "en", 2, "0.13"),
            ("999999999999999999999999999999.995", "en", 2, "1" + ",000" * 10 + ".00"),
        ],
    )
    def test_written_for_people(self, value: str, lang: str, decimals: int | None, text: str):
        """A number has the language's separators and is rounded half up where asked for."""
        assert i18n.number(Decimal(value), lang, decimals) == text

    @given(st.decimals(allow_nan=False, allow_infinity=False, places=2))
    def test_no_digit_is_lost(self, value: Decimal):
        """Written without rounding, a number keeps every digit."""
        text = i18n.number(value, "uk").replace(NB, "").replace(",", ".").replace("\u2212", "-")
        assert Decimal(text) == value

    def test_money_has_kopiykas_and_unit(self):
        """Money is written to the kopiyka with its unit."""
        assert i18n.money(Decimal("2104200"), "uk") == f"2{NB}104{NB}200,00{NB}грн"


class TestHeld:
    @pytest.mark.parametrize(
        ("text", "held"),
        [
            ("13 232,683 тис. грн за 3 роки", "13_232,683_тис._грн за 3 роки"),
            ("1 912 800 грн, 15 % плану", "1_912_800_грн, 15_% плану"),
            ("рішення № 719 від 29 травня", "рішення №_719 від 29 травня"),
            ("350,000 UAH thousand", "350,000_UAH_thousand"),
            ("у 2025 році 4 0000 і 2 тисячі", "у 2025 році 4 0000 і 2 тисячі"),
        ],
    )
    def test_numbers(self, text: str, held: str):
        """A line ends neither within a number nor between it and its unit; elsewhere it may."""
        assert i18n.held(text) == held.replace("_", i18n.NBSP)


class TestDay:
    @pytest.mark.parametrize(("lang", "text"), [("uk", "01.11.2026"), ("en", "1 November 2026")])
    def test_written_for_people(self, lang: str, text: str):
        """A date is 01.11.2026 in Ukrainian and has the month's name in English."""
        assert i18n.day(date(2026, 11, 1), lang) == text


class TestTranslator:
    def test_unknown_text_stays(self):
        """A text without a translation is shown as it stands."""
        assert i18n.translator("uk")("no such text at all") == "no such text at all"
