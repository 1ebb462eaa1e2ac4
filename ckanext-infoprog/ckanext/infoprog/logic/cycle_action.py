"""The actions of the reporting cycle: validate, ask whether it is allowed, do it, return a dict."""

import base64
import binascii
import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context, DataDict

from ckanext.infoprog.core.cycle.answers import Letter
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.reports import cyclejson
from ckanext.infoprog.logic import accepting, access, cycle, schema
from ckanext.infoprog.logic.accepting import Wishes
from ckanext.infoprog.logic.cycle import Made, Scene
from ckanext.infoprog.storage import received

Answer = dict[str, Any]
#: Stands for files whose content comes beside the form.
BLANK = [{"name": "-", "content": ""}]
Doing = Callable[[Context, DataDict], Answer]


def _telling(done: Doing) -> Doing:
    """Let an action refuse with the findings that stop the cycle."""

    @wraps(done)
    def wrapped(context: Context, data_dict: DataDict) -> Answer:
        with cycle.told():
            return done(context, data_dict)

    return wrapped


@tk.side_effect_free
@_telling
def infoprog_cycle_show(context: Context, data_dict: DataDict) -> Answer:
    """Return how a period stands: duties, days left, a row per body, who has not answered.

    :param package: the programme's name
    :param period: a quarter (2026-Q2) or a year (2026); without it the one that is at hand
    """
    data = _asked("infoprog_cycle_show", context, data_dict)
    return cycle.show(_scene(data))


@tk.side_effect_free
@_telling
def infoprog_cycle_form(context: Context, data_dict: DataDict) -> Answer:
    """Return the workbook in which a body reports, or those of all bodies as a ZIP, in Base64.

    Who took it, and when, is remembered.

    :param package: the programme's name
    :param period: the period
    :param body: the body; without it all of them
    """
    data = _asked("infoprog_cycle_form", context, data_dict)
    user = model.User.get(context["user"])
    return _file(cycle.give(_scene(data), data.get("body"), user.id))


@_telling
def infoprog_cycle_collect(context: Context, data_dict: DataDict) -> Answer:
    """Take in workbooks that came back: all of them, or with ``partial`` those that are valid.

    :param package: the programme's name
    :param period: the period
    :param files: name and content (Base64) of each
    :param partial: keep the valid ones though others are not
    :param number: incoming number of the letter, of one file only
    :param date: date of the letter, of one file only
    :param signatory: who signed the letter, of one file only
    """
    data = _asked("infoprog_cycle_collect", context, data_dict)
    return collected(context, data, [(one["name"], _decoded(one)) for one in data["files"]])


@tk.side_effect_free
@_telling
def infoprog_cycle_delivery(context: Context, data_dict: DataDict) -> Answer:
    """Return what became of the files that came together.

    :param package: the programme's name
    :param period: the period
    :param delivery: as infoprog_cycle_collect answered
    """
    data = _asked("infoprog_cycle_delivery", context, data_dict)
    return {"files": cycle.delivered(_scene(data), data["delivery"])}


@tk.side_effect_free
@_telling
def infoprog_cycle_members(context: Context, data_dict: DataDict) -> Answer:
    """Return who answers for what, and what nobody of its own answers for.

    :param package: the programme's name
    """
    data = _asked("infoprog_cycle_members", context, data_dict)
    return cycle.members(_scene(data))


@_telling
def infoprog_cycle_members_change(context: Context, data_dict: DataDict) -> Answer:
    """Say who answers for what; that is published at once as a new version.

    :param package: the programme's name
    :param new: names of bodies that the document does not name
    :param remove: kind, key and body of what the publisher takes back
    :param add: kind, key and body of what the publisher says
    :param note: what is new in this version
    """
    data = _asked("infoprog_cycle_members_change", context, data_dict)
    if not (data["new"] or data["remove"] or data["add"]):
        raise RefusedError("cycle-no-members")
    found = cycle.pointer(data["package"])
    made, ready = accepting.changed(
        found, lambda folder: cycle.change_members(folder, data["new"], data["remove"], data["add"])
    )
    done = accepting.publish(
        context, found, ready, note=data["note"], allow_warnings=data["allow_warnings"]
    )
    return {"new": made, "publication": done["id"], "version": done["version"]}


@tk.side_effect_free
@_telling
def infoprog_cycle_preview(context: Context, data_dict: DataDict) -> Answer:
    """Return what accepting a period would change on the portal: rows, figures, tables, files.

    :param package: the programme's name
    :param period: the period
    :param incomplete: though some have not answered
    :param number: number of the report
    :param date: date of the report
    :param signatory: who signed the report: the office
    :param official: whether it enters the list of reports of Resolution 835
    """
    data = _asked("infoprog_cycle_preview", context, data_dict)
    at = _scene(data)
    found = accepting.preview(at, wishes(data))
    manifest = found.manifest
    return {
        "package": at.pointer.name,
        "period": at.when.code,
        "base": at.pointer.version,
        "plan": found.plan,
        **cyclejson.acceptance(found.planned),
        "money": {
            "before": cyclejson.money(at.package, at.when),
            "after": cyclejson.money(found.after, at.when),
        },
        "rows": cyclejson.execution(found.after, at.when),
        "errors": manifest.findings.errors if manifest else 0,
        "warnings": manifest.findings.warnings if manifest else 0,
        "difference": found.difference.to_dict() if found.difference else None,
    }


@_telling
def infoprog_cycle_accept(context: Context, data_dict: DataDict) -> Answer:
    """Turn the answers of a period into data, and publish these as a new version.

    :param package: the programme's name
    :param period: the period
    :param incomplete: though some have not answered
    :param number: number of the report
    :param date: date of the report
    :param signatory: who signed the report: the office
    :param official: whether it enters the list of reports of Resolution 835
    :param note: what is new in this version
    :param decision: the decision that it follows
    :param base: the version that a preview was made against
    :param plan: as the preview said: what it did not foretell is refused
    :param allow_warnings: publish in spite of warnings
    """
    data = _asked("infoprog_cycle_accept", context, data_dict)
    at = _scene(data)
    base = data.get("base")
    if base and base != at.pointer.version:
        refused = {"package": at.pointer.name, "planned": base, "current": at.pointer.version}
        raise RefusedError("moved-on", **refused)
    planned, ready = accepting.accept(at, wishes(data), data.get("plan"))
    told = {"package": at.pointer.name, "period": at.when.code, **cyclejson.acceptance(planned)}
    if not planned.changes:
        return {**told, "state": "unchanged", "publication": None, "version": at.pointer.version}
    done = accepting.publish(
        context,
        at.pointer,
        ready,
        note=data["note"],
        decision=data["decision"],
        allow_warnings=data["allow_warnings"],
    )
    return {
        **told,
        "state": done["state"],
        "publication": done["id"],
        "version": done["version"],
    }


@tk.side_effect_free
@_telling
def infoprog_cycle_document(context: Context, data_dict: DataDict) -> Answer:
    """Return the document of an accepted period, in Base64.

    :param package: the programme's name
    :param period: the period
    :param kind: of a year: ``results`` or ``progress``
    :param format: ``docx`` or ``xlsx``
    """
    data = _asked("infoprog_cycle_document", context, data_dict)
    return _file(cycle.document(_scene(data), data.get("kind"), data["format"]))


def infoprog_cycle_publicity(context: Context, data_dict: DataDict) -> Answer:
    """Show everybody who has not answered for a period, or nobody.

    :param package: the programme's name
    :param period: the period
    :param public: whether everybody sees it
    """
    data = _asked("infoprog_cycle_publicity", context, data_dict)
    with cycle.told():
        at = _scene(data)
        cycle.show(at)  # a period that there is not is refused
    user = model.User.get(context["user"])
    received.mark(at.place, user.id, public=data["public"])
    return {"package": at.pointer.name, "period": at.when.code, "public": data["public"]}


@tk.side_effect_free
@_telling
def infoprog_cycle_unanswered(context: Context, data_dict: DataDict) -> Answer:
    """Return who has not answered for a period, where the publisher shows that to everybody.

    :param package: the programme's name
    :param period: the period
    """
    data = _asked("infoprog_cycle_unanswered", context, data_dict)
    at = _scene(data)
    if not received.is_public(at.place):
        raise RefusedError("cycle-not-public", package=at.pointer.name, period=at.when.code)
    found = cycle.show(at)
    names = {one["body"]: one["name"] for one in found["bodies"]}
    kept = ("package", "period", "title", "deadline", "days_left")
    return {
        **{name: found[name] for name in kept},
        "asked": len([one for one in found["bodies"] if one["asked"]]),
        "missing": [{"body": body, "name": names[body]} for body in found["missing"]],
    }


def collected(context: Context, data: Answer, files: list[tuple[str, bytes]]) -> Answer:
    """Take files in whose content is at hand; who may was asked before."""
    letter = _letter(data)
    if letter != Letter() and len(files) > 1:
        raise RefusedError("cycle-letter")
    user = model.User.get(context["user"])
    with cycle.told():
        return cycle.collect(_scene(data), files, letter, user.id, partial=data["partial"])


def wishes(data: Answer) -> Wishes:
    """Return how a period is to be accepted."""
    return Wishes(_letter(data), data["incomplete"], data.get("official"))


def _asked(action: str, context: Context, data_dict: DataDict) -> Answer:
    """Return an action's input where it is well-formed and the caller may do this."""
    data = schema.validated(action, data_dict)
    access.check(action, context, data)
    return data


def _scene(data: Answer) -> Scene:
    return cycle.scene(data["package"], data.get("period"))


def _letter(data: Answer) -> Letter:
    """Return number, date and signatory as they were typed."""
    number, day, signatory = (
        (data.get(name) or "").strip() for name in ("number", "date", "signatory")
    )
    return Letter(number or None, dt.date.fromisoformat(day) if day else None, signatory or None)


def _decoded(one: Answer) -> bytes:
    """Return the content of a file that came in Base64."""
    try:
        return base64.b64decode(one["content"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise RefusedError("cycle-content", file=cycle.plain_name(one["name"])) from error


def _file(made: Made) -> Answer:
    """Return a file as JSON can hold it."""
    content = base64.b64encode(made.content).decode("ascii")
    return {"filename": made.filename, "size": len(made.content), "content": content}
