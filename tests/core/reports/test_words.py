"""Every text of the command line and of the reports is in both languages."""

import importlib.util
import string
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from ckanext.infoprog.core.reports.words import folder, visible, words

PATH = folder() / "update_core.py"
SPEC = importlib.util.spec_from_file_location("update_core", PATH)
assert SPEC is not None
assert SPEC.loader is not None
update = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(update)

MEND = f"run python {PATH.name} in the folder i18n"


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="uk")


def texts(catalogue: Catalog) -> set[object]:
    return {message.id for message in catalogue if message.id}


def places(text: str) -> set[str]:
    return {name or "" for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def pairs(message: Message) -> list[tuple[set[str], set[str]]]:
    """Return the places of each form beside those that the source offers."""
    sources = message.id if isinstance(message.id, tuple) else (message.id,)
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    offered = set().union(*(places(source) for source in sources))
    return [(places(form), offered) for form in forms]


class TestCatalogue:
    def test_holds_every_text(self):
        """The catalogue has exactly the texts that the code says, ours and click's."""
        assert texts(read(update.TRANSLATED)) == texts(update.extract()), MEND
        assert texts(read(update.TEMPLATE)) == texts(update.extract()), MEND

    def test_every_text_is_translated(self):
        """No text lacks its Ukrainian, in any of its plural forms."""
        assert update.untranslated(read(update.TRANSLATED)) == []

    def test_places_are_kept(self):
        """A translation asks for no value that the text does not offer, and singles lose none."""
        for message in read(update.TRANSLATED):
            if not message.id:
                continue
            for asked, offered in pairs(message):
                assert asked <= offered, message.id
                assert isinstance(message.id, tuple) or asked == offered, message.id

    def test_compiled(self):
        """The compiled catalogue is that of the text."""
        assert update.COMPILED.read_bytes() == update.compiled(read(update.TRANSLATED)), MEND


class TestWords:
    @pytest.mark.parametrize(
        ("lang", "count", "text"),
        [
            ("uk", 1, "1 помилка"),
            ("uk", 3, "3 помилки"),
            ("uk", 11, "11 помилок"),
            ("uk", 1500, "1\u00a0500 помилок"),
            ("en", 1, "1 error"),
            ("en", 1500, "1,500 errors"),
        ],
    )
    def test_counted(self, lang: str, count: int, text: str):
        """A count has the form and the separators of its language."""
        assert words(lang).say_count("{count} error", "{count} errors", count) == text

    def test_what_is_not_translated(self):
        """A text that the catalogue does not know stays as it is."""
        assert words("uk").say("Nobody says {what}.", what="this") == "Nobody says this."


class TestVisible:
    def test_commands_no_terminal(self):
        """Characters that a terminal would obey or that break a line are replaced."""
        assert visible("a\x1b[31mb\nc\u202ed\u00a0ї") == "a\ufffd[31mb\ufffdc\ufffdd\u00a0ї"
