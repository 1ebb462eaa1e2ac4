"""How the cells of our workbooks look."""

from __future__ import annotations

from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format

Look = dict[str, str | int | bool]

DANGEROUS: Final = ("=", "+", "-", "@", "\t")  # what would begin a formula, were it typed in
MONEY: Final = "#,##0.00_)"
DAY: Final = "dd.mm.yyyy"


class Styles:
    """The formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        """Make them; a workbook's formats cannot serve another."""
        top: Look = {"valign": "top", "font_name": "Calibri", "font_size": 10}
        bold: Look = top | {"bold": True, "top": 1}
        self.plain = _add(book, top)
        self.header = _add(
            book, top | {"bold": True, "text_wrap": True, "bg_color": "#E8EEF4", "bottom": 1}
        )
        self.money = _add(book, top | {"num_format": MONEY})
        self.day = _add(book, top | {"num_format": DAY, "align": "left"})
        self.label = _add(book, bold)
        self.total = _add(book, bold | {"num_format": MONEY})
        self.link = _add(book, top | {"font_color": "#0B5394", "underline": 1})
        self._wrapped = _add(book, top | {"text_wrap": True, "num_format": "@"})
        self._inert = _add(book, top | {"text_wrap": True, "num_format": "@", "quote_prefix": True})

    def text(self, shown: str) -> Format:
        """Return the format of a text: one that stays a text even when its cell is edited."""
        return self._inert if shown.startswith(DANGEROUS) else self._wrapped


def _add(book: Workbook, properties: Look) -> Format:
    """Return a new format of the workbook."""
    return book.add_format(properties)
