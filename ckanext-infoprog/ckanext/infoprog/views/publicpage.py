"""Which public page is asked for: of a programme, a part of one, any package, or of several."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import ckan.plugins.toolkit as tk
from flask import Response, request

from ckanext.infoprog import helpers, passports
from ckanext.infoprog.core.pages import missing as nearby
from ckanext.infoprog.core.pages import parts, paths
from ckanext.infoprog.core.pages.frame import Page, Reader
from ckanext.infoprog.core.pages.missing import Near
from ckanext.infoprog.core.pages.programme import Programme
from ckanext.infoprog.core.pages.snapshot import Snapshot
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.views import answering, published
from ckanext.infoprog.views.answering import MISSING, Asked
from ckanext.infoprog.views.published import Found

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


def serve_part(name: str, asked: str, part: Part) -> Response:
    """Answer a page that an id names; an id may itself end like a suffix, and then it goes before.

    An id that there is not answers 404 with those near it, or 410 where an earlier version had it.
    """
    found = _find(name, _is_programme)
    if found is None:
        return missing("programme", name, _like(name))
    programme = found.snapshot().of_programme()
    key, suffix = (asked, "") if part.has(programme, asked) else paths.split(asked)
    if not part.has(programme, key):
        near = part.near(programme, found.pointer.name, key)
        return part.gone(found, key) or missing(part.what, key, near)
    answer = answering.answer(
        Asked(
            template=part.template,
            suffix=suffix,
            made_of=(found,),
            today=passports.today(),
            make=lambda reader: part.make(found, reader, key),
            own=found,
            more=lambda: part.more(found, key),
            beside=part.beside(found),
        )
    )
    return answer or missing(part.what, key, ())


def of_package(
    name: str,
    template: str,
    make: Callable[[Snapshot, Reader], Page | None],
    suffix: str = "",
    *,
    what: str = "programme",
    fits: Callable[[Snapshot], bool] | None = None,
    others: Sequence[Found] = (),
    part: tuple[str, str] = ("page", ""),
    near: Callable[[Snapshot], tuple[Near, ...]] = lambda _one: (),
) -> Response:
    """Answer a page of one package; `part` says what of it is asked for, `near` what is like it."""
    found = _find(name, fits or _is_programme)
    if found is None:
        return missing(what, name, _like(name) if what == "programme" else ())
    snapshot = found.snapshot()
    answer = answering.answer(
        Asked(
            template=template,
            suffix=suffix,
            made_of=(found, *others),
            today=passports.today(),
            make=lambda reader: make(snapshot, reader),
            own=found,
        )
    )
    return answer or missing(*part, near(snapshot))


def of_key(
    name: str,
    asked: str,
    template: str,
    what: str,
    make: Callable[[Snapshot, Reader, str], Page | None],
    near: Callable[[Snapshot, str], tuple[Near, ...]],
) -> Response:
    """Answer the page of a report, an edition and the like, as an id with a suffix asks for it."""
    key, suffix = paths.split(asked)
    return of_package(
        name,
        template,
        lambda snapshot, reader: make(snapshot, reader, key),
        suffix,
        part=(what, key),
        near=lambda snapshot: near(snapshot, key),
    )


def of_portal(
    template: str,
    make: Callable[[Reader], Page | None],
    found: Sequence[Found],
    suffix: str = "",
    part: parts.Part = parts.WHOLE,
) -> Response:
    """Answer a page made of several packages; `part` says which of all they are.

    What it is made of is read only where the answer does not lie ready.
    """
    answer = answering.answer(
        Asked(
            template=template,
            suffix=suffix,
            made_of=tuple(found),
            today=passports.today(),
            make=make,
            beside=(str(part.total),),
        )
    )
    return answer or missing("page", request.path, ())


def missing(what: str, asked: str, near: tuple[Near, ...], status: int = MISSING) -> Response:
    """Answer that there is no such page, with those that may have been meant."""
    if "text/html" not in request.headers.get("Accept", "") or paths.split(request.path)[1]:
        raise RefusedError("no-page" if status == MISSING else "page-gone", asked=asked[:100])
    data = {
        "what": what, "asked": asked[:200], "near": near, "prefix": answering.prefix(),
        "status": status,
    }  # fmt: skip
    response = Response(tk.render("infoprog/pages/missing.html", data), status=status)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _find(name: str, fits: Callable[[Snapshot], bool]) -> Found | None:
    """Return the version that is asked for; None where there is none to be seen, or of its kind."""
    found = published.find(name, answering.number())
    return found if found is not None and fits(found.snapshot()) else None


def _is_programme(snapshot: Snapshot) -> bool:
    return snapshot.programme is not None


def _like(name: str) -> tuple[Near, ...]:
    """Return the programmes whose name is like one that there is not."""
    return nearby.slugs(published.titles(helpers.infoprog_lang(), NEAR_AMONG), name)
