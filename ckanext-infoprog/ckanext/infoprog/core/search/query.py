"""What was typed into the search box, as the search of rows takes it: a number, or words.

Whatever is typed is taken as words: what commands an index is dropped, not refused.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from ckanext.infoprog.core.search import kinds

LONGEST: Final = 400
MOST_WORDS: Final = 32
NAMES: Final = {
    kinds.MEASURE: "захід|заходи|заходу|measure|measures",
    kinds.INDICATOR: "індикатор|індикатори|індикатора|indicator|indicators",
    kinds.METRIC: "показник|показники|показника|metric|metrics",
    kinds.DIRECTION: "(?:пріоритетний )?напрям|напрямок|пріоритет|direction|priority",
    kinds.PROJECT: "про[єе]кт|проекту|проєкту|project",
    kinds.QUESTION: "питання|запитання|question",
}
PLACE: Final = "п|пп|пункт|пункту|підпункт|item"
SIGN: Final = r"(?:№|no\.?|#)?"
NUMBER: Final = r"(\d{1,6}(?:[.,]\d{1,4}){0,5})\.?"
NAMED: Final = {
    kind: re.compile(rf"(?:{names})\.?\s*{SIGN}\s*{NUMBER}", re.IGNORECASE)
    for kind, names in NAMES.items()
}
ALONE: Final = re.compile(rf"(?:(?:{PLACE})\.?)?\s*{SIGN}\s*{NUMBER}", re.IGNORECASE)
OPERATORS: Final = frozenset({"AND", "OR", "NOT", "&&", "||"})
# Words that join others: a row about Kropyvnytskyi need not hold the «у» of «у Кропивницькому».
JOINING: Final = frozenset(
    {"а", "але", "в", "від", "для", "до", "за", "з", "зі", "із", "і", "й", "на", "над"}
    | {"об", "під", "по", "при", "про", "та", "у", "через", "чи", "що", "як"}
)
COMMANDS: Final = re.compile(r"""[{}()\[\]^~*?:\\/"|&!<>=;]+""")
ENDS: Final = "+-—–.,…«»“”„'’ʼ`"


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: a number, then by preference of a kind, or words; or nothing."""

    words: tuple[str, ...] = ()
    number: str = ""
    kind: str = ""

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.words or self.number)

    @property
    def text(self) -> str:
        """The words as one text."""
        return " ".join(self.words)


def parse(typed: str) -> Query:
    """Return what was typed as a query; nothing where it holds neither a word nor a number."""
    text = plain(typed)
    if found := ALONE.fullmatch(text):
        return Query(_words(text), _dotted(found.group(1)))
    for kind, pattern in NAMED.items():
        if found := pattern.fullmatch(text):
            return Query(_words(text), _dotted(found.group(1)), kind)
    return Query(_words(text))


def plain(typed: str) -> str:
    """Return a text without characters that no reader sees, of a bounded length."""
    kept = (c if unicodedata.category(c)[0] != "C" else " " for c in typed[: 4 * LONGEST])
    return " ".join("".join(kept).split())[:LONGEST]


def _words(text: str) -> tuple[str, ...]:
    """Return the words that tell something; all of them where only joining ones were typed."""
    cut = (word.strip(ENDS) for word in COMMANDS.sub(" ", text).split())
    found = [word for word in cut if _tells(word) and word not in OPERATORS]
    telling = [word for word in found if word.casefold() not in JOINING]
    return tuple((telling or found)[:MOST_WORDS])


def _tells(word: str) -> bool:
    return any(c.isalnum() for c in word)


def _dotted(number: str) -> str:
    """Return a number as the documents print it."""
    return number.replace(",", ".")
