"""A schema and the catalogue of findings as tables for people and as data."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Final

from ckanext.infoprog.core import catalogue
from ckanext.infoprog.core.model import Field, TableSchema
from ckanext.infoprog.core.reports import checkview, lines
from ckanext.infoprog.core.reports.lines import EMPTY, Line, Span, Style, line
from ckanext.infoprog.core.reports.words import Words

RULE_COLUMNS: Final = ("code", "severity", "title", "example")


def describe(schema: TableSchema, words: Words) -> tuple[Line, ...]:
    """Return a schema as a table: a field a row, its description and rules beneath it."""
    lang = words.lang
    head = [words.say("field"), words.say("type"), words.say("required"), words.say("title")]
    cells = [[Span(name, Style.QUIET) for name in head]]
    cells += [_field(field, words) for field in schema.fields]
    title, *rows = lines.columns(cells)
    about = words.say(
        "Key: {key}. Version of the structure: {version}.", key=schema.key, version=schema.version
    )
    made = [
        line(f"{schema.table}: {schema.title[lang]}", Style.TITLE),
        line(schema.description[lang]),
        line(about),
        EMPTY,
        title,
    ]
    for row, field in zip(rows, schema.fields, strict=True):
        made += [row, *(line(f"    {text}", Style.QUIET) for text in _about(field, words))]
    return tuple(made)


def rules(words: Words) -> tuple[Line, ...]:
    """Return the catalogue of findings: each with its severity, title and an example."""
    made: list[Line] = []
    for code, finding in catalogue.catalogue().items():
        made += [
            (
                Span(
                    checkview.severity_name(finding.severity, words),
                    lines.style_of(finding.severity),
                ),
                Span(f" {code} ", Style.QUIET),
                Span(finding.title[words.lang], Style.TITLE),
            ),
            line(f"    {_example(code, words)}"),
        ]
    return tuple(made)


def rules_csv(words: Words) -> str:
    """Return the catalogue of findings as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, RULE_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_records(words))
    return text.getvalue()


def rules_json(words: Words) -> str:
    """Return the catalogue of findings as JSON."""
    return json.dumps(list(_records(words)), ensure_ascii=False, indent=2) + "\n"


def _records(words: Words) -> Iterator[dict[str, str]]:
    """Yield a record for each finding of the catalogue."""
    for code, finding in catalogue.catalogue().items():
        values = (code, finding.severity.value, finding.title[words.lang], _example(code, words))
        yield dict(zip(RULE_COLUMNS, values, strict=True))


def _example(code: str, words: Words) -> str:
    """Return the message of a finding's example."""
    return catalogue.explain(catalogue.example(code), words.lang)


def _field(field: Field, words: Words) -> list[Span]:
    """Return the row of one field."""
    required = words.say("yes") if field.constraints.required else words.say("no")
    return [
        Span(field.name, Style.TITLE),
        Span(field.type.value),
        Span(required),
        Span(field.title[words.lang]),
    ]


def _about(field: Field, words: Words) -> Iterator[str]:
    """Yield what a field holds: its description, permitted values and an example."""
    yield field.description[words.lang]
    if field.constraints.enum:
        yield words.say("Values: {values}.", values=", ".join(field.constraints.enum))
    yield words.say("Example: {example}", example=field.example)
