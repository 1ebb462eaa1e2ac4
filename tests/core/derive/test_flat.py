"""The flat table for people: a row a measure, in the document's headings and words."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ckanext.infoprog.core import schema
from ckanext.infoprog.core.derive import flat, flatspec
from ckanext.infoprog.core.derive.flat import Flat
from ckanext.infoprog.core.errors import PackageError
from ckanext.infoprog.core.model import Package
from tests.core.validation import small

TABLES = {
    "programme": """
        programmeId,title,validFrom,validThrough,totalAmount
        p,Програма,2026-01-01,2027-12-31,300.00
    """,
    "editions": """
        editionId,programmeId,number
        original,p,1
    """,
    "sourceTables": """
        tableId,title,isPrimary
        annex-1,Додаток,true
        passport,Паспорт,false
    """,
    "directions": """
        directionId,title
        1,Цифрові послуги
    """,
    "measures": """
        measureId,directionId,title,termText,editionId
        1.1,1,Сайт,2026-2027,original
        1.2,1,Портал,null,original
    """,
    "measureExecutants": """
        id,measureId,executantId,executantLabel,expectedResult,position
        a,1.1,b,Відділ Б,Користуються,2
        b,1.1,a,Відділ А,null,1
    """,
    "funding": """
        fundingId,measureId,tableId,editionId,source,sourceLabel,fund,year,fundingKind,fundingText,amount
        a,1.1,annex-1,original,localBudget,ЗФ,general,2027,amount,null,100.00
        b,1.1,annex-1,original,localBudget,ЗФ,general,2026,amount,null,50.00
        c,1.1,annex-1,original,localBudget,СФ,special,2026,amount,null,0.00
        d,1.1,passport,original,localBudget,ЗФ,general,2026,amount,null,50.00
        e,1.2,annex-1,original,null,null,null,null,noFundingNeeded,Не потребує фінансування,null
    """,
    "statedTotals": """
        totalId,scope,scopeId,tableId,source,fund,year,amount
        a,programme,p,annex-1,null,null,2026,51.00
        b,programme,p,passport,null,null,2027,99.00
        c,programme,p,annex-1,localBudget,special,null,0.00
        d,measure,1.1,annex-1,null,null,2027,98.00
    """,
}


def made(headings: dict[str, str] | None = None, **changes: str) -> Flat:
    """Return the flat table of the small programme, some of its tables changed."""
    package = small.package(TABLES | changes)
    found = flat.flat(Package(replace(package.meta, headings=headings or {}), package.tables))
    assert found
    return found


class TestRows:
    def test_row(self):
        """A measure is one row: its direction, executors in their order, words and amounts."""
        assert dict(made().table.rows[0]) == {
            "measureId": "1.1",
            "direction": "Цифрові послуги",
            "title": "Сайт",
            "executants": "Відділ А; Відділ Б",
            "term": "2026-2027",
            "sources": "ЗФ; СФ",
            "fundingText": None,
            "amount2026": Decimal("50.00"),
            "amount2027": Decimal("100.00"),
            "total": Decimal("150.00"),
            "totalLocalBudgetGeneral": Decimal("150.00"),
            "totalLocalBudgetSpecial": Decimal("0.00"),
            "expectedResult": "Користуються",
        }

    def test_words_in_place_of_money(self):
        """A measure without an amount keeps the document's words and no nought."""
        row = made().table.rows[1]
        assert row["fundingText"] == "Не потребує фінансування"
        assert [row[name] for name in ("amount2026", "total", "totalLocalBudgetGeneral")] == [
            None, None, None,
        ]  # fmt: skip

    def test_empty_column(self):
        """A column that the document does not have is left out: here there are no tasks."""
        assert "task" not in made().table.schema.columns

    def test_one_source(self):
        """Where all money is of one source there are no columns by source."""
        lines = [line for line in TABLES["funding"].splitlines() if "special" not in line]
        columns = made(funding="\n".join(lines)).table.schema.columns
        assert [name for name in columns if name.startswith("total")] == ["total"]

    def test_amended(self):
        """After an amendment the money in force is shown, with the programme's total only."""
        added = "f,1.1,annex-1,amendment-1,localBudget,ЗФ,general,2027,amount,null,250.00"
        editions = TABLES["editions"].rstrip() + "\n        amendment-1,p,2\n"
        found = made(funding=f"{TABLES['funding'].rstrip()}\n{added}\n", editions=editions)
        assert found.table.rows[0]["amount2027"] == Decimal("250.00")
        assert {name: total.amount for name, total in found.printed.items()} == {
            "total": Decimal("300.00")
        }

    def test_other_packages(self):
        """A package without measures, projects or answers has no flat table."""
        assert flat.flat(small.package({"directions": TABLES["directions"]})) is None

    def test_broken_reference(self):
        """A measure that names a direction which is not there is refused."""
        table = "directionId,title\n2,Інше"
        with pytest.raises(PackageError, match="1 in directionId is no row of the table direct"):
            made(directions=table)


class TestPrinted:
    def test_totals(self):
        """A printed total stands by its column: of the primary table, of exactly its parts."""
        found = made().printed
        assert {name: (total.key, str(total.amount)) for name, total in found.items()} == {
            "amount2026": ("a", "51.00"),
            "total": ("p", "300.00"),
            "totalLocalBudgetSpecial": ("c", "0.00"),
        }

    def test_summed(self):
        """Every column of money, and no other, is added up."""
        found = made()
        money = [field.name for field in found.table.schema.fields if field.is_money]
        assert list(found.summed) == money


class TestHeadings:
    def test_of_the_document(self):
        """package.yaml gives a column the heading of its document."""
        table = made({"title": "Заходи Програми", "amount2026": "2026"}).table
        assert table.schema.field("title").title["uk"] == "Заходи Програми"
        assert table.schema.field("amount2026").title == {"uk": "2026", "en": "2026, UAH"}

    def test_by_source(self):
        """A column by source bears the document's word, in English the words of its codes."""
        title = made().table.schema.field("totalLocalBudgetSpecial").title
        assert title == {"uk": "Всього, СФ, грн", "en": "Total, local budget, special fund, UAH"}

    def test_twice(self):
        """Two columns never bear one heading."""
        with pytest.raises(PackageError, match="“Пріоритетний напрям” of zrazok would stand over"):
            made({"title": "Пріоритетний напрям"})

    def test_of_no_column(self):
        """A heading for a column that is not there is refused: it is a slip."""
        with pytest.raises(PackageError, match="The heading titel of zrazok is for no column"):
            made({"titel": "Заходи"})


class TestCsv:
    def test_text(self, tmp_path: Path):
        """The CSV has the headings of the document; missing values are null as everywhere."""
        flat.write_csv(made().table, tmp_path / "flat.csv")
        lines = (tmp_path / "flat.csv").read_text("utf-8").splitlines()
        assert lines[0].startswith('№ з/п,Пріоритетний напрям,"Назва проєкту, робіт з')
        assert lines[2] == (
            "1.2,Цифрові послуги,Портал,null,null,null,Не потребує фінансування,"
            "null,null,null,null,null,null"
        )

    def test_descriptor(self):
        """The schema names fields as the CSV does, and the column of a database beside it."""
        declared = made().table.schema
        fields = declared.descriptor["fields"]
        assert isinstance(fields, list)
        assert [(one["name"], one["column"]) for one in fields] == [
            (field.title["uk"], field.name) for field in declared.fields
        ]


class TestSpecification:
    @pytest.mark.parametrize("kind", flatspec.kinds(), ids=lambda kind: kind.base)
    def test_columns_are_there(self, kind: flatspec.Kind):
        """The declaration names tables and columns that the schemas have."""
        own = schema.load(kind.base)
        for column in kind.columns:
            take = column.take
            if isinstance(take, flatspec.FromRow):
                assert take.column in own.columns
                if take.of:
                    assert set(take.show) <= set(schema.load(take.of).columns)
            else:
                table = schema.load({"moneyInForce": "funding"}.get(take.rows, take.rows))
                named = (take.show,) if isinstance(take, flatspec.FromRows) else take.each
                assert {take.by, *named} <= set(table.columns)

    @pytest.mark.parametrize("kind", flatspec.kinds(), ids=lambda kind: kind.base)
    def test_both_languages(self, kind: flatspec.Kind):
        """Every column has a title and a description in both languages."""
        for column in kind.columns:
            for texts in (column.title, column.description, kind.title, kind.description):
                assert set(texts) == {"uk", "en"}
                assert all(texts.values())

    def test_codes(self):
        """Every code of a source or fund has an English word."""
        for name in ("source", "fund"):
            assert set(schema.load("funding").field(name).constraints.enum) <= set(flatspec.codes())
