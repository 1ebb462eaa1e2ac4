"""The frame of pages that are of no programme: of another package, of the whole portal."""

from __future__ import annotations

from collections.abc import Sequence

from ckanext.infoprog.core import i18n
from ckanext.infoprog.core.pages import frame, paths
from ckanext.infoprog.core.pages.frame import Crumb, Frame, Reader
from ckanext.infoprog.core.pages.snapshot import Snapshot


def of_package(
    of: Snapshot, reader: Reader, path: str, title: str, trail: tuple[Crumb, ...], api: str = ""
) -> Frame:
    """Return the frame of a page of a package that holds no programme."""
    return Frame(
        path=path,
        title=title,
        trail=trail,
        status=frame.of_data(of, reader),
        version=of.version,
        current=reader.current,
        citation=frame.citation(of, reader, path, title),
        permanent=f"{reader.site}{path}{paths.query(version=of.version)}",
        api=api,
        sections=(),
    )


def of_portal(
    reader: Reader, path: str, title: str, used: Sequence[object], query: str = ""
) -> Frame:
    """Return the frame of a page made of several packages; `query` is what was chosen of them."""
    words, day = reader.words, i18n.day(reader.today, reader.words.lang)
    url = f"{reader.site}{path}{query}"
    counted = words.say_count("made of {count} document", "made of {count} documents", len(used))
    return Frame(
        path=path,
        title=title,
        trail=(Crumb(title, path),),
        status=(words.say("as of {day}", day=day), counted) if used else (),
        version=0,
        current=0,
        citation=words.say(
            "{portal}. {title}. As of {day}. {url}",
            portal=reader.portal, title=title, day=day, url=url,
        ),
        permanent=url,
        api="",
        sections=(),
    )  # fmt: skip
