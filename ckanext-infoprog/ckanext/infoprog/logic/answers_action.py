"""The actions of what bodies have answered for a period: taken in, previewed, accepted."""

import base64
import binascii
import datetime as dt
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context, DataDict

from ckanext.infoprog.core.cycle.answers import Letter
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.reports import cyclejson
from ckanext.infoprog.logic import accepting, access, delivery, scene
from ckanext.infoprog.logic.accepting import Wishes

Answer = dict[str, Any]
#: Stands for files whose content comes beside the form.
BLANK = [{"name": "-", "content": ""}]


@scene.told()
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
    data = access.asked("infoprog_cycle_collect", context, data_dict)
    return collected(context, data, [(one["name"], _decoded(one)) for one in data["files"]])


@tk.side_effect_free
@scene.told()
def infoprog_cycle_delivery(context: Context, data_dict: DataDict) -> Answer:
    """Return what became of the files that came together.

    :param package: the programme's name
    :param period: the period
    :param delivery: as infoprog_cycle_collect answered
    """
    data = access.asked("infoprog_cycle_delivery", context, data_dict)
    return {"files": delivery.delivered(scene.asked(data), data["delivery"])}


@tk.side_effect_free
@scene.told()
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
    data = access.asked("infoprog_cycle_preview", context, data_dict)
    at = scene.asked(data)
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


@scene.told()
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
    data = access.asked("infoprog_cycle_accept", context, data_dict)
    at = scene.asked(data)
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


def collected(context: Context, data: Answer, files: list[tuple[str, bytes]]) -> Answer:
    """Take files in whose content is at hand; who may was asked before."""
    letter = _letter(data)
    if letter != Letter() and len(files) > 1:
        raise RefusedError("cycle-letter")
    user = model.User.get(context["user"])
    with scene.told():
        at = scene.asked(data)
        return delivery.collect(at, files, letter, user.id, partial=data["partial"])


def wishes(data: Answer) -> Wishes:
    """Return how a period is to be accepted."""
    return Wishes(_letter(data), data["incomplete"], data.get("official"))


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
        raise RefusedError("cycle-content", file=delivery.plain_name(one["name"])) from error
