"""How a public page is answered: as HTML, CSV, XLSX, JSON, SVG or ICS, from what was published.

An answer is a pure function of versions, language, day and address: it is kept, and marked by them.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.metadata import version as release_of

import ckan.plugins.toolkit as tk
from flask import Response, render_template_string, request

from ckanext.infoprog import helpers
from ckanext.infoprog.core.pages import files
from ckanext.infoprog.core.pages.calendarpage import CalendarPage
from ckanext.infoprog.core.pages.frame import Page, Reader
from ckanext.infoprog.core.pages.lean import lean
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.views import published, sending
from ckanext.infoprog.views import reader as readers
from ckanext.infoprog.views.published import Found
from ckanext.infoprog.views.rendered import rendered

TYPES = {
    "": "text/html",
    "csv": "text/csv",
    "ics": "text/calendar",
    "json": "application/json",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NAMED = ("csv", "ics", "xlsx")
FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
SVG = "{% from 'infoprog/charts/svg.html' import alone %}{{ alone(chart, font) }}"
OK, BAD, MISSING, GONE = 200, 400, 404, 410
MOST_VERSION = 2**31 - 1


@dataclass(frozen=True)
class Asked:
    """What is to be answered: the template, the form, what the page is made from.

    `own` is the version whose page it is, where it is of one; `made_of` are all that it is made
    from, `beside` the hashes of others; `more` gives what the template gets besides the page.
    """

    template: str
    suffix: str
    made_of: tuple[Found, ...]
    today: date
    make: Callable[[Reader], Page | None]
    own: Found | None = None
    more: Callable[[], Mapping[str, object]] = dict
    beside: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """All that the answer is made from, as one text."""
        parts = (
            *(request.host, request.full_path, str(tk.h.lang()), _release()),
            *(self.suffix, self.today.isoformat(), helpers.infoprog_site_title()),
            *(self.own and self.own.pointer.version, self.beside),
            *((one.digest, one.redactions) for one in self.made_of),
        )
        return repr(parts)


def answer(asked: Asked) -> Response | None:
    """Return the answer, 304 where the reader has it already, None where there is no such page."""
    is_private = any(one.is_private for one in asked.made_of)
    if is_private or tk.current_user.is_authenticated:
        readers.keep_private()
    response = _marked(asked)
    if response.status_code == 304:
        return response
    status, body = _kept(asked)
    if status == MISSING:
        return None
    response.status_code = status
    response.set_data(body)
    if status != OK:
        response.headers["Cache-Control"] = "no-cache"
        for name in ("ETag", "Last-Modified"):
            response.headers.pop(name, None)
    return response


def prefix() -> str:
    """Return the part of an address that names the language; nothing for the portal's own."""
    return helpers.infoprog_prefix()


def number() -> int | None:
    """Return the version that the address asks for; one that is no number is refused."""
    text = request.args.get("version", "")
    if not text:
        return None
    if text.isascii() and text.isdecimal() and len(text) < 11 and 0 < int(text) <= MOST_VERSION:
        return int(text)
    raise RefusedError("bad-version", version=text[:40])


def _marked(asked: Asked) -> Response:
    """Return an answer without its body: named, marked, 304 where the reader has it already."""
    response = Response(mimetype=TYPES[asked.suffix])
    if asked.own:
        response.headers[sending.VERSION] = str(asked.own.manifest.version)
    if asked.suffix in NAMED:
        stem = request.path.removesuffix(f".{asked.suffix}").strip("/").replace("/", "-")
        filename = f"{stem}.{asked.suffix}"
        response.headers.set("Content-Disposition", "attachment", filename=filename)
    if not request.environ.get("__no_cache__"):
        response.set_etag(hashlib.sha256(asked.key.encode()).hexdigest()[:32])
        response.last_modified = _modified(asked)
        response.make_conditional(request)
    return response


def _modified(asked: Asked) -> datetime:
    """Return since when an answer may say what it says.

    One of several packages changes also where one of them goes, and with the day.
    """
    if asked.own and len(asked.made_of) == 1:
        return sending.moment(asked.own.manifest.created)
    day = _midnight(asked.today)
    return max(day, published.changed()).replace(microsecond=0) if asked.made_of else day


def _midnight(day: date) -> datetime:
    """Return the moment at which a day begins in the portal's time zone."""
    moment, zone = datetime.combine(day, time()), tk.h.get_display_timezone()
    place = getattr(zone, "localize", None)  # pytz, which CKAN takes, knows days by it alone
    return (place(moment) if place else moment.replace(tzinfo=zone)).astimezone(UTC)


def _kept(asked: Asked) -> tuple[int, bytes]:
    """Return an answer that is kept ready; those of members and to bad questions never are."""
    if request.environ.get("__no_cache__") or request.cookies:
        return _made(asked)
    body = rendered.get(asked.key)
    if body is not None:
        return OK, body
    status, body = _made(asked)
    if status == OK:
        rendered.keep(asked.key, body)
    return status, body


def _made(asked: Asked) -> tuple[int, bytes]:
    """Return the status and the body of a page; 404 where there is no such page."""
    page = asked.make(_reader(asked))
    if page is None:
        return MISSING, b""
    if asked.suffix:
        if page.faults:
            raise RefusedError("bad-query", faults=" ".join(page.faults))
        return OK, _file(page, asked.suffix)
    own = asked.own
    data = {
        "page": page, "frame": page.frame, "prefix": prefix(),
        "slug": own.pointer.name if own else "", "manifest": own.manifest if own else None,
        **asked.more(),
    }  # fmt: skip
    return (BAD if page.faults else OK), lean(tk.render(asked.template, data)).encode()


def _reader(asked: Asked) -> Reader:
    """Return for whom a page is made."""
    own = asked.own
    return Reader(
        words=readers.spoken(),
        today=asked.today,
        portal=helpers.infoprog_site_title(),
        site=str(tk.config["ckan.site_url"]).rstrip("/") + prefix(),
        current=own.pointer.version if own else 0,
        published=own.day if own else None,
        asked=dict(request.args.items()),
        resources=published.tables(own.manifest) if own else {},
    )


def _file(page: Page, suffix: str) -> bytes:
    """Return a page in another form; a CSV for Excel holds no cell that would run."""
    if suffix == "json":
        return f"{json.dumps(files.to_dict(page), ensure_ascii=False, indent=1)}\n".encode()
    if suffix == "xlsx":
        return files.xlsx(page, readers.spoken())
    if suffix == "ics" and isinstance(page, CalendarPage):
        return page.ics.encode()
    name = request.args.get("chart" if suffix == "svg" else "table", "")
    chart, grid = page.chart(name), page.grid(name)
    if suffix == "svg" and chart is not None:
        return lean(render_template_string(SVG, chart=chart, font=FONT)).encode()
    if suffix == "svg" or grid is None:
        raise RefusedError("no-page", asked=name[:100] or suffix)
    return readers.plain(files.csv_text(grid), readers.CSV).get_data()


@cache
def _release() -> str:
    return release_of("ckanext-infoprog")
