"""Layouts and templates of a document: a publisher’s own, and what is refused in them."""

import io
import zipfile
from pathlib import Path

import docx
import pytest

from ckanext.infoprog.core.cycle import reportlayout, reportpaper
from ckanext.infoprog.core.cycle.notes import CycleError
from ckanext.infoprog.core.cycle.period import Period
from ckanext.infoprog.core.papers import wordfile
from tests.core.cycle import places, readback
from tests.core.cycle.papers import (
    DIRECTIONS,
    MEASURES,
    PACKAGE,
    SOURCES,
    YEAR,
    made,
    refused,
    sums,
)
from tests.core.cycle.second import Second, half_up, table

OWN = """
statusInfo:
  title: "Форма № 7 за {period}"
  money: thousands
  lines: ["{publisher}: {programme}", "з {firstDay} до {lastDay}"]
  tables:
    - rows: measures
      title: Таблиця 1
      numbered: true
      groups: false
      columns:
        - {heading: "Використано, {money}", field: executed, width: 1}
        - {heading: Захід, field: number, width: 1}
  signatures: ["Міський голова"]
"""


def own(folder: Path, text: str = OWN) -> Path:
    """Write a city's own layout."""
    path = folder / "forma.yaml"
    path.write_text(text, "utf-8")
    return path


class TestLayout:
    def test_own(self, tmp_path: Path):
        """A city lays its own form over the data: columns, their order, unit, lines, offices."""
        given = made(Period(2025, 4), None, own(tmp_path))
        text, book = reportpaper.write(given, tmp_path / "own")
        said = readback.lines(text)
        assert said[0] == "Форма № 7 за IV квартал 2025 року"
        assert said[1:3] == [
            "Зразкова міська рада (приклад): "
            "Приклад: Програма цифрового розвитку Зразкової громади на 2025–2027 роки",
            "з 01.10.2025 до 31.12.2025",
        ]
        rows = readback.grids(text)["Таблиця 1"]
        assert rows[:2] == [["Використано, тис. грн", "Захід"], ["1", "2"]]
        measured = sums(Second(places.SOURCE, Period(2025, 4)).rows, "measureId", "executed")
        found = {row[1]: readback.number(row[0]) for row in rows[2:]}
        assert list(found) == [row["measureId"] for row in table(places.SOURCE, "measures")]
        assert {k: v * 1000 for k, v in found.items() if v is not None} == {
            key: half_up(value) for key, value in measured.items()
        }
        held = readback.sheet(book, "Таблиця 1")[1:]
        assert [row[1] for row in held] == list(found)
        assert [row[0] for row in held] == [
            "–" if value is None else float(value) for value in found.values()
        ]

    @pytest.mark.parametrize(
        ("before", "after", "code"),
        [
            ("statusInfo:", "statusInfo: [", "report-layout"),
            ("statusInfo:", "results:", "report-layout-keys"),
            ("statusInfo:", "zvit:", "report-layout-unknown"),
            ("money: thousands", "money: euro", "report-layout-unknown"),
            ("title: Таблиця 1", "titel: Таблиця 1", "report-layout-unknown"),
            ("title: Таблиця 1", "title: 1", "report-layout-key"),
            ("rows: measures", "rows: заходи", "report-layout-unknown"),
            ("field: executed", "field: spent", "report-layout-unknown"),
            ("field: executed, width: 1", "field: executed, width: 0", "report-layout-key"),
            ("numbered: true", "numbered: 7", "report-layout-key"),
            ("{lastDay}", "{lastday}", "report-layout-unknown"),
            ('signatures: ["Міський голова"]', "signatures: []", "report-layout-key"),
            ("  signatures:", "    - rows: measures\n  signatures:", "report-layout-key"),
        ],
    )
    def test_refused(self, tmp_path: Path, before: str, after: str, code: str):
        """A slip in a layout is refused and never guessed away."""
        assert OWN.count(before) == 1
        assert refused(Period(2025, 4), None, own(tmp_path, OWN.replace(before, after))) == [code]

    def test_twice(self, tmp_path: Path):
        """A table can stand in a document once, for its name is its mark."""
        one = OWN[OWN.index("    - rows") : OWN.index("  signatures")]
        text = OWN.replace("  signatures", f"{one}  signatures")
        assert refused(Period(2025, 4), None, own(tmp_path, text)) == ["report-layout-key"]

    def test_every_field(self):
        """The shipped layouts use no field that a table does not have."""
        for kind in (reportlayout.STATUS_INFO, reportlayout.PROGRESS, reportlayout.RESULTS):
            for section in reportlayout.layout(kind).sections:
                rows = reportpaper.Facts(PACKAGE, YEAR).rows(section.rows)
                for column in section.columns:
                    assert all(column.field in row.cells for row in rows
                               if row.weight is reportpaper.Weight.ROW)  # fmt: skip


class TestTemplate:
    def test_edited(self, tmp_path: Path):
        """A clerk may move tables, leave some out, and put marks into headers and cells."""
        given = made(Period(2025, 4), None)
        file = docx.Document(io.BytesIO(wordfile.template(given)))
        marks = {one.text: one for one in file.paragraphs}
        marks["{sources}"]._p.getparent().remove(marks["{sources}"]._p)
        marks["{programme}"].text = ""
        cut = file.paragraphs[0].insert_paragraph_before("")
        for piece in ("До відома: {pro", "gram", "me}, {per", "iod}!"):
            cut.add_run(piece)
        cut.runs[1].bold = True
        cells = file.add_table(1, 1)
        cells.cell(0, 0).text = "{lastDay}"
        file.sections[0].header.paragraphs[0].text = "{publisher}"
        template = tmp_path / "blank.docx"
        file.save(str(template))
        text, _ = reportpaper.write(given, tmp_path / "done", template)
        said = readback.lines(text)
        assert said[0] == (
            "До відома: Приклад: Програма цифрового розвитку Зразкової громади на "
            "2025–2027 роки, IV квартал 2025 року!"
        )
        found = readback.grids(text)
        assert SOURCES not in found
        assert {MEASURES, DIRECTIONS} < set(found)
        assert [["31.12.2025"]] in found.values()
        with zipfile.ZipFile(text) as archive:
            headers = [archive.read(n).decode() for n in archive.namelist() if "header" in n]
        assert any("Зразкова міська рада (приклад)" in one for one in headers)

    def test_no_styles(self, tmp_path: Path):
        """A template without our styles still gives headings with a level, and ruled tables."""
        file = docx.Document()
        for style in list(file.styles):
            if style.name in ("Heading 2", "Table Grid"):
                style._element.getparent().remove(style._element)
        file.add_paragraph("{measures}")
        template = tmp_path / "bare.docx"
        file.save(str(template))
        text, _ = reportpaper.write(made(Period(2025, 4), None), tmp_path / "done", template)
        w = readback.W
        title, grid = readback.body(text).find(f"{w}p"), readback.body(text).find(f"{w}tbl")
        assert title is not None
        assert grid is not None
        level = title.find(f"{w}pPr/{w}outlineLvl")
        assert (level is not None and level.get(f"{w}val")) == "1"
        assert grid.find(f"{w}tblPr/{w}tblBorders/{w}insideH") is not None
        assert MEASURES in readback.grids(text)

    def test_unknown_mark(self, tmp_path: Path):
        """A mark that nothing is known of is refused, so that none is left in a document."""
        given = made(Period(2025, 4), None)
        file = docx.Document(io.BytesIO(wordfile.template(given)))
        file.add_paragraph("{zahody} і {programme}")
        template = tmp_path / "blank.docx"
        file.save(str(template))
        with pytest.raises(CycleError) as caught:
            reportpaper.write(given, tmp_path / "done", template)
        (issue,) = caught.value.issues
        assert (issue.code, dict(issue.params)["marks"]) == ("report-template-mark", "zahody")
        assert not (tmp_path / "done.docx").exists()

    @pytest.mark.parametrize("content", [b"", b"{programme}", b"PK\x03\x04"])
    def test_no_document(self, tmp_path: Path, content: bytes):
        """What is no DOCX is refused in a sentence."""
        template = tmp_path / "blank.docx"
        template.write_bytes(content)
        with pytest.raises(CycleError) as caught:
            reportpaper.write(made(Period(2025, 4), None), tmp_path / "done", template)
        assert [issue.code for issue in caught.value.issues] == ["report-template"]

    def test_workbook_is_none(self, tmp_path: Path):
        """A workbook is no template of a text document, though it is a package of the same kind."""
        _, book = reportpaper.write(made(Period(2025, 4), None), tmp_path / "one")
        with pytest.raises(CycleError) as caught:
            reportpaper.write(made(Period(2025, 4), None), tmp_path / "done", book)
        assert [issue.code for issue in caught.value.issues] == ["report-template"]
