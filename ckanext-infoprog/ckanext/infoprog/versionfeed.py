"""The Atom feed of a dataset's versions: an entry for each, with what it changed in words."""

from datetime import UTC
from html import escape
from typing import Any

import ckan.plugins.toolkit as tk
from feedgen.feed import FeedGenerator

from ckanext.infoprog import addresses, helpers
from ckanext.infoprog.core.pages import paths
from ckanext.infoprog.core.reports import diffview
from ckanext.infoprog.core.reports.diffview import Shown
from ckanext.infoprog.core.reports.words import Words
from ckanext.infoprog.linked import identity
from ckanext.infoprog.logic import reading
from ckanext.infoprog.storage import versions
from ckanext.infoprog.storage.versions import Pointer, Version

ENTRIES = 20
SENTENCES = 10


def feed(dataset: dict[str, Any], current: Pointer, words: Words) -> str:
    """Return the feed as text."""
    found = versions.listed(current.package_id)
    page = addresses.absolute(paths.versions(current.name))
    made = FeedGenerator()
    uri = identity.of(dataset)
    made.id(f"{uri}/versions")
    made.title(tk._("Versions: {title}").format(title=_title(dataset)))
    made.subtitle(tk._("What each version of the data changed"))
    made.language(helpers.infoprog_lang())
    made.author(name=_publisher(dataset))
    made.updated(found[0].created.astimezone(UTC))
    made.link(href=page, rel="alternate")
    made.link(href=f"{page}.atom", rel="self")
    for at, one in enumerate(found[:ENTRIES]):
        before = found[at + 1].number if at + 1 < len(found) else 0
        _add(made, current, one, before, words)
        made.entry()[-1].id(str(identity.version(uri, one.number)))
    text: str = made.atom_str(pretty=True).decode("utf-8")
    return text


def _add(made: FeedGenerator, current: Pointer, one: Version, before: int, words: Words) -> None:
    """Add the entry of one version."""
    address = addresses.absolute(paths.version(current.name, one.number))
    entry = made.add_entry(order="append")
    entry.title(_heading(one))
    entry.link(href=address, rel="alternate")
    entry.published(one.created.astimezone(UTC))
    entry.updated(one.created.astimezone(UTC))
    if reading.is_restricted(current):
        return
    found = reading.difference(current, before, one.number, limit=SENTENCES)
    shown = diffview.difference(found, words, reading.names(current, one.number))
    entry.summary(shown.summary)
    entry.content(_content(shown, before), type="html")


def _heading(one: Version) -> str:
    """Return what an entry is called: the version and its note."""
    title = tk._("Version {number}").format(number=one.number)
    return f"{title}: {one.note}" if one.note else title


def _content(shown: Shown, before: int) -> str:
    """Return what changed as a small piece of HTML; of a first version the counts are enough."""
    parts = [f"<p>{escape(shown.summary)}</p>"]
    for table in shown.tables if before else ():
        parts.append(f"<h2>{escape(table.title)}</h2><ul>")
        parts += [f"<li>{escape(row.sentence())}</li>" for row in table.rows]
        if table.hidden:
            parts.append(f"<li>{escape(tk._('and {count} more').format(count=table.hidden))}</li>")
        parts.append("</ul>")
    return "".join(parts)


def _title(dataset: dict[str, Any]) -> str:
    title = tk.h.get_translated(dataset, "title") or dataset["name"]
    english = dataset.get("title_en") if helpers.infoprog_lang() == "en" else ""
    return str(english or title)


def _publisher(dataset: dict[str, Any]) -> str:
    organization = dataset.get("organization") or {}
    return str(organization.get("title") or helpers.infoprog_site_title())
