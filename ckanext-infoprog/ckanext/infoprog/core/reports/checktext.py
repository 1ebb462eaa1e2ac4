"""The report of a check for a terminal: what is wrong first, the summary by table behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.check import Report
from ckanext.infoprog.core.issues import Severity
from ckanext.infoprog.core.reports import checkview, lines
from ckanext.infoprog.core.reports.checkview import Group
from ckanext.infoprog.core.reports.lines import EMPTY, Line, Span, Style, line
from ckanext.infoprog.core.reports.words import Words, visible


def render(
    reports: Sequence[Report], words: Words, first: int = checkview.FIRST
) -> tuple[Line, ...]:
    """Return the reports as lines, with one closing line where there are several."""
    made = [shown for report in reports for shown in (*_report(report, words, first), EMPTY)]
    if len(reports) > 1:
        made += [line(words.say("All together"), Style.TITLE), _counts(reports, words)]
    return tuple(made[:-1] if made and made[-1] == EMPTY else made)


def _report(report: Report, words: Words, first: int) -> Iterator[Line]:
    """Yield the lines of one report."""
    yield line(visible(report.target), Style.TITLE)
    yield _counts([report], words)
    for group in checkview.findings(report, words, first):
        yield EMPTY
        yield from _group(group, words)
    known = checkview.known(report, words, first)
    if known:
        yield EMPTY
        yield line(words.say("Known discrepancies of the document"), Style.TITLE)
    for group in known:
        yield from _known(group, words)
    if report.findings:
        yield EMPTY
        yield from _tables(report, words)


def _counts(reports: Sequence[Report], words: Words) -> Line:
    """Return the line of counts; it is good news where there is no error."""
    return line(
        checkview.totals(reports, words),
        Style.GOOD if checkview.ok(reports) else Style.ERROR,
    )


def _group(group: Group, words: Words) -> Iterator[Line]:
    """Yield the findings of one code."""
    style = lines.style_of(group.severity)
    yield (
        Span(checkview.severity_name(group.severity, words), style),
        Span(f" {group.code} ", Style.QUIET),
        Span(group.title, Style.TITLE),
        Span(f" ({i18n.number(group.count, words.lang)})"),
    )
    for shown in group.shown:
        yield line(f"  {shown.place}", Style.QUIET)
        yield line(f"    {shown.message}")
    yield from _hidden(group, words)


def _known(group: Group, words: Words) -> Iterator[Line]:
    """Yield the known discrepancies of one code."""
    count = i18n.number(group.count, words.lang)
    yield (Span(f"{group.code} ", Style.QUIET), Span(f"{group.title} ({count})"))
    for shown in group.shown:
        yield (Span(f"  {visible(shown.label)} ", Style.QUIET), Span(shown.message))
    yield from _hidden(group, words)


def _hidden(group: Group, words: Words) -> Iterator[Line]:
    """Yield how many findings of a code are not shown, where there are such."""
    if group.hidden:
        text = words.say_count("… and {count} more", "… and {count} more", group.hidden)
        yield line(f"  {text}", Style.QUIET)


def _tables(report: Report, words: Words) -> Iterator[Line]:
    """Yield the summary by table: those with findings, then how many have none."""
    head = [words.say("table"), words.say("rows"), *(_plural_name(s, words) for s in Severity)]
    cells = [[Span(name, Style.QUIET) for name in head]]
    counts = {table: found for table, found in report.by_table.items() if any(found.values())}
    for table, found in counts.items():
        rows = report.rows.get(table)
        cells.append(
            [
                Span(visible(table) or words.say("(no table)")),
                Span("–" if rows is None else i18n.number(rows, words.lang)),
                *(
                    Span(
                        i18n.number(found[s], words.lang),
                        lines.style_of(s) if found[s] else Style.QUIET,
                    )
                    for s in Severity
                ),
            ]
        )
    yield from lines.columns(cells, frozenset(range(1, len(head))))
    clean = len(report.by_table) - len(counts)
    if clean:
        yield line(
            words.say_count(
                "{count} table without findings", "{count} tables without findings", clean
            ),
            Style.QUIET,
        )


def _plural_name(severity: Severity, words: Words) -> str:
    """Return the heading of a severity's column."""
    names = {
        Severity.ERROR: words.say("errors"),
        Severity.WARNING: words.say("warnings"),
        Severity.NOTICE: words.say("notices"),
    }
    return names[severity]
