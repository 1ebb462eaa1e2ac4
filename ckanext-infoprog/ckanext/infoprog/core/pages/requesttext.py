"""The ready text of a request for public information about a measure; nobody sends it but you."""

from __future__ import annotations

from ckanext.infoprog.core.pages import frame
from ckanext.infoprog.core.pages.programme import Measure, Programme
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.reports.words import words as words_of

LANGUAGE = "uk"  # a Ukrainian body is asked in its own language, whatever the page is read in


def of_measure(snapshot: Snapshot, measure: Measure, url: str) -> str:
    """Return the text of a request about a measure, in Ukrainian."""
    words, programme = words_of(LANGUAGE), snapshot.of_programme()
    years = ", ".join(str(year) for year in programme.years)
    return words.say(
        "To: {publisher}\n\n"
        "REQUEST FOR PUBLIC INFORMATION\n\n"
        "Under the Law of Ukraine “On Access to Public Information” (No 2939-VI) I ask for the "
        "following about the measure {number} “{title}” of the programme “{programme}”{act}:\n"
        "1) the state of its implementation on the day of the answer;\n"
        "2) the money set by the programme, approved in the budget and spent (cash expenditure) on "
        "it in {years}, by source;\n"
        "3) copies of the reports in which its implementation is told.\n\n"
        "The measure as it is published: {url}\n\n"
        "Please send the answer to: ______________________ (e-mail or postal address)\n"
        "______________________ (name), ______________________ (date, signature)",
        publisher=snapshot.package.meta.publisher_name,
        number=measure.key,
        title=measure.title,
        programme=frame.name(snapshot, words),
        act=_act(programme),
        years=years,
        url=url,
    )


def _act(programme: Programme) -> str:
    """Return the act in brackets, where its number is known."""
    return f" ({frame.act(programme, words_of(LANGUAGE))})" if programme.act_number else ""
