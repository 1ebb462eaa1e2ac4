"""A preview of the harvest as lines and as JSON: what the target will hold, what to know before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ckanext.infoprog.core import catalogue
from ckanext.infoprog.core.harvest import carried
from ckanext.infoprog.core.harvest.carried import Kind, Outcome
from ckanext.infoprog.core.harvest.carried import Path as Way
from ckanext.infoprog.core.harvest.compare import Arrival
from ckanext.infoprog.core.harvest.looking import Looked
from ckanext.infoprog.core.harvest.preview import Preview
from ckanext.infoprog.core.issues import Issue, Severity
from ckanext.infoprog.core.reports import harvesttext
from ckanext.infoprog.core.reports.lines import EMPTY, Line, Span, Style, line
from ckanext.infoprog.core.reports.words import Words, visible

LONGEST: Final = 90
LOST: Final = "harvest-lost"
_NAMED: Final = {"tags": "tag_string"}


def render(looked: Looked, mapping: Mapping[str, str], words: Words) -> tuple[Line, ...]:
    """Return the previews one under another, then what does not leave, then the counts."""
    made: list[Line] = []
    for one in looked.previews:
        made += [*_preview(one, mapping, words), EMPTY]
    if looked.withheld:
        made += [line(words.say("Does not leave"), Style.TITLE)]
        made += [_withheld(one, words) for one in looked.withheld]
        made += [EMPTY]
    found = issues(looked)
    made += harvesttext.findings(looked.issues, words)
    count = words.say_count(
        "{count} dataset leaves", "{count} datasets leave", len(looked.previews)
    )
    wrong = any(one.severity is Severity.ERROR for one in found)
    closing = f"{count}; {harvesttext.counted(found, words)}"
    return (*made, line(closing, Style.ERROR if wrong else Style.GOOD))


def as_json(looked: Looked, way: Way, kind: Kind, words: Words) -> str:
    """Return everything that is foretold as JSON."""
    plain = {
        "way": way,
        "target": kind,
        "datasets": [plainly(one, words) for one in looked.previews],
        "withheld": harvesttext.listed(looked.withheld, words),
        "findings": harvesttext.listed(looked.issues, words),
    }
    return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"


def plainly(one: Preview, words: Words) -> dict[str, Any]:
    """Return a preview as plain data."""
    return {
        "name": one.name,
        "title": one.title,
        "dataset": one.dataset,
        "arrivals": [
            {"field": a.field, "outcome": a.outcome, "place": a.place} for a in one.arrivals
        ],
        "findings": harvesttext.listed(one.issues, words),
    }


def issues(looked: Looked) -> tuple[Issue, ...]:
    """Return every finding that is not only that a dataset stays."""
    return (*looked.issues, *(found for one in looked.previews for found in one.issues))


def label(ours: str, lang: str) -> str:
    """Return what people call a field of ours, nothing where nobody has named it."""
    named = catalogue.finding("passport-missing").words["element"]
    return named.get(_NAMED.get(ours, ours), {}).get(lang, "")


def passport(one: Preview, mapping: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield of each field of the mapping: the national one, where it is found, what it holds."""
    said = {arrival.field: arrival for arrival in one.arrivals}
    for ours, theirs in mapping.items():
        arrival = said.get(ours)
        lost = arrival is None or arrival.outcome is Outcome.LOST
        yield theirs, "" if lost or arrival is None else arrival.place, _value(arrival)


def losses(one: Preview, lang: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every reason for which fields do not arrive, with the fields."""
    reasons = {_plain(a.field): a.place for a in one.arrivals if a.outcome is Outcome.LOST}
    known = carried.table().reasons
    for reason, text in known.items():
        fields = tuple(name for name in one.lost if reasons.get(name) == reason)
        if fields:
            yield text[lang], fields


def short(text: str) -> str:
    """Return a text on one line, cut where it is long."""
    plain = visible(" ".join(text.split()))
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST]}…"


def _preview(one: Preview, mapping: Mapping[str, str], words: Words) -> Iterator[Line]:
    """Yield the lines of one dataset."""
    yield (Span(one.name, Style.TITLE), Span(f"  {visible(one.title)}"))
    for theirs, place, value in passport(one, mapping):
        shown = value or words.say("empty")
        at = f" ({place})" if place not in ("", theirs) else ""
        yield (Span(f"  {theirs}{at}: ", Style.QUIET), Span(short(shown)))
    files = words.say_count("{count} file", "{count} files", len(one.dataset["resources"]))
    yield line(f"  {files}")
    told = [found for found in one.issues if found.code != LOST]
    for shown_line in harvesttext.findings(told, words):
        yield (Span("  "), *shown_line)
    for reason, fields in losses(one, words.lang):
        label = words.say("does not arrive: {fields}", fields=", ".join(fields))
        yield (Span(f"  {label}", Style.WARNING), Span(f" – {reason}", Style.QUIET))


def _withheld(one: Issue, words: Words) -> Line:
    (found,) = harvesttext.findings([one], words)
    return (Span(f"  {visible(one.path)}  "), *found[2:])


def _value(arrival: Arrival | None) -> str:
    """Return what arrives as text; keywords joined by commas."""
    value = arrival.target_value if arrival else None
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(o["name"] if isinstance(o, Mapping) else o) for o in value)
    return "" if value is None else str(value)


def _plain(place: str) -> str:
    """Return `resources.hash` of `resources[2].hash`."""
    head, bracket, rest = place.partition("[")
    return f"{head}{rest.partition(']')[2]}" if bracket else place
