"""Workbooks as stored: what each kind of cell becomes, and what is refused."""

from types import ModuleType

import pytest

from ckanext.infoprog.core.ingest import GridRow, fit, read
from ckanext.infoprog.core.model import TableSchema

HEADER = ["workId", "title", "edrpou", "amount", "share", "count", "year", "startDate", "done"]
ROW = ["1.1", "Сайт", "26241020", "100.50", "0.5", "3", "2026", "2026-01-01", "true"]


def one_cell(books: ModuleType, xml: str, **parts: str) -> GridRow | str:
    """Return the first row of a workbook with this one cell, or the code of its refusal."""
    reading = read(books.xlsx_bytes([[books.Raw(xml)]], **parts), "a.xlsx")
    return reading.refusal.code if reading.refusal else reading.grids[0].rows[0]


def test_formulas(books: ModuleType):
    """A sheet remembers which values come from formulas."""
    cells = [books.Raw('<c r="@"><v>5</v></c>'), books.Raw('<c r="@"><f>A1+1</f><v>6</v></c>')]
    (grid,) = read(books.xlsx_bytes([cells]), "a.xlsx").grids
    assert [grid.may_be_formula(1, column) for column in (1, 2)] == [False, True]


class TestXlsxCells:
    @pytest.mark.parametrize(
        ("xml", "text", "kind"),
        [
            ('<c r="@"><v>0.1000000000000000055</v></c>', "0.1000000000000000055", "n"),
            ('<c r="@"><v>1.5E3</v></c>', "1.5E3", "n"),
            ('<c r="@" t="s"><v>0</v></c>', "спільний", "t"),
            ('<c r="@" t="s"><v>1</v></c>', "рич", "t"),
            ('<c r="@" t="str"><f>A2</f><v>текст</v></c>', "текст", "t"),
            ('<c r="@" t="inlineStr"><is><t>а_x000D_\nб</t></is></c>', "а\r\nб", "t"),
            ('<c r="@" t="inlineStr"><is><t>_x0000_</t></is></c>', "_x0000_", "t"),
            ('<c r="@" t="b"><v>1</v></c>', "true", "b"),
            ('<c r="@" t="d"><v>2026-01-31</v></c>', "2026-01-31", "d"),
            ('<c r="@" s="1"><v>46053</v></c>', "2026-01-31", "d"),
            ('<c r="@" s="1"><v>46053.5</v></c>', "2026-01-31T12:00:00", "d"),
            ('<c r="@" s="1"><v>60</v></c>', "60", "e"),
            ('<c r="@" s="2"><v>0.45</v></c>', "0.45", "p"),
            ('<c r="@" t="e"><v>#N/A</v></c>', "#N/A", "e"),
            ('<c r="@"><f>1+1</f></c>', "", "f"),
            ('<c r="@"><f>1+1</f><v>2</v></c>', "2", "n"),
            ('<c r="@"><v>abc</v></c>', "abc", "e"),
            ('<c r="@" t="b"><v>7</v></c>', "7", "e"),
            ('<c><v>5</v></c>', "5", "n"),
        ],
    )  # fmt: skip
    def test_kinds(self, books: ModuleType, xml: str, text: str, kind: str):
        """A cell keeps its stored characters and the kind that its type and style make it."""
        row = one_cell(books, xml)
        assert (list(row.cells), row.kinds) == ([text], kind)

    @pytest.mark.parametrize(
        "xml", ['<c r="@" t="s"><v>99</v></c>', '<c r="B7"><v>1</v></c>', '<c r="?"><v>1</v></c>']
    )
    def test_damage(self, books: ModuleType, xml: str):
        """A cell at a wrong address or with a string that is not there ends the reading."""
        assert one_cell(books, xml) == "damaged-workbook"

    def test_no_addresses_and_gaps(self, books: ModuleType):
        """Without addresses cells follow one another; with them gaps stay gaps."""
        sheet = (
            f'<worksheet xmlns="{books.MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>'
            '<row><c><v>1</v></c><c><v>2</v></c></row><row r="5"><c r="C5"><v>3</v></c></row>'
            '<row r="900000"><c r="A900000" s="1"/></row></sheetData></worksheet>'
        )
        (grid,) = read(books.zip_bytes(books.xlsx_parts({"А": sheet})), "a.xlsx").grids
        assert [(row.number, list(row.cells)) for row in grid.rows] == [
            (1, ["1", "2"]),
            (5, ["", "", "3"]),
        ]

    def test_days_since_1904(self, books: ModuleType):
        """A workbook that counts from 1904 gives the days it shows."""
        book = books.xlsx_parts({"А": []})["xl/workbook.xml"]
        book = book.replace("<workbookPr/>", '<workbookPr date1904="1"/>')
        row = one_cell(books, '<c r="@" s="1"><v>44591</v></c>', **{"xl/workbook.xml": book})
        assert list(row.cells) == ["2026-01-31"]

    def test_merged_cells(self, books: ModuleType, works: TableSchema):
        """Merged data are an error with their range; a merged title above the header is not."""
        merges = '<mergeCells><mergeCell ref="A1:I1"/><mergeCell ref="B3:B4"/></mergeCells>'
        data = books.xlsx_bytes([["Перелік"], HEADER, ROW, ROW], tail=merges)
        issues = fit(read(data, "a.xlsx"), works).issues
        assert [(i.code, i.param("place")) for i in issues] == [
            ("title-rows", None),
            ("merged-cells", "Аркуш1!B3:B4"),
        ]

    def test_formulas_hidden_and_links_are_told(self, books: ModuleType):
        """Formulas, hidden rows and links to other files are told with the sheet."""
        parts = books.xlsx_parts({"А": [["x", books.Raw('<c r="@"><f>1</f><v>1</v></c>')]]})
        sheet, rels = "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"
        parts[sheet] = parts[sheet].replace("<row ", '<row hidden="1" ')
        link = f'<Relationship Id="x" Type="{books.REL}/externalLink" Target="e.xml"/>'
        parts[rels] = parts[rels].replace("</Rel", f"{link}</Rel")
        issues = read(books.zip_bytes(parts), "a.xlsx").issues
        assert [issue.code for issue in issues] == ["external-links", "formulas", "hidden-rows"]


class TestXlsxRefused:
    @pytest.mark.parametrize(
        ("part", "before", "after", "code"),
        [
            ("[Content_Types].xml", "sheet.main+xml", "sheet.macroEnabled.main+xml", "macros"),
            ("[Content_Types].xml", "spreadsheetml.sheet.main", "wordprocessingml.document.main",
             "wrong-format"),
            ("[Content_Types].xml", "sheet.main+xml", "sheet.binary.macroEnabled.main", "macros"),
            ("xl/workbook.xml", "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
             "http://purl.oclc.org/ooxml/spreadsheetml/main", "strict-workbook"),
            ("xl/workbook.xml", "<workbook ", "<!DOCTYPE x [<!ENTITY a 'b'>]><workbook ",
             "unsafe-xml"),
            ("xl/sharedStrings.xml", "<sst ", "<!DOCTYPE x><sst ", "unsafe-xml"),
            ("xl/worksheets/sheet1.xml", "</sheetData>", "", "damaged-workbook"),
            ("xl/_rels/workbook.xml.rels", "worksheets/", "../../", "damaged-workbook"),
            ("xl/_rels/workbook.xml.rels", "/worksheet\"", "/xlMacrosheet\"", "macros"),
            ("xl/workbook.xml", '"r1"', '"r9"', "damaged-workbook"),
        ],
    )  # fmt: skip
    def test_part(self, books: ModuleType, part: str, before: str, after: str, code: str):
        """A wrong part gives one clear refusal."""
        parts = books.xlsx_parts({"А": [HEADER, ROW]})
        assert before in parts[part]
        parts[part] = parts[part].replace(before, after)
        assert read(books.zip_bytes(parts), "a.xlsx").refusal.code == code

    @pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
    def test_macro_parts(self, books: ModuleType, name: str):
        """A macro part is refused even where the content types do not tell of it."""
        parts = books.xlsx_parts({"А": [HEADER, ROW]}) | {name: "x"}
        assert read(books.zip_bytes(parts), "a.xlsx").refusal.code == "macros"

    @pytest.mark.parametrize("part", ["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"])
    def test_missing_part(self, books: ModuleType, part: str):
        """A workbook that lacks a part is damaged, not some other archive."""
        parts = books.xlsx_parts({"А": [HEADER, ROW]})
        del parts[part]
        assert read(books.zip_bytes(parts), "a.xlsx").refusal.code.startswith("damaged-")

    def test_no_cells(self, books: ModuleType):
        """A workbook without a filled cell is said to be empty."""
        assert read(books.xlsx_bytes([[]]), "a.xlsx").refusal.code == "empty-workbook"

    @pytest.mark.parametrize("part", [1, 3, 8, 15])
    def test_truncated(self, books: ModuleType, part: int):
        """A workbook cut off anywhere is refused."""
        data = books.xlsx_bytes([HEADER, ROW])
        refusal = read(data[: len(data) * part // 16], "a.xlsx").refusal
        assert refusal.code == "damaged-archive"


class TestOds:
    def test_repeats_and_notes(self, books: ModuleType):
        """Repeated cells stand as often as they are, comments are no text, the tail is nothing."""
        cell = books.Raw(
            '<table:table-cell office:value-type="string" table:number-columns-repeated="2">'
            "<office:annotation><text:p>нота</text:p></office:annotation>"
            '<text:p>а<text:s text:c="2"/>б</text:p><text:p>в</text:p></table:table-cell>'
        )
        tail = (
            '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
            'table:number-columns-repeated="16384"/></table:table-row>'
        )
        (grid,) = read(books.ods_bytes([["x", cell]], tail), "a.ods").grids
        assert [list(row.cells) for row in grid.rows] == [["x", "а  б\nв", "а  б\nв"]]

    @pytest.mark.parametrize(
        ("xml", "text", "kind"),
        [
            ('<table:table-cell office:value-type="percentage" office:value="0.45"/>', "0.45", "p"),
            ('<table:table-cell office:value-type="date" office:date-value="2026-01-31"/>',
             "2026-01-31", "d"),
            ('<table:table-cell office:value-type="boolean" office:boolean-value="true"/>',
             "true", "b"),
            ('<table:table-cell table:formula="of:=1/0" office:value-type="string" '
             'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>',
             "#DIV/0!", "e"),
            ('<table:table-cell table:formula="of:=1+1"/>', "", "f"),
            ('<table:table-cell office:value-type="float"/>', "", "e"),
        ],
    )  # fmt: skip
    def test_kinds(self, books: ModuleType, xml: str, text: str, kind: str):
        """A cell keeps its stored value and kind."""
        (row,) = read(books.ods_bytes([[books.Raw(xml)]]), "a.ods").grids[0].rows
        assert (list(row.cells), row.kinds) == ([text], kind)

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"mimetype": "application/vnd.oasis.opendocument.text"}, "wrong-format"),
            ({"mimetype": ""}, "damaged-workbook"),
            ({"Basic/Standard/Module1.xml": "x"}, "macros"),
            ({"META-INF/manifest.xml": '<a xmlns="u"><encryption-data/></a>'}, "encrypted-file"),
            ({"content.xml": "<!DOCTYPE a><a/>"}, "unsafe-xml"),
            ({"content.xml": "<a>"}, "damaged-workbook"),
            ({"content.xml": "<a/>"}, "empty-workbook"),
        ],
    )
    def test_refused(self, books: ModuleType, changed: dict[str, str], code: str):
        """What is no plain workbook is refused by what it is."""
        assert read(books.ods_bytes([HEADER, ROW], **changed), "a.ods").refusal.code == code

    @pytest.mark.parametrize(
        ("attribute", "code"),
        [
            ('table:number-columns-repeated="16384"', "too-many-columns"),
            ('table:number-columns-spanned="2" table:number-columns-repeated="499"', None),
        ],
    )
    def test_repeat_bomb(self, books: ModuleType, attribute: str, code: str | None):
        """A filled cell repeated beyond the limit is refused before it is multiplied."""
        cell = books.Raw(f"<table:table-cell {attribute}><text:p>x</text:p></table:table-cell>")
        refusal = read(books.ods_bytes([[cell]]), "a.ods").refusal
        assert (refusal.code if refusal else None) == code

    def test_repeated_rows(self, books: ModuleType):
        """A filled row repeated beyond the limit is refused before it is multiplied."""
        row = (
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell>'
            "<text:p>x</text:p></table:table-cell></table:table-row>"
        )
        assert read(books.ods_bytes([], row), "a.ods").refusal.code == "too-many-rows"
