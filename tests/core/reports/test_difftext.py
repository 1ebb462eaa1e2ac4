"""A difference in words: rows, amounts, texts; as lines and as CSV."""

import csv
import io
from collections.abc import Mapping

import pytest

from ckanext.infoprog.core import schema
from ckanext.infoprog.core.publish.difference import Difference, FileChange, compare
from ckanext.infoprog.core.publish.rowchanges import Change, FieldChange, changes
from ckanext.infoprog.core.publish.tabledifference import TableDifference
from ckanext.infoprog.core.reports import (
    diffcsv,
    difftext,
    diffview,
    lines,
    rowview,
    rowwords,
    textdiff,
)
from ckanext.infoprog.core.reports.words import words

Row = dict[str, str]
UK, EN = words("uk"), words("en")
FUNDING = {
    "fundingId": "1.3~localBudget~-~-~2026",
    "measureId": "1.3",
    "tableId": "annex-1",
    "editionId": "original",
    "source": "localBudget",
    "sourceLabel": "місцевий бюджет",
    "fund": "null",
    "executantId": "null",
    "year": "2026",
    "fundingKind": "amount",
    "fundingText": "null",
    "amount": "1604850.00",
    "amountPrinted": "null",
    "currency": "UAH",
    "sourceRef": "додаток 1",
}
WITHIN = {
    "fundingKind": "withinAllocations",
    "fundingText": "В межах бюджетних асигнувань",
    "amount": "null",
}


def table(
    name: str, old: Mapping[str, str] | None, new: Mapping[str, str] | None
) -> TableDifference:
    """Return the difference of a table of one row."""
    before, after = ([dict(row)] if row else [] for row in (old, new))
    return compare(lambda: before, lambda: after, dict(schema.load(name).descriptor))


def sentence(
    name: str, old: Mapping[str, str] | None, new: Mapping[str, str] | None, lang: str = "uk"
) -> str:
    """Return what is said of the row's change, with plain spaces."""
    (row,) = diffview.table(table(name, old, new), words(lang)).rows
    return row.sentence().replace("\N{NO-BREAK SPACE}", " ")


class TestMoney:
    def test_changed(self) -> None:
        """A changed amount is one sentence: which row, before, after, unit, by how much."""
        new = {**FUNDING, "amount": "1700000.00"}
        assert (
            sentence("funding", FUNDING, new)
            == "Захід 1.3, місцевий бюджет, 2026: 1 604 850,00 → 1 700 000,00 грн, +5,9 %"
        )
        assert (
            sentence("funding", FUNDING, new, "en")
            == "Measure 1.3, local budget, 2026: 1,604,850.00 → 1,700,000.00 UAH, +5.9%"
        )

    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            ("0.00", "5.00", "0,00 → 5,00 грн"),
            ("100.00", "0.00", "100,00 → 0,00 грн, −100,0 %"),
            ("100.00", "50.00", "100,00 → 50,00 грн, −50,0 %"),
            ("1000000.00", "1000000.01", "1 000 000,00 → 1 000 000,01 грн, менш як 0,1 %"),
            ("null", "5.00", "немає → 5,00 грн"),
            ("5.00", "null", "5,00 грн → немає"),
        ],
    )
    def test_share(self, old: str, new: str, told: str) -> None:
        """A share stands only between two amounts of which the first is not zero."""
        text = {"fundingKind": "null", "fundingText": "null"}
        before, after = ({**FUNDING, **text, "amount": one} for one in (old, new))
        assert sentence("funding", before, after).endswith(f"2026: {told}")

    def test_words_instead(self) -> None:
        """Where there is no amount the document's own words stand, and are not told twice."""
        assert (
            sentence("funding", {**FUNDING, **WITHIN}, FUNDING)
            == "Захід 1.3, місцевий бюджет, 2026: «В межах бюджетних асигнувань» → 1 604 850,00 грн"
        )

    def test_other_fields(self) -> None:
        """What else changed follows with its heading."""
        new = {**FUNDING, "amount": "2000000.00", "amountPrinted": "2000,0"}
        assert sentence("funding", FUNDING, new).endswith(
            "+24,6 %; Сума, як надруковано: немає → «2000,0»"
        )

    @pytest.mark.parametrize("gone", [False, True])
    def test_whole_row(self, gone: bool) -> None:
        """Of a row that is new or gone its name and its amount are told."""
        sides = (FUNDING, None) if gone else (None, FUNDING)
        told = "Захід 1.3, місцевий бюджет, 2026: 1 604 850,00 грн"
        assert sentence("funding", *sides) == told

    def test_several(self) -> None:
        """Where a table has several amounts each bears its heading and says its unit once."""
        names = schema.load("execution").columns
        old = dict.fromkeys(names, "null") | {
            "executionId": "r~1.3~localBudget~-~-",
            "reportId": "r",
            "measureId": "1.3",
            "source": "localBudget",
            "allocated": "100.00",
            "status": "inProgress",
        }
        new = {**old, "allocated": "150.00", "status": "done"}
        told = sentence("execution", old, new)
        assert "Захід 1.3, місцевий бюджет" in told
        assert "100,00 → 150,00, +50,0 %" in told
        assert told.endswith("виконується → виконано")


class TestOtherTables:
    def test_name(self) -> None:
        """A row without parts in its key is called by its number and name."""
        old = dict.fromkeys(schema.load("measures").columns, "null")
        old |= {"measureId": "1.3", "title": "Електронна черга", "endYear": "2026"}
        assert sentence("measures", old, {**old, "endYear": "2027"}) == (
            "Захід 1.3 «Електронна черга»: Рік завершення: 2026 → 2027"
        )
        assert sentence("measures", old, {**old, "title": "Черга"}) == (
            "Захід 1.3: Назва: «Електронна черга» → «Черга»"
        )

    def test_number(self) -> None:
        """Other numbers say by how much they moved in themselves: a share would mislead."""
        old = dict.fromkeys(schema.load("indicatorValues").columns, "null")
        old |= {
            "valueId": "ind-1~-~target~2026",
            "indicatorId": "ind-1",
            "valueType": "target",
            "year": "2026",
            "value": "86.25",
        }
        assert sentence("indicatorValues", old, {**old, "value": "91.25"}) == (
            "Індикатор ind-1, цільове значення, 2026: 86,25 → 91,25, +5"
        )

    def test_long_text(self) -> None:
        """A long text is cut in the sentence and kept whole in the field."""
        old = dict.fromkeys(schema.load("measures").columns, "null") | {"measureId": "1.3"}
        new = {**old, "expectedResult": "слово " * 100}
        (row,) = diffview.table(table("measures", old, new), UK).rows
        (field,) = row.fields
        assert field.is_long
        assert len(row.sentence()) < 250
        assert field.new.count("слово") == 100

    def test_hostile(self) -> None:
        """No character of a cell can command a terminal or turn the line."""
        old = dict.fromkeys(schema.load("measures").columns, "null") | {"measureId": "1.3"}
        new = {**old, "title": "a\x1b[31m\u202eb"}
        told = sentence("measures", old, new)
        assert "\x1b" not in told
        assert "\u202e" not in told


class TestWords:
    @pytest.mark.parametrize("name", schema.names())
    @pytest.mark.parametrize("lang", ["uk", "en"])
    def test_codes(self, name: str, lang: str) -> None:
        """Every code that a table can hold has a word in both languages."""
        missing = [
            (field.name, code)
            for field in schema.load(name).fields
            for code in field.constraints.enum
            if not rowwords.code(code, field.name, words(lang))
        ]
        assert missing == []

    @pytest.mark.parametrize("name", schema.names())
    def test_no_bare_code(self, name: str) -> None:
        """Any table's row has a label that is no bare key."""
        declared = schema.load(name)
        row = {field.name: field.example for field in declared.fields}
        label = rowwords.label(dict(declared.descriptor), row, row[declared.key], UK)
        assert label
        assert "~" not in label or declared.key_parts is None

    def test_called(self) -> None:
        """A row that refers to another is called by that one's name, where it is known."""
        declared = dict(schema.load("projectFunding").descriptor)
        row = {"projectId": "2-kursy", "source": "localBudget", "year": "2025"}
        told = rowwords.label(declared, row, "2-kursy~localBudget~2025", UK, lambda *_: "Курси")
        assert told == "Проєкт «Курси», місцевий бюджет, 2025"
        told = rowwords.label(declared, row, "2-kursy~localBudget~2025", UK)
        assert told == "Проєкт 2-kursy, місцевий бюджет, 2025"

    def test_anchor(self) -> None:
        """The place of a change on a page holds no space."""
        assert rowview.anchor("flat", "a b\tc") == "flat:a_b_c"


FOUND = Difference(
    package="p",
    old=1,
    new=2,
    tables=(table("funding", FUNDING, {**FUNDING, "amount": "1700000.00"}),),
    metadata=(FieldChange("title", "Назва", "Інша назва"), FieldChange("infoprog_x", None, "y")),
    files=(FileChange("f", "funding.csv", Change.CHANGED, {}, 10, 1200, "a", "b"),),
)


class TestLines:
    def test_render(self) -> None:
        """A difference for a terminal: the summary, tables with their rows, description, files."""
        told = lines.plain(difftext.render(FOUND, UK)).replace("\N{NO-BREAK SPACE}", " ")
        assert told.splitlines()[0] == "1 таблиця; змінено 1 рядок; 2 поля опису; 1 файл"
        assert "Фінансування заходів (funding): змінено 1 рядок" in told
        assert "  ~ Назва: Назва → Інша назва" in told
        assert "  ~ funding.csv: 10 → 1 200 байтів" in told

    def test_first(self) -> None:
        """Only so many rows of a table are shown, the others are counted."""
        rows = [{"measureId": f"1.{n}", "title": "x"} for n in range(30)]
        found = compare(None, lambda: rows, dict(schema.load("measures").descriptor))
        whole = Difference("p", 0, 1, (found,))
        told = lines.plain(difftext.render(whole, EN, first=3))
        assert "… and 27 more" in told

    def test_nothing(self) -> None:
        """Two equal versions are said to be equal."""
        assert lines.plain(difftext.render(Difference("p", 1, 2), EN)) == "Nothing differs.\n"


def test_csv() -> None:
    """The CSV holds every cell that differs, exactly as the files have it."""
    new = {**FUNDING, "amount": "1700000.00", "sourceRef": '=x, "y"\nz'}
    text = "".join(
        diffcsv.lines([("funding", changes(lambda: [FUNDING], lambda: [new], "fundingId"))])
    )
    key = FUNDING["fundingId"]
    assert list(csv.reader(io.StringIO(text))) == [
        ["table", "key", "change", "field", "old", "new"],
        ["funding", key, "changed", "amount", "1604850.00", "1700000.00"],
        ["funding", key, "changed", "sourceRef", "додаток 1", '=x, "y"\nz'],
    ]


class TestTexts:
    def test_where_they_part(self) -> None:
        """Of two long texts the place is told where they differ."""
        old = "слово " * 60
        told = rowview.ShownField("text", "Текст", old, old + "кінець").cut(100)
        assert told.startswith("…")
        assert told.endswith("кінець")

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ("a b c", "a x c", [("kept", "a "), ("gone", "b"), ("new", "x"), ("kept", " c")]),
            ("a", "a b", [("kept", "a"), ("new", " b")]),
            ("", "a", [("new", "a")]),
        ],
    )
    def test_pieces(self, old: str, new: str, expected: list[tuple[str, str]]) -> None:
        """Two texts are told as one: what stayed, what went, what came."""
        assert [(str(one.kind), one.text) for one in textdiff.pieces(old, new)] == expected

    @pytest.mark.parametrize("count", [5, 2_000])
    def test_nothing_lost(self, count: int) -> None:
        """Both texts can be put together again from the pieces, however long they are."""
        old, new = "один два  три\n" * count, "один два\tчотири\n" * count
        found = textdiff.pieces(old, new)
        assert "".join(one.text for one in found if one.kind != "new") == old
        assert "".join(one.text for one in found if one.kind != "gone") == new
