"""The sign that each sheet of a form bears: whose it is, for which period, of which making."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ckanext.infoprog.core.cycle.asked import Asked

NAME: Final = "infoprog-form"
FORM: Final = f"{NAME}/1"
_SIGN: Final = re.compile(
    r"infoprog-form/(?P<form>[0-9]{1,4}) programme=(?P<programme>\S+) edition=(?P<edition>\S+) "
    r"period=(?P<period>\S+) body=(?P<body>\S+) version=(?P<version>[0-9a-f]{12}) "
    r"sheet=(?P<sheet>[a-z]+)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a sheet says of itself; `sheet` is left apart, for it differs within a form."""

    form: str
    programme: str
    edition: str
    period: str
    body: str
    version: str


def written(sign: Stamp, sheet: str) -> str:
    """Return a sign as it stands in a sheet."""
    return (
        f"{NAME}/{sign.form} programme={sign.programme} edition={sign.edition} "
        f"period={sign.period} body={sign.body} version={sign.version} sheet={sheet}"
    )


def read(cell: str) -> tuple[Stamp, str] | None:
    """Return the sign in a cell and its sheet; None where the cell holds none."""
    found = _SIGN.fullmatch(" ".join(cell.split()))
    if found is None:
        return None
    named = found.groupdict()
    sheet = named.pop("sheet")
    return Stamp(**named), sheet


def expected(asked: Asked) -> Stamp:
    """Return the sign of a form made now."""
    return Stamp(
        FORM.partition("/")[2], asked.programme, asked.edition, asked.period, asked.body,
        asked.version,
    )  # fmt: skip
