"""Which item of the annex to Resolution 835 a dataset answers to.

The shipped list names the items that concern digital-development programmes; the annex has more
(`TOTALS`), and a publisher adds those it needs in a file of its own of the same form.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ckanext.infoprog.core.errors import PackageError

FILE: Final = "annex835.json"
ADDITIONAL: Final = "additional"
#: How many items the annex itself has, by list: the shipped file names only some of them.
TOTALS: Final[Mapping[str, int]] = MappingProxyType({"all": 16, "local": 57})
LISTS: Final = (*TOTALS, ADDITIONAL)


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the annex: `list` tells whose duty it is: every publisher's, a local council's."""

    code: str
    list: str
    title: Mapping[str, str]


def items(more: Path | None = None) -> Mapping[str, Item]:
    """Return the items by code: the shipped ones, then those of a publisher's own file."""
    return MappingProxyType({**_shipped(), **(_own(more) if more else {})})


def beside(folder: Path) -> Path | None:
    """Return the publisher's own file where it lies beside a package folder."""
    path = folder.resolve().parent / FILE
    return path if path.is_file() else None


@cache
def _shipped() -> Mapping[str, Item]:
    """Return the items that the software knows."""
    return _read((resources.files("ckanext.infoprog.core.passport") / FILE).read_text("utf-8"))


def _own(path: Path) -> Mapping[str, Item]:
    """Return the items of a publisher's file."""
    try:
        return _read(path.read_text("utf-8"))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise PackageError(f"{path} cannot be read as a list of annex items: {error!r}.") from error


def _read(text: str) -> Mapping[str, Item]:
    """Return the items that a text lists."""
    found = [_item(entry) for entry in json.loads(text)]
    return {one.code: one for one in found}


def _item(entry: Mapping[str, object]) -> Item:
    """Return one entry; it must name a known list and a title in both languages."""
    title = entry["title"]
    if not isinstance(title, Mapping) or not all(str(title.get(k) or "") for k in ("uk", "en")):
        raise ValueError(f"{entry['code']}: title needs uk and en")
    if entry["list"] not in LISTS:
        raise ValueError(f"{entry['code']}: list is none of {', '.join(LISTS)}")
    return Item(str(entry["code"]), str(entry["list"]), {k: str(title[k]) for k in ("uk", "en")})
