"""Ukrainian and English: choice of language, interface texts, numbers, dates and plurals."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from importlib import resources
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("uk", "en")
DEFAULT: Final = "uk"
DOMAIN: Final = "ckanext-infoprog"
NBSP: Final = "\u00a0"

#: Spaces at which no line is to end: in a number, before its unit and within it.
_HELD: Final = re.compile(
    r"(?<=\d) (?=\d{3}(?!\d)|тис\b|млн\b|млрд\b|грн\b|UAH\b|%)"
    r"|(?<=№) (?=\d)|(?<=тис\.) (?=грн\b)|(?<=UAH) (?=thousand\b)"
)
_SEPARATORS: Final = {"uk": (NBSP, ","), "en": (",", ".")}
_MONTHS_EN: Final = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def choose(*wishes: str | None) -> str:
    """Return the first wish that is uk or en (`uk_UA.UTF-8` and `en-GB` count), else Ukrainian."""
    for wish in wishes:
        code = (wish or "").replace("-", "_").split("_")[0].split(".")[0].lower()
        if code in LANGUAGES:
            return code
    return DEFAULT


def translator(lang: str) -> Callable[[str], str]:
    """Return the interface's gettext function in this language; an unknown text stays."""
    folder = Path(str(resources.files("ckanext.infoprog"))) / "i18n"
    return gettext.translation(DOMAIN, folder, languages=[lang], fallback=True).gettext


def plural(lang: str, count: int | Decimal, forms: Iterable[str]) -> str:
    """Return the form for a count: uk has three (захід, заходи, заходів), en has two."""
    options = tuple(forms)
    if count != int(count):
        return options[1]  # 1,5 заходу is written with the second form; en takes the plural
    number = abs(int(count))
    if lang == "en":
        return options[0] if number == 1 else options[1]
    if number % 10 == 1 and number % 100 != 11:
        return options[0]
    if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14):
        return options[1]
    return options[2]


def counted(lang: str, count: int, forms: Iterable[str]) -> str:
    """Return a count with its noun: `5 заходів`, `1 measure`."""
    return f"{number(count, lang)}{NBSP}{plural(lang, count, forms)}"


def number(value: int | Decimal, lang: str, decimals: int | None = None) -> str:
    """Return the number for people, rounded half up to `decimals`; None keeps those it has."""
    exact = Decimal(value)
    if decimals is not None:
        with localcontext(prec=len(exact.as_tuple().digits) + abs(exact.adjusted()) + decimals + 2):
            exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    whole, _, fraction = format(exact.copy_abs(), "f").partition(".")
    thousands, point = _SEPARATORS[lang]
    grouped = f"{int(whole):,}".replace(",", thousands)
    text = f"{grouped}{point}{fraction}" if fraction else grouped
    return f"\u2212{text}" if exact < 0 else text


def held(text: str) -> str:
    """Return a text whose numbers stay whole, and with their units, where a line ends."""
    return _HELD.sub(NBSP, text)


def money(value: Decimal, lang: str) -> str:
    """Return an amount in hryvnias to the kopiyka, with its unit."""
    return f"{number(value, lang, 2)}{NBSP}{'грн' if lang == 'uk' else 'UAH'}"


def day(value: date, lang: str) -> str:
    """Return a date for people: 21.11.2026 in Ukrainian, 21 November 2026 in English."""
    if lang == "uk":
        return value.strftime("%d.%m.%Y")
    return f"{value.day} {_MONTHS_EN[value.month - 1]} {value.year}"
