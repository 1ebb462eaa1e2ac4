"""The language that a person wants, and click's own sentences in it."""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.reports import words

OPTION: Final = "--lang"
VARIABLES: Final = ("INFOPROG_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def wanted(argv: Sequence[str], environ: Mapping[str, str]) -> str:
    """Return uk or en: as --lang says, else INFOPROG_LANG, else the terminal's, else uk."""
    return i18n.choose(*reversed(_named(argv)), *(environ.get(name) for name in VARIABLES))


@contextmanager
def click_speaks(lang: str) -> Iterator[None]:
    """Let click take its sentences from our catalogue; it asks gettext for the process's domain."""
    domain, language = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain(words.DOMAIN, str(words.folder()))
    gettext.textdomain(words.DOMAIN)
    os.environ["LANGUAGE"] = lang
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if language is None:
            os.environ.pop("LANGUAGE")
        else:
            os.environ["LANGUAGE"] = language


def _named(argv: Sequence[str]) -> list[str]:
    """Return what the words of a command line say of the language, in their order."""
    named: list[str] = []
    for at, word in enumerate(argv):
        if word == "--":
            break
        if word.startswith(f"{OPTION}="):
            named.append(word.partition("=")[2])
        elif word == OPTION and at + 1 < len(argv):
            named.append(argv[at + 1])
    return named
