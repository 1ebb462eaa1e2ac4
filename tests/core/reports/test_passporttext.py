"""What is said of freshness, of citation and of reference: whole sentences in both languages."""

from datetime import date

import pytest

from ckanext.infoprog.core.passport.freshness import freshness, standard
from ckanext.infoprog.core.passport.record import Version, passport
from ckanext.infoprog.core.passport.vocabulary import frequencies
from ckanext.infoprog.core.reports import passporttext
from ckanext.infoprog.core.reports.words import words

PAGE = "https://data.rada.example/dataset/prohrama"
DATASET = {"id": "1", "name": "prohrama", "title": "Програма", "title_en": "Programme"}
VERSION = Version(4, "2026-11-21T09:00:00+00:00", f"{PAGE}/version/4", "b" * 64)
CHANGED = date(2026, 11, 21)


class TestRules:
    @pytest.mark.parametrize(
        ("today", "text"),
        [
            (
                CHANGED,
                "«Щокварталу»: рахуючи від останньої зміни (21.11.2026), наступне оновлення – не "
                "пізніше 21.02.2027.",
            ),
            (
                date(2027, 3, 1),
                "«Щокварталу»: рахуючи від останньої зміни (21.11.2026), наступне оновлення "
                "припадає на 21.02.2027. Цей день минув; новішого на порталі не оприлюднено, а чи "
                "мали дані змінитися, портал не знає.",
            ),
        ],
    )
    def test_planned(self, today: date, text: str) -> None:
        """The planned update is a date before it comes, and a fact after it, never a reproach."""
        fresh = freshness("once a quarter", CHANGED, today, standard())
        assert passporttext.rules(fresh, words("uk"))[0].text == text

    @pytest.mark.parametrize("lang", ["uk", "en"])
    @pytest.mark.parametrize("frequency", [*frequencies(), ""])
    def test_three_rules(self, frequency: str, lang: str) -> None:
        """Whatever the frequency, the three rules stand with what they follow from."""
        fresh = freshness(frequency, CHANGED, CHANGED, standard())
        found = passporttext.rules(fresh, words(lang))
        assert [one.key for one in found] == ["planned", "unplanned", "analysts"]
        assert all(one.text.endswith(".") and one.basis.endswith(".") for one in found)


class TestCitation:
    def test_version(self) -> None:
        """A version is cited by number, date, permanent address and the head of its SHA-256."""
        of = passport(DATASET, {"title": "Міська рада"}, page=PAGE, versions=[VERSION])
        assert passporttext.citation(of, "Портал", CHANGED, words("uk")) == (
            f"Міська рада. Програма. Версія 4 від 21.11.2026. Портал. {PAGE}/version/4 "
            "(SHA-256 bbbbbbbbbbbb)"
        )

    def test_without_version(self) -> None:
        """A dataset made by hand is cited by the day and its lasting address."""
        of = passport(DATASET, None, page=PAGE)
        assert passporttext.citation(of, "Portal", CHANGED, words("en")) == (
            f"Programme. As of 21 November 2026. Portal. {PAGE}"
        )

    def test_reference(self) -> None:
        """The source is named with its address; in HTML with a link in which nothing is markup."""
        of = passport({**DATASET, "title": "<b>"}, {"title": "Міська рада"}, page=PAGE)
        assert passporttext.reference(of, words("uk")) == f"Джерело: Міська рада, «<b>», {PAGE}"
        assert passporttext.reference_html(of, words("uk")) == (
            f'Джерело: <a href="{PAGE}">Міська рада, «&lt;b&gt;»</a>'
        )
