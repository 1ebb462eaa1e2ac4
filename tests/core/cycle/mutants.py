"""Seeded damage to filled forms, with what may come of it: a refusal, or a reading that is right.

Each mutant tells which cells it typed into; every other cell must be read as it was.
"""

import random
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from ckanext.infoprog.core.cycle import declared
from ckanext.infoprog.core.cycle.formwords import word
from ckanext.infoprog.core.sheets.form import FIRST
from tests.core.ingest import mutators

Place = tuple[str, str, str]  # sheet, key, column
ODD: list[object] = [
    *mutators.AMOUNTS, *mutators.DATES, *mutators.TEXTS, 0, -1, 1.5, 1e300, 0.1 + 0.2, 3.14159,
    True, 10**15, "=1+1", "=1/0", "так", "ні", "виконано", "Так", "100", "100,50", "1 000",
    "2 000,5",
]  # fmt: skip
SHEETS = declared.SHEETS


class Mutant:
    """A form with damage done to it, and the cells that were typed into."""

    def __init__(self, seed: int, data: bytes, sheets: Sequence[str] = SHEETS) -> None:
        """Damage a form one to three times."""
        self.sheets = sheets
        self.rng = random.Random(f"form-{seed}")
        self.typed: dict[Place, object] = {}
        self.chain: list[str] = []
        book = openpyxl.load_workbook(BytesIO(data))
        steps = self.rng.randint(1, 3)
        for _ in range(steps):
            step = self.rng.choice(STEPS)
            self.chain.append(step.__name__)
            step(self, book)
            if any(page.merged_cells.ranges for page in book.worksheets):
                break  # nothing more can be typed into these
        out = BytesIO()
        book.save(out)
        self.data = out.getvalue()
        if self.rng.random() < 0.3:
            how = self.rng.choice([_bytes, _parts, _parts])
            self.chain.append(how.__name__)
            self.data = how(self.rng, self.data)

    def page(self, book: openpyxl.Workbook) -> tuple[str, Worksheet] | None:
        """Return one of the sheets with rows that are still there."""
        there = [(s, book[word(s)]) for s in self.sheets if word(s) in book.sheetnames]
        return self.rng.choice(there) if there else None


def _odd_cell(mutant: Mutant, book: openpyxl.Workbook) -> None:
    """Type something odd into an input."""
    found = mutant.page(book)
    if not found:
        return
    sheet, page = found
    column = mutant.rng.choice(declared.inputs(sheet))
    row = mutant.rng.randint(FIRST + 1, max(page.max_row, FIRST + 1))
    heading = declared.table(sheet).field(column).title["uk"]
    headings = [page.cell(FIRST, at).value for at in range(1, page.max_column + 1)]
    if headings.count(heading) != 1:
        return  # earlier damage has moved the table
    at = headings.index(heading) + 1
    odd = mutant.rng.choice(ODD)
    if isinstance(odd, str):
        odd = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "?", odd)[:32_000]
    page.cell(row, at).value = odd
    mutant.typed[sheet, str(page.cell(row, 1).value), column] = odd


def _percent(mutant: Mutant, book: openpyxl.Workbook) -> None:
    """Show a number as a percentage or a day."""
    found = mutant.page(book)
    if found:
        sheet, page = found
        column = list(declared.table(sheet).columns).index(declared.inputs(sheet)[0]) + 1
        cell = page.cell(mutant.rng.randint(FIRST + 1, max(page.max_row, FIRST + 1)), column)
        cell.number_format = mutant.rng.choice(["0%", "dd.mm.yyyy", "@", "0.00E+00", "# ##0,00"])


def _shuffle(mutant: Mutant, book: openpyxl.Workbook) -> None:
    """Put the rows into another order, whole."""
    found = mutant.page(book)
    if found:
        page = found[1]
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=FIRST + 1)]
        mutant.rng.shuffle(rows)
        for down, row in enumerate(rows, FIRST + 1):
            for at, value in enumerate(row, 1):
                page.cell(down, at).value = value


def _sort_part(mutant: Mutant, book: openpyxl.Workbook) -> None:
    """Move the keys of two rows without the rest of their rows."""
    found = mutant.page(book)
    if found and found[1].max_row > FIRST + 1:
        page = found[1]
        first, second = page.cell(FIRST + 1, 1), page.cell(FIRST + 2, 1)
        first.value, second.value = second.value, first.value


def _delete_row(mutant: Mutant, book: openpyxl.Workbook) -> None:
    """Delete a row, perhaps one above the table."""
    found = mutant.page(book)
    if found:
        found[1].delete_rows(mutant.rng.randint(1, found[1].max_row))


def _insert_row(mutant: Mutant, book: openpyxl.Workbook) -> None:
    """Insert an empty row, or one with a remark."""
    found = mutant.page(book)
    if found:
        at = mutant.rng.randint(1, found[1].max_row + 3)
        found[1].insert_rows(at)
        if mutant.rng.random() < 0.5:
            found[1].cell(at, mutant.rng.randint(1, 20)).value = mutant.rng.choice(
                ["Разом", "x", 5]
            )


def _insert_column(mutant: Mutant, book: openpyxl.Workbook) -> None:
    """Insert an empty column, or delete one."""
    found = mutant.page(book)
    if found:
        at = mutant.rng.randint(1, found[1].max_column)
        change = found[1].insert_cols if mutant.rng.random() < 0.5 else found[1].delete_cols
        change(at)


def _heading(mutant: Mutant, book: openpyxl.Workbook) -> None:
    """Write a heading otherwise, or swap two."""
    found = mutant.page(book)
    if found:
        page = found[1]
        one, two = (page.cell(FIRST, mutant.rng.randint(1, page.max_column)) for _ in range(2))
        if mutant.rng.random() < 0.5:
            one.value = mutant.rng.choice(["", "Сума", str(one.value).upper(), f" {one.value} "])
        else:
            one.value, two.value = two.value, one.value


def _sheets(mutant: Mutant, book: openpyxl.Workbook) -> None:
    """Rename, hide, copy, move or delete a sheet."""
    found = mutant.page(book)
    if not found:
        return
    page = found[1]
    what = mutant.rng.randrange(5)
    if what == 0:
        page.title = "Аркуш"
    elif what == 1:
        page.sheet_state = "hidden"
    elif what == 2:
        book.copy_worksheet(page)
    elif what == 3:
        book.move_sheet(page, mutant.rng.choice([-2, -1, 1]))
    else:
        book.remove(page)


def _merge(mutant: Mutant, book: openpyxl.Workbook) -> None:
    """Merge cells among the rows."""
    found = mutant.page(book)
    if found and found[1].max_row > FIRST + 1:
        found[1].merge_cells(start_row=FIRST + 1, end_row=FIRST + 2, start_column=9, end_column=9)


def _sign(mutant: Mutant, book: openpyxl.Workbook) -> None:
    """Change the sign of a sheet."""
    found = mutant.page(book)
    if found:
        cell = found[1]["A1"]
        text = str(cell.value)
        cell.value = mutant.rng.choice(
            [None, text.upper(), text.replace("Q", "R"), text.replace("body=", "body=x"),
             text[: len(text) // 2], f" {text} "]
        )  # fmt: skip


STEPS: list[Callable[[Mutant, openpyxl.Workbook], None]] = [
    _odd_cell, _odd_cell, _odd_cell, _odd_cell, _odd_cell, _percent, _shuffle, _sort_part,
    _delete_row, _insert_row, _insert_column, _heading, _sheets, _merge, _sign,
]  # fmt: skip


def _bytes(rng: random.Random, data: bytes) -> bytes:
    """Return the file with an accident of storage or transfer."""
    return mutators.mutate_bytes(rng, data)


def _parts(rng: random.Random, data: bytes) -> bytes:
    """Return the workbook with one of its parts changed."""
    with ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(sorted(parts))
    text = parts[name]
    changed = rng.choice(
        [
            b"", text[: len(text) // 2], text.replace(b' t="s"', b"", 1),
            text.replace(b't="s"><v>', b't="s"><v>9', 1), text.replace(b"<si>", b"<is>", 1),
            text.replace(b' r="', b' q="'), b"<a>" * 200 + text, text + b" " * 1000,
            text.replace(b"main", b"niam"), text.replace(b"<row", b"<wor"),
        ]
    )  # fmt: skip
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for one, content in parts.items():
            archive.writestr(one, changed if one == name else content)
    return out.getvalue()


def meant(typed: object) -> Decimal | None:
    """Return the number that a person means by what was typed, told apart from the reader's way."""
    if isinstance(typed, bool) or typed is None:
        return None
    if isinstance(typed, int | float):
        return Decimal(f"{typed:.15g}")
    text = str(typed).strip().replace("\u2212", "-")
    text = "".join(letter for letter in text if not letter.isspace())
    whole, mark, fraction = text.replace(",", ".").partition(".")
    if not (whole.lstrip("-").isascii() and whole.lstrip("-").isdigit()):
        return None
    if mark and not (fraction.isascii() and fraction.isdigit()):
        return None
    return Decimal(f"{whole}.{fraction or '0'}")
