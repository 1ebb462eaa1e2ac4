"""Seeded damage to files: each mutator takes a random source and returns changed content.

A mutant is made from one base table by one to three mutators of its format, or of its bytes.
"""

import random
import re
from types import ModuleType
from typing import Any

HEADER = ["workId", "title", "edrpou", "amount", "share", "count", "year", "startDate", "done"]
TITLES = ["Код роботи", "Назва роботи", "Код ЄДРПОУ", "Сума, грн", "Частка", "Кількість", "Рік",
          "Дата початку", "Виконано"]  # fmt: skip
AMOUNTS = ["1 250,50", "1\u00a0250.5", "12,5", "1,234", "12 тис. грн", "\u22125", "1e5", "NaN",
           "Infinity", "1.23E+07", "007", "--5", "1'250", "1.234.567", "-", "х", "", "null", "NULL",
           "12.345", "99999999999999999999", "٣", "１２", "½", "0x10", "1_000"]  # fmt: skip
DATES = ["31.02.2025", "2025-2-3", "45678", "21.11.2026", "01/02/2026", "2026-13-01", "2026",
         "2026-01-01T00:00:00", "29.02.2025", "0000-01-01", "1.1.26"]  # fmt: skip
TEXTS = ["=1+1", "+380", "@SUM(A1)", "Разом", "Всього по програмі", "a\u2028b", "\u200b", "\ufeffx",
         "a\tb", "\u00a0край\u00a0", "a\x00b", "\x07", "\ufffd", "\u202eabc", "x" * 40_000,
         "рядок\r\nрядок", '"', 'a"b', "РџСЂРѕ", "_x000D_", "<b>", "%s{0}", "ї" * 300]  # fmt: skip
CODES = ["4055720", "1.23E+07", "26241020", "2624102", "262410200", "26 241 020", "О6241020"]
YEARS = ["2025 р.", "25", "2025.0", "20 25", "-2025"]
YES = ["TRUE", "так", "1", "+", "True "]
COLUMNS = [TEXTS, TEXTS, CODES, AMOUNTS, AMOUNTS, AMOUNTS, YEARS, DATES, YES]


Table = list[list[Any]]


def base_rows(rng: random.Random):
    """Return a valid table of a few rows."""
    rows = [list(HEADER)]
    for i in range(rng.randint(3, 12)):
        rows.append(
            [
                f"{i + 1}.1",
                f"Робота «{i}»",
                "26241020",
                f"{i * 1000}.50",
                f"0.{i + 1}",
                str(i),
                "2026",
                "2026-01-01",
                "true",
            ]
        )
    return rows


def mutate_rows(rng: random.Random, rows: Table):
    """Return the table with one odd thing in it."""
    rows = [list(row) for row in rows]
    return rng.choice(ROW_MUTATORS)(rng, rows)


def _odd_cell(rng: random.Random, rows: Table):
    column = rng.randrange(len(HEADER))
    target = rng.choice(rows)
    if column < len(target):
        target[column] = rng.choice(COLUMNS[column])
    return rows


def _any_cell(rng: random.Random, rows: Table):
    target = rng.choice(rows)
    if target:
        target[rng.randrange(len(target))] = rng.choice(rng.choice(COLUMNS))
    return rows


def _ragged(rng: random.Random, rows: Table):
    target = rng.choice(rows)
    if rng.random() < 0.5 and target:
        target.pop()
    else:
        target.append(rng.choice(["", "зайве"]))
    return rows


def _header_dropped(rng: random.Random, rows: Table):
    return rows[1:]


def _header_twice(rng: random.Random, rows: Table):
    return [rows[0], *rows]


def _header_titles(rng: random.Random, rows: Table):
    return [TITLES, *rows[1:]] if rng.random() < 0.5 else [rows[0], TITLES, *rows[1:]]


def _header_letters(rng: random.Random, rows: Table):
    i = rng.randrange(len(rows[0])) if rows[0] else 0
    change = rng.choice(
        [
            lambda t: t.replace("i", "і").replace("o", "о"),
            lambda t: t + "\t",
            lambda t: t[:2] + "\u2028" + t[2:],
            lambda t: "\u00a0" + t,
            lambda t: t[:1] + "\u200b" + t[1:],
            str.upper,
            lambda t: "",
        ]
    )
    if rows[0]:
        rows[0][i] = change(rows[0][i])
    return rows


def _title_rows(rng: random.Random, rows: Table):
    return [["Перелік робіт за 2026 рік"] + [""] * (len(HEADER) - 1), [""] * len(HEADER), *rows]


def _numbering(rng: random.Random, rows: Table):
    return [rows[0], [str(i) for i in range(1, len(HEADER) + 1)], *rows[1:]]


def _total(rng: random.Random, rows: Table):
    total = [rng.choice(["Разом", "Всього", "Усього:", "Total"])] + [""] * (len(HEADER) - 1)
    total[3] = "123.00"
    return [*rows, total]


def _blank_rows(rng: random.Random, rows: Table):
    at = rng.randrange(len(rows) + 1)
    return [*rows[:at], *([[""] * len(HEADER)] * rng.choice([1, 3, 1000])), *rows[at:]]


def _blank_columns(rng: random.Random, rows: Table):
    return [[*row, "", ""] for row in rows]


def _columns_moved(rng: random.Random, rows: Table):
    order = list(range(len(HEADER)))
    rng.shuffle(order)
    return [[row[i] if i < len(row) else "" for i in order] for row in rows]


def _column_unknown(rng: random.Random, rows: Table):
    return [[*row, "примітка" if i == 0 else "x"] for i, row in enumerate(rows)]


def _key_twice(rng: random.Random, rows: Table):
    return [*rows, list(rng.choice(rows))]


def _many_columns(rng: random.Random, rows: Table):
    rows[0] += ["c"] * rng.choice([480, 600])
    return rows


def _empty(rng: random.Random, rows: Table):
    return rng.choice([[], [[]], rows[:1]])


ROW_MUTATORS = [
    _odd_cell, _odd_cell, _odd_cell, _odd_cell, _any_cell, _any_cell, _ragged, _header_dropped,
    _header_twice, _header_titles, _header_letters, _header_letters, _title_rows, _numbering,
    _total, _blank_rows, _blank_columns, _columns_moved, _column_unknown, _key_twice,
    _many_columns, _empty,
]  # fmt: skip


def mutate_bytes(rng: random.Random, data: bytes):
    """Return the bytes with one accident of storage or transfer."""
    if not data:
        return b"\0"
    at = rng.randrange(len(data))
    size = rng.randint(1, 64)
    return rng.choice(
        [
            lambda: data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :],
            lambda: data[:at] + rng.randbytes(size) + data[at:],
            lambda: data[:at] + data[at + size :],
            lambda: data[:at] + data[at : at + size] * 3 + data[at:],
            lambda: data[: len(data) * rng.randrange(16) // 16],
            lambda: data[:at] + data[rng.randrange(len(data)) :],
            lambda: data[:at] + b"\0" + data[at:],
            lambda: data[:at] + b"\xff" + data[at:],
            lambda: data[:at] + b"\xed\xa0\x80" + data[at:],
            lambda: data[:at] + b"\xef\xbb\xbf" + data[at:],
            lambda: data.replace(b"\n", b"\r"),
            lambda: data.replace(b"\n", b"\r\n"),
            lambda: data[::-1],
        ]
    )()


def mutate_text(rng: random.Random, data: bytes):
    """Return separated text with one accident of its form or encoding."""
    text = data.decode("utf-8", "replace")
    return rng.choice(
        [
            lambda: text.replace(",", ";").encode(),
            lambda: text.replace(",", "\t").encode(),
            lambda: text.replace('"', "").encode(),
            lambda: (text + '"').encode(),
            lambda: text.replace("Р", '"Р', 1).encode(),
            lambda: text.encode("cp1251", "replace"),
            lambda: text.encode("utf-16"),
            lambda: text.encode("utf-16-le"),
            lambda: text.encode("koi8-u", "replace"),
            lambda: text.encode("utf-8").decode("cp1251", "replace").encode(),
            lambda: text.encode("utf-8").decode("latin-1").encode(),
            lambda: data + text.encode("cp1251", "replace"),
            lambda: b"\xef\xbb\xbf" + data,
            lambda: b"sep=;\n" + text.replace(",", ";").encode(),
            lambda: b"%PDF-1.7\n" + data,
            lambda: b"<html>" + data,
            lambda: data + b"x" * rng.choice([40_000, 1_100_000]),
            lambda: data + b"\n" * rng.choice([100, 300_000]),
            lambda: data + b"," * 100_000,
        ]
    )()


SHEET = "xl/worksheets/sheet1.xml"
CELL_XML = [
    '<c r="@" t="e"><v>#N/A</v></c>',
    '<c r="@"><f>1+1</f></c>',
    '<c r="@"><f>1+1</f><v>2</v></c>',
    '<c r="@" t="s"><v>99</v></c>',
    '<c r="@" t="s"><v>0</v></c>',
    '<c r="@" t="s"><v>1</v></c>',
    "<c><v>5</v></c>",
    '<c r="A1"><v>5</v></c>',
    '<c r="XFD1"><v>5</v></c>',
    '<c r="@"><v>abc</v></c>',
    '<c r="@"><v>1E400</v></c>',
    '<c r="@"><v>0.30000000000000004</v></c>',
    '<c r="@" s="1"><v>45678.5</v></c>',
    '<c r="@" s="1"><v>60</v></c>',
    '<c r="@" s="1"><v>-3</v></c>',
    '<c r="@" s="2"><v>0.45</v></c>',
    '<c r="@" s="99"><v>1</v></c>',
    '<c r="@" t="d"><v>2026-01-01</v></c>',
    '<c r="@" t="inlineStr"><is><t xml:space="preserve"> _x000D_ </t></is></c>',
    '<c r="@" t="b"><v>7</v></c>',
    '<c r="@" t="zzz"><v>7</v></c>',
]


def mutate_xlsx(rng: random.Random, parts: dict[str, Any]):
    """Return the parts of a workbook with one thing wrong in them."""
    parts = dict(parts)
    sheet, book = parts[SHEET], parts["xl/workbook.xml"]
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    part = rng.choice(list(parts))

    def change(name: str, text: str):
        parts[name] = text

    rng.choice(
        [
            lambda: change(SHEET, _swap_cell(rng, sheet)),
            lambda: change(SHEET, _swap_cell(rng, sheet)),
            lambda: change(SHEET, _swap_cell(rng, sheet)),
            lambda: change(SHEET, sheet.replace("<sheetData", '<dimension ref="A1:XFD1048576"/>'
                                                "<sheetData")),
            lambda: change(SHEET, re.sub(r' r="[A-Z]+[0-9]+"', "", sheet)),
            lambda: change(SHEET, re.sub(r'<row r="[0-9]+"', "<row", sheet)),
            lambda: change(SHEET, sheet.replace('<row r="2"', '<row r="1048576"')),
            lambda: change(SHEET, sheet.replace('<row r="2"', '<row r="2" hidden="1"')),
            lambda: change(SHEET, sheet.replace('<row r="3"', '<row r="1"')),
            lambda: change(SHEET, sheet.replace("</worksheet>", '<mergeCells><mergeCell '
                                                'ref="A2:A3"/></mergeCells></worksheet>')),
            lambda: change(SHEET, sheet.replace("/2006/main", "/2006/other")),
            lambda: change(SHEET, bomb + sheet.replace("Робота", "&b;")),
            lambda: change(SHEET, sheet.replace("</sheetData>", '<row r="900"><c r="A900" s="1"/>'
                                                "</row></sheetData>")),
            lambda: change(SHEET, "<a>" * 200 + sheet),
            lambda: change(SHEET, sheet.encode("utf-16")),
            lambda: change(SHEET, sheet[: len(sheet) // 2]),
            lambda: change(SHEET, sheet + " " * 3_000_000),
            lambda: change("xl/workbook.xml", book.replace(
                "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                "http://purl.oclc.org/ooxml/spreadsheetml/main")),
            lambda: change("xl/workbook.xml", book.replace("<workbookPr/>",
                                                           '<workbookPr date1904="1"/>')),
            lambda: change("xl/workbook.xml", book.replace('state="visible"', 'state="hidden"')),
            lambda: change("xl/workbook.xml", book.replace('"r1"', '"nope"')),
            lambda: change("xl/workbook.xml", book.replace("</sheets>", '<sheet name="ще" '
                                                           'sheetId="9" r:id="r1"/></sheets>')),
            lambda: change("xl/vbaProject.bin", "x"),
            lambda: change("xl/macrosheets/sheet9.xml", "<x/>"),
            lambda: change("../evil.xml", "x"),
            lambda: change("/abs.xml", "x"),
            lambda: change("xl/Workbook.xml", book),
            lambda: change("EncryptedPackage", "x"),
            lambda: change("xl/styles.xml", "<styleSheet"),
            lambda: change("[Content_Types].xml", parts["[Content_Types].xml"].replace(
                "sheet.main+xml", "sheet.macroEnabled.main+xml")),
            lambda: change("xl/_rels/workbook.xml.rels", parts["xl/_rels/workbook.xml.rels"]
                           .replace("worksheets/sheet1.xml", "../../../etc/passwd")),
            lambda: change("xl/_rels/workbook.xml.rels", parts["xl/_rels/workbook.xml.rels"]
                           .replace('Target="worksheets', 'TargetMode="External" '
                                    'Target="worksheets')),
            lambda: parts.pop(part),
            lambda: change(part, ""),
            lambda: change(part, bomb + str(parts[part])),
        ]
    )()  # fmt: skip
    return parts


def _swap_cell(rng: random.Random, sheet: str):
    """Return a sheet with one cell replaced by an odd one."""
    cells = list(re.finditer(r'<c r="([A-Z]+[0-9]+)".*?</c>', sheet, re.DOTALL))
    if not cells:
        return sheet
    cell = rng.choice(cells)
    odd = rng.choice(CELL_XML).replace("@", cell.group(1))
    return sheet[: cell.start()] + odd + sheet[cell.end() :]


def mutate_ods(rng: random.Random, content: str):
    """Return an ODS content part with one thing wrong in it."""
    first = '<table:table-cell office:value-type="string">'
    return rng.choice(
        [
            lambda: content.replace("<table:table-row>", '<table:table-row '
                                    'table:number-rows-repeated="1048576">', 1),
            lambda: content.replace(first, first[:-1] + ' table:number-columns-repeated="16384">',
                                    1),
            lambda: content.replace(first, first[:-1] + ' table:number-columns-spanned="2">', 4),
            lambda: content.replace("</table:table>", '<table:table-row '
                                    'table:number-rows-repeated="1048000"><table:table-cell '
                                    'table:number-columns-repeated="16384"/></table:table-row>'
                                    "</table:table>"),
            lambda: content.replace("<text:p>", "<text:p><office:annotation><text:p>нота</text:p>"
                                    "</office:annotation>", 3),
            lambda: content.replace("<text:p>", '<text:p><text:s text:c="999999999"/>', 1),
            lambda: content.replace("Робота", "<text:tab/>Р<text:line-break/>", 2),
            lambda: content.replace('office:value-type="string"', 'office:value-type="float"', 12),
            lambda: content.replace('office:value-type="string"', 'office:value-type="percentage" '
                                    'office:value="0.5"', 15),
            lambda: content.replace(first, first[:-1] + ' calcext:value-type="error">', 20),
            lambda: content.replace("<table:table ", "<table:table><table:table ", 1),
            lambda: "<!DOCTYPE x>" + content,
            lambda: content[: len(content) // 2],
            lambda: content.replace("<table:table-row>",
                                    '<table:table-row table:visibility="filter">', 2),
        ]
    )()  # fmt: skip


def make(seed: int, books: ModuleType):
    """Return one mutant: its bytes, its name, and the chain of what was done."""
    rng = random.Random(f"infoprog-{seed}")
    rows = base_rows(rng)
    chain = []
    kind = rng.choice(["csv", "csv", "csv", "xlsx", "xlsx", "ods", "zip"])
    steps = rng.randint(1, 3)
    on_rows = rng.randint(0, steps)
    for _ in range(on_rows):
        rows = mutate_rows(rng, rows) or [[]]
        chain.append("rows")
    data = _write(rng, kind, rows, steps - on_rows, books, chain)
    name = f"mutant.{rng.choice([kind, kind, kind, 'csv', 'xlsx'])}"
    return data, name, (kind, *chain)


def _write(
    rng: random.Random, kind: str, rows: Table, steps: int, books: ModuleType, chain: list[str]
):
    """Return the file of a table, damaged so many times."""
    typed = (
        [rows[0], *([_typed(c) for c in row] for row in rows[1:])] if rng.random() < 0.5 else rows
    )
    if kind == "csv":
        data = books.csv_bytes(rows)
        for _ in range(steps):
            how = rng.choice([mutate_bytes, mutate_text, mutate_text])
            data = how(rng, data)
            chain.append(how.__name__)
        return data
    if kind == "zip":
        data = books.zip_bytes({"datapackage.json": "{}", "data/works.csv": books.csv_bytes(rows)})
    elif kind == "ods":
        data = _ods(rng, typed, steps, books, chain)
    else:
        parts = books.xlsx_parts({"Аркуш1": books.sheet_xml(_plain(typed))})
        for _ in range(steps):
            if SHEET in parts and isinstance(parts[SHEET], str) and rng.random() < 0.7:
                try:
                    parts = mutate_xlsx(rng, parts)
                except KeyError:
                    break
                chain.append("xlsx")
        data = books.zip_bytes(parts)
    if rng.random() < 0.35:
        data = mutate_bytes(rng, data)
        chain.append("bytes")
    return data


def _ods(rng: random.Random, rows: Table, steps: int, books: ModuleType, chain: list[str]):
    """Return an ODS file, its content part damaged so many times."""
    data = books.ods_bytes(_plain(rows))
    content = books.part(data, "content.xml")
    for _ in range(steps):
        content = mutate_ods(rng, content)
        chain.append("ods")
    return books.ods_bytes([], **{"content.xml": content})


def _plain(rows: Table):
    """Return rows whose texts XML can carry."""
    bad = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
    return [[bad.sub("?", c) if isinstance(c, str) else c for c in row] for row in rows]


def _typed(text: str):
    """Return a text that is a small whole number as a number."""
    return int(text) if re.fullmatch("[1-9][0-9]{0,8}", text, re.ASCII) else text
