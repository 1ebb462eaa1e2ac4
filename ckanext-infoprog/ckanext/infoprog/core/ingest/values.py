"""One cell from its raw form to our written form, by documented steps only.

Every step has a code; a code of severity error means that the cell is refused and stays raw.
Numbers go from text to Decimal to text: no binary number stands between.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Context, Decimal
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core.ingest.grid import (
    BOOLEAN,
    DATE,
    FAULT,
    NUMBER,
    PERCENT,
    TEXT,
    UNCOMPUTED,
)
from ckanext.infoprog.core.model import MISSING, Field, FieldType

Codes = tuple[str, ...]
Outcome = tuple[str, Codes]

_BAD: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\ud800-\udfff]")
_EDGES: Final = " \t\r\n\u00a0\u202f\u2007\u2009\u200b\ufeff\u2028\u2029"
_EDGE_OR_NONE: Final = frozenset({"", *_EDGES})
_CANONICAL: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)
_GROUPED: Final = re.compile(r"-?[1-9][0-9]{0,2}([ \u00a0\u202f\u2009][0-9]{3})+([.,][0-9]+)?")
_SPACES: Final = re.compile(r"[ \u00a0\u202f\u2009]")
_AMBIGUOUS: Final = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}", re.ASCII)
_COMMA: Final = re.compile(r"-?[0-9]+,[0-9]+", re.ASCII)
_SHORTENED: Final = re.compile(r"-?[0-9]([.,][0-9]+)?[eE]\+[0-9]{2,3}", re.ASCII)
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_DOTTED: Final = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", re.ASCII)
_SERIAL: Final = re.compile(r"[1-9][0-9]{4}(\.0+)?", re.ASCII)
_YEAR: Final = re.compile(r"[0-9]{4}", re.ASCII)
_FIXED_DIGITS: Final = re.compile(r"\^\[0-9\]\{([0-9]{1,2})\}\$")
_SIGNIFICANT: Final = 15
_EDRPOU_DIGITS: Final = 8
_SHORTEST_CODE: Final = 5


def normalise(text: str, kind: str, field: Field) -> Outcome:
    """Return the cell as our files write it, and the codes of what was done or found."""
    if kind in _NEVER:
        return text, (_NEVER[kind],)
    bare = text.strip(_EDGES)
    if not bare:
        return MISSING, ("empty-as-null",)
    if bare.casefold() == MISSING:
        return MISSING, () if text == MISSING else ("null-form",)
    if (not text.isprintable() or "\ufffd" in text) and _BAD.search(text):
        return text, ("bad-character",)
    if kind == TEXT and _SHORTENED.fullmatch(bare):
        return text, ("digits-lost",)
    return _READERS[field.type](text, kind, field)


def acceptor(field: Field) -> Callable[[str], bool]:
    """Return a quick test that a text is in our form already, so that nothing is done to it."""
    if field.type is FieldType.STRING and not _fixed_digits(field):
        return _is_plain
    fraction = rf"\.[0-9]{{{field.decimals}}}" if field.decimals else r"(?:\.[0-9]+)?"
    forms = {
        FieldType.NUMBER: rf"-?(?:0|[1-9][0-9]*){fraction}",
        FieldType.INTEGER: r"-?(?:0|[1-9][0-9]*)",
        FieldType.YEAR: r"[0-9]{4}",
        FieldType.BOOLEAN: r"true|false",
    }
    match = re.compile(forms.get(field.type, r"(?!)"), re.ASCII).fullmatch
    return lambda text: match(text) is not None


def _is_plain(text: str) -> bool:
    """Whether a text has nothing at its ends or inside that would have to be looked at."""
    return (
        text.isprintable()
        and len(text) != len(MISSING)
        and text[:1] not in _EDGE_OR_NONE
        and text[-1] not in _EDGES
        and "+" not in text
        and unicodedata.is_normalized("NFC", text)
        and "\ufffd" not in text
    )


def reads_as(text: str, field: Field) -> bool:
    """Return whether a text would be read as a value of the field."""
    done, codes = normalise(text, TEXT, field)
    return done != text or not codes


def numeral(text: str) -> Outcome:
    """Return a number that a workbook stores, written out plainly with 15 significant digits."""
    stored = Decimal(text)
    short = Context(prec=_SIGNIFICANT, Emax=999_999, Emin=-999_999).plus(stored)
    if short.adjusted() >= _SIGNIFICANT:
        return text, ("digits-lost",)
    plain = format(short, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    plain = "0" if plain in ("-0", "") else plain
    return plain, ("float-tail",) if short != stored else ()


def checks_as_edrpou(code: str) -> bool:
    """Return whether the last of eight digits is the check digit of the others."""
    digits = [int(c) for c in code]
    middle = 30_000_000 <= int(code) <= 60_000_000
    weights = (7, 1, 2, 3, 4, 5, 6) if middle else (1, 2, 3, 4, 5, 6, 7)
    rest = sum(w * d for w, d in zip(weights, digits, strict=False)) % 11
    if rest > 9:
        rest = sum((w + 2) * d for w, d in zip(weights, digits, strict=False)) % 11
    return digits[-1] == (rest if rest < 10 else 0)


def _string(text: str, kind: str, field: Field) -> Outcome:
    """Return a text; numbers in its place keep their digits, dates are refused."""
    if kind == DATE:
        return text, ("date-in-text",)
    if kind == BOOLEAN:
        return text, ("number-as-text",)
    digits = _fixed_digits(field)
    if kind == NUMBER:
        plain, codes = numeral(text)
        if codes:
            return text, ("digits-lost",)
        if digits:
            return _code(text, plain, digits, ("number-as-text",))
        return plain, ("decimal-as-text" if "." in plain else "number-as-text",)
    bare = text.strip(_EDGES)
    done: Codes = ("outer-space",) if bare != text else ()
    if digits and bare.isascii() and bare.isdigit():
        return _code(text, bare, digits, done)
    if not unicodedata.is_normalized("NFC", bare):
        bare, done = unicodedata.normalize("NFC", bare), (*done, "letters-composed")
    if "\r" in bare:
        bare, done = bare.replace("\r\n", "\n").replace("\r", "\n"), (*done, "line-ends")
    return bare, done


def _code(text: str, plain: str, digits: int, done: Codes) -> Outcome:
    """Return a code of fixed length; lost zeros come back where the check digit confirms them."""
    if len(plain) == digits and plain.isdigit():
        return plain, done
    padded = plain.zfill(digits)
    short = plain.isdigit() and _SHORTEST_CODE <= len(plain) < digits
    if short and digits == _EDRPOU_DIGITS and checks_as_edrpou(padded):
        return padded, ("code-padded",)
    return text, ("code-doubtful",)


def _fixed_digits(field: Field) -> int:
    """Return how many digits the field's values have, where its pattern says just that; else 0."""
    match = _FIXED_DIGITS.fullmatch(field.constraints.pattern or "")
    return int(match.group(1)) if match else 0


def _number(text: str, kind: str, field: Field) -> Outcome:
    """Return a number with a decimal point; amounts with all their decimals."""
    if kind == DATE:
        return text, ("date-in-number",)
    if kind == BOOLEAN:
        return text, ("number-form",)
    plain, done = numeral(text) if kind == NUMBER else _spelled(text)
    if not _CANONICAL.fullmatch(plain) or "digits-lost" in done or "number-ambiguous" in done:
        return text, done if done and done[-1] in _STOPPING else ("number-form",)
    if field.decimals is None:
        return plain, done
    whole, _, fraction = plain.partition(".")
    if len(fraction) > field.decimals:
        return text, ("too-many-decimals",)
    if len(fraction) < field.decimals:
        done = (*done, "decimals-added")
    return f"{whole}.{fraction.ljust(field.decimals, '0')}" if field.decimals else whole, done


def _spelled(text: str) -> Outcome:
    """Return a number as people write it: thousands parted by spaces, decimal comma, real minus."""
    plain = text.strip(_EDGES)
    done: Codes = ("outer-space",) if plain != text else ()
    if plain.startswith("\u2212"):
        plain, done = f"-{plain[1:]}", (*done, "minus-sign")
    grouped = bool(_GROUPED.fullmatch(plain))
    if grouped:
        plain, done = _SPACES.sub("", plain), (*done, "thousands-space")
    if _AMBIGUOUS.fullmatch(plain) and not grouped:
        return text, ("number-ambiguous",)
    if _COMMA.fullmatch(plain):
        plain, done = plain.replace(",", "."), (*done, "decimal-comma")
    return plain, done


def _integer(text: str, kind: str, field: Field) -> Outcome:
    """Return a whole number."""
    plain, done = _number(text, kind, field)
    if "." in plain and not _refused(done):
        return text, ("number-form",)
    return plain, done


def _refused(done: Codes) -> bool:
    """Whether the codes already refuse the cell."""
    return bool(done) and done[-1] in _STOPPING


def _year(text: str, kind: str, field: Field) -> Outcome:
    """Return a year of four digits."""
    plain = numeral(text)[0] if kind == NUMBER else text.strip(_EDGES)
    if kind in (DATE, BOOLEAN) or not _YEAR.fullmatch(plain):
        return text, ("year-form",)
    return plain, ("outer-space",) if kind == TEXT and plain != text else ()


def _date(text: str, kind: str, field: Field) -> Outcome:
    """Return a day as yyyy-mm-dd; a bare number is never taken for one."""
    plain = text.strip(_EDGES)
    if kind == DATE:
        if _ISO.fullmatch(plain):
            return plain, ("date-cell",)
        return text, ("date-with-time" if _ISO.match(plain) else "date-form",)
    if _SERIAL.fullmatch(plain):
        return text, ("date-serial",)
    if kind != TEXT:
        return text, ("date-form",)
    done: Codes = ("outer-space",) if plain != text else ()
    if match := _DOTTED.fullmatch(plain):
        day, month, year = match.groups()
        plain, done = f"{year}-{month:0>2}-{day:0>2}", (*done, "date-dotted")
    if not _ISO.fullmatch(plain):
        return text, ("date-form",)
    try:
        date.fromisoformat(plain)
    except ValueError:
        return text, ("date-impossible",)
    return plain, done


def _boolean(text: str, kind: str, field: Field) -> Outcome:
    """Return true or false."""
    plain = text.strip(_EDGES).lower()
    if kind not in (TEXT, BOOLEAN) or plain not in ("true", "false"):
        return text, ("yes-no-form",)
    return plain, ("boolean-form",) if plain != text else ()


_NEVER: Final = MappingProxyType(
    {FAULT: "cell-error", UNCOMPUTED: "formula-without-value", PERCENT: "percent-cell"}
)
_STOPPING: Final = frozenset({"digits-lost", "number-ambiguous", "date-in-number", "number-form",
                              "too-many-decimals"})  # fmt: skip
_READERS: Final[Mapping[FieldType, Callable[[str, str, Field], Outcome]]] = MappingProxyType(
    {
        FieldType.STRING: _string,
        FieldType.INTEGER: _integer,
        FieldType.NUMBER: _number,
        FieldType.YEAR: _year,
        FieldType.DATE: _date,
        FieldType.BOOLEAN: _boolean,
    }
)
