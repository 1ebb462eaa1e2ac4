"""The report of a check as one self-contained page: no script, nothing fetched, both themes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.check import Report
from ckanext.infoprog.core.issues import Severity
from ckanext.infoprog.core.reports import checkview
from ckanext.infoprog.core.reports.checkview import Group, Shown
from ckanext.infoprog.core.reports.page import page
from ckanext.infoprog.core.reports.words import Words, visible


def render(reports: Sequence[Report], words: Words, first: int = checkview.FIRST) -> str:
    """Return the reports as an HTML page in the language of the words."""
    title = words.say("Data check")
    body = [
        f"<h1>{_text(title)}</h1>",
        f"<p>{_verdict(reports, words)} {_text(checkview.totals(reports, words))}.</p>",
        *_contents(reports, words),
        *(
            part
            for at, report in enumerate(reports, 1)
            for part in _report(at, report, words, first)
        ),
    ]
    return page(words.lang, title, body)


def _contents(reports: Sequence[Report], words: Words) -> Iterator[str]:
    """Yield the links to the reports where there are several."""
    if len(reports) < 2:
        return
    label = words.say("Contents")
    yield f'<nav aria-label="{_text(label)}"><ul>'
    for at, report in enumerate(reports, 1):
        counts = ", ".join(_found(report, words)) or words.say("no findings")
        yield f'<li><a href="#r{at}">{_text(report.target)}</a>: {_text(counts)}</li>'
    yield "</ul></nav>"


def _found(report: Report, words: Words) -> Iterator[str]:
    """Yield the counts of the severities that occur."""
    for severity, count in report.by_severity.items():
        if count:
            yield checkview.severity_count(severity, count, words)


def _report(at: int, report: Report, words: Words, first: int) -> Iterator[str]:
    """Yield the section of one report."""
    yield f'<section aria-labelledby="r{at}"><h2 id="r{at}">{_text(report.target)}</h2>'
    yield f"<p>{_verdict([report], words)} {_text(checkview.totals([report], words))}.</p>"
    for group in checkview.findings(report, words, first):
        yield from _group(group, words)
    known = checkview.known(report, words, first)
    if known:
        heading = words.say("Known discrepancies of the document")
        total = i18n.number(len(report.known), words.lang)
        yield f"<details><summary><h3>{_text(heading)} ({total})</h3></summary>"
        for group in known:
            yield f"<h4>{_text(group.title)} <code>{_text(group.code)}</code></h4>"
            yield from _list(group, words)
        yield "</details>"
    yield from _tables(report, words)
    yield "</section>"


def _verdict(reports: Iterable[Report], words: Words) -> str:
    """Return in bold whether there are errors."""
    good = checkview.ok(reports)
    text = words.say("No errors.") if good else words.say("There are errors.")
    return f'<strong class="{"good" if good else "error"}">{_text(text)}</strong>'


def _group(group: Group, words: Words) -> Iterator[str]:
    """Yield the findings of one code."""
    name = checkview.severity_name(group.severity, words)
    count = i18n.number(group.count, words.lang)
    yield (
        f'<h3><span class="{group.severity.value}">{_text(name)}</span> {_text(group.title)} '
        f"({count}) <code>{_text(group.code)}</code></h3>"
    )
    yield from _list(group, words)


def _list(group: Group, words: Words) -> Iterator[str]:
    """Yield the shown findings of a code as a list."""
    yield "<ul>"
    yield from (f"<li>{_item(shown)}</li>" for shown in group.shown)
    yield "</ul>"
    if group.hidden:
        more = words.say_count("… and {count} more", "… and {count} more", group.hidden)
        yield f'<p class="quiet">{_text(more)}</p>'


def _item(shown: Shown) -> str:
    """Return one finding: its place, then its message."""
    label = f"<strong>{_text(shown.label)}</strong> " if shown.label else ""
    return f'{label}<span class="quiet">{_text(shown.place)}</span><br>{_text(shown.message)}'


def _tables(report: Report, words: Words) -> Iterator[str]:
    """Yield the summary by table."""
    caption = _text(words.say("Summary by table"))
    head = [words.say("table"), words.say("rows")]
    head += [words.say("errors"), words.say("warnings"), words.say("notices")]
    label = f"{caption}: {_text(report.target)}"
    yield f'<div class="wide" role="region" tabindex="0" aria-label="{label}">'
    yield f"<table><caption>{caption}</caption><thead><tr>"
    yield "".join(f'<th scope="col">{_text(name)}</th>' for name in head)
    yield "</tr></thead><tbody>"
    for table, found in report.by_table.items():
        rows = report.rows.get(table)
        name = table or words.say("(no table)")
        cells = ["–" if rows is None else i18n.number(rows, words.lang)]
        cells += [i18n.number(found[severity], words.lang) for severity in Severity]
        yield f'<tr><th scope="row">{_text(name)}</th>'
        yield "".join(f"<td>{cell}</td>" for cell in cells)
        yield "</tr>"
    yield "</tbody></table></div>"


def _text(text: str) -> str:
    """Return a text as HTML; nothing in it can become markup."""
    return escape(visible(text))
