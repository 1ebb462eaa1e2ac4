"""How a public page is answered: as HTML, CSV, XLSX, JSON or SVG, from what was published.

An answer is a pure function of version, language, day and address: it is kept, and marked by them.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from importlib.metadata import version as release_of

import ckan.plugins.toolkit as tk
from flask import Response, render_template_string, request

from ckanext.infoprog import helpers, passports
from ckanext.infoprog.core.pages import files, paths
from ckanext.infoprog.core.pages import missing as nearby
from ckanext.infoprog.core.pages.frame import Page, Reader
from ckanext.infoprog.core.pages.missing import Near
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.views import published, sending
from ckanext.infoprog.views import reader as readers
from ckanext.infoprog.views.published import Found
from ckanext.infoprog.views.rendered import rendered

Make = Callable[[Snapshot, Reader], Page | None]
TYPES = {
    "": "text/html",
    "csv": "text/csv",
    "json": "application/json",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
SVG = "{% from 'infoprog/charts/svg.html' import alone %}{{ alone(chart, font) }}"
BAD, MISSING = 400, 404
MOST_VERSION = 2**31 - 1


def serve(name: str, template: str, make: Make, suffix: str = "") -> Response:
    """Answer a page of a programme in the form that its suffix asks for."""
    found = published.find(name, _number())
    if found is None or found.snapshot().programme is None:
        return missing("programme", name, _like(name))
    if found.is_private or tk.current_user.is_authenticated:
        readers.keep_private()
    today = passports.today()
    response = _marked(found, today, suffix)
    if response.status_code != 304:
        key = f"{_key(found, today)} {suffix}"
        status, body = _kept(key, lambda: _made(found, template, make, suffix, today))
        response.status_code = status
        response.set_data(body)
    if response.status_code != 200:
        response.headers["Cache-Control"] = "no-cache"
        response.headers.pop("ETag", None)
    return response


def prefix() -> str:
    """Return the part of an address that names the language; nothing for the portal's own."""
    lang = str(tk.h.lang())
    return "" if lang == tk.config["ckan.locale_default"] else f"/{lang}"


def missing(what: str, asked: str, near: tuple[Near, ...], status: int = MISSING) -> Response:
    """Answer that there is no such page, with those that may have been meant."""
    if "text/html" not in request.headers.get("Accept", "") or _suffix():
        raise RefusedError("no-page", what=what, asked=asked[:100])
    data = {"what": what, "asked": asked[:200], "near": near, "prefix": prefix(), "status": status}
    response = Response(tk.render("infoprog/pages/missing.html", data), status=status)
    response.headers["Cache-Control"] = "no-cache"
    return response


def reader_of(found: Found, today: date) -> Reader:
    """Return for whom a page is made."""
    return Reader(
        words=readers.spoken(),
        today=today,
        portal=helpers.infoprog_site_title(),
        site=str(tk.config["ckan.site_url"]).rstrip("/") + prefix(),
        current=found.pointer.version,
        published=found.day,
        asked=dict(request.args.items()),
        resources=published.tables(found.manifest),
    )


def _made(found: Found, template: str, make: Make, suffix: str, today: date) -> tuple[int, bytes]:
    """Return the status and the body of a page."""
    snapshot = found.snapshot()
    page = make(snapshot, reader_of(found, today))
    if page is None:
        raise RefusedError("no-page", what="page", asked=request.path[:100])
    if page.faults and suffix:
        raise RefusedError("bad-query", faults=" ".join(page.faults))
    if suffix:
        return 200, _file(page, suffix)
    data: Mapping[str, object] = {
        "page": page, "frame": page.frame, "prefix": prefix(), "slug": snapshot.slug,
        "snapshot": snapshot, "manifest": found.manifest,
    }  # fmt: skip
    status = BAD if page.faults else 200
    return status, _lean(tk.render(template, dict(data))).encode()


def _lean(html: str) -> str:
    """Return a page without the room that templates leave between lines."""
    return "\n".join(line for one in html.splitlines() if (line := one.strip()))


def _file(page: Page, suffix: str) -> bytes:
    """Return a page in another form."""
    if suffix == "json":
        said = json.dumps(files.to_dict(page), ensure_ascii=False, indent=1)
        return f"{said}\n".encode()
    if suffix == "xlsx":
        return files.xlsx(page, readers.spoken())
    if suffix == "svg":
        chart = page.chart(request.args.get("chart", ""))
        if chart is None:
            raise RefusedError("no-page", what="chart", asked=request.args.get("chart", "")[:100])
        return _lean(render_template_string(SVG, chart=chart, font=FONT)).encode()
    grid = page.grid(request.args.get("table", ""))
    if grid is None:
        raise RefusedError("no-page", what="table", asked=request.args.get("table", "")[:100])
    mark = sending.BOM if sending.wants_bom() else b""
    return mark + files.csv_text(grid).encode()


def _marked(found: Found, today: date, suffix: str) -> Response:
    """Return an answer without its body: named, marked, 304 where the reader has it already."""
    response = Response(mimetype=TYPES[suffix])
    response.headers[sending.VERSION] = str(found.manifest.version)
    if suffix in ("csv", "xlsx"):
        stem = paths.split(request.path)[0].strip("/").replace("/", "-")
        response.headers.set("Content-Disposition", "attachment", filename=f"{stem}.{suffix}")
    if not request.environ.get("__no_cache__"):
        response.set_etag(hashlib.sha256(_key(found, today).encode()).hexdigest()[:32])
        response.last_modified = sending.moment(found.manifest.created)
        response.make_conditional(request)
    return response


def _key(found: Found, today: date) -> str:
    """Return all that an answer is made from."""
    parts = (
        *(request.host, request.full_path, str(tk.h.lang()), release_of("ckanext-infoprog")),
        *(found.digest, found.pointer.version, found.redactions, today.isoformat()),
    )
    return repr(parts)


def _kept(key: str, make: Callable[[], tuple[int, bytes]]) -> tuple[int, bytes]:
    """Return an answer that is kept ready; those of members and of bad questions never are."""
    if request.environ.get("__no_cache__") or request.cookies:
        return make()
    told: list[tuple[int, bytes]] = []

    def body() -> bytes:
        told.append(make())
        if told[0][0] != 200:
            raise _NotKeptError
        return told[0][1]

    try:
        return 200, rendered.get(key, body)
    except _NotKeptError:
        return told[0]


class _NotKeptError(Exception):
    """An answer that is not to be kept."""


def _suffix() -> str:
    return paths.split(request.path)[1]


def _number() -> int | None:
    """Return the version that the address asks for; one that is no number is refused."""
    text = request.args.get("version", "")
    if not text:
        return None
    if text.isascii() and text.isdecimal() and 0 < len(text) < 11 and int(text) <= MOST_VERSION:
        return int(text)
    raise RefusedError("bad-version", version=text[:40])


def _like(name: str) -> tuple[Near, ...]:
    """Return the programmes whose name is like one that there is not."""
    lang = helpers.infoprog_lang()
    known = [(one.name, published.card(one, lang).title) for one in published.programmes(most=200)]
    return nearby.slugs(known, name)
