"""Template helpers that write dates, numbers and sizes as the language of the page does."""

import datetime as dt
from decimal import Decimal

import ckan.plugins.toolkit as tk
import dateutil.parser
import pytz
from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup

from ckanext.infoprog.core import i18n
from ckanext.infoprog.helpers import infoprog_lang

DATE_FORMATS = {"uk": "dd.MM.y", "en": "d MMMM y"}


def infoprog_date(value: str | dt.datetime | None) -> Markup:
    """Return the day as `<time>`: 21.11.2026 in Ukrainian, 21 November 2026 in English."""
    moment = _local_time(value)
    if moment is None:
        return Markup("")
    return Markup('<time datetime="{}">{}</time>').format(moment.date().isoformat(), _day(moment))


def infoprog_moment(value: str | dt.datetime | None) -> Markup:
    """Return day, hour and minute in the portal's time zone as `<time>`."""
    moment = _local_time(value)
    if moment is None:
        return Markup("")
    return Markup('<time datetime="{}">{}, {}</time>').format(
        moment.isoformat(timespec="minutes"), _day(moment), moment.strftime("%H:%M")
    )


def infoprog_number(value: float) -> str:
    """Return a number as the language writes it."""
    return format_decimal(value, locale=infoprog_lang())


def infoprog_hryvnias(value: str | None) -> str:
    """Return an amount that is written as text in hryvnias, a dash where there is none."""
    return "–" if value is None else i18n.money(Decimal(value), infoprog_lang())


def infoprog_decimal(value: str | None) -> str:
    """Return a number that is written as text with all its decimals, a dash where there is none."""
    return "–" if value is None else i18n.number(Decimal(value), infoprog_lang())


def infoprog_size(value: int | str | None) -> str:
    """Return a file size in words (`1,2 МБ`), or nothing where it is not known."""
    try:
        size = float(value or 0)
    except ValueError:
        return ""
    if size <= 0:
        return ""
    names = (tk._("B"), tk._("kB"), tk._("MB"), tk._("GB"))
    unit = 0
    while size >= 1000 and unit < len(names) - 1:
        size, unit = size / 1000, unit + 1
    number = format_decimal(size, "#,##0.#" if unit else "#,##0", locale=infoprog_lang())
    return f"{number}\N{NO-BREAK SPACE}{names[unit]}"


def infoprog_bytes(value: int | None) -> str:
    """Return a size to the byte, or a dash where there is none: two sizes may differ by little."""
    return "–" if value is None else f"{infoprog_number(value)}\N{NO-BREAK SPACE}{tk._('B')}"


def _local_time(value: str | dt.datetime | None) -> dt.datetime | None:
    """Return the moment in the portal's time zone; CKAN stores UTC without saying so."""
    if not value:
        return None
    try:
        moment = value if isinstance(value, dt.datetime) else dateutil.parser.parse(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = pytz.utc.localize(moment)
    return moment.astimezone(tk.h.get_display_timezone())


def _day(moment: dt.datetime) -> str:
    """Return the day as the language of the page writes it."""
    lang = infoprog_lang()
    return format_date(moment.date(), DATE_FORMATS.get(lang, "medium"), locale=lang)
