"""The publisher's pages of the reporting cycle: a period, who reports, what would change.

Nobody else sees them; only who has not answered is open, where the publisher shows it.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as Answer

from ckanext.infoprog import config, helpers
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.reports import checkview, cyclejson, diffview
from ckanext.infoprog.logic import accepting, access, answers_action, cyclefiles, scene
from ckanext.infoprog.storage import versions
from ckanext.infoprog.views import cyclemembers, cycling, reader
from ckanext.infoprog.views.cycling import Json

cycle = Blueprint("infoprog_cycle", __name__)

AT = "/programme/<slug>/cycle/<code>"
ON = ("on", "true", "1", "yes")
UUID = re.compile("[0-9a-f-]{36}")
MEMBERS = "/programme/<slug>/cycle/members"
MIMETYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
}


@cycle.url_value_preprocessor
def bound(_endpoint: str | None, _values: Mapping[str, Any] | None) -> None:
    """Let nobody send more than a delivery may have, before anything reads what is sent."""
    request.max_content_length = config.cycle_delivery_mb() * 1024 * 1024


@cycle.before_request
def keep_private() -> None:
    """Let no cache keep these pages."""
    reader.keep_private()


@cycle.route("/programme/<slug>/cycle")
def at_hand(slug: str) -> Answer:
    """Lead to the period that people work on."""
    found = cycling.do("show", package=slug)
    return tk.redirect_to("infoprog_cycle.shown", slug=slug, code=found["period"])


@cycle.route(AT)
def shown(slug: str, code: str) -> Response:
    """Show how a period stands, and what became of the files that were sent last."""
    delivery = request.args.get("delivery", "")
    files = []
    if UUID.fullmatch(delivery):
        files = cycling.do("delivery", package=slug, period=code, delivery=delivery)["files"]
    return _period(slug, code, files=files)


@cycle.route(f"{AT}/upload", methods=["POST"])
def upload(slug: str, code: str) -> Answer:
    """Take in the forms that were chosen; a program is told of each, a person sees the page."""
    files = [(one.filename or "", one) for one in request.files.getlist("files") if one.filename]
    asked = {"package": slug, "period": code, "partial": _is_on("partial"), **_letter()}

    def collect() -> Json:
        content = [(name, one.read()) for name, one in files]
        return _collected(asked, content)

    return _sent(slug, code, collect, lambda done: {"delivery": done["delivery"]})


@cycle.route(f"{AT}/form/<body>.xlsx")
def form(slug: str, code: str, body: str) -> Response:
    """Give the workbook of a body."""
    return _given("form", cyclefiles.give, slug, code, body, tk.current_user.id)


@cycle.route(f"{AT}/forms.zip")
def forms(slug: str, code: str) -> Response:
    """Give the workbooks of all bodies."""
    return _given("form", cyclefiles.give, slug, code, None, tk.current_user.id)


@cycle.route(f"{AT}/document.<any(docx, xlsx):ending>")
def document(slug: str, code: str, ending: str) -> Response:
    """Give the document of a period."""
    return _given(
        "document", cyclefiles.document, slug, code, request.args.get("kind") or None, ending
    )


@cycle.route(f"{AT}/preview")
def preview(slug: str, code: str) -> Response:
    """Show what accepting the period would change, with the form that accepts just that."""
    asked = {"package": slug, "period": code, **_wishes(request.args)}
    try:
        data = access.asked("infoprog_cycle_preview", cycling.context(), asked)
        with scene.told():
            at = scene.of(slug, code)
            found = accepting.preview(at, answers_action.wishes(data))
    except (RefusedError, tk.ValidationError) as error:
        return _period(slug, code, refusal=cycling.said(error))
    spoken = reader.spoken()
    manifest, current = found.manifest, versions.read_manifest(at.pointer.manifest)
    drawn = {
        **cycling.titled(slug),
        "found": found,
        "asked": data,
        "now": helpers.infoprog_figures(dict(current.dataset)),
        "after": helpers.infoprog_figures(dict(manifest.dataset)) if manifest else [],
        "groups": checkview.findings(found.report, spoken, checkview.FIRST) if found.report else (),
        "shown": diffview.difference(found.difference, spoken) if found.difference else None,
        "period": cycling.do("show", package=slug, period=code),
        "money": [cyclejson.money(one, at.when) for one in (at.package, found.after)],
        "rows": cyclejson.execution(found.after, at.when),
    }
    return Response(tk.render("infoprog/cycle/preview.html", drawn))


@cycle.route(f"{AT}/accept", methods=["POST"])
def accept(slug: str, code: str) -> Answer:
    """Accept the period as it was previewed, and publish it."""
    asked = {"package": slug, "period": code, **_wishes(request.form)}
    asked |= {name: request.form.get(name, "") for name in ("note", "decision")}
    asked |= {name: request.form.get(name) or None for name in ("base", "plan")}
    asked["allow_warnings"] = _is_on("allow_warnings")
    return _sent(
        slug,
        code,
        lambda: cycling.do("accept", **asked),
        lambda done: {"published": done["version"]},
    )


@cycle.route(f"{AT}/undo", methods=["POST"])
def undo(slug: str, code: str) -> Answer:
    """Publish the version before the current one anew."""
    now = request.form.get("version", "")

    def undone() -> Json:
        cycling.do("show", package=slug, period=code)
        found = scene.pointer(slug)
        if now != str(found.version) or found.version < 2:
            refused = {"package": slug, "planned": now[:10], "current": found.version}
            raise RefusedError("moved-on", **refused)
        note = tk._("Undone: version No {number}").format(number=found.version)
        return accepting.undo(cycling.context(), found, found.version - 1, note)

    return _sent(slug, code, undone, lambda done: {"published": done["version"]})


@cycle.route(f"{AT}/publicity", methods=["POST"])
def publicity(slug: str, code: str) -> Answer:
    """Show everybody who has not answered, or nobody."""
    asked = {"package": slug, "period": code, "public": _is_on("public")}
    return _sent(slug, code, lambda: cycling.do("publicity", **asked), lambda _done: {})


cycle.add_url_rule(MEMBERS, view_func=cyclemembers.members)
cycle.add_url_rule(MEMBERS, view_func=cyclemembers.change_members, methods=["POST"])


@cycle.route(f"{AT}/unanswered")
def unanswered(slug: str, code: str) -> Response:
    """Show everybody who has not answered, where the publisher has marked that."""
    found = cycling.do("unanswered", package=slug, period=code)
    return Response(
        tk.render("infoprog/cycle/unanswered.html", {**cycling.titled(slug), "found": found})
    )


def _period(
    slug: str, code: str, *, files: list[Json] | None = None, refusal: list[str] | None = None
) -> Response:
    """Return the page of a period; what was refused stands on its top."""
    data = {
        **cycling.titled(slug),
        "found": cycling.do("show", package=slug, period=code),
        "files": files or [],
        "limit": config.cycle_file_mb(),
    }
    return cycling.page("period", data, refusal or [])


def _sent(slug: str, code: str, done: Callable[[], Json], after: Callable[[Json], Json]) -> Answer:
    """Do what was sent and lead back to the period; what is refused is said there."""
    return cycling.sent(
        done,
        lambda made: tk.redirect_to("infoprog_cycle.shown", slug=slug, code=code, **after(made)),
        lambda refusal: _period(slug, code, refusal=refusal),
    )


def _collected(asked: Json, files: list[tuple[str, bytes]]) -> Json:
    """Take files in as the action does, without Base64 on the way."""
    given = {**asked, "files": answers_action.BLANK}
    data = access.asked("infoprog_cycle_collect", cycling.context(), given)
    return answers_action.collected(cycling.context(), data, files)


def _given(action: str, make: Callable[..., Any], slug: str, code: str, *more: object) -> Response:
    """Give a file that is made for an editor."""
    asking = {"package": slug, "period": code}
    access.check(f"infoprog_cycle_{action}", cycling.context(), asking)
    with scene.told():
        made = make(scene.of(slug, code), *more)
    response = Response(made.content, mimetype=MIMETYPES[made.filename.rpartition(".")[2]])
    response.headers.set("Content-Disposition", "attachment", filename=made.filename)
    return response


def _wishes(given: Mapping[str, str]) -> Json:
    """Return how a period is to be accepted, from a form or from an address."""
    official = given.get("official")
    return {
        "incomplete": given.get("incomplete", "").lower() in ON,
        "official": None if official is None else official.lower() in ON,
        **_letter(given),
    }


def _letter(given: Mapping[str, str] | None = None) -> Json:
    source = request.form if given is None else given
    return {name: source.get(name, "").strip() for name in ("number", "date", "signatory")}


def _is_on(name: str) -> bool:
    return request.form.get(name, "").lower() in ON
