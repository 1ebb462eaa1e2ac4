"""Lines to copy that fetch a table of the portal: for a spreadsheet, a program, a command line."""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.infoprog.core.reports.words import Words


@dataclass(frozen=True, slots=True)
class Example:
    """What to copy for a tool, with what to do there; `text` is the same in every language."""

    name: str
    title: str
    steps: str
    text: str


def of(url: str, sha256: str, filename: str, words: Words) -> tuple[Example, ...]:
    """Return the examples for the file at this address; the sum is that of its current bytes."""
    return (
        Example(
            "excel", "Excel",
            words.say(
                "Open this address in the browser and the saved file in Excel: the mark at its "
                "beginning keeps Ukrainian letters whole."
            ),
            f"{url}?bom=true",
        ),
        Example(
            "powerquery", "Power Query",
            words.say(
                "Data, Get Data, From Other Sources, Blank Query, Advanced Editor: put this there. "
                "All columns come as text: set the type of numbers with the locale English, so "
                "that decimals stay decimals."
            ),
            _POWER_QUERY.format(url=url),
        ),
        Example("python", "Python", words.say("Needs nothing beyond Python itself."),
                _PYTHON.format(url=url)),
        Example("r", "R", words.say("Needs nothing beyond R itself."), _R.format(url=url)),
        Example(
            "curl", "curl",
            words.say(
                "Fetches the file and checks that it came whole; the sum changes with the next "
                "version."
            ),
            _CURL.format(url=url, filename=filename, sha256=sha256),
        ),
    )  # fmt: skip


_PYTHON = """\
import csv
import io
from urllib.request import urlopen

with urlopen("{url}") as answer:
    text = io.TextIOWrapper(answer, encoding="utf-8", newline="")
    rows = list(csv.DictReader(text))
print(len(rows))
print(rows[0])
"""
_R = """\
rows <- read.csv("{url}", na.strings = "null", encoding = "UTF-8")
nrow(rows)
head(rows)
"""
_CURL = """\
curl -fsS -o '{filename}' '{url}'
echo '{sha256}  {filename}' | sha256sum -c
"""
_POWER_QUERY = """\
let
    Source = Csv.Document(Web.Contents("{url}"), [Delimiter = ",", Encoding = 65001]),
    Rows = Table.PromoteHeaders(Source),
    Missing = Table.ReplaceValue(Rows, "null", null, Replacer.ReplaceValue, Table.ColumnNames(Rows))
in
    Missing
"""
