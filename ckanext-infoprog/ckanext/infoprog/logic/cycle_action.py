"""The actions of the reporting cycle: how a period stands, who reports, forms and documents."""

import base64
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context, DataDict

from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.logic import accepting, access, cycle, cyclefiles, scene
from ckanext.infoprog.logic.cyclefiles import Made
from ckanext.infoprog.storage import received

Answer = dict[str, Any]


@tk.side_effect_free
@scene.told()
def infoprog_cycle_show(context: Context, data_dict: DataDict) -> Answer:
    """Return how a period stands: duties, days left, a row per body, who has not answered.

    :param package: the programme's name
    :param period: a quarter (2026-Q2) or a year (2026); without it the one that is at hand
    """
    data = access.asked("infoprog_cycle_show", context, data_dict)
    return cycle.show(scene.asked(data))


@tk.side_effect_free
@scene.told()
def infoprog_cycle_form(context: Context, data_dict: DataDict) -> Answer:
    """Return the workbook in which a body reports, or those of all bodies as a ZIP, in Base64.

    Who took it, and when, is remembered.

    :param package: the programme's name
    :param period: the period
    :param body: the body; without it all of them
    """
    data = access.asked("infoprog_cycle_form", context, data_dict)
    user = model.User.get(context["user"])
    return _file(cyclefiles.give(scene.asked(data), data.get("body"), user.id))


@tk.side_effect_free
@scene.told()
def infoprog_cycle_members(context: Context, data_dict: DataDict) -> Answer:
    """Return who answers for what, and what nobody of its own answers for.

    :param package: the programme's name
    """
    data = access.asked("infoprog_cycle_members", context, data_dict)
    return cycle.members(scene.asked(data))


@scene.told()
def infoprog_cycle_members_change(context: Context, data_dict: DataDict) -> Answer:
    """Say who answers for what; that is published at once as a new version.

    :param package: the programme's name
    :param new: names of bodies that the document does not name
    :param remove: kind, key and body of what the publisher takes back
    :param add: kind, key and body of what the publisher says
    :param note: what is new in this version
    """
    data = access.asked("infoprog_cycle_members_change", context, data_dict)
    if not (data["new"] or data["remove"] or data["add"]):
        raise RefusedError("cycle-no-members")
    found = scene.pointer(data["package"])
    made, ready = accepting.changed(
        found, lambda folder: cycle.change_members(folder, data["new"], data["remove"], data["add"])
    )
    done = accepting.publish(
        context, found, ready, note=data["note"], allow_warnings=data["allow_warnings"]
    )
    return {"new": made, "publication": done["id"], "version": done["version"]}


@tk.side_effect_free
@scene.told()
def infoprog_cycle_document(context: Context, data_dict: DataDict) -> Answer:
    """Return the document of an accepted period, in Base64.

    :param package: the programme's name
    :param period: the period
    :param kind: of a year: ``results`` or ``progress``
    :param format: ``docx`` or ``xlsx``
    """
    data = access.asked("infoprog_cycle_document", context, data_dict)
    return _file(cyclefiles.document(scene.asked(data), data.get("kind"), data["format"]))


def infoprog_cycle_publicity(context: Context, data_dict: DataDict) -> Answer:
    """Show everybody who has not answered for a period, or nobody.

    :param package: the programme's name
    :param period: the period
    :param public: whether everybody sees it
    """
    data = access.asked("infoprog_cycle_publicity", context, data_dict)
    with scene.told():
        at = scene.asked(data)
        cycle.show(at)  # a period that there is not is refused
    user = model.User.get(context["user"])
    received.mark(at.place, user.id, public=data["public"])
    return {"package": at.pointer.name, "period": at.when.code, "public": data["public"]}


@tk.side_effect_free
@scene.told()
def infoprog_cycle_unanswered(context: Context, data_dict: DataDict) -> Answer:
    """Return who has not answered for a period, where the publisher shows that to everybody.

    :param package: the programme's name
    :param period: the period
    """
    data = access.asked("infoprog_cycle_unanswered", context, data_dict)
    at = scene.asked(data)
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


def _file(made: Made) -> Answer:
    """Return a file as JSON can hold it."""
    content = base64.b64encode(made.content).decode("ascii")
    return {"filename": made.filename, "size": len(made.content), "content": content}
