"""Bring the catalogue of the command line and of reports (infoprog-core) up to date.

Run it after a text has changed: python ckanext-infoprog/ckanext/infoprog/i18n/update_core.py
Texts without a translation are named; enter them in uk/LC_MESSAGES/infoprog-core.po, run it again.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).parent
TEMPLATE = HERE / "infoprog-core.pot"
TRANSLATED = HERE / "uk" / "LC_MESSAGES" / "infoprog-core.po"
COMPILED = TRANSLATED.with_suffix(".mo")
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)  # the same texts give the same bytes
COMMENT = "# The texts of the command line and of reports, and those of click that it shows."

OUR_FOLDERS = ("commands", "core/reports", "core/pages")
OUR_KEYWORDS = {"say": None, "say_count": (1, 2)}
CLICK_FILES = (
    "core.py", "decorators.py", "exceptions.py", "formatting.py", "parser.py", "types.py",
)  # fmt: skip
EMPTY = tuple(
    f'"{name}'.encode()
    for name in (
        "Project-Id", "Report-Msgid", "POT-Creation", "PO-Revision", "Generated-By",
        "Last-Translator", "Language-Team",
    )
)  # fmt: skip


def extract() -> Catalog:
    """Return every text of ours and of click that a person at the terminal may meet."""
    found = Catalog(header_comment=COMMENT, charset="utf-8", fuzzy=False)
    for text in (*_ours(), *_of_click()):
        found.add(text)
    return found


def merged(template: Catalog, before: Catalog) -> Catalog:
    """Return the translations that are still asked for; new texts stand empty."""
    after = Catalog("uk", header_comment=COMMENT, charset="utf-8", fuzzy=False)
    for message in _sorted(template):
        known = before.get(message.id)
        after.add(message.id, known.string if known else None)
    return after


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the texts that lack a translation, in whole or in one of their plural forms."""
    return [str(m.id) for m in catalogue if m.id and not _whole(m)]


def as_text(catalogue: Catalog) -> bytes:
    """Return a catalogue's file: sorted, no places, no dates: it changes with texts only."""
    file = io.BytesIO()
    write_po(file, catalogue, sort_output=True, omit_header=False, width=100)
    return b"".join(
        line for line in file.getvalue().splitlines(keepends=True) if not line.startswith(EMPTY)
    )


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue as gettext reads it."""
    file, read = io.BytesIO(), read_po(io.BytesIO(as_text(catalogue)), locale="uk")
    read.creation_date = read.revision_date = NO_DATE
    write_mo(file, read)
    return file.getvalue()


def main() -> int:
    """Write the template, the translations and the compiled file; fail where a text lacks one."""
    template = extract()
    with TRANSLATED.open("rb") as file:
        after = merged(template, read_po(file, locale="uk"))
    TEMPLATE.write_bytes(as_text(template))
    TRANSLATED.write_bytes(as_text(after))
    COMPILED.write_bytes(compiled(after))
    missing = untranslated(after)
    for text in missing:
        sys.stderr.write(f"not translated: {text}\n")
    return int(bool(missing))


def _ours() -> Iterator[str | tuple[str, ...]]:
    """Yield the texts of our own code."""
    for folder in OUR_FOLDERS:
        for _, _, text, _, _ in extract_from_dir(HERE.parent / folder, keywords=OUR_KEYWORDS):
            yield text


def _of_click() -> Iterator[str | tuple[str, ...]]:
    """Yield the texts of the files of click that a command line goes through."""
    for name, _, text, _, _ in extract_from_dir(Path(click.__file__).parent):
        if name in CLICK_FILES:
            yield text


def _sorted(catalogue: Catalog) -> list[Message]:
    """Return the texts of a catalogue in order."""
    return sorted((m for m in catalogue if m.id), key=lambda m: str(m.id))


def _whole(message: Message) -> bool:
    """Whether a text has its translation, in every plural form."""
    strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return all(strings)


if __name__ == "__main__":
    sys.exit(main())
