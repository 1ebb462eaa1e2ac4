"""What was typed, read as a number or as words."""

import pytest

from ckanext.infoprog.core.search import kinds, query


class TestNumbers:
    @pytest.mark.parametrize(
        ("typed", "number", "kind"),
        [
            ("1.3", "1.3", ""),
            (" 1,3. ", "1.3", ""),
            ("п. 1.3", "1.3", ""),
            ("п.1.3", "1.3", ""),
            ("пункт № 1.3", "1.3", ""),
            ("захід 1.3", "1.3", kinds.MEASURE),
            ("Захід №1.3", "1.3", kinds.MEASURE),
            ("індикатор 2.10", "2.10", kinds.INDICATOR),
            ("показник 4.1", "4.1", kinds.METRIC),
            ("пріоритетний напрям 2", "2", kinds.DIRECTION),
            ("проєкт 3331", "3331", kinds.PROJECT),
            ("measure 1.3", "1.3", kinds.MEASURE),
            ("1.3\u200b", "1.3", ""),
        ],
    )
    def test_number_typed_alone(self, typed: str, number: str, kind: str) -> None:
        """A number alone, or behind the name of what bears it, is looked for as a number."""
        found = query.parse(typed)
        assert (found.number, found.kind) == (number, kind)

    @pytest.mark.parametrize("typed", ["захід 1.3 навчання", "1.3 і 1.4", "ISO 27001", "1" * 50])
    def test_number_among_words_is_a_word(self, typed: str) -> None:
        """A number that does not stand alone, or is too long to be one, is a word like others."""
        assert query.parse(typed).number == ""


class TestWords:
    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("послуги у школах", ("послуги", "школах")),
            ("у", ("у",)),
            ("бюджет AND школа", ("бюджет", "школа")),
            ('title:"бюджет', ("title", "бюджет")),
            ("{!func}x", ("func", "x")),
            ("+бюджет -школа", ("бюджет", "школа")),
            ("(((", ()),
            ("*:*", ()),
            ("- — …", ()),
            ("\x00бюджет\x07\ud800", ("бюджет",)),
            ("чат-бот е-послуги", ("чат-бот", "е-послуги")),
        ],
    )
    def test_only_words_are_left(self, typed: str, words: tuple[str, ...]) -> None:
        """What would command an index is dropped, whatever is left is words."""
        assert query.parse(typed).words == words

    def test_length_is_bounded(self) -> None:
        """Of a very long text only the beginning is looked for."""
        found = query.parse("слово " * 2000)
        assert len(found.words) == query.MOST_WORDS
        assert len(query.parse("а" * 9000).text) == query.LONGEST

    def test_nothing_is_nothing(self) -> None:
        """A query without words and number is false."""
        assert not query.parse(" \t ")
