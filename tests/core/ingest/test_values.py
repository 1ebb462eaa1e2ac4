"""What becomes of one cell: each documented step, and each refusal."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.infoprog.core import cells
from ckanext.infoprog.core.ingest.values import acceptor, checks_as_edrpou, normalise, numeral
from ckanext.infoprog.core.model import TableSchema

CSV = [
    ("title", "Сайт", "Сайт", ()),
    ("title", " Сайт\u00a0", "Сайт", ("outer-space",)),
    ("title", "Краи\u0306", "Край", ("letters-composed",)),
    ("title", "а\r\nб", "а\nб", ("line-ends",)),
    ("title", "", "null", ("empty-as-null",)),
    ("title", "\u00a0", "null", ("empty-as-null",)),
    ("title", "null", "null", ()),
    ("title", "NULL", "null", ("null-form",)),
    ("title", "1.23E+07", "1.23E+07", ("digits-lost",)),
    ("title", "а\x00б", "а\x00б", ("bad-character",)),
    ("title", "На\ufffdва", "На\ufffdва", ("bad-character",)),
    ("edrpou", "26241020", "26241020", ()),
    ("edrpou", "4055720", "4055720", ("code-doubtful",)),
    ("edrpou", "26242", "26242", ("code-doubtful",)),
    ("edrpou", "2.62E+07", "2.62E+07", ("digits-lost",)),
    ("amount", "1250.50", "1250.50", ()),
    ("amount", "1250,50", "1250.50", ("decimal-comma",)),
    ("amount", "1\u00a0250\u00a0000,5", "1250000.50",
     ("thousands-space", "decimal-comma", "decimals-added")),
    ("amount", "1 250 000", "1250000.00", ("thousands-space", "decimals-added")),
    ("amount", "1 250,500", "1 250,500", ("too-many-decimals",)),
    ("amount", "\u22125", "-5.00", ("minus-sign", "decimals-added")),
    ("amount", "1,234", "1,234", ("number-ambiguous",)),
    ("amount", "0,123", "0,123", ("too-many-decimals",)),
    ("amount", "12 50", "12 50", ("number-form",)),
    ("amount", "12 тис. грн", "12 тис. грн", ("number-form",)),
    ("amount", "1,234,567.00", "1,234,567.00", ("number-form",)),
    ("amount", "1e5", "1e5", ("number-form",)),
    ("amount", "NaN", "NaN", ("number-form",)),
    ("amount", "007", "007", ("number-form",)),
    ("amount", "-", "-", ("number-form",)),
    ("share", "0,123", "0.123", ("decimal-comma",)),
    ("share", "1.2340", "1.2340", ()),
    ("count", "5", "5", ()),
    ("count", "5,0", "5,0", ("number-form",)),
    ("count", "1 000", "1000", ("thousands-space",)),
    ("year", "2026", "2026", ()),
    ("year", "2026 р.", "2026 р.", ("year-form",)),
    ("startDate", "2026-01-31", "2026-01-31", ()),
    ("startDate", "31.01.2026", "2026-01-31", ("date-dotted",)),
    ("startDate", "1.2.2026", "2026-02-01", ("date-dotted",)),
    ("startDate", "31.02.2025", "31.02.2025", ("date-impossible",)),
    ("startDate", "2025-2-3", "2025-2-3", ("date-form",)),
    ("startDate", "01/02/2026", "01/02/2026", ("date-form",)),
    ("startDate", "45678", "45678", ("date-serial",)),
    ("startDate", "2026", "2026", ("date-form",)),
    ("done", "true", "true", ()),
    ("done", "FALSE", "false", ("boolean-form",)),
    ("done", "так", "так", ("yes-no-form",)),
]  # fmt: skip
BOOK = [
    ("title", "5", "n", "5", ("number-as-text",)),
    ("workId", "1.1", "n", "1.1", ("decimal-as-text",)),
    ("workId", "2026-01-02", "d", "2026-01-02", ("date-in-text",)),
    ("edrpou", "26241020", "n", "26241020", ("number-as-text",)),
    ("edrpou", "2.624102E7", "n", "26241020", ("number-as-text",)),
    ("edrpou", "2624102", "n", "2624102", ("code-doubtful",)),
    ("edrpou", "4055713", "n", "04055713", ("code-padded",)),
    ("amount", "13232683", "n", "13232683.00", ("decimals-added",)),
    ("amount", "3.3000000000000003", "n", "3.30", ("float-tail", "decimals-added")),
    ("amount", "0.125", "n", "0.125", ("too-many-decimals",)),
    ("amount", "12345678901234567890", "n", "12345678901234567890", ("digits-lost",)),
    ("amount", "1E400", "n", "1E400", ("digits-lost",)),
    ("amount", "1.5E3", "n", "1500.00", ("decimals-added",)),
    ("amount", "0.45", "p", "0.45", ("percent-cell",)),
    ("amount", "2026-01-02", "d", "2026-01-02", ("date-in-number",)),
    ("amount", "#REF!", "e", "#REF!", ("cell-error",)),
    ("amount", "", "f", "", ("formula-without-value",)),
    ("count", "5.0", "n", "5", ()),
    ("count", "5.5", "n", "5.5", ("number-form",)),
    ("year", "2026", "n", "2026", ()),
    ("year", "2026-01-01", "d", "2026-01-01", ("year-form",)),
    ("startDate", "2026-01-02", "d", "2026-01-02", ("date-cell",)),
    ("startDate", "2026-01-02T10:00:00", "d", "2026-01-02T10:00:00", ("date-with-time",)),
    ("startDate", "46000", "n", "46000", ("date-serial",)),
    ("done", "true", "b", "true", ()),
]


class TestNormalise:
    @pytest.mark.parametrize(("field", "text", "expected", "codes"), CSV)
    def test_text(
        self, works: TableSchema, field: str, text: str, expected: str, codes: tuple[str, ...]
    ):
        """A text becomes our written form by documented steps, or stays as it is and is refused."""
        assert normalise(text, "t", works.field(field)) == (expected, codes)

    @pytest.mark.parametrize(("field", "text", "kind", "expected", "codes"), BOOK)
    def test_workbook_cell(
        self,
        works: TableSchema,
        field: str,
        text: str,
        kind: str,
        expected: str,
        codes: tuple[str, ...],
    ):
        """A workbook's cell counts for what its type and format make it."""
        found, told = normalise(text, kind, works.field(field))
        assert told == codes
        assert found == expected or (codes and codes[0] in ("digits-lost", "cell-error"))

    @given(kopiykas=st.integers(-(10**15), 10**15))
    def test_kopiykas(self, works: TableSchema, kopiykas: int):
        """An amount keeps every kopiyka, however it is written."""
        field = works.field("amount")
        plain = str(Decimal(kopiykas).scaleb(-2))
        uk = f"{abs(kopiykas) // 100:,}".replace(",", "\u00a0") + f",{abs(kopiykas) % 100:02d}"
        uk = f"\u2212{uk}" if kopiykas < 0 else uk
        for text in (plain, uk):
            found, _ = normalise(text, "t", field)
            assert cells.parse(found, field) == Decimal(kopiykas).scaleb(-2)

    @given(text=st.text(max_size=30), name=st.sampled_from(range(9)),
           kind=st.sampled_from("tdbepf"))  # fmt: skip
    def test_any_text(self, works: TableSchema, text: str, name: int, kind: str):
        """Any text gives a cell that is unchanged, told about, or readable by the strict reader."""
        field = works.fields[name]
        found, codes = normalise(text, kind, field)
        assert found == text or codes
        if kind == "t" and acceptor(field)(text):
            assert (found, codes) == (text, ())

    @given(value=st.floats(allow_nan=False, allow_infinity=False))
    def test_any_stored_number(self, value: float):
        """A stored number is written out plainly and equals what was stored to 15 digits."""
        plain, codes = numeral(repr(value))
        if "digits-lost" not in codes:
            assert "e" not in plain.lower()
            assert float(plain) == pytest.approx(value, rel=1e-14, abs=0)


class TestEdrpou:
    @pytest.mark.parametrize("code", ["26241020", "04055713", "14360570", "00032129"])
    def test_real_codes(self, code: str):
        """The check digit of a real EDRPOU code confirms it."""
        assert checks_as_edrpou(code)

    @pytest.mark.parametrize("code", ["26241021", "04055720", "14360571"])
    def test_wrong_codes(self, code: str):
        """One wrong digit is noticed."""
        assert not checks_as_edrpou(code)
