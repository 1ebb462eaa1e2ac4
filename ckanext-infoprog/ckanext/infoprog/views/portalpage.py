"""How the other public pages are answered: of packages of any kind, and of several at once.

An answer is a pure function of versions, language, day and address: it is kept, and marked by them.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version as release_of

import ckan.plugins.toolkit as tk
from flask import Response, render_template_string, request

from ckanext.infoprog import helpers, passports
from ckanext.infoprog.core.pages import files
from ckanext.infoprog.core.pages.calendarpage import CalendarPage
from ckanext.infoprog.core.pages.frame import Page, Reader
from ckanext.infoprog.core.pages.missing import Near
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.views import publicpage, published, sending
from ckanext.infoprog.views import reader as readers
from ckanext.infoprog.views.published import Found
from ckanext.infoprog.views.rendered import rendered

OK, BAD = 200, 400
TYPES = {**publicpage.TYPES, "ics": "text/calendar"}
Near_ = Callable[[Snapshot], tuple[Near, ...]]


@dataclass(frozen=True)
class Asked:
    """What is to be answered: the template, the form, what the page is made from."""

    template: str
    suffix: str
    made_of: tuple[Found, ...]
    make: Callable[[Reader], Page | None]
    own: Found | None = None

    @property
    def key(self) -> str:
        """All that the answer is made from, as one text."""
        parts = (
            *(request.host, request.full_path, str(tk.h.lang()), release_of("ckanext-infoprog")),
            *(self.suffix, passports.today().isoformat(), self.own and self.own.pointer.version),
            *((one.digest, one.redactions) for one in self.made_of),
        )
        return repr(parts)


def of_package(
    name: str,
    template: str,
    make: Callable[[Snapshot, Reader], Page | None],
    suffix: str = "",
    *,
    what: str = "programme",
    fits: Callable[[Snapshot], bool] = lambda one: one.programme is not None,
    others: Sequence[Found] = (),
    part: tuple[str, str] = ("page", ""),
    near: Near_ = lambda _one: (),
) -> Response:
    """Answer a page of one package; `part` says what of it is asked for, `near` what is like it."""
    found = published.find(name, _number())
    if found is None or not fits(found.snapshot()):
        return publicpage.missing(what, name, ())
    if found.is_private:
        readers.keep_private()
    snapshot = found.snapshot()
    asked = Asked(template, suffix, (found, *others), lambda reader: make(snapshot, reader), found)
    response = _answer(asked)
    if response is None:
        return publicpage.missing(*part, near(snapshot))
    return response


def of_portal(
    template: str,
    make: Callable[[Sequence[Snapshot], Reader], Page | None],
    found: Sequence[Found],
    suffix: str = "",
) -> Response:
    """Answer a page made of several packages."""
    snapshots = [one.snapshot() for one in found]
    asked = Asked(template, suffix, tuple(found), lambda reader: make(snapshots, reader))
    return _answer(asked) or publicpage.missing("page", request.path, ())


def _answer(asked: Asked) -> Response | None:
    """Return the answer, 304 where the reader has it already, None where there is no such page."""
    if tk.current_user.is_authenticated:
        readers.keep_private()
    response = _marked(asked)
    if response.status_code == 304:
        return response
    status, body = _kept(asked)
    if not status:
        return None
    response.status_code = status
    response.set_data(body)
    if status != OK:
        response.headers["Cache-Control"] = "no-cache"
        response.headers.pop("ETag", None)
    return response


def _reader(asked: Asked) -> Reader:
    """Return for whom a page is made."""
    own = asked.own
    return Reader(
        words=readers.spoken(),
        today=_today(),
        portal=helpers.infoprog_site_title(),
        site=str(tk.config["ckan.site_url"]).rstrip("/") + publicpage.prefix(),
        current=own.pointer.version if own else 0,
        published=own.day if own else None,
        asked=dict(request.args.items()),
        resources=published.tables(own.manifest) if own else {},
    )


def _today() -> date:
    return passports.today()


def _kept(asked: Asked) -> tuple[int, bytes]:
    """Return an answer that is kept ready; those of members and of bad questions never are."""
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
    """Return the status and the body of a page; nothing where there is no such page."""
    page = asked.make(_reader(asked))
    if page is None:
        return 0, b""
    if page.faults and asked.suffix:
        raise RefusedError("bad-query", faults=" ".join(page.faults))
    if asked.suffix:
        return OK, _file(page, asked.suffix)
    slug = asked.own.snapshot().slug if asked.own else ""
    data = {"page": page, "frame": page.frame, "prefix": publicpage.prefix(), "slug": slug}
    return (BAD if page.faults else OK), _lean(tk.render(asked.template, data)).encode()


def _file(page: Page, suffix: str) -> bytes:
    """Return a page in another form."""
    if suffix == "json":
        said = json.dumps(files.to_dict(page), ensure_ascii=False, indent=1)
        return f"{said}\n".encode()
    if suffix == "xlsx":
        return files.xlsx(page, readers.spoken())
    if suffix == "ics" and isinstance(page, CalendarPage):
        return page.ics.encode()
    if suffix == "svg":
        chart = page.chart(request.args.get("chart", ""))
        if chart is None:
            raise RefusedError("no-page", asked=request.args.get("chart", "")[:100])
        text = render_template_string(publicpage.SVG, chart=chart, font=publicpage.FONT)
        return _lean(text).encode()
    grid = page.grid(request.args.get("table", ""))
    if grid is None:
        raise RefusedError("no-page", asked=request.args.get("table", "")[:100])
    mark = sending.BOM if sending.wants_bom() else b""
    return mark + files.csv_text(grid).encode()


def _lean(html: str) -> str:
    """Return a page without the room that templates leave between lines."""
    return "\n".join(line for one in html.splitlines() if (line := one.strip()))


def _marked(asked: Asked) -> Response:
    """Return an answer without its body: named, marked, 304 where the reader has it already."""
    response = Response(mimetype=TYPES[asked.suffix])
    if asked.own:
        response.headers[sending.VERSION] = str(asked.own.manifest.version)
    if asked.suffix in ("csv", "xlsx", "ics"):
        stem = request.path.removesuffix(f".{asked.suffix}").strip("/").replace("/", "-")
        filename = f"{stem}.{asked.suffix}"
        response.headers.set("Content-Disposition", "attachment", filename=filename)
    if not request.environ.get("__no_cache__"):
        response.set_etag(hashlib.sha256(asked.key.encode()).hexdigest()[:32])
        if asked.own and len(asked.made_of) == 1:
            response.last_modified = sending.moment(asked.own.manifest.created)
        response.make_conditional(request)
    return response


def _number() -> int | None:
    """Return the version that the address asks for; one that is no number is refused."""
    text = request.args.get("version", "")
    if not text:
        return None
    if text.isascii() and text.isdecimal() and len(text) < 11 and 0 < int(text) < 2**31:
        return int(text)
    raise RefusedError("bad-version", version=text[:40])
