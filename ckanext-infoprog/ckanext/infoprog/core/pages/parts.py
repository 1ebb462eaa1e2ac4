"""Which part of very many documents a page of the portal is made from: all can be reached.

A page of several documents reads each of them, so that it takes a bounded number at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import paths
from ckanext.infoprog.core.reports.words import Words

MOST: Final = 30
MOST_TEXT: Final = 200
WITHIN: Final = "within"  # the part that a form of a list was sent from


@dataclass(frozen=True, slots=True)
class Part:
    """Documents `first` to `last` of `total`, those whose names hold the words of `named`.

    `only` is the filter and the name by which one document is asked for, `at` the number of the
    part, `said` the sentence that tells which documents these are, `holding` the words that they
    were looked up by.
    """

    total: int = 0
    at: int = 1
    named: str = ""
    only: tuple[str, str] = ("", "")
    said: str = ""
    faults: tuple[str, ...] = ()
    holding: str = ""

    @property
    def offset(self) -> int:
        """How many documents come before this part."""
        return (self.at - 1) * MOST

    @property
    def last(self) -> int:
        """The number of the last document of this part."""
        return min(self.at * MOST, self.total)

    @property
    def of(self) -> int:
        """How many parts there are."""
        return count(self.total)

    @property
    def is_told(self) -> bool:
        """Whether a reader must be told of it, for it is not all that there is."""
        return bool(self.of > 1 or self.named or self.is_one or self.holding or self.faults)

    @property
    def is_one(self) -> bool:
        """Whether one document alone is asked for."""
        return bool(self.only[1])

    @property
    def kept(self) -> Mapping[str, str]:
        """What an address needs to stay in this part."""
        return {
            "named": self.named,
            "part": str(self.at) if self.at > 1 else "",
            **({self.only[0]: self.only[1]} if self.is_one else {}),
        }

    def query(self, at: int) -> str:
        """Return what an address needs to come to another part."""
        return paths.query(named=self.named, q=self.holding, part=str(at) if at > 1 else "")

    @property
    def entered(self) -> Mapping[str, str]:
        """What a form adds to stay in this part; new words lead to the first part of theirs."""
        return {WITHIN if name == "part" else name: value for name, value in self.kept.items()}


WHOLE: Final = Part()


def named(asked: Mapping[str, str]) -> str:
    """Return the words that names of documents are to hold; too many are none."""
    text = asked.get("named", "").strip()
    return text if len(text) <= MOST_TEXT else ""


def part(asked: Mapping[str, str], total: int, words: Words, holding: str = "") -> Part:
    """Return the part that is asked for; one that there is not is told, and the first is shown.

    `holding` are the words that all these documents hold, where a list is searched for some.
    """
    faults = []
    if len(asked.get("named", "").strip()) > MOST_TEXT:
        faults.append(
            words.say_count(
                "The text to look for is longer than {count} character; please shorten it.",
                "The text to look for is longer than {count} characters; please shorten it.",
                MOST_TEXT,
            )
        )
    within = "" if holding else asked.get(WITHIN, "")
    text, parts, at = asked.get("part", "") or within, count(total), 1
    if text.isascii() and text.isdecimal() and len(text) < 7 and 1 <= int(text) <= parts:
        at = int(text)
    elif text:
        faults.append(
            words.say_count(
                "There is no such part of the documents; there is {count} part. "
                "The first one is shown.",
                "There is no such part of the documents; there are {count} parts. "
                "The first one is shown.",
                parts,
            )
        )
    found = Part(total, at, named(asked), faults=tuple(faults), holding=holding)
    return replace(found, said=_said(found, words))


def one(filter_name: str, slug: str, words: Words) -> Part:
    """Return the part that is one document, which a filter asks for by its name."""
    said = words.say("One document alone is shown.")
    return Part(1, only=(filter_name, slug), said=said)


def count(total: int) -> int:
    """Return how many parts so many documents make."""
    return max(1, -(-total // MOST))


def _said(of: Part, words: Words) -> str:
    """Return the sentence that tells which documents a page is made from."""
    if not of.total and of.holding:
        return words.say("No document holds these words.")
    if not of.total:
        return words.say("No document has these words in its name.")
    first, last = (i18n.number(number, words.lang) for number in (of.offset + 1, of.last))
    if of.holding:
        return words.say_count(
            "Documents {first}–{last} of {count} that holds these words",
            "Documents {first}–{last} of {count} that hold these words",
            of.total, first=first, last=last,
        )  # fmt: skip
    return words.say_count(
        "Documents {first}–{last} of {count}", "Documents {first}–{last} of {count}",
        of.total, first=first, last=last,
    )  # fmt: skip
