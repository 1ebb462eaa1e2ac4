"""Free text holds no telephone numbers, e-mail addresses, tax numbers or passport numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ckanext.infoprog.core.issues import Issue, Severity
from ckanext.infoprog.core.model import Field, Package
from ckanext.infoprog.core.validation import texts
from ckanext.infoprog.core.validation.rule import Rule

CODE: Final = "personal-data"
_PHONE: Final = re.compile(
    r"(?<![\d.,№])(?:\+?38[ \-\u00a0]?)?\(?0(?:[3-6]\d{2}|\d{2})\)?"
    r"(?:[ \-\u00a0]?\d){6,7}(?![\d.,]\d|\d)"
)
_EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w-]{2,}")
_TAX: Final = re.compile(r"(?<!\d)\d{10}(?!\d)", re.ASCII)
_PASSPORT: Final = re.compile(r"(?<![А-ЯІЇЄҐA-Z])[АБВЕІКМНОРСТХ]{2} ?№? ?\d{6}(?!\d)")
_TAX_WEIGHTS: Final = (-1, 5, 7, 9, 4, 6, 10, 5, 7)


def apply(package: Package) -> Iterator[Issue]:
    """Yield texts that seem to hold personal data; a contact may be meant, so that is a warning."""
    for row, name, kind in texts.look(package, _is_free, find):
        milder = Severity.WARNING if kind in ("phone", "email") else None
        yield row.issue(CODE, name, milder, kind=kind)


def find(text: str) -> str | None:
    """Return what personal data a text holds: tax, passport, email or phone."""
    if any(is_tax_number(found[0]) for found in _TAX.finditer(text)):
        return "tax"
    if _PASSPORT.search(text):
        return "passport"
    if "@" in text and _EMAIL.search(text):
        return "email"
    return "phone" if "0" in text and _PHONE.search(text) else None


def is_tax_number(text: str) -> bool:
    """Return whether ten digits end with the check digit of a taxpayer's number."""
    digits = [int(digit) for digit in text]
    weighted = sum(d * w for d, w in zip(digits, _TAX_WEIGHTS, strict=False))
    return weighted % 11 % 10 == digits[-1]


def _is_free(_table: str, field: Field) -> bool:
    """Return whether a field is free text: codes, numbers and addresses are judged elsewhere."""
    return texts.is_text(field)


RULE: Final = Rule((CODE,), apply, alone=True)
