"""What each element of a passport must keep to, one rule a table of good and bad values."""

from datetime import date
from pathlib import Path

import pytest

from ckanext.infoprog.core import catalogue, codes
from ckanext.infoprog.core.issues import Issue
from ckanext.infoprog.core.passport import annex, elements, rules
from ckanext.infoprog.core.passport.elements import Asked, Required

TODAY = date(2026, 11, 21)

GOOD = [
    ("title", "я" * 254),
    ("notes", "я" * 4000),
    ("infoprog_purpose", "я" * 512),
    ("tag_string", "програма, бюджет громади, Стратегія-2030, v1.0, a_b"),
    ("tag_string", "я" * 100),
    ("infoprog_language", "ua"),
    ("infoprog_update_frequency", "immediately after making changes"),
    ("infoprog_publisher_id", "26241020"),
    ("infoprog_publisher_id", "00000000"),
    ("infoprog_catuttc", "UA35040000000034705"),
    ("infoprog_data_as_of", "2026-11-21"),
    ("infoprog_temporal_end", "2026-01-01"),
    ("infoprog_annex_item", "additional"),
    ("infoprog_conforms_to", "https://example.org/a\nhttp://example.org/b?c=1"),
    ("maintainer_email", "opendata@rada.gov.ua"),
    ("url", "https://rada.example/рішення"),
]
BAD = [
    ("title", "я" * 255, "passport-long"),
    ("notes", "я" * 4001, "passport-long"),
    ("infoprog_purpose", "я" * 513, "passport-long"),
    ("title_en", "x" * 255, "passport-long"),
    ("tag_string", "комп'ютери", "passport-keyword"),
    ("tag_string", "програма, пам’ять", "passport-keyword"),
    ("tag_string", "подвірʼя", "passport-keyword"),
    ("tag_string", "я", "passport-keyword"),
    ("tag_string", "я" * 101, "passport-keyword"),
    ("tag_string", "a/b", "passport-keyword"),
    ("infoprog_language", "uk", "passport-language"),
    ("infoprog_update_frequency", "Щороку", "passport-frequency"),
    ("infoprog_publisher_id", "26241021", "passport-edrpou"),
    ("infoprog_publisher_id", "2624102", "passport-edrpou"),
    ("infoprog_publisher_id", "٢٦٢٤١٠٢٠", "passport-edrpou"),
    ("infoprog_catuttc", "UA99040000000034705", "passport-katottg"),
    ("infoprog_catuttc", "UА35040000000034705", "passport-katottg"),  # noqa: RUF001 - Cyrillic А
    ("infoprog_data_as_of", "2026-11-22", "passport-future"),
    ("infoprog_data_as_of", "21.11.2026", "passport-date"),
    ("infoprog_data_as_of", "2026-02-30", "passport-date"),
    ("infoprog_temporal_start", "2026", "passport-date"),
    ("infoprog_temporal_end", "2025-12-31", "passport-period"),
    ("infoprog_annex_item", "programmes", "passport-annex"),
    ("infoprog_conforms_to", "https://example.org/a\nwww.example.org", "passport-address"),
    ("maintainer_email", "opendata(at)rada.gov.ua", "passport-email"),
    ("maintainer_email", "a@b.ua, c@d.ua", "passport-email"),
    ("url", "javascript:alert(1)", "passport-address"),
]


def examine(field: str, value: str) -> list[Issue]:
    """Return what is wrong with a value of a field, in a period that begins with 2026."""
    asked = Asked(TODAY, start="2026-01-01")
    return list(elements.examine(elements.elements()[field], field, value, asked))


class TestExamine:
    @pytest.mark.parametrize(("field", "value"), GOOD)
    def test_good(self, field: str, value: str):
        """A value that keeps to its rule is not refused."""
        assert examine(field, value) == []

    @pytest.mark.parametrize(("field", "value", "code"), BAD)
    def test_bad(self, field: str, value: str, code: str):
        """A value that breaks its rule is refused once, with the field, in both languages."""
        (found,) = examine(field, value)
        assert (found.code, found.field) == (code, field)
        for lang in ("uk", "en"):
            assert "{" not in catalogue.explain(found, lang)

    @pytest.mark.parametrize("field", list(elements.elements()))
    def test_unknown(self, field: str):
        """An empty value is unknown, and no rule but that of required elements refuses it."""
        assert examine(field, "") == []

    def test_count(self):
        """A text that is too long is told its length, the limit and how much is too much."""
        (found,) = examine("infoprog_purpose", "я" * 530)
        assert [found.param(name) for name in ("count", "limit", "over")] == [530, 512, 18]
        assert "530" in catalogue.explain(found, "uk")

    def test_each_part(self):
        """Every keyword that is refused is named."""
        assert [i.value for i in examine("tag_string", "а, добре, б'є")] == ["а", "б'є"]

    def test_allowed(self):
        """A value outside a vocabulary is told all values that are inside."""
        (found,) = examine("infoprog_update_frequency", "yearly")
        assert "once a year" in catalogue.explain(found, "uk")
        (found,) = examine("infoprog_language", "uk")
        assert "ua, ru, en, ro, hu, bg, pl" in catalogue.explain(found, "en")


class TestMissing:
    ASKED = {
        Required.FORM: {
            "title",
            "notes",
            "infoprog_purpose",
            "tag_string",
            "infoprog_language",
            "infoprog_update_frequency",
            "maintainer",
            "maintainer_email",
        },
        Required.PACKAGE: {
            "title",
            "title_en",
            "notes",
            "notes_en",
            "infoprog_purpose",
            "infoprog_purpose_en",
            "tag_string",
            "infoprog_language",
            "infoprog_update_frequency",
            "infoprog_publisher_name",
        },
    }

    @pytest.mark.parametrize("asker", list(ASKED))
    def test_who_must_fill_what(self, asker: Required):
        """A person names who answers for the data; a package says its texts in both languages."""
        found = {
            field
            for field, element in elements.elements().items()
            if elements.missing(element, field, " ", asker)
        }
        assert found == self.ASKED[asker]

    def test_filled(self):
        """An element that is filled is not missing."""
        assert rules.required("title", "Назва", "title") is None


class TestEdrpou:
    @pytest.mark.parametrize(
        "code",
        [
            "26241020",  # below 30 000 000: weights 1 to 7
            "37508596",  # between 30 and 60 million: weights 7, 1 to 6
            "14360570",
            "00034022",
            "00022562",
        ],
    )
    def test_right(self, code: str):
        """The codes of real bodies and companies end with their check digit."""
        assert codes.is_edrpou(code)

    @pytest.mark.parametrize("code", ["26241020", "37508596"])
    def test_one_digit(self, code: str):
        """Of the ten codes that differ in the last digit, one is right."""
        assert [codes.is_edrpou(f"{code[:7]}{digit}") for digit in range(10)].count(True) == 1

    def test_second_turn(self):
        """Where the first turn leaves 10, the weights are taken two higher."""
        first = sum(d * w for d, w in zip((0, 0, 0, 0, 0, 1, 4), range(1, 8), strict=True)) % 11
        assert first == 34 % 11  # 1 times 6 and 4 times 7
        body = next(
            f"{n:07d}"
            for n in range(100)
            if sum(int(d) * w for d, w in zip(f"{n:07d}", range(1, 8), strict=True)) % 11 == 10
        )
        rest = sum(int(d) * w for d, w in zip(body, range(3, 10), strict=True)) % 11
        assert codes.is_edrpou(f"{body}{rest % 10}")


class TestAnnex:
    def test_known_and_gaps(self):
        """The list names its items; the annex itself has more, and their number is told."""
        assert list(annex.items())[-1] == annex.ADDITIONAL
        for name, total in annex.TOTALS.items():
            assert 0 < sum(item.list == name for item in annex.items().values()) < total

    def test_own_file(self, tmp_path: Path):
        """A publisher adds items in a file of its own beside its packages."""
        (tmp_path / "nabir").mkdir()
        own = tmp_path / annex.FILE
        assert annex.beside(tmp_path / "nabir") is None
        own.write_text(
            '[{"code": "budget", "list": "local", "title": {"uk": "Бюджет", "en": "Budget"}}]',
            encoding="utf-8",
        )
        found = annex.items(annex.beside(tmp_path / "nabir"))
        assert found["budget"].title["uk"] == "Бюджет"
        assert set(annex.items()) < set(found)

    @pytest.mark.parametrize(
        "text",
        [
            "{",
            '[{"code": "a"}]',
            '[{"code": "a", "list": "local", "title": "Бюджет"}]',
            '[{"code": "a", "list": "other", "title": {"uk": "Бюджет", "en": "Budget"}}]',
        ],
    )
    def test_broken_file(self, tmp_path: Path, text: str):
        """A file that is no such list is refused by its name."""
        own = tmp_path / annex.FILE
        own.write_text(text, encoding="utf-8")
        with pytest.raises(annex.PackageError, match=r"annex835\.json"):
            annex.items(own)
