"""The words of reports and of the command line, in Ukrainian and English.

`say` and `say_count` are the names that the catalogue infoprog-core is extracted by; they keep
these texts apart from the pages' own catalogue.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from ckanext.infoprog.core import i18n

DOMAIN: Final = "infoprog-core"


@dataclass(frozen=True, slots=True)
class Words:
    """Texts in one language."""

    lang: str
    catalogue: gettext.NullTranslations

    def say(self, text: str, **values: object) -> str:
        """Return a text in the language, its {places} filled."""
        return self.catalogue.gettext(text).format_map(values)

    def say_count(self, one: str, many: str, count: int, **values: object) -> str:
        """Return a text with a count in the form that the count asks for."""
        shown = i18n.number(count, self.lang)
        return self.catalogue.ngettext(one, many, count).format_map({"count": shown} | values)


def folder() -> Path:
    """Return the folder of the translations."""
    return Path(str(resources.files("ckanext.infoprog"))) / "i18n"


@cache
def words(lang: str) -> Words:
    """Return the texts of a language; English stands in the code itself."""
    found = gettext.translation(DOMAIN, folder(), languages=[lang], fallback=True)
    return Words(lang, found)


def visible(text: str) -> str:
    """Return the text without characters that would command a terminal or break a line."""
    return "".join(c if c.isprintable() or c == i18n.NBSP else "\ufffd" for c in text)
