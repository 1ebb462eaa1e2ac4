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


@dataclass(frozen=True, slots=True)
class Told:
    """What the examples name: the portal, the table there and the address of its file."""

    site: str
    resource: str
    url: str
    filename: str
    sha256: str


def of(told: Told, words: Words) -> tuple[Example, ...]:
    """Return the examples for a table; the sum is that of its file's current bytes."""
    url, filename = told.url, told.filename
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
        Example(
            "pandas", "pandas",
            words.say("Everything comes as text, so that no number is rounded on the way."),
            _PANDAS.format(url=url),
        ),
        Example("r", "R", words.say("Needs nothing beyond R itself."), _R.format(url=url)),
        Example(
            "curl", "curl",
            words.say(
                "Fetches the file and checks that it came whole; the sum changes with the next "
                "version."
            ),
            _CURL.format(url=url, filename=filename, sha256=told.sha256),
        ),
        Example(
            "ckanapi", "ckanapi",
            words.say(
                "Asks the table itself: filters, order and columns as the API takes them; at most "
                "32,000 rows an answer."
            ),
            _CKANAPI.format(site=told.site, resource=told.resource),
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
_PANDAS = """\
import pandas

rows = pandas.read_csv("{url}", dtype=str, na_values="null", keep_default_na=False)
print(len(rows))
print(rows.iloc[0])
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
_CKANAPI = """\
from ckanapi import RemoteCKAN

portal = RemoteCKAN("{site}")
found = portal.action.datastore_search(resource_id="{resource}", limit=32000)
print(found["total"])
print(found["records"][0])
"""
_POWER_QUERY = """\
let
    Source = Csv.Document(Web.Contents("{url}"), [Delimiter = ",", Encoding = 65001]),
    Rows = Table.PromoteHeaders(Source),
    Missing = Table.ReplaceValue(Rows, "null", null, Replacer.ReplaceValue, Table.ColumnNames(Rows))
in
    Missing
"""
