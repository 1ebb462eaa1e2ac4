"""The catalogue of findings: every code is complete in both languages."""

import re

import pytest

from ckanext.infoprog.core import catalogue
from ckanext.infoprog.core.errors import CatalogueError
from ckanext.infoprog.core.i18n import LANGUAGES
from ckanext.infoprog.core.issues import Severity
from ckanext.infoprog.core.model import FieldType

CODES = tuple(catalogue.catalogue())
EVERY_CODE = pytest.mark.parametrize("code", CODES)


class TestEntries:
    @EVERY_CODE
    def test_code_form(self, code: str):
        """A code is small Latin words joined by hyphens."""
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)

    @EVERY_CODE
    def test_titles_in_both_languages(self, code: str):
        """Every finding has a title in Ukrainian and in English, and they differ."""
        title = catalogue.finding(code).title
        assert all(title[lang].strip() for lang in LANGUAGES)
        assert title["uk"] != title["en"]

    @EVERY_CODE
    def test_words_for_codes(self, code: str):
        """What stands for a code in a message is there in both languages, and the message asks."""
        entry = catalogue.finding(code)
        assert set(entry.words) <= entry.placeholders
        assert all(set(w) == set(LANGUAGES) for said in entry.words.values() for w in said.values())

    def test_every_type_has_words(self):
        """A message calls a type of cells by words, not by the schema's code."""
        assert set(catalogue.finding("type-error").words["type"]) == set(FieldType)

    @EVERY_CODE
    def test_languages_say_the_same(self, code: str):
        """The messages of both languages ask for the same parameters."""
        template = catalogue.finding(code).template
        names = [set(re.findall(r"\{(\w+)\}", template[lang])) for lang in LANGUAGES]
        assert names[0] == names[1] <= catalogue.finding(code).placeholders

    @EVERY_CODE
    def test_example_fills_the_message(self, code: str):
        """The example of every finding fills its message in both languages."""
        for lang in LANGUAGES:
            message = catalogue.explain(catalogue.example(code), lang)
            assert "{" not in message
            assert message.endswith(".")

    @EVERY_CODE
    def test_example_names_a_place(self, code: str):
        """The example of every finding says in which file or table it stands."""
        example = catalogue.example(code)
        assert example.path or example.table


class TestIssue:
    def test_severity_comes_from_the_catalogue(self):
        """A new finding has the severity that the catalogue gives its code."""
        assert catalogue.issue("blank-row", table="measures", row=3).severity is Severity.WARNING

    def test_severity_can_be_given(self):
        """A caller may give a finding another severity."""
        found = catalogue.issue("blank-row", severity=Severity.NOTICE)
        assert found.severity is Severity.NOTICE

    def test_unknown_code_is_our_fault(self):
        """A code that is not in the catalogue cannot be used."""
        with pytest.raises(CatalogueError, match="no-such-code"):
            catalogue.issue("no-such-code")


class TestExplain:
    def test_says_what_where_and_what_to_do(self):
        """A message names the value, the place and what to write instead."""
        found = catalogue.issue(
            "type-error", table="funding", row=7, field="amount", value="багато",
            type="number", sample="2104200.00",
        )  # fmt: skip
        assert catalogue.explain(found, "uk") == (
            "«багато» у полі «amount», рядок 7 таблиці funding, – не число. "
            "Впишіть його так: 2104200.00."
        )

    def test_large_numbers_are_grouped(self):
        """A number with more digits than a year is grouped as the language does it."""
        found = catalogue.issue("too-many-rows", path="a.csv", row=200031, limit=200000)
        assert "200,000 (row 200,031)" in catalogue.explain(found, "en")
        assert "200\u00a0000 (рядок 200\u00a0031)" in catalogue.explain(found, "uk")
        place = {"table": "funding", "row": 7, "field": "year", "value": "2026 р."}
        assert "2026 р." in catalogue.explain(
            catalogue.issue("year-form", place="F2", **place), "en"
        )

    @pytest.mark.parametrize(("lang", "said"), [("uk", "номер телефону"), ("en", "a telephone")])
    def test_codes_are_said_in_words(self, lang: str, said: str):
        """What a rule calls by a code the message calls by words."""
        assert said in catalogue.explain(catalogue.example("personal-data"), lang)

    def test_missing_parameter_is_our_fault(self):
        """A finding without a parameter that its message needs is refused, not half explained."""
        with pytest.raises(CatalogueError, match="allowed"):
            catalogue.explain(catalogue.issue("enum", table="funding", row=2), "en")

    def test_control_characters_are_not_shown(self):
        """A message never carries raw control or direction-changing characters of a cell."""
        found = catalogue.issue("extra-cell", table="t", row=2, value="a\x1b[31m\u202eb")
        message = catalogue.explain(found, "en")
        assert "\x1b" not in message
        assert "\u202e" not in message

    def test_braces_in_a_cell_are_plain_text(self):
        """Braces in a cell are shown as they are and never read as a template."""
        found = catalogue.issue("extra-cell", table="t", row=2, value="{row.__class__}")
        assert "{row.__class__}" in catalogue.explain(found, "uk")

    def test_long_values_are_cut(self):
        """A value of a megabyte is cut to what a message can carry."""
        found = catalogue.issue("extra-cell", table="t", row=2, value="x" * 1_000_000)
        assert len(catalogue.explain(found, "uk")) < 400
