"""Rows and cells in words: `1.3~localBudget~-~-~2026` is “Захід 1.3, місцевий бюджет, 2026”.

Which column names a row and what a code is called stands in rows.json.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources
from typing import Any, Final

from ckanext.infoprog.core import i18n, keys
from ckanext.infoprog.core.model import MISSING, FieldType
from ckanext.infoprog.core.reports.words import Words, visible

Schema = Mapping[str, Any]
Declared = Mapping[str, Any]
TextRow = Mapping[str, str]
#: Gives the name of a row that another row refers to: by the column that refers and the key.
Names = Callable[[str, str], str | None]
LONG_NAME: Final = 90
NUMBERS: Final = frozenset({FieldType.NUMBER, FieldType.INTEGER})
_PART = str | list[str]


@cache
def rules() -> Mapping[str, Any]:
    """Return rows.json."""
    text = (resources.files("ckanext.infoprog.core.reports") / "rows.json").read_text("utf-8")
    found: Mapping[str, Any] = json.loads(text)
    return found


def no_names(_column: str, _key: str) -> str | None:
    """Return no name: a row is then called by its key."""
    return None


def fields(schema: Schema) -> dict[str, Declared]:
    """Return the fields of a schema by the name that they have in the file."""
    return {one["name"]: one for one in schema.get("fields", ())}


def title(declared: Declared, words: Words) -> str:
    """Return what a table or a field is called."""
    own = declared.get("title_en") if words.lang == "en" else declared.get("title")
    return str(own or declared.get("title") or declared["name"])


def label(schema: Schema, row: TextRow, key: str, words: Words, names: Names = no_names) -> str:
    """Return what a row is called, from the parts of its key or from its name."""
    parts = [one for one in _key_words(schema, row, key, words, names) if one]
    return ", ".join(parts) if parts else _called(schema, row, key, words)


def cell(text: str | None, declared: Declared, words: Words) -> str:
    """Return a cell as people read it in a sentence: words of its own stand in quotes."""
    shown = plain(text, declared, words)
    is_word = text in (None, MISSING) or code(str(text), str(declared["name"]), words)
    return quoted(shown, words) if _is_free(declared) and not is_word else shown


def plain(text: str | None, declared: Declared, words: Words) -> str:
    """Return a cell as people read it, without a unit; a missing one in a word."""
    if text is None or text == MISSING:
        return words.say("none")
    if coded := code(text, str(declared["name"]), words):
        return coded
    kind = declared.get("type")
    if kind == FieldType.BOOLEAN and text in ("true", "false"):
        return words.say("yes") if text == "true" else words.say("no")
    if kind in NUMBERS and (value := number(text)) is not None:
        return i18n.number(value, words.lang, declared.get("decimals"))
    return _day(text, words) if kind == FieldType.DATE else visible_text(text)


def _is_free(declared: Declared) -> bool:
    """Tell whether a field holds words, not numbers, days or years."""
    return bool(declared.get("type", FieldType.STRING) == FieldType.STRING)


def quoted(text: str, words: Words) -> str:
    """Return a text in the language's quotation marks."""
    return words.say("“{quoted}”", quoted=text)


def number(text: str | None) -> Decimal | None:
    """Return a cell as a number, or None where it is none."""
    try:
        found = Decimal(text or "")
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def code(text: str, field: str, words: Words) -> str | None:
    """Return the word for a code of a field, or None where it is no code."""
    found: str | None = rules()["codes"].get(field, {}).get(text, {}).get(words.lang)
    return found


def shortened(text: str, most: int = LONG_NAME) -> str:
    """Return a text cut between words, with dots where something is left out."""
    if len(text) <= most:
        return text
    kept = text[:most].rsplit(" ", 1)[0] if " " in text[: most // 2] else text[:most]
    return f"{kept.rstrip(' .,;:–-')}…"


def visible_text(text: str) -> str:
    """Return a text that may have lines, without characters that would command or turn it."""
    return "\n".join(visible(line) for line in text.split("\n"))


def name_of(row: TextRow) -> str:
    """Return the name that a row bears in one of its columns, or nothing."""
    found = (row[column] for column in rules()["names"] if row.get(column, MISSING) != MISSING)
    return next(found, "")


def _key_words(schema: Schema, row: TextRow, key: str, words: Words, names: Names) -> Iterator[str]:
    """Yield the parts of a row's key in words; nothing for a key that has no parts."""
    declared = schema.get("keyParts") or {}
    parts: list[_PART] = list(declared.get("parts", ()))
    tail = len(keys.split_key(key)) - len(parts)
    parts += [one for one in declared.get("optional", ()) if tail > 0]
    known = fields(schema)
    ending = keys.split_key(key)[-max(tail, 1) :]
    for at, part in enumerate(parts):
        column = next((c for c in _columns(part) if row.get(c, MISSING) != MISSING), "")
        is_tail = part in declared.get("optional", ())
        if column in known and not (is_tail and row[column] not in ending):
            yield _part(known[column], row, words, names, at == 0)


def _columns(part: _PART) -> list[str]:
    """Return the columns that a part of a key may stand in."""
    return [part] if isinstance(part, str) else list(part)


def _part(declared: Declared, row: TextRow, words: Words, names: Names, is_first: bool) -> str:
    """Return one part of a key in words: as printed (in Ukrainian), a code's, or with a noun."""
    column, text = declared["name"], row[declared["name"]]
    printed, coded = row.get(rules()["printed"].get(column, ""), "-"), code(text, column, words)
    if printed not in (MISSING, "-") and (words.lang == "uk" or not coded):
        return visible(printed)
    if coded:
        return coded
    if declared.get("type") in (FieldType.YEAR, FieldType.DATE):
        return cell(text, declared, words)
    name = names(column, text) if column in rules()["called"] else None
    shown = visible(shortened(name)) if name else ""
    if shown and not is_first:
        return shown
    noun = rules()["fields"].get(column, {}).get(words.lang) or title(declared, words)
    number = visible(text.replace(keys.SEPARATOR, ", "))
    return f"{noun} {quoted(shown, words) if shown else number}"


def _called(schema: Schema, row: TextRow, key: str, words: Words) -> str:
    """Return a row by the noun of its table, its key and its name."""
    table = str(schema.get("table", ""))
    primary = schema.get("primaryKey") or ""
    column = primary if isinstance(primary, str) else next(iter(primary), "")
    own = fields(schema).get(column)
    noun = rules()["tables"].get(table, {}).get(words.lang) or (title(own, words) if own else "")
    called, name = f"{noun} {visible(key)}".strip(), name_of(row)
    return f"{called} {quoted(shortened(visible(name)), words)}" if name else called


def _day(text: str, words: Words) -> str:
    """Return a date for people, or the text that is none."""
    try:
        return i18n.day(date.fromisoformat(text), words.lang)
    except ValueError:
        return text
