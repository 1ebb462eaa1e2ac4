"""The public catalogue of findings: codes, severities and the messages of findings.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from string import Formatter
from types import MappingProxyType
from typing import Final, cast

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.errors import CatalogueError
from ckanext.infoprog.core.issues import Issue, Param, Severity

FILES: Final = (
    "findings.json",
    "ingest/findings.json",
    "passport/findings.json",
    "harvest/findings.json",
    "cycle/findings.json",
    "harvest/status.json",
)
LAST_YEAR: Final = 9999
_PLACES: Final = ("path", "table", "key", "field", "value")


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of finding: its stable code, severity, title and message in both languages.

    `words` says what a code in a parameter means: by parameter, code and language.
    """

    code: str
    severity: Severity
    title: Mapping[str, str]
    template: Mapping[str, str]
    example: Mapping[str, str | int]
    words: Mapping[str, Mapping[str, Mapping[str, str]]]

    @property
    def placeholders(self) -> frozenset[str]:
        """The names that the templates of both languages ask for."""
        texts = self.template.values()
        return frozenset(name for t in texts for _, name, _, _ in Formatter().parse(t) if name)


@cache
def catalogue() -> Mapping[str, Finding]:
    """Return all findings by code, in the order of the files that list them."""
    folder = resources.files("ckanext.infoprog.core")
    entries: dict[str, Mapping[str, object]] = {}
    for name in FILES:
        listed = json.loads((folder / name).read_text("utf-8"))
        if twice := sorted(set(entries) & set(listed)):
            raise CatalogueError(f"The code {twice[0]} stands in two files of findings.")
        entries |= listed
    return MappingProxyType({code: _finding(code, entry) for code, entry in entries.items()})


def finding(code: str) -> Finding:
    """Return the finding of this code; an unknown code is a fault of ours."""
    try:
        return catalogue()[code]
    except KeyError as error:
        raise CatalogueError(f"No finding has the code {code}; add it to findings.json.") from error


def issue(
    code: str,
    *,
    path: str = "",
    table: str | None = None,
    row: int | None = None,
    key: str | None = None,
    field: str | None = None,
    value: str | None = None,
    severity: Severity | None = None,
    **params: Param,
) -> Issue:
    """Return a new Issue with the severity of the catalogue unless another is given."""
    kind = severity or finding(code).severity
    return Issue(code, kind, path, table, row, key, field, value, tuple(sorted(params.items())))


def explain(issue: Issue, lang: str) -> str:
    """Return the finding's message in this language: what is wrong and what to do."""
    entry = finding(issue.code)
    words: dict[str, str] = {name: _show(getattr(issue, name), lang) for name in (*_PLACES, "row")}
    words |= {name: _said(entry, name, value, lang) for name, value in issue.params}
    try:
        return entry.template[lang].format_map(words)
    except KeyError as error:
        raise CatalogueError(f"The finding {issue.code} lacks the parameter {error}.") from error


def example(code: str) -> Issue:
    """Return the catalogue's example of a finding, as an Issue."""
    given = finding(code).example
    place = {name: str(given[name]) for name in _PLACES if name in given}
    return Issue(
        code=code,
        severity=finding(code).severity,
        path=place.get("path", ""),
        table=place.get("table"),
        row=int(given["row"]) if "row" in given else None,
        key=place.get("key"),
        field=place.get("field"),
        value=place.get("value"),
        params=tuple(sorted((n, v) for n, v in given.items() if n not in (*_PLACES, "row"))),
    )


def _said(entry: Finding, name: str, value: Param, lang: str) -> str:
    """Return a parameter in words where it is a code that has some."""
    words = entry.words.get(name, {}).get(str(value))
    return words[lang] if words else _show(value, lang)


def _show(value: Param, lang: str) -> str:
    """Return a parameter as people read it; a decimal keeps all its decimals.

    Whole numbers are grouped where they have more digits than a year has.
    """
    if isinstance(value, Decimal) or (isinstance(value, int) and abs(value) > LAST_YEAR):
        return i18n.number(value, lang)
    return "–" if value is None else _visible(str(value))


def _visible(text: str) -> str:
    """Return the text without raw control characters, cut to what a message can carry."""
    shown = "".join(c if c.isprintable() or c == "\u00a0" else "\ufffd" for c in text)
    return shown if len(shown) <= 200 else f"{shown[:199]}…"


def _finding(code: str, entry: Mapping[str, object]) -> Finding:
    """Return one entry of findings.json as a Finding."""
    try:
        return Finding(
            code=code,
            severity=Severity(str(entry["severity"])),
            title={"uk": str(entry["title_uk"]), "en": str(entry["title_en"])},
            template={"uk": str(entry["template_uk"]), "en": str(entry["template_en"])},
            example=cast("Mapping[str, str | int]", entry["example"]),
            words=cast("Mapping[str, Mapping[str, Mapping[str, str]]]", entry.get("words", {})),
        )
    except (KeyError, ValueError) as error:
        raise CatalogueError(f"The entry {code} of findings.json is damaged: {error}.") from error
