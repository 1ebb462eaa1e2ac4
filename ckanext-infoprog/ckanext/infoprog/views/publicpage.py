"""How a public page is answered: as HTML, CSV, XLSX, JSON or SVG, from what was published.

An answer is a pure function of version, language, day and address: it is kept, and marked by them.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version as release_of

import ckan.plugins.toolkit as tk
from flask import Response, render_template_string, request

from ckanext.infoprog import helpers, passports
from ckanext.infoprog.core.pages import files, paths
from ckanext.infoprog.core.pages import missing as nearby
from ckanext.infoprog.core.pages.frame import Page, Reader
from ckanext.infoprog.core.pages.missing import Near
from ckanext.infoprog.core.pages.programme import Programme
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.views import published, sending
from ckanext.infoprog.views import reader as readers
from ckanext.infoprog.views.published import Found
from ckanext.infoprog.views.rendered import rendered

TYPES = {
    "": "text/html",
    "csv": "text/csv",
    "json": "application/json",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
SVG = "{% from 'infoprog/charts/svg.html' import alone %}{{ alone(chart, font) }}"
OK, BAD, MISSING, GONE = 200, 400, 404, 410
MOST_VERSION = 2**31 - 1
NEAR_AMONG = 200  # programmes that are looked through for a name like the one asked for


@dataclass(frozen=True)
class Part:
    """A kind of page within a programme that an id names: a direction, a measure and the like.

    `near` gives what may have been meant, `more` what the template is given besides the page,
    `gone` the answer for an id that an earlier version had, `beside` the hashes of other packages
    that the page is made from.
    """

    what: str
    template: str
    has: Callable[[Programme, str], bool]
    make: Callable[[Found, Reader, str], Page | None]
    near: Callable[[Programme, str, str], tuple[Near, ...]]
    more: Callable[[Found, str], Mapping[str, object]] = lambda _found, _key: {}
    gone: Callable[[Found, str], Response | None] = lambda _found, _key: None
    beside: Callable[[Found], tuple[str, ...]] = lambda _found: ()


@dataclass(frozen=True)
class _Asked:
    """What is to be answered, whatever page it is."""

    found: Found
    template: str
    suffix: str
    today: date
    make: Callable[[Reader], Page | None]
    more: Callable[[], Mapping[str, object]]
    beside: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """All that the answer is made from, as one text."""
        parts = (
            *(request.host, request.full_path, str(tk.h.lang()), _release()),
            *(self.found.digest, self.found.pointer.version, self.found.redactions),
            *(self.today.isoformat(), self.suffix, self.beside, helpers.infoprog_site_title()),
        )
        return repr(parts)


def serve(
    name: str, template: str, make: Callable[[Snapshot, Reader], Page], suffix: str = ""
) -> Response:
    """Answer a page of a programme in the form that its suffix asks for."""
    found = _programme(name)
    if found is None:
        return missing("programme", name, _like(name))
    snapshot, today = found.snapshot(), passports.today()
    return _answer(
        _Asked(found, template, suffix, today, lambda reader: make(snapshot, reader), dict)
    )


def serve_part(name: str, asked: str, part: Part) -> Response:
    """Answer a page that an id names; an id may itself end like a suffix, and then it goes before.

    An id that there is not answers 404 with those near it, or 410 where an earlier version had it.
    """
    found = _programme(name)
    if found is None:
        return missing("programme", name, _like(name))
    programme = found.snapshot().of_programme()
    key, suffix = (asked, "") if part.has(programme, asked) else paths.split(asked)
    if not part.has(programme, key):
        near = part.near(programme, found.pointer.name, key)
        return part.gone(found, key) or missing(part.what, key, near)
    return _answer(
        _Asked(
            found=found,
            template=part.template,
            suffix=suffix,
            today=passports.today(),
            make=lambda reader: part.make(found, reader, key),
            more=lambda: part.more(found, key),
            beside=part.beside(found),
        )
    )


def prefix() -> str:
    """Return the part of an address that names the language; nothing for the portal's own."""
    lang = str(tk.h.lang())
    return "" if lang == tk.config["ckan.locale_default"] else f"/{lang}"


def missing(what: str, asked: str, near: tuple[Near, ...], status: int = MISSING) -> Response:
    """Answer that there is no such page, with those that may have been meant."""
    if "text/html" not in request.headers.get("Accept", "") or paths.split(request.path)[1]:
        raise RefusedError("no-page" if status == MISSING else "page-gone", asked=asked[:100])
    data = {"what": what, "asked": asked[:200], "near": near, "prefix": prefix(), "status": status}
    response = Response(tk.render("infoprog/pages/missing.html", data), status=status)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _programme(name: str) -> Found | None:
    """Return the version of a programme that is asked for; None where there is none to be seen."""
    found = published.find(name, _number())
    return found if found is not None and found.snapshot().programme is not None else None


def _answer(asked: _Asked) -> Response:
    """Answer a page that there is: marked, from what is kept ready where it can be."""
    if asked.found.is_private or tk.current_user.is_authenticated:
        readers.keep_private()
    response = _marked(asked)
    if response.status_code == 304:
        return response
    response.status_code, body = _kept(asked)
    response.set_data(body)
    if response.status_code != OK:
        response.headers["Cache-Control"] = "no-cache"
        for name in ("ETag", "Last-Modified"):
            response.headers.pop(name, None)
    return response


def _marked(asked: _Asked) -> Response:
    """Return an answer without its body: named, marked, 304 where the reader has it already."""
    response = Response(mimetype=TYPES[asked.suffix])
    manifest = asked.found.manifest
    response.headers[sending.VERSION] = str(manifest.version)
    if asked.suffix in ("csv", "xlsx"):
        stem = paths.split(request.path)[0].strip("/").replace("/", "-")
        filename = f"{stem}.{asked.suffix}"
        response.headers.set("Content-Disposition", "attachment", filename=filename)
    if not request.environ.get("__no_cache__"):
        response.set_etag(hashlib.sha256(asked.key.encode()).hexdigest()[:32])
        response.last_modified = sending.moment(manifest.created)
        response.make_conditional(request)
    return response


def _kept(asked: _Asked) -> tuple[int, bytes]:
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


def _made(asked: _Asked) -> tuple[int, bytes]:
    """Return the status and the body of a page."""
    page = asked.make(_reader(asked))
    if page is None:
        raise RefusedError("no-page", asked=request.path[:100])
    if asked.suffix:
        if page.faults:
            raise RefusedError("bad-query", faults=" ".join(page.faults))
        return OK, _file(page, asked.suffix)
    data = {
        "page": page, "frame": page.frame, "prefix": prefix(), "slug": asked.found.pointer.name,
        "manifest": asked.found.manifest, **asked.more(),
    }  # fmt: skip
    return (BAD if page.faults else OK), _lean(tk.render(asked.template, data)).encode()


def _reader(asked: _Asked) -> Reader:
    """Return for whom a page is made."""
    return Reader(
        words=readers.spoken(),
        today=asked.today,
        portal=helpers.infoprog_site_title(),
        site=str(tk.config["ckan.site_url"]).rstrip("/") + prefix(),
        current=asked.found.pointer.version,
        published=asked.found.day,
        asked=dict(request.args.items()),
        resources=published.tables(asked.found.manifest),
    )


def _file(page: Page, suffix: str) -> bytes:
    """Return a page in another form."""
    if suffix == "json":
        return f"{json.dumps(files.to_dict(page), ensure_ascii=False, indent=1)}\n".encode()
    if suffix == "xlsx":
        return files.xlsx(page, readers.spoken())
    name = request.args.get("chart" if suffix == "svg" else "table", "")
    chart, grid = page.chart(name), page.grid(name)
    if suffix == "svg" and chart is not None:
        return _lean(render_template_string(SVG, chart=chart, font=FONT)).encode()
    if suffix == "svg" or grid is None:
        raise RefusedError("no-page", asked=name[:100] or suffix)
    return readers.plain(files.csv_text(grid), readers.CSV).get_data()


def _lean(html: str) -> str:
    """Return a page without the room that templates leave between lines."""
    return "\n".join(line for one in html.splitlines() if (line := one.strip()))


def _number() -> int | None:
    """Return the version that the address asks for; one that is no number is refused."""
    text = request.args.get("version", "")
    if not text:
        return None
    if text.isascii() and text.isdecimal() and len(text) < 11 and 0 < int(text) <= MOST_VERSION:
        return int(text)
    raise RefusedError("bad-version", version=text[:40])


def _like(name: str) -> tuple[Near, ...]:
    """Return the programmes whose name is like one that there is not."""
    lang = helpers.infoprog_lang()
    listed = published.programmes(most=NEAR_AMONG)
    return nearby.slugs([(one.name, published.card(one, lang).title) for one in listed], name)


@cache
def _release() -> str:
    return release_of("ckanext-infoprog")
